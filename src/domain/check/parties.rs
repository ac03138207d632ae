//! Who the parties are: identifiers, capacity, where they can be reached, whether their names can be printed.

use super::Context;
use crate::domain::application::{Application, IdKind, Party};
use crate::domain::day::Day;
use crate::domain::finding::{Code, Finding};
use crate::domain::identity::{is_residence_permit, normalise_code, phone_is_reachable, resident_id, uscc_is_well_formed};
use crate::domain::statute::{Topic, cite};

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
        if let Some(phone) = &party.phone
            && !phone_is_reachable(phone)
        {
            found.push(Finding::new(Code::PartyPhone, format!("{at}/phone"), "party-phone").under("民事诉讼法解释第三百五十四条"));
        }
        names(party, &at, context, found);
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
                Some(facts) => {
                    if party.born_on.is_some_and(|born| born != facts.born_on) {
                        found.push(
                            Finding::new(Code::PartyIdContradicts, format!("{at}/born_on"), "id-birth-date")
                                .with("said", facts.born_on.written())
                                .under("GB 11643-1999"),
                        );
                    }
                    let sex = if facts.male { "男" } else { "女" };
                    if party.sex.as_deref().is_some_and(|s| s != sex) {
                        found.push(
                            Finding::new(Code::PartyIdContradicts, format!("{at}/sex"), "id-sex").with("said", sex).under("GB 11643-1999"),
                        );
                    }
                }
            }
        }
        (Some(IdKind::Uscc), Some(code)) if !uscc_is_well_formed(code) => {
            found.push(Finding::new(Code::PartyUsccChecksum, at_id, "uscc-checksum").under("GB 32100-2015"));
        }
        _ => {}
    }
    if let Some(number) = party.guardian.as_ref().and_then(|g| g.id_number.as_deref())
        && resident_id(number).is_none()
    {
        found.push(Finding::new(Code::PartyIdChecksum, format!("{at}/guardian/id_number"), "id-checksum").under("GB 11643-1999"));
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
        let missing: Vec<char> = name.chars().filter(|c| !c.is_whitespace() && !(context.can_print)(*c)).collect();
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
