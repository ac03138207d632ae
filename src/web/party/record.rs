//! Verification on a party's own phone: consent to a session on-line, and the record read and signed.

use crate::domain::act::ActName;
use crate::domain::case::Stage;
use crate::domain::meeting::MeetingWay;
use crate::domain::refusal::Refusal;
use crate::foreign::MediaType;
use crate::office::intake::visit::Visit;
use crate::office::print::{self, PageOfFile};
use crate::office::proof::log;
use crate::office::review::record::PagesRead;
use crate::office::review::{meeting, record};
use crate::office::{Error, Office, case_overview};
use crate::web::State;
use crate::web::intake::files::{WIDTH, picture_of};
use crate::web::page::days;
use crate::web::page::field::{Choice, Field, Said, refused};
use crate::web::page::form::{FormPage, PlainForm};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::{HiddenField, Link};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::respond_with;
use crate::web::party::home::PartyTask;
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

/// What a party has to do about verification, as its own page says it.
///
/// # Errors
/// [`Error::Fault`].
pub fn todo(office: &Office, lang: Lang, visit: &Visit) -> crate::office::Result<Option<PartyTask>> {
    if !matches!(visit.case.stage, Stage::Reviewing(_)) {
        return Ok(None);
    }
    let w = |key: &str| say(lang, key, &[]);
    let open = record::open_signatures(office, &visit.case.id, &visit.application)?;
    if open.is_some_and(|(_, open)| open.contains(&visit.link.party)) {
        return Ok(Some(PartyTask::to_do(w("party-sign-todo"), "/my/record", w("party-sign-go"))));
    }
    let Some(called) = meeting::newest(office, &visit.case.id)? else { return Ok(None) };
    let when = [("day", days::long_day(lang, called.call.on)), ("time", called.call.at.clone()), ("place", called.call.place.clone())];
    let answered = called.answers.iter().any(|a| a.party == visit.link.party);
    Ok(Some(match (called.call.way, answered) {
        (MeetingWay::InPerson, _) => PartyTask::to_wait(say(lang, "party-called", &when)),
        (_, false) => PartyTask::to_do(say(lang, "party-called-online", &when), "/my/call", w("party-call-go")),
        (_, true) => PartyTask::to_do(say(lang, "party-call-answered", &when), "/my/call", w("party-call-again")),
    }))
}

fn consent(office: &Office, lang: Lang, party: &PartyVisitor, said: Option<Said>) -> crate::office::Result<PlainForm> {
    let w = |key: &str| say(lang, key, &[]);
    let visit = party.visit(office)?;
    let called = meeting::newest(office, &visit.case.id)?.filter(|c| c.call.way != MeetingWay::InPerson).ok_or(Error::NotFound)?;
    let when = [("day", days::long_day(lang, called.call.on)), ("time", called.call.at.clone()), ("place", called.call.place.clone())];
    let choice = |value: &str, key: &str| Choice { value: value.to_owned(), label: w(key), hint: String::new() };
    let offers = vec![choice("yes", "party-call-yes"), choice("no", "party-call-no")];
    let asked = if called.call.way == MeetingWay::Asynchronous { "party-call-asynchronous" } else { "party-called-online" };
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

/// Which pages were ticked, and what is wrong.
struct TickedPages<'a> {
    ticked: &'a [i32],
    said: Option<Said>,
}

fn record(
    office: &Office,
    lang: Lang,
    party: &PartyVisitor,
    TickedPages { ticked, said }: TickedPages<'_>,
) -> crate::office::Result<PlainForm> {
    let w = |key: &str| say(lang, key, &[]);
    let visit = party.visit(office)?;
    let open = record::open_signatures(office, &visit.case.id, &visit.application)?;
    if !open.is_some_and(|(_, open)| open.contains(&visit.link.party)) {
        return Err(Refusal::NotNow { act: ActName::SignRecord, stage: visit.case.stage.name() }.into());
    }
    let seen = case_overview::of_party(office, &visit.case.id)?;
    let held = seen.verifications.last().ok_or(Error::NotFound)?;
    let mut notes = vec![say(lang, "party-record-when", &[("day", days::long_day(lang, held.on)), ("place", held.place.clone())])];
    for pair in held.said["answers"].as_array().into_iter().flatten() {
        let (question, answer) = (pair[0].as_str().unwrap_or(""), pair[1].as_str().unwrap_or(""));
        notes.push(format!("{}{answer}", say(lang, &format!("party-record-{}", question.replace('_', "-")), &[])));
    }
    let document = record::printed(office, &visit.case.id)?;
    let pages = document.pages;
    let number = |n: i32| [("number", n.to_string())];
    let page = FormPage {
        pictures: (1..=pages).map(|n| Link::new(format!("/my/record/{n}.png"), say(lang, "view-page", &number(n)))).collect(),
        title: w("party-record-title"),
        lead: vec![w("party-record-lead")],
        action: "/my/record".to_owned(),
        hidden: vec![HiddenField::new("record", document.sha256)],
        submit: w("party-record-submit"),
        back: "/my".to_owned(),
        notes,
        ..FormPage::default()
    };
    let wrong = |name: &str| said.clone().filter(|s| s.at == name);
    let tick = |n: i32| {
        let name = format!("page-{n}");
        let value = if ticked.contains(&n) { "true" } else { "" };
        Field::new("check", &name, say(lang, "party-record-page", &number(n))).with(value).wrong(wrong(&name))
    };
    let mut fields: Vec<Field> = (1..=pages).map(tick).collect();
    fields.push(Field::new("text", "last_four", w("field-last-four")).hint(w("party-record-proof")).wrong(wrong("last_four")));
    Ok(PlainForm(page.ask(fields).gathered()))
}

/// Which of the two; of a record, the pages confirmed so far.
#[derive(Clone)]
enum SignatureForm {
    Consent,
    Record(Vec<i32>),
}

async fn page(frame: Frame, state: &State, party: PartyVisitor, form: SignatureForm, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = act(state, move |office| match form {
        SignatureForm::Consent => consent(office, lang, &party, said),
        SignatureForm::Record(ticked) => record(office, lang, &party, TickedPages { ticked: &ticked, said }),
    })
    .await?;
    Ok(respond_with(&frame, &page, status))
}

/// `GET /my/call`.
///
/// # Errors
/// 404 without a call that asks for consent.
pub async fn call(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    page(frame, &state, party, SignatureForm::Consent, None).await
}

/// `POST /my/call`.
///
/// # Errors
/// What is no refusal.
pub async fn answer(frame: Frame, state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (who, typed) = (party.clone(), posted.get("answer").to_owned());
    let result = act(&state, move |office| {
        let agrees = match typed.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(Refusal::ChooseOne.into()),
        };
        meeting::answer(office, &who.visit(office)?, agrees)
    })
    .await;
    match result {
        Ok(()) => Ok(done("/my", "flash-party-answered")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "answer");
            page(frame, &state, party, SignatureForm::Consent, Some(said)).await
        }
    }
}

/// `GET /my/record`.
///
/// # Errors
/// A refusal with nothing to sign.
pub async fn show(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    page(frame, &state, party, SignatureForm::Record(Vec::new()), None).await
}

/// `POST /my/record`.
///
/// # Errors
/// What is no refusal.
pub async fn sign(frame: Frame, state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (who, typed) = (party.clone(), posted.get("last_four").to_owned());
    let ticked: Vec<i32> =
        posted.fields.iter().filter(|(_, v)| v == "true").filter_map(|(n, _)| n.strip_prefix("page-")?.parse().ok()).collect();
    let (pages, read) = (ticked.clone(), posted.get("record").to_owned());
    match act(&state, move |office| record::sign(office, &who.visit(office)?, &typed, PagesRead { read: &read, pages: &pages })).await {
        Ok(()) => Ok(done("/my", "flash-party-signed")),
        Err(problem) => {
            let refusal = refusal(problem)?;
            let at = match &refusal {
                Refusal::PagesUnread { page } => format!("page-{page}"),
                _ => "last_four".to_owned(),
            };
            let said = refused(frame.lang, &refusal, &at);
            page(frame, &state, party, SignatureForm::Record(ticked), Some(said)).await
        }
    }
}

/// `GET /my/record/{page}.png`: a page of the record as it is printed.
///
/// # Errors
/// 404.
pub async fn picture(frame: Frame, state: Data<State>, party: PartyVisitor, page: Path<usize>) -> Result<HttpResponse, Problem> {
    let page = page.saturating_sub(1);
    let drawn = act(&state, move |office| {
        let record = record::printed(office, &party.visit(office)?.case.id)?;
        let page = PageOfFile { media_type: MediaType::Pdf, number: page, width: WIDTH };
        print::drawn(office, &record.sha256, &page, || log::document_bytes(office, &record))
    })
    .await?;
    Ok(picture_of(frame.lang, drawn))
}
