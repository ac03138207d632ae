//! What happened at the doors and to accounts: all of it for the administrator, one's own on one's account page.

use crate::office::Office;
use crate::office::people::appointments;
use crate::office::people::security::{self, SecurityRow};
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::request::actor::Admin;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;
use std::collections::HashMap;

/// An event as a page shows it.
#[derive(Serialize, Clone)]
pub struct EventRow {
    at: String,
    what: String,
    whose: String,
    by: String,
    tone: &'static str,
}

impl EventRow {
    /// As shown, with the names that are known.
    #[must_use]
    pub fn of(lang: Lang, row: &SecurityRow, names: &HashMap<String, String>) -> Self {
        let named = |id: &Option<String>| id.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default();
        let word = format!("security-{}", row.kind.name().replace('_', "-"));
        let times = if row.times > 1 { say(lang, "security-times", &[("count", row.times.to_string())]) } else { String::new() };
        Self {
            at: days::moment_of(lang, row.at),
            what: format!("{}{times}", say(lang, &word, &[])),
            whose: named(&row.person),
            by: named(&row.by_person),
            tone: if row.kind.warns() { "warn" } else { "" },
        }
    }

    /// One for the examples.
    #[must_use]
    pub fn example() -> Self {
        Self {
            at: "2026年11月30日 10:32".to_owned(),
            what: "验证码用尽".to_owned(),
            whose: "叶知秋".to_owned(),
            by: "夏槐".to_owned(),
            tone: "warn",
        }
    }
}

/// Names by person, also of those who have left.
pub(super) fn names(office: &Office) -> crate::office::Result<HashMap<String, String>> {
    Ok(appointments::everybody(office)?.into_iter().map(|p| (p.id.to_string(), p.name)).collect())
}

/// The security log.
#[derive(Serialize)]
pub struct SecurityPage {
    events: Vec<EventRow>,
}

impl Page for SecurityPage {
    const TEMPLATE: &'static str = "pages/people/security.html";

    fn samples() -> Vec<Self> {
        vec![Self { events: vec![EventRow::example()] }, Self { events: Vec::new() }]
    }
}

/// `GET /admin/security`.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn log(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, lang| {
        let names = names(office)?;
        let events = security::newest(office, None)?;
        Ok(SecurityPage { events: events.iter().map(|row| EventRow::of(lang, row, &names)).collect() })
    })
    .await
}
