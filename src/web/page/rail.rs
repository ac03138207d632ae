//! The rail of a case: eight steps, with the same days for whoever looks.

use crate::domain::act::ActName;
use crate::domain::case::Stage;
use crate::domain::day::Day;
use crate::office::case_overview::Overview;
use crate::web::page::days::{days_of, short_day};
use crate::words::{Lang, say};
use serde::Serialize;
use std::cmp::Ordering;

/// A step of the rail.
#[derive(Clone, Serialize)]
pub struct RailStep {
    /// Name of its word.
    pub key: &'static str,
    /// `done`, `now`, `come`.
    pub state: &'static str,
    /// Its day, or until when.
    pub day: String,
}

/// Who looks: service is each recipient's own.
#[derive(Clone, Copy)]
pub enum Viewer<'a> {
    /// Somebody who works here: served once all are.
    Staff,
    /// A party, by its reference: served once it is.
    Party(&'a str),
}

/// Each step, with the acts whose newest day it bears.
const STEPS: [(&str, &[ActName]); 8] = [
    ("step-draft", &[ActName::TakeIn, ActName::Begin]),
    ("step-join", &[ActName::Join]),
    ("step-file", &[ActName::Join]),
    ("step-accept", &[ActName::Accept]),
    ("step-review", &[ActName::Verify, ActName::Propose]),
    ("step-sign", &[ActName::Seal]),
    ("step-serve", &[ActName::Serve]),
    ("step-perform", &[ActName::Perform]),
];

/// Where on the rail a case is.
fn place(seen: &Overview, viewer: Viewer<'_>, today: Day) -> usize {
    let served = match viewer {
        Viewer::Staff => seen.all_served(today),
        Viewer::Party(party) => seen.served(party, today).is_some(),
    };
    match &seen.case.stage {
        Stage::Drafting | Stage::Abandoned(_) => 0,
        Stage::Joining | Stage::Declined(_) | Stage::Lapsed(_) => 1,
        Stage::Filed(_) | Stage::Supplementing(_) => 3,
        Stage::Reviewing(_) => 4,
        Stage::Proposed(_) => 5,
        // Served once the facts say so, never because it was sent.
        Stage::Ruled(_) if served => 7,
        Stage::Ruled(_) => 6,
    }
}

/// The eight steps: those done with the day on which they were, the present one with the last day of its clock.
#[must_use]
pub fn of(lang: Lang, seen: &Overview, viewer: Viewer<'_>, today: Day) -> Vec<RailStep> {
    let now = place(seen, viewer, today);
    let until = days_of(lang, &seen.case.stage, &seen.clocks, today);
    let done = |acts: &[ActName]| seen.lines.iter().rev().find(|l| acts.contains(&l.act)).map(|l| short_day(lang, l.on));
    let step = |(index, (key, acts)): (usize, (&'static str, &[ActName]))| match index.cmp(&now) {
        Ordering::Less => RailStep { key, state: "done", day: done(acts).unwrap_or_default() },
        Ordering::Equal => {
            let day = until.as_ref().map(|d| say(lang, "until-short", &[("day", short_day(lang, d.due))]));
            RailStep { key, state: "now", day: day.unwrap_or_default() }
        }
        Ordering::Greater => RailStep { key, state: "come", day: String::new() },
    };
    STEPS.into_iter().enumerate().map(step).collect()
}
