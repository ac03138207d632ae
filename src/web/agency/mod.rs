//! The mediator's pages: work list by last day, a new case, the case as a task list.

pub mod ask;
pub mod case;
pub mod edit;
mod fields;
pub mod files;
pub mod forms;
pub mod new;
pub mod typed;

use crate::db::intake::worklist::Listed;
use crate::domain::day::Day;
use crate::domain::finding::Finding;
use crate::domain::money::Fen;
use crate::office::case_overview::Overview;
use crate::office::review::requests;
use crate::office::worklist;
use crate::web::frame::Frame;
use crate::web::page::Page;
use crate::web::problem::Problem;
use crate::web::show::{self, Days, Head};
use crate::web::signed::Mediator;
use crate::web::{State, staff};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::{Deserialize, Serialize};

/// A case in a list.
#[derive(Serialize, Clone)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Number, or the agency's own.
    pub number: String,
    /// Number as a list writes it: type and serial alone.
    pub short: String,
    /// Parties.
    pub parties: Vec<String>,
    /// Cause.
    pub cause: String,
    /// Agency.
    pub agency: String,
    /// Agency without the county's name before it.
    pub agency_short: String,
    /// Sum.
    pub sum: String,
    /// Stage.
    pub stage: String,
    /// Days left.
    pub days: Option<Days>,
    /// Day it came in.
    pub came: String,
    /// The supplement came back.
    pub again: bool,
    /// Who has it at hand: id and name.
    pub holder: Option<(String, String)>,
}

impl Row {
    /// A case as a list shows it.
    #[must_use]
    pub fn of(lang: Lang, listed: &Listed, today: Day) -> Self {
        let clock = show::clock_name(&listed.stage).and_then(|name| listed.clocks.iter().rfind(|c| c.0 == name));
        let stage = listed.outcome.as_deref().unwrap_or(&listed.stage).replace('_', "-");
        Self {
            id: listed.id.clone(),
            number: listed.number.clone().or_else(|| listed.external_ref.clone()).unwrap_or_default(),
            parties: listed.parties.iter().filter(|n| !n.is_empty()).cloned().collect(),
            cause: listed.cause.clone(),
            short: short(lang, listed),
            agency_short: without_county(&listed.agency),
            agency: listed.agency.clone(),
            sum: Fen::new(listed.sum_fen).filter(|_| listed.sum_fen > 0).map(Fen::with_commas).unwrap_or_default(),
            stage: say(lang, &format!("stage-{stage}"), &[]),
            days: clock.map(|(name, article, days)| show::days(lang, name, article, *days, today)),
            came: listed.filed_on.map(|d| show::short_day(lang, d)).unwrap_or_default(),
            again: listed.resubmitted,
            holder: listed.assigned.clone().map(|id| (id, String::new())),
        }
    }

    /// An example.
    #[must_use]
    pub fn example() -> Self {
        let day = Day::from_date(chrono::NaiveDate::default());
        Self {
            id: "C".to_owned(),
            number: "（2026）浙0499诉前调确128号".to_owned(),
            short: "诉前调确128号".to_owned(),
            agency_short: "市场监督管理局".to_owned(),
            parties: vec!["韩志远".to_owned(), "示范县宏砌装饰有限公司".to_owned()],
            cause: "装饰装修合同纠纷".to_owned(),
            agency: "示范县市场监督管理局".to_owned(),
            sum: "386,000.00".to_owned(),
            stage: "审查中".to_owned(),
            days: Some(show::days(Lang::Zh, "review", "民事诉讼法第一百八十七条", [day, day, day], day)),
            came: "9月24日".to_owned(),
            again: true,
            holder: Some(("P".to_owned(), "叶知秋".to_owned())),
        }
    }
}

/// `诉前调确128号`, or `收件 000152` before there is a number.
fn short(lang: Lang, listed: &Listed) -> String {
    let numbered = listed.number.as_deref().and_then(crate::domain::id::CaseNumber::parse);
    match (numbered, &listed.external_ref) {
        (Some(number), _) => format!("{}{}号", number.kind, number.serial),
        (None, Some(own)) => say(lang, "short-received", &[("number", own.rsplit('-').next().unwrap_or(own).to_owned())]),
        (None, None) => String::new(),
    }
}

/// `市场监督管理局`: in a county's own list the county's name says nothing.
fn without_county(agency: &str) -> String {
    agency.split_once('县').map_or(agency, |(_, rest)| if rest.is_empty() { agency } else { rest }).to_owned()
}

/// The work list.
#[derive(Serialize)]
pub struct List {
    at: String,
    state: String,
    rows: Vec<Row>,
    first: Option<Row>,
}

impl Page for List {
    const TEMPLATE: &'static str = "pages/agency-list.html";

    fn samples() -> Vec<Self> {
        let row = Row::example();
        let full = Self { at: "all".to_owned(), state: "在手 1 件。".to_owned(), rows: vec![row.clone()], first: Some(row) };
        vec![full, Self { at: "ended".to_owned(), state: String::new(), rows: Vec::new(), first: None }]
    }
}

/// Which list.
#[derive(Deserialize)]
pub struct Which {
    at: Option<String>,
}

const OPEN: [&str; 6] = ["drafting", "joining", "filed", "supplementing", "reviewing", "proposed"];

/// `GET /agency`: the work list, by last day.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn list(frame: Frame, state: Data<State>, who: Mediator, which: Query<Which>) -> Result<HttpResponse, Problem> {
    let at = which.at.clone().unwrap_or_else(|| "all".to_owned());
    staff::page(frame, &state, who.0, move |office, signed, lang| {
        let stages: Vec<&str> = match at.as_str() {
            "joining" => vec!["joining"],
            "supplementing" => vec!["supplementing"],
            "ended" => vec!["ruled", "lapsed", "declined", "abandoned"],
            _ => OPEN.to_vec(),
        };
        let today = office.today();
        let mut listed = worklist::list(office, &signed.actor, &stages)?;
        if at == "all" {
            // A case that a party has stopped stays in sight until somebody has seen to it.
            let mut stopped = worklist::list(office, &signed.actor, &["declined"])?;
            let open = crate::db::review::requests::cases_with_open(&mut *office.connection()?)?;
            stopped.retain(|l| open.contains(&l.id));
            listed.extend(stopped);
        }
        listed.sort_by_key(|l| (staff::due_of(l).is_none(), staff::due_of(l), std::cmp::Reverse(l.created_at)));
        let rows: Vec<Row> = listed.iter().map(|l| Row::of(lang, l, today)).collect();
        let own = |l: &&Listed| matches!(l.stage.as_str(), "drafting" | "joining" | "supplementing");
        let first = listed.iter().find(own).map(|l| Row::of(lang, l, today));
        let state = sentence(lang, &listed, first.as_ref(), today);
        Ok(List { at, state, rows, first })
    })
    .await
}

/// The state of a list in one sentence.
#[must_use]
pub fn sentence(lang: Lang, listed: &[Listed], first: Option<&Row>, today: Day) -> String {
    let due: Vec<Day> = listed.iter().filter_map(staff::due_of).collect();
    let late = due.iter().filter(|d| **d < today).count();
    let near = due.iter().filter(|d| (0..=5).contains(&today.days_until(**d))).count();
    let mut text = say(lang, "list-state", &[("count", listed.len().to_string()), ("late", late.to_string()), ("near", near.to_string())]);
    if let Some((row, days)) = first.and_then(|r| Some((r, r.days.as_ref()?))) {
        text.push_str(&say(lang, "list-first", &[("who", row.parties.join("、")), ("day", days.act.clone())]));
    }
    text
}

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
        days: Some(show::days(Lang::Zh, "apply", "民事诉讼法第二百零五条", [day, day, day], day)),
        rail: vec![show::Step { key: "step-draft", state: "now", day: "10月8日止".to_owned() }],
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

/// What the parties ask: id, word of the kind, who, in which words.
#[must_use]
pub fn asked(seen: &Overview) -> Vec<[String; 4]> {
    let name = |reference: &str| {
        seen.application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned()).unwrap_or_default()
    };
    let one = |a: &requests::Asked| [a.id.clone(), format!("ask-{}", a.kind.replace('_', "-")), name(&a.party), a.body.clone()];
    seen.requests.iter().map(one).collect()
}

/// The documents of a case: id, what it is called, its day.
#[must_use]
pub fn documents(lang: Lang, seen: &Overview) -> Vec<[String; 3]> {
    let title = |kind: &str| say(lang, &format!("document-kind-{}", kind.replace('_', "-")), &[]);
    seen.documents.iter().map(|d| [d.id.clone(), title(&d.kind), show::short_day(lang, d.issued_on)]).collect()
}
