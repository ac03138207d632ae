//! The history of a case in plain sentences.

use crate::domain::application::Application;
use crate::office::case_overview::HistoryEntry;
use crate::web::page::days::short_day;
use crate::words::{Lang, known, say};
use serde::Serialize;

/// A line of the timeline.
#[derive(Clone, Serialize)]
pub struct TimelineEntry {
    /// When.
    pub when: String,
    /// What.
    pub text: String,
}

/// The history in plain sentences, newest first.
#[must_use]
pub fn timeline(lang: Lang, lines: &[HistoryEntry], application: &Application) -> Vec<TimelineEntry> {
    let mut told: Vec<TimelineEntry> = Vec::new();
    for line in lines.iter().rev() {
        let key = format!("told-{}", line.act.name().replace('_', "-"));
        if !known(lang, &key) {
            continue;
        }
        let party =
            application.parties.iter().find(|p| p.reference == line.detail).map_or_else(|| line.detail.clone(), |p| p.name().to_owned());
        let text = say(lang, &key, &[("who", line.who.clone()), ("party", party), ("detail", line.detail.clone())]);
        let when = short_day(lang, line.on);
        // Editing goes in small steps: a day's work of one person is one line.
        if told.last().is_some_and(|t| t.text == text && t.when == when) {
            continue;
        }
        told.push(TimelineEntry { when, text });
    }
    told
}
