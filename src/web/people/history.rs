//! The history of administration: who did what, to whom, when.

use crate::office::people::administration::{self, AdminRow};
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::people::security::names;
use crate::web::request::actor::Confirming;
use crate::words::{Lang, known, say};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;
use std::collections::HashMap;

/// Something that was done.
#[derive(Serialize, Clone)]
pub struct HistoryRow {
    at: String,
    by: String,
    what: String,
    whom: String,
    about: String,
    /// It was done at the machine.
    machine: bool,
}

/// The history of administration.
#[derive(Serialize)]
pub struct HistoryPage {
    rows: Vec<HistoryRow>,
}

impl Page for HistoryPage {
    const TEMPLATE: &'static str = "pages/people/history.html";

    fn samples() -> Vec<Self> {
        let row = |machine| HistoryRow {
            at: "2026年12月1日 10:32".to_owned(),
            by: if machine { "在服务器上".to_owned() } else { "范守一".to_owned() },
            what: "提出任职或登录方式".to_owned(),
            whom: "江明理".to_owned(),
            about: "法官".to_owned(),
            machine,
        };
        vec![Self { rows: vec![row(false), row(true)] }, Self { rows: Vec::new() }]
    }
}

fn row(lang: Lang, row: &AdminRow, names: &HashMap<String, String>) -> HistoryRow {
    let named = |id: &Option<String>| id.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default();
    let role = row.role.map(|r| say(lang, &format!("role-{}", r.name()), &[]));
    let key = format!("subject-{}", row.subject);
    let subject = if known(lang, &key) { say(lang, &key, &[]) } else { row.subject.clone() };
    HistoryRow {
        at: days::moment_of(lang, row.at),
        by: if row.by_person.is_some() { named(&row.by_person) } else { say(lang, "at-the-machine", &[]) },
        what: say(lang, &format!("admin-act-{}", row.act.name().replace('_', "-")), &[]),
        whom: named(&row.whom),
        about: role.unwrap_or(subject),
        machine: row.by_person.is_none(),
    }
}

/// `GET /admin/history`.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn list(frame: Frame, state: Data<State>, who: Confirming) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, lang| {
        let names = names(office)?;
        Ok(HistoryPage { rows: administration::newest(office)?.iter().map(|r| row(lang, r, &names)).collect() })
    })
    .await
}
