//! Verification on a party's own phone: consent to a session on-line, and the record read and signed.

use crate::domain::case::Stage;
use crate::domain::refusal::Refusal;
use crate::office::calling;
use crate::office::visiting::Visit;
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::account::refusal;
use crate::web::api::act;
use crate::web::form::{Choice, Field, Posted, Said, refused};
use crate::web::forms::{FormPage, PlainForm};
use crate::web::frame::{Frame, done};
use crate::web::page::respond_with;
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::signed::Party;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

/// What a party has to do about verification, as its own page says it: sentence, address, word of the button.
///
/// # Errors
/// [`Error::Fault`].
pub fn todo(office: &Office, lang: Lang, visit: &Visit) -> crate::office::Result<Option<(String, String, String)>> {
    if !matches!(visit.case.stage, Stage::Reviewing(_)) {
        return Ok(None);
    }
    let w = |key: &str| say(lang, key, &[]);
    let open = calling::unsigned(&mut *office.connection()?, &visit.case.id, &visit.application)?;
    if open.is_some_and(|(_, open)| open.contains(&visit.link.party)) {
        return Ok(Some((w("party-sign-todo"), "/my/record".to_owned(), w("party-sign-go"))));
    }
    let Some(called) = calling::newest(office, &visit.case.id)? else { return Ok(None) };
    let when = [("day", show::long_day(lang, called.call.on)), ("time", called.call.at.clone()), ("place", called.call.place.clone())];
    let answered = called.answers.iter().any(|(party, _)| *party == visit.link.party);
    Ok(Some(match (called.call.way.as_str(), answered) {
        ("in_person", _) => (say(lang, "party-called", &when), String::new(), String::new()),
        (_, false) => (say(lang, "party-called-online", &when), "/my/call".to_owned(), w("party-call-go")),
        (_, true) => (say(lang, "party-call-answered", &when), "/my/call".to_owned(), w("party-call-again")),
    }))
}

fn consent(office: &Office, lang: Lang, party: &Party, said: Option<Said>) -> crate::office::Result<PlainForm> {
    let w = |key: &str| say(lang, key, &[]);
    let visit = party.visit(office)?;
    let called = calling::newest(office, &visit.case.id)?.filter(|c| c.call.way != "in_person").ok_or(Error::NotFound)?;
    let when = [("day", show::long_day(lang, called.call.on)), ("time", called.call.at.clone()), ("place", called.call.place.clone())];
    let choice = |value: &str, key: &str| Choice { value: value.to_owned(), label: w(key), hint: String::new() };
    let offers = vec![choice("yes", "party-call-yes"), choice("no", "party-call-no")];
    let asked = if called.call.way == "asynchronous" { "party-call-asynchronous" } else { "party-called-online" };
    let page = FormPage {
        title: w("party-call-title"),
        lead: vec![say(lang, asked, &when), w("party-call-lead")],
        action: "/my/call".to_owned(),
        submit: w("party-call-submit"),
        back: "/my".to_owned(),
        ..FormPage::default()
    };
    Ok(PlainForm(page.ask(vec![Field::new("radio", "answer", w("party-call-question")).offering(offers).wrong(said)]).gathered()))
}

fn record(office: &Office, lang: Lang, party: &Party, said: Option<Said>) -> crate::office::Result<PlainForm> {
    let w = |key: &str| say(lang, key, &[]);
    let visit = party.visit(office)?;
    let open = calling::unsigned(&mut *office.connection()?, &visit.case.id, &visit.application)?;
    if !open.is_some_and(|(_, open)| open.contains(&visit.link.party)) {
        return Err(Refusal::NotNow { act: "sign_record", stage: visit.case.stage.name() }.into());
    }
    let seen = crate::office::overview::of_party(office, &visit.case.id)?;
    let (on, place, _, text) = seen.verifications.last().ok_or(Error::NotFound)?;
    let mut notes = vec![say(lang, "party-record-when", &[("day", show::long_day(lang, *on)), ("place", place.clone())])];
    for pair in text["answers"].as_array().into_iter().flatten() {
        let (question, answer) = (pair[0].as_str().unwrap_or(""), pair[1].as_str().unwrap_or(""));
        notes.push(format!("{}{answer}", say(lang, &format!("party-record-{}", question.replace('_', "-")), &[])));
    }
    let page = FormPage {
        title: w("party-record-title"),
        lead: vec![w("party-record-lead")],
        action: "/my/record".to_owned(),
        submit: w("party-record-submit"),
        back: "/my".to_owned(),
        notes,
        ..FormPage::default()
    };
    let field = Field::new("text", "last_four", w("field-last-four")).hint(w("party-record-proof")).wrong(said);
    Ok(PlainForm(page.ask(vec![field]).gathered()))
}

/// Which of the two.
#[derive(Clone, Copy)]
enum Form {
    Consent,
    Record,
}

async fn page(frame: Frame, state: &State, party: Party, form: Form, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = act(state, move |office| match form {
        Form::Consent => consent(office, lang, &party, said),
        Form::Record => record(office, lang, &party, said),
    })
    .await?;
    Ok(respond_with(&frame, &page, status))
}

/// `GET /my/call`.
///
/// # Errors
/// 404 without a call that asks for consent.
pub async fn call(frame: Frame, state: Data<State>, party: Party) -> Result<HttpResponse, Problem> {
    page(frame, &state, party, Form::Consent, None).await
}

/// `POST /my/call`.
///
/// # Errors
/// What is no refusal.
pub async fn answer(frame: Frame, state: Data<State>, party: Party, posted: Posted) -> Result<HttpResponse, Problem> {
    let (who, typed) = (party.clone(), posted.get("answer").to_owned());
    let result = act(&state, move |office| {
        let agrees = match typed.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(Refusal::ChooseOne.into()),
        };
        calling::answer(office, &who.visit(office)?, agrees)
    })
    .await;
    match result {
        Ok(()) => Ok(done("/my", "flash-party-answered")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "answer");
            page(frame, &state, party, Form::Consent, Some(said)).await
        }
    }
}

/// `GET /my/record`.
///
/// # Errors
/// A refusal with nothing to sign.
pub async fn show(frame: Frame, state: Data<State>, party: Party) -> Result<HttpResponse, Problem> {
    page(frame, &state, party, Form::Record, None).await
}

/// `POST /my/record`.
///
/// # Errors
/// What is no refusal.
pub async fn sign(frame: Frame, state: Data<State>, party: Party, posted: Posted) -> Result<HttpResponse, Problem> {
    let (who, typed) = (party.clone(), posted.get("last_four").to_owned());
    match act(&state, move |office| calling::sign(office, &who.visit(office)?, &typed)).await {
        Ok(()) => Ok(done("/my", "flash-party-signed")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "last_four");
            page(frame, &state, party, Form::Record, Some(said)).await
        }
    }
}
