//! Who the parties are: identifiers, capacity, where they can be reached, whether their names can be printed.

use super::{Context, pattern};
use crate::domain::application::{Application, IdKind, Particulars, Party};
use crate::domain::day::Day;
use crate::domain::finding::{Code, Finding};
use crate::domain::identity::{
    ResidentFacts, is_residence_permit, normalise_code, phone_is_abroad, phone_is_reachable, resident_id, uscc_is_well_formed,
};
use crate::domain::statute::{Topic, cite};
use crate::domain::text::is_drawn;
use regex_lite::Regex;
use std::sync::LazyLock;

const OF_AGE_MONTHS: u32 = 18 * 12;

pub(super) fn check(application: &Application, context: &Context<'_>, found: &mut Vec<Finding>) {
    if application.parties.len() < 2 {
        found.push(Finding::new(Code::PartyCount, "/parties", "party-count").under(cite(Topic::Application, context.on)));
    }
    for (index, party) in application.parties.iter().enumerate() {
        let at = format!("/parties/{index}");
        same_identifier(&application.parties[..index], party, &at, found);
        identifier(party, &at, context, found);
        capacity(party, &at, application.mediation.effective_on, context, found);
        phone(party, &at, found);
        gone(party, &at, found);
        names(party, &at, context, found);
    }
}

fn phone(party: &Party, at: &str, found: &mut Vec<Finding>) {
    let Some(phone) = &party.phone else { return };
    let at = format!("{at}/phone");
    if !phone_is_reachable(phone) {
        found.push(Finding::new(Code::PartyPhone, at, "party-phone").under("民事诉讼法解释第三百五十四条"));
    } else if phone_is_abroad(phone) {
        found.push(Finding::new(Code::PartyPhoneAbroad, at, "party-phone-abroad"));
    }
}

/// What says that somebody is dead, deregistered or bankrupt: at the end of a name, or in a bracket of its own; what
/// stands inside a trade name (破产管理咨询有限公司) says nothing of its bearer.
static GONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^已故|(?:已故|已死亡|已去世|已病故|已亡故|已注销|已破产|破产管理人|破产清算组|破产企业)$"));
static GONE_IN_BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"死亡|去世|逝世|病逝|病故|亡故|身故|已故|过世|离世|[已于，、]亡$|^亡$|^故$|^殁|注销|破产"));
/// 未注销, 拟注销, 注销代理: not gone.
static NOT_GONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:未|没有|非|不是|拟|准备|申请)(?:.{0,4})(?:死亡|去世|注销|破产)|(?:注销|破产)(?:代|咨询|服务|事务|业务|法|管理咨询)")
});

fn gone(party: &Party, at: &str, found: &mut Vec<Finding>) {
    let Some(name) = party.name.as_deref() else { return };
    let brackets = name.split(['（', '(', '[', '【', '〔']).skip(1).filter_map(|rest| rest.split(['）', ')', ']', '】', '〕']).next());
    let said = brackets.into_iter().find(|said| GONE_IN_BRACKETS.is_match(said) && !NOT_GONE.is_match(said));
    if let Some(words) = said.or_else(|| GONE.find(name).map(|m| m.as_str())) {
        found.push(Finding::new(Code::PartyGone, format!("{at}/name"), "party-gone").with("words", words));
    }
}

fn same_identifier(earlier: &[Party], party: &Party, at: &str, found: &mut Vec<Finding>) {
    let Some(id) = party.id_number.as_deref().map(normalise_code) else { return };
    let twin = earlier.iter().find(|p| p.id_number.as_deref().map(normalise_code).as_ref() == Some(&id));
    if let Some(twin) = twin {
        found.push(
            Finding::new(Code::PartySame, format!("{at}/id_number"), "party-same")
                .with("one", twin.name())
                .with("other", party.name())
                .under("民事诉讼法第二百零五条"),
        );
    }
}

fn identifier(party: &Party, at: &str, context: &Context<'_>, found: &mut Vec<Finding>) {
    let at_id = format!("{at}/id_number");
    match (party.id_kind, party.id_number.as_deref()) {
        (Some(IdKind::ResidentId | IdKind::ResidencePermit), Some(number)) => {
            let own_form = party.id_kind != Some(IdKind::ResidencePermit) || is_residence_permit(number);
            match resident_id(number).filter(|facts| own_form && facts.born_on <= context.on) {
                None => found.push(Finding::new(Code::PartyIdChecksum, at_id, "id-checksum").under("GB 11643-1999")),
                Some(facts) => contradictions(facts, party.born_on, party.sex.as_deref(), at, found),
            }
        }
        (Some(IdKind::Uscc), Some(code)) if !uscc_is_well_formed(code) => {
            found.push(Finding::new(Code::PartyUsccChecksum, at_id, "uscc-checksum").under("GB 32100-2015"));
        }
        _ => {}
    }
    if let Some(guardian) = &party.guardian {
        acting_identifier(
            &guardian.particulars,
            guardian.particulars.id_kind.or(Some(IdKind::ResidentId)),
            &format!("{at}/guardian"),
            found,
        );
    }
    if let Some(representative) = &party.representative {
        acting_identifier(&representative.particulars, representative.particulars.id_kind, &format!("{at}/representative"), found);
    }
    for (agent, pointer) in party.agents.iter().zip(&party.agent_pointers) {
        acting_identifier(&agent.particulars, agent.particulars.id_kind, &format!("{at}{pointer}"), found);
    }
}

/// The identifier of somebody who acts for a party.
fn acting_identifier(particulars: &Particulars, kind: Option<IdKind>, at: &str, found: &mut Vec<Finding>) {
    let Some(number) = particulars.id_number.as_deref() else { return };
    let permit = kind == Some(IdKind::ResidencePermit);
    if !permit && kind != Some(IdKind::ResidentId) {
        return;
    }
    let Some(facts) = resident_id(number).filter(|_| !permit || is_residence_permit(number)) else {
        found.push(Finding::new(Code::PartyIdChecksum, format!("{at}/id_number"), "id-checksum").under("GB 11643-1999"));
        return;
    };
    contradictions(facts, particulars.born_on, particulars.sex.as_deref(), at, found);
}

/// A birth date or a sex that differs from what the identifier says.
fn contradictions(facts: ResidentFacts, born_on: Option<Day>, sex: Option<&str>, at: &str, found: &mut Vec<Finding>) {
    let mut differs = |key: &str, why: &'static str, said: String| {
        found.push(Finding::new(Code::PartyIdContradicts, format!("{at}/{key}"), why).with("said", said).under("GB 11643-1999"));
    };
    if born_on.is_some_and(|born| born != facts.born_on) {
        differs("born_on", "id-birth-date", facts.born_on.written());
    }
    let own = if facts.male { "男" } else { "女" };
    if sex.is_some_and(|s| s != own) {
        differs("sex", "id-sex", own.to_owned());
    }
}

/// A natural person under 18 on the day the agreement takes effect needs a guardian; the eighteenth birthday
/// counts as of age (民法典第十七条).
fn capacity(party: &Party, at: &str, effective: Option<Day>, context: &Context<'_>, found: &mut Vec<Finding>) {
    if !party.is_natural() || party.guardian.is_some() {
        return;
    }
    let born = party.born_on.or_else(|| party.id_number.as_deref().and_then(resident_id).map(|f| f.born_on));
    let Some(born) = born else { return };
    if effective.unwrap_or(context.on) < born.plus_months(OF_AGE_MONTHS) {
        found.push(
            Finding::new(Code::PartyMinor, format!("{at}/guardian"), "party-minor")
                .with("name", party.name())
                .under(cite(Topic::Guardians, context.on)),
        );
    }
}

fn names(party: &Party, at: &str, context: &Context<'_>, found: &mut Vec<Finding>) {
    let mut look = |name: Option<&String>, at: String| {
        let Some(name) = name else { return };
        let missing: Vec<char> = name.chars().filter(|c| is_drawn(*c) && !(context.can_print)(*c)).collect();
        if let Some(first) = missing.first() {
            found.push(
                Finding::new(Code::PartyNameGlyph, at, "name-glyph")
                    .with("character", format!("{first}（U+{:04X}）", u32::from(*first)))
                    .under("GB 18030-2022"),
            );
        }
    };
    look(party.name.as_ref(), format!("{at}/name"));
    look(party.representative.as_ref().and_then(|r| r.name.as_ref()), format!("{at}/representative/name"));
    look(party.guardian.as_ref().and_then(|g| g.name.as_ref()), format!("{at}/guardian/name"));
    for (agent, pointer) in party.agents.iter().zip(&party.agent_pointers) {
        look(agent.name.as_ref(), format!("{at}{pointer}/name"));
    }
}
