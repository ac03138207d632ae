//! Performance on the party's phone: what is owed, what it says of it, the pack for enforcement.

use crate::office::performance::enforcement;
use crate::web::State;
use crate::web::intake::files::attachment;
use crate::web::page::field::{Said, refused};
use crate::web::page::frame::{Frame, done};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{Page, respond_with};
use crate::web::performance::obligations::{DutyRow, rows, told};
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Serialize;

/// Performance for a party.
#[derive(Serialize)]
pub struct PartyPerformancePage {
    today: String,
    rows: Vec<DutyRow>,
    pack: bool,
    faults: Vec<Said>,
}

impl Page for PartyPerformancePage {
    const TEMPLATE: &'static str = "pages/performance/party-performance.html";

    fn samples() -> Vec<Self> {
        let said = Said { tone: "bad", text: "金额不对。".to_owned(), article: String::new(), at: String::new() };
        let rows = [("done", "to"), ("overdue", "to"), ("part", "from"), ("coming", "from")].map(|(s, side)| DutyRow::example(s, side));
        vec![
            Self { today: "2026-05-01".to_owned(), rows: rows.into(), pack: true, faults: vec![said] },
            Self { today: "2026-05-01".to_owned(), rows: Vec::new(), pack: false, faults: Vec::new() },
        ]
    }
}

async fn party_page(frame: Frame, state: &State, party: PartyVisitor, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = act(state, move |office| {
        let visit = party.visit(office)?;
        let rows = rows(office, lang, &visit.case.id, &visit.application, &visit.link.party)?;
        Ok(PartyPerformancePage {
            today: office.today().to_string(),
            pack: rows.iter().any(|r| r.side == "to" && r.state == "overdue"),
            faults: said.into_iter().collect(),
            rows,
        })
    })
    .await?;
    Ok(respond_with(&frame, &page, status))
}

/// `GET /my/performance`.
///
/// # Errors
/// The link does not count any more.
pub async fn mine(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    party_page(frame, &state, party, None).await
}

/// `POST /my/performance`.
///
/// # Errors
/// What is no refusal.
pub async fn say_so(frame: Frame, state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (who, fields) = (party.clone(), posted.fields.clone());
    let result = act(&state, move |office| {
        let visit = who.visit(office)?;
        told(office, &visit.actor(office)?, &visit.case.id, &fields, Some(&visit.link.party))
    })
    .await;
    match result {
        Ok(()) => Ok(done("/my/performance", "flash-party-told")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "");
            party_page(frame, &state, party, Some(said)).await
        }
    }
}

/// `GET /my/enforcement.zip`.
///
/// # Errors
/// A refusal while nothing that is owed to this party is overdue.
pub async fn my_pack(state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let bytes = act(&state, move |office| {
        let visit = party.visit(office)?;
        enforcement::enforcement_pack(office, &visit.actor(office)?, &visit.case.id, &visit.link.party)
    })
    .await?;
    Ok(attachment(&bytes, "application/zip", "申请执行.zip"))
}
