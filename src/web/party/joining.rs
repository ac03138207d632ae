//! Joining, one question a page: four questions, how to be served, the name, done.

use crate::domain::application::ServiceChoice;
use crate::domain::refusal::Refusal;
use crate::office::Error;
use crate::office::intake::visit::{self, QUESTIONS, Visit};
use crate::office::people::sessions;
use crate::web::State;
use crate::web::page::field::{Choice, Field, Said, refused};
use crate::web::page::form::{FormPage, FormStep, PlainForm};
use crate::web::page::frame::{self, Frame, no_session, see_other};
use crate::web::page::link::Link;
use crate::web::page::problem::Problem;
use crate::web::page::render::{respond, respond_with};
use crate::web::people::sessions::add_cookie;
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::request::route::Everybody;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

fn question_form(lang: Lang, number: usize, answer: &str, mediator: &str, said: Option<Said>) -> PlainForm {
    let name = QUESTIONS[number - 1];
    let w = |key: &str| say(lang, key, &[]);
    let choice = |value: &str| Choice { value: value.to_owned(), label: w(&format!("q-{name}-{value}")), hint: String::new() };
    PlainForm(
        FormPage {
            title: w(&format!("q-{name}")),
            kicker: say(lang, "q-count", &[("number", number.to_string()), ("left", (QUESTIONS.len() - number).to_string())]),
            lead: vec![w(&format!("q-{name}-lead"))],
            action: format!("/my/question/{number}"),
            submit: w(if number == QUESTIONS.len() { "q-submit-last" } else { "q-submit" }),
            step: FormStep::of_joining(3),
            back: if number == 1 { "/my/summary".to_owned() } else { format!("/my/question/{}", number - 1) },
            notes: vec![say(lang, "q-no-harm", &[("who", mediator.to_owned())])],
            ..FormPage::default()
        }
        .ask(vec![Field::new("radio", "answer", w("q-answer")).offering(vec![choice("yes"), choice("no")]).with(answer).wrong(said)])
        .gathered(),
    )
}

fn answered(visit: &Visit, number: usize) -> &'static str {
    match visit.progress[QUESTIONS[number - 1]].as_bool() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

pub(crate) fn mediator(visit: &Visit) -> String {
    visit.application.mediation.mediators.first().cloned().unwrap_or_default()
}

/// `GET /my/question/{number}`.
///
/// # Errors
/// 404.
pub async fn question(frame: Frame, state: Data<State>, party: PartyVisitor, number: Path<usize>) -> Result<HttpResponse, Problem> {
    let number = *number;
    if !(1..=QUESTIONS.len()).contains(&number) {
        return Err(Problem::Office(Error::NotFound));
    }
    let lang = frame.lang;
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        Ok(question_form(lang, number, answered(&visit, number), &mediator(&visit), None))
    })
    .await?;
    Ok(respond(&frame, &page))
}

/// `POST /my/question/{number}`: «不是» stops kindly.
///
/// # Errors
/// What is no refusal.
pub async fn answer(
    frame: Frame,
    state: Data<State>,
    party: PartyVisitor,
    number: Path<usize>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let number = *number;
    if !(1..=QUESTIONS.len()).contains(&number) {
        return Err(Problem::Office(Error::NotFound));
    }
    let yes = match posted.get("answer") {
        "yes" => true,
        "no" => false,
        _ => {
            let lang = frame.lang;
            let page = act(&state, move |office| {
                let said = refused(lang, &Refusal::ChooseOne, "answer");
                Ok(question_form(lang, number, "", &mediator(&party.visit(office)?), Some(said)))
            })
            .await?;
            return Ok(respond_with(&frame, &page, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    act(&state, move |office| {
        let visit = party.visit(office)?;
        visit::keep_progress(office, &visit, QUESTIONS[number - 1], yes.into())
    })
    .await?;
    Ok(see_other(&match (yes, number == QUESTIONS.len()) {
        (false, _) => format!("/my/stop?question={number}"),
        (true, true) => "/my/service".to_owned(),
        (true, false) => format!("/my/question/{}", number + 1),
    }))
}

/// `GET /my/stop`: asks whether to stop, and why; nothing has happened yet.
///
/// # Errors
/// The link does not count any more.
pub async fn stop(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        let w = |key: &str| say(lang, key, &[]);
        let page = FormPage {
            title: w("stop-title"),
            lead: vec![say(lang, "stop-lead", &[("who", mediator(&visit))])],
            action: "/my/stop".to_owned(),
            submit: w("stop-submit"),
            back: "/my/question/1".to_owned(),
            links: vec![Link::new("/my/question/1", w("stop-back"))],
            ..FormPage::default()
        };
        let field = Field::new("area", "why", w("stop-why")).hint(w("stop-why-hint")).may_be_empty();
        Ok(PlainForm(page.ask(vec![field])))
    })
    .await?;
    Ok(respond(&frame, &page))
}

/// `POST /my/stop`: the case stops, the mediator is told.
///
/// # Errors
/// Refusals, as a page.
pub async fn stopped(frame: Frame, state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (lang, why) = (frame.lang, posted.get("why").to_owned());
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        visit::decline(office, &visit, &why)?;
        let w = |key: &str| say(lang, key, &[]);
        let lead = vec![say(lang, "stopped-lead", &[("who", mediator(&visit))]), w("stopped-right")];
        Ok(PlainForm(FormPage { title: w("stopped-title"), lead, links: vec![Link::new("/my", w("stopped-go"))], ..FormPage::default() }))
    })
    .await?;
    Ok(respond(&frame, &page))
}

fn service_form(lang: Lang, choice: &ServiceChoice, domicile: &str, said: Vec<Said>) -> PlainForm {
    let w = |key: &str| say(lang, key, &[]);
    let option =
        |value: &str| Choice { value: value.to_owned(), label: w(&format!("service-{value}")), hint: w(&format!("service-{value}-hint")) };
    let at = |name: &str| said.iter().find(|s| s.at == name).cloned();
    let channel = choice.channel.clone().unwrap_or_default();
    let address = choice.address.clone().unwrap_or_default();
    PlainForm(
        FormPage {
            title: w("service-title"),
            lead: vec![w("service-lead")],
            action: "/my/service".to_owned(),
            submit: w("service-submit"),
            step: FormStep::of_joining(4),
            back: format!("/my/question/{}", QUESTIONS.len()),
            notes: vec![
                w("service-note"),
                w("service-note-reached"),
                say(lang, "service-note-paper", &[("address", domicile.to_owned())]),
                w("service-note-enforcement"),
            ],
            ..FormPage::default()
        }
        .ask(vec![
            Field::new("radio", "channel", w("service-how"))
                .offering(["sms", "email", "post"].map(option).into())
                .with(&channel)
                .wrong(at("channel")),
            Field::new("text", "address", w("service-address")).hint(w("service-address-hint")).with(&address).wrong(at("address")),
        ])
        .gathered(),
    )
}

/// `GET /my/service`.
///
/// # Errors
/// The link does not count any more.
pub async fn service(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        let choice = visit.party().service.clone().unwrap_or_default();
        let domicile = visit.party().domicile.clone().unwrap_or_default();
        Ok(service_form(lang, &choice, &domicile, Vec::new()))
    })
    .await?;
    Ok(respond(&frame, &page))
}

fn faults_of(lang: Lang, channel: &str, address: &str) -> Vec<Said> {
    let said = |at: &str, key: &str| Said { tone: "bad", text: say(lang, key, &[]), article: String::new(), at: at.to_owned() };
    let fits = match channel {
        "sms" => crate::domain::identity::phone_is_mobile(address),
        "email" => address.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.')) && !address.contains(' '),
        "post" => address.chars().count() >= 8,
        _ => return vec![said("channel", "service-choose")],
    };
    if fits { Vec::new() } else { vec![said("address", &format!("service-wrong-{channel}"))] }
}

/// `POST /my/service`.
///
/// # Errors
/// Refusals, as a page.
pub async fn choose(frame: Frame, state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (channel, address) = (posted.get("channel").to_owned(), posted.get("address").to_owned());
    let electronic = channel != "post";
    let scope = ["notices", "rulings"].map(str::to_owned).into();
    let choice = ServiceChoice { electronic: Some(electronic), scope, channel: Some(channel.clone()), address: Some(address.clone()) };
    let faults = faults_of(frame.lang, &channel, &address);
    if !faults.is_empty() {
        let lang = frame.lang;
        let page = act(&state, move |office| {
            let domicile = party.visit(office)?.party().domicile.clone().unwrap_or_default();
            Ok(service_form(lang, &choice, &domicile, faults))
        })
        .await?;
        return Ok(respond_with(&frame, &page, StatusCode::UNPROCESSABLE_ENTITY));
    }
    act(&state, move |office| visit::choose_service(office, &party.visit(office)?, &choice)).await?;
    Ok(see_other("/my/confirm"))
}

/// `POST /my/leave`: ends the visit; on a kiosk nothing of it stays.
///
/// # Errors
/// [`Error::Fault`].
pub async fn leave(_: Everybody, frame: Frame, state: Data<State>, _posted: Posted) -> Result<HttpResponse, Problem> {
    if let Some(cookie) = frame.cookie.clone() {
        act(&state, move |office| sessions::sign_out(office, &cookie)).await?;
    }
    let mut answer = see_other("/");
    add_cookie(&mut answer, no_session());
    for (name, value) in [("lang", "zh"), ("large", "0")] {
        if let Some(cookie) = frame::preference(name, value) {
            add_cookie(&mut answer, cookie);
        }
    }
    Ok(answer)
}
