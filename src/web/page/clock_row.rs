//! The clocks of a case, met or running, as their table shows them.

use crate::domain::day::Day;
use crate::office::case_overview::{DueDateRow, Overview};
use crate::web::page::days::{Days, days, long_day, short_day};
use crate::words::{Lang, bracketed, say};
use serde::Serialize;

/// A clock as its table shows it.
#[derive(Clone, Serialize, Debug)]
pub struct ClockRow {
    /// What it counts, and whose.
    pub period: String,
    /// From when.
    pub start: String,
    /// Nominal last day.
    pub nominal: String,
    /// Last day, rest days looked at.
    pub due: String,
    /// The article.
    pub article: String,
    /// Days left, where it runs.
    pub days: Option<Days>,
    /// When it was met.
    pub met: String,
    /// Computed without a rest-day table.
    pub provisional: bool,
}

/// A clock that has been neither met nor, where it is somebody's right, used up.
fn runs(clock: &DueDateRow, today: Day) -> bool {
    let ended = clock.deadline.is_over(today) && clock.period.is_right();
    clock.met_on.is_none() && !ended
}

/// Every clock of a case, met or running.
#[must_use]
pub fn clocks(lang: Lang, seen: &Overview, today: Day) -> Vec<ClockRow> {
    let name = |party: &String| seen.application.parties.iter().find(|p| p.reference == *party).map(|p| p.name().to_owned());
    let row = |c: &DueDateRow| {
        let whose = c.party.as_ref().and_then(name).map(|n| bracketed(lang, &n)).unwrap_or_default();
        ClockRow {
            period: format!("{}{whose}", say(lang, &format!("period-{}", c.period.name()), &[])),
            start: short_day(lang, c.deadline.start),
            nominal: short_day(lang, c.deadline.nominal),
            due: long_day(lang, c.deadline.due),
            article: c.article.clone(),
            days: runs(c, today).then(|| days(lang, c.period, &c.article, c.deadline, today)),
            met: c.met_on.map(|d| short_day(lang, d)).unwrap_or_default(),
            provisional: c.provisional,
        }
    };
    seen.clocks.iter().map(row).collect()
}
