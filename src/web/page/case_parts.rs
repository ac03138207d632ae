//! Parts that recur on pages: case head and rail, days left, who owes whom, the timeline.

use crate::domain::actor::Role;
use crate::domain::case::Stage;
use crate::domain::day::Day;
use crate::domain::decide;
use crate::domain::document::DocumentKind;
use crate::domain::finding::Finding;
use crate::domain::money::Fen;
use crate::domain::outcome::Outcome;
use crate::domain::period::{Deadline, Period};
use crate::domain::request::RequestKind;
use crate::office::case_overview::Overview;
use crate::office::review::requests;
use crate::web::page::clock_row::ClockRow;
use crate::web::page::days::{Days, days, days_of, short_day};
use crate::web::page::rail::{self, RailStep, Viewer};
use crate::words::{Lang, say};
use serde::Serialize;

/// The head of an invented case.
#[must_use]
pub fn example_head(day: Day) -> Head {
    Head {
        id: "C".to_owned(),
        version: 3,
        stage: "草稿".to_owned(),
        number: "ODR-330499-2026-000152".to_owned(),
        numbered: false,
        parties: vec!["高文静".to_owned(), "示范县启明家居有限公司".to_owned()],
        cause: "买卖合同纠纷".to_owned(),
        sum: "20,000.00".to_owned(),
        agency: "示范县市场监督管理局".to_owned(),
        days: Some(days(Lang::Zh, Period::Apply, "民事诉讼法第二百零五条", Deadline { start: day, nominal: day, due: day }, day)),
        rail: vec![RailStep { key: "step-draft", state: "now", day: "10月8日止".to_owned() }],
        step: 1,
    }
}

/// Which part of the application a finding belongs to.
#[must_use]
pub fn part_of(finding: &Finding) -> &'static str {
    let at = finding.at.as_str();
    if at.starts_with("/parties") && at.contains("/service") {
        "service"
    } else if at.starts_with("/parties") {
        "parties"
    } else if at.starts_with("/terms") {
        "terms"
    } else if at.starts_with("/attachments") {
        "files"
    } else if at.starts_with("/undertakings") {
        "undertakings"
    } else {
        "facts"
    }
}

/// What a party asks for.
#[derive(Clone, Serialize)]
pub struct RequestRow {
    /// Id.
    pub id: String,
    /// Name of the word for what is asked.
    pub key: String,
    /// Who asks.
    pub name: String,
    /// In which words; may be empty.
    pub body: String,
    /// The application is to be withdrawn, and the reader can propose a ruling that permits it.
    pub may_permit: bool,
}

impl RequestRow {
    /// An example.
    #[must_use]
    pub fn example(name: &str, body: &str) -> Self {
        let (id, key) = ("R".to_owned(), "ask-withdraw".to_owned());
        Self { id, key, name: name.to_owned(), body: body.to_owned(), may_permit: false }
    }
}

/// What the parties ask for.
#[must_use]
pub fn asked(seen: &Overview, role: Role) -> Vec<RequestRow> {
    let open = role == Role::Clerk && decide::possible(&seen.case.stage).contains(&Outcome::WithdrawalPermitted);
    let name = |reference: &str| {
        seen.application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned()).unwrap_or_default()
    };
    let one = |a: &requests::OpenRequest| RequestRow {
        id: a.id.clone(),
        key: format!("ask-{}", a.kind.name().replace('_', "-")),
        name: name(&a.party),
        body: a.body.clone(),
        may_permit: open && a.kind == RequestKind::Withdraw,
    };
    seen.requests.iter().map(one).collect()
}

/// A document of a case.
#[derive(Clone, Serialize)]
pub struct DocumentLink {
    /// Id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its day.
    pub day: String,
}

impl DocumentLink {
    /// An example.
    #[must_use]
    pub fn example(title: &str) -> Self {
        Self { id: "D".to_owned(), title: title.to_owned(), day: "10月8日".to_owned() }
    }
}

/// The documents of a case.
#[must_use]
pub fn documents(lang: Lang, seen: &Overview) -> Vec<DocumentLink> {
    let title = |kind: DocumentKind| say(lang, &format!("document-kind-{}", kind.name().replace('_', "-")), &[]);
    seen.documents.iter().map(|d| DocumentLink { id: d.id.clone(), title: title(d.kind), day: short_day(lang, d.issued_on) }).collect()
}

impl ClockRow {
    /// An example.
    #[must_use]
    pub fn example(met: bool) -> Self {
        let day = Day::from_date(chrono::NaiveDate::default());
        let running = days(Lang::Zh, Period::Review, "民事诉讼法第一百八十七条", Deadline { start: day, nominal: day, due: day }, day);
        Self {
            period: "审查期限".to_owned(),
            start: "9月24日".to_owned(),
            nominal: "10月24日".to_owned(),
            due: "10月26日（周一）".to_owned(),
            article: "民事诉讼法第一百八十七条".to_owned(),
            days: (!met).then_some(running),
            met: if met { "10月8日".to_owned() } else { String::new() },
            provisional: !met,
        }
    }
}

/// The head of a case.
#[derive(Clone, Serialize)]
pub struct Head {
    /// Id.
    pub id: String,
    /// Version.
    pub version: i32,
    /// Stage's word.
    pub stage: String,
    /// Case number, or the agency's own.
    pub number: String,
    /// Whether the number is the court's.
    pub numbered: bool,
    /// Parties in order.
    pub parties: Vec<String>,
    /// Cause.
    pub cause: String,
    /// Sum of the payments.
    pub sum: String,
    /// Agency.
    pub agency: String,
    /// Days left.
    pub days: Option<Days>,
    /// Rail.
    pub rail: Vec<RailStep>,
    /// Which step, from 1.
    pub step: usize,
}

/// The head of a case.
#[must_use]
pub fn head(lang: Lang, seen: &Overview, today: Day) -> Head {
    let days = days_of(lang, &seen.case.stage, &seen.clocks, today);
    let rail = rail::of(lang, seen, Viewer::Staff, today);
    let total: i64 = seen.application.terms.iter().filter_map(|t| t.amount).map(Fen::fen).sum();
    let number = seen.case.stage.number().map(ToString::to_string);
    Head {
        id: seen.case.id.to_string(),
        version: seen.case.version,
        stage: stage_word(lang, &seen.case.stage),
        numbered: number.is_some(),
        number: number.or_else(|| seen.application.external_ref.clone()).unwrap_or_default(),
        parties: seen.application.parties.iter().map(|p| p.name().to_owned()).filter(|n| !n.is_empty()).collect(),
        cause: seen.application.cause.clone().unwrap_or_default(),
        sum: Fen::new(total).filter(|_| total > 0).map(Fen::with_commas).unwrap_or_default(),
        agency: seen.agency.clone(),
        step: rail.iter().position(|s| s.state == "now").unwrap_or(0) + 1,
        days,
        rail,
    }
}

/// What a stage is called; a ruled case by its outcome.
#[must_use]
pub fn stage_word(lang: Lang, stage: &Stage) -> String {
    let name = match stage {
        Stage::Ruled(ruled) => ruled.outcome.name(),
        other => other.name().name(),
    };
    say(lang, &format!("stage-{}", name.replace('_', "-")), &[])
}
