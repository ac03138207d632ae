//! Who has read what is personal in a case: the court's page of it, and the party's own.

use crate::domain::application::AttachmentKind;
use crate::domain::document::DocumentKind;
use crate::domain::wording::agency::AgencyForm;
use crate::office::intake::readings::{self, ReadingTold};
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::link::Link;
use crate::web::page::navigation::{self, case_id};
use crate::web::page::problem::Problem;
use crate::web::page::render::{Page, respond};
use crate::web::page::{days, frame};
use crate::web::request::actor::{Court, PartyVisitor};
use crate::web::request::hop::act;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// A reading as a page shows it.
#[derive(Serialize, Clone)]
pub struct ReadingLine {
    at: String,
    who: String,
    what: String,
}

/// What was read, in words: a page, a file that was handed in, a document or a form.
fn what_of(lang: Lang, name: &str) -> String {
    let dashed = name.replace('_', "-");
    if let Some(form) = AgencyForm::named(name) {
        return form.title().to_owned();
    }
    if AttachmentKind::named(name).is_some() {
        return say(lang, &format!("file-kind-{dashed}"), &[]);
    }
    if DocumentKind::named(name).is_some() && name != "application" {
        return say(lang, &format!("document-kind-{dashed}"), &[]);
    }
    say(lang, &format!("reading-{dashed}"), &[])
}

impl ReadingLine {
    fn of(lang: Lang, told: &ReadingTold) -> Self {
        let times = if told.times > 1 { say(lang, "reading-times", &[("count", told.times.to_string())]) } else { String::new() };
        Self { at: days::moment_of(lang, told.row.at), who: told.who.clone(), what: format!("{}{times}", what_of(lang, &told.row.what)) }
    }

    fn example() -> Self {
        Self { at: "2026年11月30日 10:32".to_owned(), who: "叶知秋".to_owned(), what: "案件页面（当天 3 次）".to_owned() }
    }
}

/// The court's page.
#[derive(Serialize)]
pub struct ReadingsPage {
    crumb: Link,
    lines: Vec<ReadingLine>,
}

impl Page for ReadingsPage {
    const TEMPLATE: &'static str = "pages/intake/readings.html";

    fn samples() -> Vec<Self> {
        let crumb = || Link::new("/studio/cases/C", "（2026）浙0499诉前调确136号".to_owned());
        vec![Self { crumb: crumb(), lines: vec![ReadingLine::example()] }, Self { crumb: crumb(), lines: Vec::new() }]
    }
}

/// `GET /cases/{id}/readings`.
///
/// # Errors
/// 404.
pub async fn of_case(frame: Frame, state: Data<State>, who: Court, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    navigation::page(frame, &state, who.0, move |office, signed, lang| {
        let told = readings::of_case(office, &signed.actor, &id)?;
        let case = office.case(&signed.actor, &id)?;
        let title = case.stage.number().map_or_else(|| say(lang, "reading-back", &[]), ToString::to_string);
        let crumb = Link::new(format!("{}/cases/{id}", frame::home_of(signed.actor.role)), title);
        Ok(ReadingsPage { crumb, lines: told.iter().map(|told| ReadingLine::of(lang, told)).collect() })
    })
    .await
}

/// The party's page.
#[derive(Serialize)]
pub struct PartyReadingsPage {
    lines: Vec<ReadingLine>,
}

impl Page for PartyReadingsPage {
    const TEMPLATE: &'static str = "pages/intake/party-readings.html";

    fn samples() -> Vec<Self> {
        vec![Self { lines: vec![ReadingLine::example()] }, Self { lines: Vec::new() }]
    }
}

/// `GET /my/readings`: who has read the party's case.
///
/// # Errors
/// The link does not count any more.
pub async fn mine(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let told = act(&state, move |office| readings::of_visit(office, &party.visit(office)?)).await?;
    Ok(respond(&frame, &PartyReadingsPage { lines: told.iter().map(|told| ReadingLine::of(lang, told)).collect() }))
}
