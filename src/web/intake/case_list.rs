//! The mediator's pages: work list by last day, a new case, the case as a task list.

use crate::domain::case::StageName;
use crate::office::worklist;
use crate::office::worklist::QueueRow;
use crate::web::State;
use crate::web::page::case_row::{CaseRow, sentence};
use crate::web::page::frame::Frame;
use crate::web::page::navigation;
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::request::actor::Mediator;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::{Deserialize, Serialize};

/// The work list.
#[derive(Serialize)]
pub struct List {
    at: String,
    state: String,
    rows: Vec<CaseRow>,
    first: Option<CaseRow>,
}

impl Page for List {
    const TEMPLATE: &'static str = "pages/intake/case-list.html";

    fn samples() -> Vec<Self> {
        let row = CaseRow::example();
        let full = Self { at: "all".to_owned(), state: "在手 1 件。".to_owned(), rows: vec![row.clone()], first: Some(row) };
        vec![full, Self { at: "ended".to_owned(), state: String::new(), rows: Vec::new(), first: None }]
    }
}

/// Which list.
#[derive(Deserialize)]
pub struct Which {
    at: Option<String>,
}

/// `GET /agency`: the work list, by last day.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn list(frame: Frame, state: Data<State>, who: Mediator, which: Query<Which>) -> Result<HttpResponse, Problem> {
    let at = which.at.clone().unwrap_or_else(|| "all".to_owned());
    navigation::page(frame, &state, who.0, move |office, signed, lang| {
        let stages: &[StageName] = match (at.as_str(), StageName::named(&at)) {
            ("ended", _) => &StageName::ENDED,
            (_, Some(StageName::Joining)) => &[StageName::Joining],
            (_, Some(StageName::Supplementing)) => &[StageName::Supplementing],
            _ => &StageName::OPEN,
        };
        let today = office.today();
        let mut listed = worklist::list(office, &signed.actor, stages)?;
        if at == "all" {
            // A case that a party has stopped stays in sight until somebody has seen to it.
            let mut stopped = worklist::list(office, &signed.actor, &[StageName::Declined])?;
            let open = worklist::with_open_requests(office)?;
            stopped.retain(|l| open.contains(&l.id));
            listed.extend(stopped);
        }
        listed.sort_by_key(|l| (navigation::due_of(l).is_none(), navigation::due_of(l), std::cmp::Reverse(l.created_at)));
        let rows: Vec<CaseRow> = listed.iter().map(|l| CaseRow::of(lang, l, today)).collect();
        let own = |l: &&QueueRow| matches!(l.stage, StageName::Drafting | StageName::Joining | StageName::Supplementing);
        let first = listed.iter().find(own).map(|l| CaseRow::of(lang, l, today));
        let state = sentence(lang, &listed, first.as_ref(), today);
        Ok(List { at, state, rows, first })
    })
    .await
}
