//! The checks of an application (`src/web/INTERFACE.md` §4), all at once: what a court would send back, said before
//! it is sent.

mod agents;
mod bound;
mod clocks;
mod materials;
mod organisation;
mod parties;
mod payment;
mod rates;
mod reading;
mod scope;
mod terms;
mod vague;

use super::application::{Application, Lane, TermKind};
use super::day::Day;
use super::finding::{Code, Finding};
use super::register::{Agency, Register};
use super::statute::{Topic, cite};
use regex_lite::Regex;

/// What the checks look at beside the application.
pub struct Context<'a> {
    /// The county's register.
    pub register: &'a Register,
    /// The day of filing.
    pub on: Day,
    /// Whether some configured font can print a character.
    pub can_print: &'a dyn Fn(char) -> bool,
    /// Whether somebody of this name held a mediator's post at an agency on a day, beside the register.
    pub held_post: &'a dyn Fn(&Agency, &str, Day) -> bool,
}

/// A pattern of these checks.
fn pattern(text: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "every pattern is a literal, and the tests compile them all")]
    Regex::new(text).unwrap()
}

/// Everything there is to find in an application that could be read, in no particular order.
/// What was missing or unreadable has been reported by whoever read it.
#[must_use]
pub fn check(application: &Application, context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    lane(application, &mut found);
    authority(application, context, &mut found);
    jurisdiction(application, context, &mut found);
    clocks::check(application, context, &mut found);
    parties::check(application, context, &mut found);
    agents::check(application, context, &mut found);
    agents::opposed_in_person(application, &mut found);
    organisation::check(application, context, &mut found);
    terms::check(application, context, &mut found);
    materials::check(application, &mut found);
    signals(application, &mut found);
    found
}

fn lane(application: &Application, found: &mut Vec<Finding>) {
    match application.lane {
        Some(Lane::Administrative) => {
            found.push(Finding::new(Code::LaneAdministrative, "/lane", "lane-administrative").under("行政诉讼法第六十条"))
        }
        Some(Lane::Labour) => {
            found.push(Finding::new(Code::LaneLabour, "/lane", "lane-labour").under("浙江省劳动人事争议调解仲裁条例第十一条"))
        }
        Some(Lane::Civil) | None => {}
    }
}

fn authority(application: &Application, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(code) = &application.agency else { return };
    let article = cite(Topic::Application, context.on);
    let Some(agency) = context.register.agency(code) else {
        found.push(Finding::new(Code::AuthorityUnknown, "/agency", "authority-agency").with("agency", code).under(article));
        return;
    };
    if let Some(kind) = &application.dispute_kind
        && !agency.has_power(kind, application.mediation.concluded_on)
    {
        let why = if agency.kind(kind).is_none() { "authority-matter" } else { "authority-basis" };
        found.push(Finding::new(Code::AuthorityUnknown, "/matter", why).with("agency", &agency.name).with("matter", kind).under(article));
    }
}

fn jurisdiction(application: &Application, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(code) = &application.court else { return };
    let court = &context.register.court;
    let article = cite(Topic::Application, context.on);
    if *code != court.code {
        found.push(Finding::new(Code::Jurisdiction, "/court", "court-unknown").with("court", code).under(article));
        return;
    }
    if application.mediation.invited_by_court == Some(true) {
        return;
    }
    if ground_of_jurisdiction(application, context.register).is_none() {
        found.push(Finding::new(Code::Jurisdiction, "/court", "jurisdiction-none").with("court", &court.name).under(article));
    }
}

/// Why this court has jurisdiction over an application the court did not invite (民诉法 205).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JurisdictionGround {
    /// The court invited the mediator.
    Invited,
    /// A party's domicile (当事人住所地).
    Domicile,
    /// The place of the subject matter (标的物所在地).
    SubjectMatter,
    /// The mediating organisation's place (调解组织所在地).
    Organisation,
}

/// The first ground that gives the register's court jurisdiction, if any does.
#[must_use]
pub fn ground_of_jurisdiction(application: &Application, register: &Register) -> Option<JurisdictionGround> {
    let division = &register.court.division;
    let seat = application.agency.as_deref().and_then(|code| register.agency(code)).map(|a| &a.division);
    if application.mediation.invited_by_court == Some(true) {
        Some(JurisdictionGround::Invited)
    } else if application.parties.iter().any(|p| p.domicile_division.as_ref() == Some(division)) {
        Some(JurisdictionGround::Domicile)
    } else if application.subject_matter_division.as_ref() == Some(division) {
        Some(JurisdictionGround::SubjectMatter)
    } else if seat == Some(division) {
        Some(JurisdictionGround::Organisation)
    } else {
        None
    }
}

/// Signals of false mediation that a single application shows; never a bar.
fn signals(application: &Application, found: &mut Vec<Finding>) {
    const CASH: i64 = 5_000_000;
    const SAME_DAY: i64 = 50_000_000;
    let payments = || application.terms.iter().filter(|t| t.kind == Some(TermKind::Payment));
    let sum = |cash_only: bool| -> i64 {
        payments().filter(|t| !cash_only || t.method.as_deref() == Some("cash")).filter_map(|t| t.amount.map(super::money::Fen::fen)).sum()
    };
    let article = "人民法院在线调解规则第二十三条";
    let loan = application.cause.as_deref().is_some_and(|c| c.contains("民间借贷"));
    if loan && sum(true) >= CASH {
        found.push(Finding::new(Code::FalseMediationSignal, "/cause", "signal-cash-loan").under(article));
    }
    let mediation = &application.mediation;
    if mediation.concluded_on.is_some() && mediation.concluded_on == mediation.accepted_on && sum(false) >= SAME_DAY {
        found.push(Finding::new(Code::FalseMediationSignal, "/mediation/concluded_on", "signal-same-day").under(article));
    }
}
