//! The way in: the landing page spends nothing; then the last four of the identifier, and a one-time code.

use crate::domain::case::StageName;
use crate::domain::period::{Deadline, Period};
use crate::domain::refusal::Refusal;
use crate::domain::request::RequestKind;
use crate::office::intake::invitation;
use crate::office::intake::visit::{self, Visit};
use crate::office::people::sessions::{self, PartySessionKind};
use crate::office::{Error, Office, case_overview};
use crate::web::State;
use crate::web::page::days::{self, Days};
use crate::web::page::field::{self, Field, Said, refused};
use crate::web::page::form::{FormPage, FormStep, PlainForm};
use crate::web::page::frame::{Frame, done, see_other, session_cookie};
use crate::web::page::link::Link;
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{Page, respond, respond_with};
use crate::web::party::home::masked;
use crate::web::people::sessions::add_cookie;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::request::route::Everybody;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

/// What anybody who holds the code may see.
#[derive(Serialize)]
pub struct LandingPage {
    code: String,
    name: String,
    agency: String,
    concluded: String,
    days: Option<Days>,
    state: &'static str,
}

impl Page for LandingPage {
    const TEMPLATE: &'static str = "pages/intake/landing.html";
    const ANONYMOUS_FORM: bool = true;

    fn samples() -> Vec<Self> {
        let day = crate::domain::day::Day::from_date(chrono::NaiveDate::default());
        let page = |state| Self {
            code: "7KQ2-MX9D".to_owned(),
            name: "陈＊芳".to_owned(),
            agency: "示范县市场监督管理局".to_owned(),
            concluded: "10月12日".to_owned(),
            days: (state == "ask").then(|| days::days(Lang::Zh, Period::Apply, "", Deadline { start: day, nominal: day, due: day }, day)),
            state,
        };
        vec![page("ask"), page("follow"), page("ended")]
    }
}

fn landing_of(office: &Office, lang: Lang, visit: &Visit) -> crate::office::Result<LandingPage> {
    let clocks = case_overview::clocks(office, &visit.case.id)?;
    let agency = case_overview::agency_name(office, &visit.case)?;
    let state = match visit.case.stage.name() {
        StageName::Joining => "ask",
        StageName::Lapsed | StageName::Declined | StageName::Abandoned => "ended",
        _ => "follow",
    };
    Ok(LandingPage {
        code: invitation::code_of(office, &visit.link)?,
        name: masked(visit.party().name()),
        agency,
        concluded: visit.application.mediation.concluded_on.map(|d| days::short_day(lang, d)).unwrap_or_default(),
        days: (state == "ask").then(|| days::days_of(lang, &visit.case.stage, &clocks, office.today())).flatten(),
        state,
    })
}

/// A code, typed at the door.
#[derive(Deserialize)]
pub struct Typed {
    code: Option<String>,
}

/// `GET /c`: asks for the code, or goes to its page.
pub async fn door(_: Everybody, frame: Frame, typed: Query<Typed>) -> HttpResponse {
    if let Some(code) = typed.code.as_deref().and_then(|c| crate::domain::id::read_code(c, 2)) {
        return see_other(&format!("/c/{}", crate::domain::id::printed_code(&code)));
    }
    let w = |key: &str| say(frame.lang, key, &[]);
    let wrong = typed.code.as_ref().map(|_| Said { tone: "bad", text: w("code-malformed"), article: String::new(), at: "code".to_owned() });
    let page = FormPage {
        title: w("door-title"),
        lead: vec![w("door-lead")],
        action: "/c".to_owned(),
        submit: w("door-submit"),
        ..FormPage::default()
    };
    let field =
        Field::new("text", "code", w("field-case-code")).with(typed.code.as_deref().unwrap_or("")).hint(w("hint-case-code")).wrong(wrong);
    respond(&frame, &PlainForm(page.ask(vec![field]).gathered()))
}

/// `POST /c`: the same, from the form.
pub async fn knock(_: Everybody, posted: Posted) -> HttpResponse {
    let code: String = form_urlencoded::byte_serialize(posted.get("code").as_bytes()).collect();
    see_other(&format!("/c?code={code}"))
}

/// `GET /c/{code}`: the landing page.
///
/// # Errors
/// 404, 410.
pub async fn landing(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| landing_of(office, lang, &visit::by_code(office, &code)?)).await?;
    Ok(respond(&frame, &page))
}

fn identity_form(frame: &Frame, code: &str, natural: bool, said: Option<Said>) -> PlainForm {
    let w = |key: &str| say(frame.lang, key, &[]);
    let lead = if natural { "identity-lead-natural" } else { "identity-lead-unit" };
    PlainForm(
        FormPage {
            title: w("identity-title"),
            lead: vec![w(lead)],
            action: format!("/c/{code}/identity"),
            submit: w("identity-submit"),
            step: FormStep::of_joining(1),
            back: format!("/c/{code}"),
            links: vec![Link::new(format!("/c/{code}/help"), w("identity-help"))],
            ..FormPage::default()
        }
        .ask(vec![Field::new("text", "last_four", w("field-last-four")).hint(w("hint-last-four")).wrong(said)])
        .gathered(),
    )
}

/// `GET /c/{code}/identity`.
///
/// # Errors
/// 404, 410.
pub async fn identity(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>) -> Result<HttpResponse, Problem> {
    let (typed, code) = (code.clone(), code.into_inner());
    let natural = act(&state, move |office| Ok(visit::by_code(office, &typed)?.party().is_natural())).await?;
    Ok(respond(&frame, &identity_form(&frame, &code, natural, None)))
}

/// `POST /c/{code}/identity`: the last four are right: a one-time code goes out.
///
/// # Errors
/// What is no refusal of the digits.
pub async fn prove(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let (typed, digits, device) = (code.clone(), posted.get("last_four").to_owned(), frame.device.clone());
    let proved = act(&state, move |office| {
        let visit = visit::by_code(office, &typed)?;
        visit::prove(office, &visit, &digits)?;
        match visit::send_code(office, &visit) {
            // One that went out a moment ago is still good.
            Ok(()) | Err(Error::Refused(Refusal::CodeTooSoon)) => {}
            Err(other) => return Err(other),
        }
        sessions::party(office, PartySessionKind::Half, &visit.link.id, &device)
    })
    .await;
    match proved {
        Ok(secret) => {
            let mut answer = see_other(&format!("/c/{code}/code"));
            add_cookie(&mut answer, session_cookie(secret));
            Ok(answer)
        }
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "last_four");
            Ok(respond_with(&frame, &identity_form(&frame, &code, true, Some(said)), StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn code_form(frame: &Frame, code: &str, phone: &str, said: Option<Said>) -> PlainForm {
    let w = |key: &str| say(frame.lang, key, &[]);
    PlainForm(
        FormPage {
            title: w("code-title"),
            lead: vec![say(frame.lang, "code-lead", &[("phone", phone.to_owned())])],
            action: format!("/c/{code}/code"),
            submit: w("code-submit"),
            step: FormStep::of_joining(1),
            back: format!("/c/{code}/identity"),
            forms: vec![Link::new(format!("/c/{code}/resend"), w("code-resend"))],
            links: vec![Link::new(format!("/c/{code}/help"), w("code-help"))],
            ..FormPage::default()
        }
        .ask(vec![Field::new("code", "code", w("field-sms-code")).hint(w("hint-sms-code")).wrong(said)])
        .gathered(),
    )
}

/// The visit that waits for its one-time code under a cookie.
fn waiting(office: &Office, cookie: &str, code: &str) -> crate::office::Result<Visit> {
    let link = sessions::half_party(office, cookie)?;
    let visit = visit::by_code(office, code)?;
    if visit.link.id == link { Ok(visit) } else { Err(Error::NotFound) }
}

/// `199****0011`.
fn masked_phone(visit: &Visit) -> String {
    let digits = visit.party().phone.as_deref().and_then(crate::domain::identity::phone_digits).unwrap_or_default();
    match (digits.get(..3), digits.get(digits.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) => format!("{first}****{last}"),
        _ => String::new(),
    }
}

async fn code_page(frame: Frame, state: &State, code: String, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let (cookie, typed) = (frame.cookie.clone().unwrap_or_default(), code.clone());
    let phone = act(state, move |office| Ok(masked_phone(&waiting(office, &cookie, &typed)?))).await;
    match phone {
        Ok(phone) => {
            let status = if said.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            Ok(respond_with(&frame, &code_form(&frame, &code, &phone, said), status))
        }
        // The digits were right too long ago, or on another device: they are asked again.
        Err(Problem::Office(Error::NotFound)) => Ok(see_other(&format!("/c/{code}/identity"))),
        Err(other) => Err(other),
    }
}

/// `GET /c/{code}/code`.
///
/// # Errors
/// 404, 410.
pub async fn code(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>) -> Result<HttpResponse, Problem> {
    code_page(frame, &state, code.into_inner(), None).await
}

/// `POST /c/{code}/code`.
///
/// # Errors
/// What is no refusal of the code.
pub async fn check(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let cookie = frame.cookie.clone().unwrap_or_default();
    let (typed, sent, device, old) = (code.clone(), posted.get("code").to_owned(), frame.device.clone(), cookie.clone());
    let opened = act(&state, move |office| {
        let visit = waiting(office, &cookie, &typed)?;
        visit::check_code(office, &visit, &sent)?;
        sessions::sign_out(office, &old)?;
        sessions::party(office, PartySessionKind::Phone, &visit.link.id, &device)
    })
    .await;
    match opened {
        Ok(secret) => {
            let mut answer = see_other("/my");
            add_cookie(&mut answer, session_cookie(secret));
            Ok(answer)
        }
        Err(Problem::Office(Error::NotFound)) => Ok(see_other(&format!("/c/{code}/identity"))),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "code");
            code_page(frame, &state, code, Some(said)).await
        }
    }
}

/// `POST /c/{code}/resend`.
///
/// # Errors
/// What is no refusal.
pub async fn resend(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>, _posted: Posted) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let (cookie, typed) = (frame.cookie.clone().unwrap_or_default(), code.clone());
    let sent = act(&state, move |office| visit::send_code(office, &waiting(office, &cookie, &typed)?)).await;
    match sent {
        Ok(()) => Ok(done(&format!("/c/{code}/code"), "flash-code-sent")),
        Err(Problem::Office(Error::NotFound)) => Ok(see_other(&format!("/c/{code}/identity"))),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "code");
            code_page(frame, &state, code, Some(said)).await
        }
    }
}

/// `GET /c/{code}/help`: not me, a wrong telephone, no telephone, somebody helps.
///
/// # Errors
/// 404, 410.
pub async fn help(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>) -> Result<HttpResponse, Problem> {
    let (typed, code) = (code.clone(), code.into_inner());
    let name = act(&state, move |office| Ok(masked(visit::by_code(office, &typed)?.party().name()))).await?;
    let w = |key: &str| say(frame.lang, key, &[]);
    let option = |value: &str| field::Choice {
        value: value.to_owned(),
        label: say(frame.lang, &format!("help-{}", value.replace('_', "-")), &[("name", name.clone())]),
        hint: String::new(),
    };
    let page = FormPage {
        title: w("help-form-title"),
        lead: vec![w("help-form-lead")],
        action: format!("/c/{code}/help"),
        submit: w("help-form-submit"),
        back: format!("/c/{code}"),
        notes: vec![w("help-window")],
        ..FormPage::default()
    };
    let fields = vec![
        Field::new("radio", "kind", w("help-form-kind")).offering(["wrong_phone", "not_me", "no_phone"].map(option).into()),
        Field::new("text", "body", w("help-form-body")).hint(w("help-form-body-hint")).may_be_empty(),
    ];
    Ok(respond(&frame, &PlainForm(page.ask(fields))))
}

/// `POST /c/{code}/help`: the mediator is told; nothing of the case is opened by it.
///
/// # Errors
/// 404, 410, 429.
pub async fn ask(_: Everybody, frame: Frame, state: Data<State>, code: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let typed = code.clone();
    let (kind, body) = (posted.get("kind").to_owned(), posted.get("body").chars().take(200).collect::<String>());
    act(&state, move |office| {
        let visit = visit::by_code(office, &typed)?;
        let asked = RequestKind::named(&kind).filter(|k| matches!(k, RequestKind::NotMe | RequestKind::NoPhone));
        visit::ask(office, &visit, asked.unwrap_or(RequestKind::WrongPhone), &body)
    })
    .await?;
    let w = |key: &str| say(frame.lang, key, &[]);
    let page = FormPage { title: w("help-done"), lead: vec![w("help-done-lead")], back: format!("/c/{code}"), ..FormPage::default() };
    Ok(respond(&frame, &PlainForm(page)))
}
