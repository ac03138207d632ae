//! The ruling as a page, as pictures of its pages, and as PDF.

use crate::domain::case::Stage;
use crate::domain::outcome::Outcome;
use crate::domain::period::Period;
use crate::domain::service::Event;
use crate::foreign::MediaType;
use crate::office::case_overview::{self, DocumentRow};
use crate::office::intake::visit::Visit;
use crate::office::print::{self, PageOfFile};
use crate::office::proof::log;
use crate::office::service::recording;
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::intake::files::{WIDTH, attachment, picture_of};
use crate::web::page::frame::Frame;
use crate::web::page::problem::Problem;
use crate::web::page::render::{Page, respond};
use crate::web::page::{days, document, ics};
use crate::web::party::agreement::{DutyLine, told};
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::words::Lang;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// Another document that is served on the party.
#[derive(Serialize, Clone)]
pub struct ServedDocument {
    id: String,
    /// Name of its word.
    key: String,
    day: String,
}

/// The ruling, from one party's side.
#[derive(Serialize)]
pub struct RulingPage {
    outcome: String,
    number: String,
    date: String,
    duties: Vec<DutyLine>,
    total: String,
    pages: Vec<usize>,
    size: i64,
    object_until: String,
    served: String,
    code: String,
    others: Vec<ServedDocument>,
    blocks: Vec<document::BlockRow>,
}

impl Page for RulingPage {
    const TEMPLATE: &'static str = "pages/ruling/ruling.html";

    fn samples() -> Vec<Self> {
        let page = |outcome: &str| Self {
            outcome: outcome.replace('_', "-"),
            number: "（2026）浙0499诉前调确136号".to_owned(),
            date: "10月23日（周五）".to_owned(),
            duties: vec![],
            total: String::new(),
            pages: vec![1],
            size: 58,
            object_until: String::new(),
            served: String::new(),
            code: "R5VN-3TWD-8KQ4".to_owned(),
            others: Vec::new(),
            blocks: Vec::new(),
        };
        let full = Self {
            total: "18,600.00".to_owned(),
            pages: vec![1, 2],
            object_until: "11月9日（周一）".to_owned(),
            served: "10月23日".to_owned(),
            others: vec![ServedDocument {
                id: "D".to_owned(),
                key: "document-kind-ruling-correcting".to_owned(),
                day: "11月2日".to_owned(),
            }],
            ..page("confirmed")
        };
        std::iter::once(full).chain(Outcome::ALL.iter().map(|o| page(o.name()))).collect()
    }
}

/// The ruling of a visit's case, with its bytes.
fn ruling_of(office: &Office, visit: &Visit) -> crate::office::Result<(DocumentRow, Vec<u8>)> {
    let documents = case_overview::documents(office, &visit.case.id)?;
    let issued = documents.into_iter().rfind(|d| d.kind.ends_a_case()).ok_or(Error::NotFound)?;
    let bytes = log::document_bytes(office, &issued)?;
    Ok((issued, bytes))
}

fn page_of(office: &Office, lang: Lang, party: &PartyVisitor) -> crate::office::Result<RulingPage> {
    let visit = party.visit(office)?;
    let (issued, bytes) = ruling_of(office, &visit)?;
    let seen = case_overview::of_party(office, &visit.case.id)?;
    let clock = seen.clocks.iter().find(|c| c.period == Period::ObjectParty && c.party.as_deref() == Some(&visit.link.party));
    recording::opened(office, &visit.case.id, visit.party(), &issued, Event::Read)?;
    let statement = crate::seal::verify::inspect(&bytes).statement.ok_or(Error::NotFound)?;
    let told = told(lang, &visit.application, &visit.link.party, office.today());
    let outcome = statement.draft.facts.decision.outcome().ok_or(Error::NotFound)?;
    // Only what has been confirmed has days to keep.
    let (duties, owes) = if outcome == Outcome::Confirmed { (told.duties, told.owes) } else { (Vec::new(), Vec::new()) };
    Ok(RulingPage {
        outcome: outcome.name().replace('_', "-"),
        number: visit.case.stage.number().map(ToString::to_string).unwrap_or_default(),
        date: days::long_day(lang, issued.issued_on),
        duties,
        total: owes.first().map(|o| o.owe.sum.clone()).unwrap_or_default(),
        pages: (1..=usize::try_from(issued.pages).unwrap_or(0)).collect(),
        size: issued.size / 1024 + 1,
        object_until: clock.map(|c| days::long_day(lang, c.deadline.due)).unwrap_or_default(),
        served: clock.map(|c| days::short_day(lang, c.deadline.start)).unwrap_or_default(),
        code: issued.query_code.as_deref().map(crate::domain::id::printed_code).unwrap_or_default(),
        others: others(lang, &seen, &issued),
        blocks: document::of(&crate::seal::sealing::document(&statement)),
    })
}

/// `GET /my/ruling`.
///
/// # Errors
/// 404 before there is one.
pub async fn ruling(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| page_of(office, lang, &party)).await?;
    Ok(respond(&frame, &page))
}

/// `GET /my/ruling.pdf`.
///
/// # Errors
/// 404.
pub async fn pdf(state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let (number, bytes) = act(&state, move |office| {
        let visit = party.visit(office)?;
        let number = visit.case.stage.number().map(ToString::to_string).unwrap_or_default();
        let (issued, bytes) = ruling_of(office, &visit)?;
        recording::opened(office, &visit.case.id, visit.party(), &issued, Event::Downloaded)?;
        Ok((number, bytes))
    })
    .await?;
    Ok(attachment(&bytes, "application/pdf", &format!("{number}.pdf")))
}

/// What else of the case is served on the party: notices, corrections, rulings on objections.
fn others(lang: Lang, seen: &case_overview::Overview, ruling: &DocumentRow) -> Vec<ServedDocument> {
    let theirs = seen.documents.iter().filter(|d| d.id != ruling.id && served(d));
    theirs
        .map(|d| ServedDocument {
            id: d.id.clone(),
            key: format!("document-kind-{}", d.kind.name().replace('_', "-")),
            day: days::short_day(lang, d.issued_on),
        })
        .collect()
}

fn served(issued: &DocumentRow) -> bool {
    issued.kind.is_served()
}

/// `GET /my/documents/{id}`: another document that is served on the party.
///
/// # Errors
/// 404.
pub async fn other(state: Data<State>, party: PartyVisitor, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (title, bytes) = act(&state, move |office| {
        let visit = party.visit(office)?;
        let documents = case_overview::documents(office, &visit.case.id)?;
        let issued = documents.into_iter().find(|d| d.id == *id && served(d)).ok_or(Error::NotFound)?;
        let bytes = log::document_bytes(office, &issued)?;
        recording::opened(office, &visit.case.id, visit.party(), &issued, Event::Downloaded)?;
        Ok((issued.kind.title(), bytes))
    })
    .await?;
    Ok(attachment(&bytes, "application/pdf", &format!("{title}.pdf")))
}

/// `GET /my/ruling/{page}.png`.
///
/// # Errors
/// 404.
pub async fn picture(frame: Frame, state: Data<State>, party: PartyVisitor, page: Path<usize>) -> Result<HttpResponse, Problem> {
    let page = page.saturating_sub(1);
    let drawn = act(&state, move |office| {
        let (issued, bytes) = ruling_of(office, &party.visit(office)?)?;
        print::drawn(office, &issued.sha256, &PageOfFile { media_type: MediaType::Pdf, number: page, width: WIDTH }, || Ok(bytes))
    })
    .await?;
    Ok(picture_of(frame.lang, drawn))
}

/// `GET /my/calendar.ics`: the days of performance and the party's own periods.
///
/// # Errors
/// 404.
pub async fn calendar(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let text = act(&state, move |office| {
        let visit = party.visit(office)?;
        let told = told(lang, &visit.application, &visit.link.party, office.today());
        let confirmed = matches!(&visit.case.stage, Stage::Ruled(ruled) if ruled.outcome == Outcome::Confirmed);
        let duties = told.duties.into_iter().filter(|_| confirmed).filter_map(|duty| Some((duty.on?, duty.text)));
        let seen = case_overview::of_party(office, &visit.case.id)?;
        let own = seen.clocks.iter().filter(|c| c.party.as_deref().is_none_or(|p| p == visit.link.party));
        Ok(ics::file(office, &visit.case.id, &duties.chain(ics::days(lang, own)).collect::<Vec<_>>()))
    })
    .await?;
    Ok(ics::answer(&text))
}
