//! A party objects to the ruling, on its own phone.

use crate::domain::act::ActName;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::office::Office;
use crate::office::case_overview::{self, DueDateRow};
use crate::office::ruling::objection::{self, Objecting};
use crate::web::State;
use crate::web::page::days;
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::form::{FormPage, PlainForm};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::HiddenField;
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::respond_with;
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

fn form(office: &Office, lang: Lang, party: &PartyVisitor, typed: &str, said: Option<Said>) -> crate::office::Result<PlainForm> {
    let w = |key: &str| say(lang, key, &[]);
    let visit = party.visit(office)?;
    if !objection::can_object(&visit.case.stage) {
        return Err(Refusal::NotNow { act: ActName::Object, stage: visit.case.stage.name() }.into());
    }
    let seen = case_overview::of_party(office, &visit.case.id)?;
    let own = |c: &&DueDateRow| c.period == Period::ObjectParty && c.party.as_deref() == Some(&visit.link.party);
    let until = match seen.clocks.iter().find(own) {
        Some(clock) => say(lang, "party-object-until", &[("day", days::long_day(lang, clock.deadline.due))]),
        None => w("party-object-not-served"),
    };
    let field = Field::new("area", "grounds", w("party-object-why")).hint(w("party-object-why-hint")).with(typed).wrong(said.clone());
    let page = FormPage {
        title: w("party-object-title"),
        lead: vec![w("party-object-lead"), until],
        action: "/my/object".to_owned(),
        hidden: vec![HiddenField::new("version", visit.case.version.to_string())],
        submit: w("party-object-submit"),
        back: "/my/ruling".to_owned(),
        ..FormPage::default()
    };
    let mut page = page.ask(vec![field]);
    page.faults = said.filter(|s| s.at != "grounds").into_iter().collect();
    Ok(PlainForm(page.gathered()))
}

async fn page(frame: Frame, state: &State, party: PartyVisitor, typed: String, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = act(state, move |office| form(office, lang, &party, &typed, said)).await?;
    Ok(respond_with(&frame, &page, status))
}

/// `GET /my/object`.
///
/// # Errors
/// A refusal where nobody can object.
pub async fn show(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    page(frame, &state, party, String::new(), None).await
}

/// `POST /my/object`.
///
/// # Errors
/// What is no refusal.
pub async fn object(frame: Frame, state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (who, seen, grounds) = (party.clone(), posted.version(), posted.get("grounds").to_owned());
    let typed = grounds.clone();
    let result = act(&state, move |office| {
        let visit = who.visit(office)?;
        let objecting =
            Objecting { party: Some(&visit.link.party), third: ["", ""], knew_on: None, grounds: &grounds, obstacle_ended_on: None };
        objection::object(office, &visit.actor(office)?, &visit.case.id, seen, &objecting)
    })
    .await;
    match result {
        Ok(_) => Ok(done("/my", "flash-party-objected")),
        Err(problem) => {
            let refusal = refusal(problem)?;
            let at = if matches!(refusal, Refusal::RecordIncomplete { .. }) { "grounds" } else { "" };
            let said = refused(frame.lang, &refusal, at);
            page(frame, &state, party, typed, Some(said)).await
        }
    }
}
