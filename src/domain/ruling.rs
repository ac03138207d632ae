//! What a ruling says, as facts: drawn from the case when the statement is frozen, and everything
//! its wording needs.

use super::application::{AgentKind, Application, IdKind, Party, PartyKind};
use super::day::Day;
use super::decision::Decision;
use super::id::CaseNumber;
use super::identity::normalise_code;

/// The facts of a ruling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RulingFacts {
    /// Court code.
    pub court: String,
    /// Court name.
    pub court_name: String,
    /// Case number.
    pub case_number: CaseNumber,
    /// Applicants, in the application's order.
    pub applicants: Vec<Applicant>,
    /// How far the court had taken the case up.
    pub taken_up: TakenUp,
    /// Cause.
    pub cause: String,
    /// Day the agreement was reached.
    pub agreement_on: Day,
    /// Day it took effect.
    pub effective_on: Day,
    /// The organisation that presided.
    pub organisation: String,
    /// The agreement's terms in full.
    pub terms: Vec<ConfirmedTerm>,
    /// What it decides.
    pub decision: Decision,
    /// Date of the ruling.
    pub ruled_on: Day,
    /// Judge; the presiding one where a panel sits.
    pub judge: Official,
    /// The judges who sit beside the presiding one; nobody beside a sole judge.
    pub beside: Vec<Official>,
    /// Judge's assistant, where one took part.
    pub assistant: Option<Official>,
    /// Clerk.
    pub clerk: Official,
    /// 查询码: 60 random bits.
    pub query_code: String,
    /// 核对码: 40 random bits.
    pub check_code: String,
    /// Host of the portal.
    pub host: String,
}

/// How far the court had taken a case up when it ruled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TakenUp {
    /// Received on this day (收到申请), and not accepted.
    Received(Day),
    /// Accepted on this day (立案受理).
    Accepted(Day),
}

/// Somebody of the court who signs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Official {
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
}

/// An applicant as a ruling names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Applicant {
    /// Name.
    pub name: String,
    /// The particulars after the name, by the form: sex, birth date, ethnic group, domicile.
    pub particulars: String,
    /// Who speaks for it: title and name (and post).
    pub spoken_for: Vec<SpokenFor>,
}

/// Representative, guardian or agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpokenFor {
    /// Title: 法定代表人, 法定代理人, 委托诉讼代理人 …
    pub title: String,
    /// Name.
    pub name: String,
    /// What follows the name.
    pub particulars: String,
}

/// A term as confirmed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfirmedTerm {
    /// The agreement's wording, to the letter.
    pub text: String,
    /// The account, where the agreement gives one beside the wording.
    pub account: Option<String>,
}

/// The applicants of an application, as a ruling names them.
#[must_use]
pub fn applicants(application: &Application) -> Vec<Applicant> {
    application.parties.iter().map(applicant).collect()
}

/// Where a person is from who is not identified by a resident identity card, as far as its document tells (民事诉讼文书样式).
fn origin(party: &Party) -> Option<&'static str> {
    const HONG_KONG: &str = "香港特别行政区居民";
    const MACAO: &str = "澳门特别行政区居民";
    const TAIWAN: &str = "台湾地区居民";
    let number = normalise_code(party.id_number.as_deref().unwrap_or(""));
    match party.id_kind? {
        IdKind::ResidentId | IdKind::Uscc => None,
        IdKind::HkMacaoPass if number.starts_with('H') => Some(HONG_KONG),
        IdKind::HkMacaoPass if number.starts_with('M') => Some(MACAO),
        IdKind::HkMacaoPass => Some("港澳居民"),
        IdKind::TaiwanPass => Some(TAIWAN),
        IdKind::ResidencePermit => match number.get(..2) {
            Some("81") => Some(HONG_KONG),
            Some("82") => Some(MACAO),
            Some("83") => Some(TAIWAN),
            _ => None,
        },
        IdKind::ForeignPermanentResident => Some("持外国人永久居留身份证"),
        IdKind::Passport => Some("持护照"),
    }
}

fn applicant(party: &Party) -> Applicant {
    let domicile = party.domicile.as_deref().unwrap_or("");
    let particulars = if party.is_natural() {
        let mut parts: Vec<String> = party.sex.iter().cloned().collect();
        parts.extend(party.born_on.map(|d| format!("{}出生", d.written())));
        parts.extend(party.ethnicity.clone());
        parts.extend(origin(party).map(str::to_owned));
        parts.extend(party.occupation.clone());
        parts.push(format!("住{domicile}"));
        parts.join("，")
    } else {
        format!("住所地{domicile}")
    };
    let mut spoken_for = Vec::new();
    if let Some(representative) = &party.representative {
        let post = representative.post.clone().unwrap_or_default();
        let title = match party.kind {
            Some(PartyKind::LegalPerson) => "法定代表人",
            _ if post == "经营者" => "经营者",
            _ => "主要负责人",
        };
        let particulars = if title == "经营者" { String::new() } else { post };
        spoken_for.push(SpokenFor { title: title.to_owned(), name: representative.name.clone().unwrap_or_default(), particulars });
    }
    if let Some(guardian) = &party.guardian {
        spoken_for.push(SpokenFor {
            title: "法定代理人".to_owned(),
            name: guardian.name.clone().unwrap_or_default(),
            particulars: guardian.relation.as_ref().map(|r| format!("系申请人{r}")).unwrap_or_default(),
        });
    }
    for agent in &party.agents {
        let firm = agent.firm.as_deref().unwrap_or("");
        let particulars = match agent.kind {
            Some(AgentKind::Lawyer) => format!("{firm}律师"),
            Some(AgentKind::LegalWorker) => format!("{firm}法律工作者"),
            Some(AgentKind::Relative) => "系申请人近亲属".to_owned(),
            Some(AgentKind::Employee) => "系申请人工作人员".to_owned(),
            Some(AgentKind::Recommended) => "由有关社会团体、社区或者单位推荐".to_owned(),
            None => String::new(),
        };
        spoken_for.push(SpokenFor { title: "委托诉讼代理人".to_owned(), name: agent.name.clone().unwrap_or_default(), particulars });
    }
    Applicant { name: party.name().to_owned(), particulars, spoken_for }
}

/// The terms of an application, as a ruling repeats them.
#[must_use]
pub fn confirmed_terms(application: &Application) -> Vec<ConfirmedTerm> {
    application
        .terms
        .iter()
        .map(|term| ConfirmedTerm {
            text: term.text.clone().unwrap_or_default(),
            account: term.account.as_ref().map(|a| {
                let part = |v: &Option<String>| v.clone().unwrap_or_default();
                format!("户名{}，开户行{}，账号{}", part(&a.name), part(&a.bank), part(&a.number))
            }),
        })
        .collect()
}
