//! A case as a list shows it.

use crate::domain::day::Day;
use crate::domain::money::Fen;
use crate::domain::outcome::Outcome;
use crate::domain::period::{Deadline, Period};
use crate::office::worklist::QueueRow;
use crate::web::page::days::{self, Days};
use crate::web::page::link::PersonLink;
use crate::web::page::navigation;
use crate::words::{Lang, say};
use serde::Serialize;

/// A case in a list.
#[derive(Serialize, Clone)]
pub struct CaseRow {
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
    /// Who has it at hand.
    pub holder: Option<PersonLink>,
}

impl CaseRow {
    /// A case as a list shows it.
    #[must_use]
    pub fn of(lang: Lang, listed: &QueueRow, today: Day) -> Self {
        let clock = days::clock_of(listed.stage).and_then(|period| listed.clocks.iter().rfind(|c| c.period == period));
        let stage = listed.outcome.map_or(listed.stage.name(), Outcome::name).replace('_', "-");
        Self {
            id: listed.id.to_string(),
            number: listed.number.clone().or_else(|| listed.external_ref.clone()).unwrap_or_default(),
            parties: listed.parties.iter().filter(|n| !n.is_empty()).cloned().collect(),
            cause: listed.cause.clone(),
            short: short(lang, listed),
            agency_short: without_county(&listed.agency),
            agency: listed.agency.clone(),
            sum: Fen::new(listed.sum_fen).filter(|_| listed.sum_fen > 0).map(Fen::with_commas).unwrap_or_default(),
            stage: say(lang, &format!("stage-{stage}"), &[]),
            days: clock.map(|c| days::days(lang, c.period, &c.article, c.deadline, today)),
            came: listed.filed_on.map(|d| days::short_day(lang, d)).unwrap_or_default(),
            again: listed.resubmitted,
            holder: listed.assigned.as_ref().map(|id| PersonLink { id: id.to_string(), name: String::new() }),
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
            days: Some(days::days(
                Lang::Zh,
                Period::Review,
                "民事诉讼法第一百八十七条",
                Deadline { start: day, nominal: day, due: day },
                day,
            )),
            came: "9月24日".to_owned(),
            again: true,
            holder: Some(PersonLink { id: "P".to_owned(), name: "叶知秋".to_owned() }),
        }
    }
}

/// `诉前调确128号`, or `收件 000152` before there is a number.
fn short(lang: Lang, listed: &QueueRow) -> String {
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

/// The state of a list in one sentence.
#[must_use]
pub fn sentence(lang: Lang, listed: &[QueueRow], first: Option<&CaseRow>, today: Day) -> String {
    let due: Vec<Day> = listed.iter().filter_map(navigation::due_of).collect();
    let late = due.iter().filter(|d| **d < today).count();
    let near = due.iter().filter(|d| (0..=5).contains(&today.days_until(**d))).count();
    let mut text = say(lang, "list-state", &[("count", listed.len().to_string()), ("late", late.to_string()), ("near", near.to_string())]);
    if let Some((row, days)) = first.and_then(|r| Some((r, r.days.as_ref()?))) {
        text.push_str(&say(lang, "list-first", &[("who", row.parties.join("、")), ("day", days.act.clone())]));
    }
    text
}
