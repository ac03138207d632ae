//! Signing in and out, and one's own account.

use crate::domain::actor::Role;
use crate::domain::refusal::Refusal;
use crate::office::Error;
use crate::office::people::{accounts, credentials, sessions};
use crate::web::api::act;
use crate::web::form::{Field, Posted, Said, refused};
use crate::web::forms::{FormPage, PlainForm, Section};
use crate::web::frame::{Frame, done, home_of, no_session, preference, see_other, session_cookie};
use crate::web::page::{Page, respond, respond_with};
use crate::web::problem::Problem;
use crate::web::signed::Staff;
use crate::web::welcome::Recovery;
use crate::web::{State, staff};
use crate::words::say;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use serde::{Deserialize, Serialize};

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// A path of our own, or nothing: nobody is sent elsewhere.
#[must_use]
pub fn own_path(path: &str) -> Option<&str> {
    // Browsers drop tabs and take a backslash for a slash: what remains must still be a path here.
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.chars().any(char::is_control);
    own.then_some(path)
}

/// The refusal of an act, or the problem it is instead.
///
/// # Errors
/// Everything that is no refusal.
pub fn refusal(problem: Problem) -> Result<Refusal, Problem> {
    match problem {
        Problem::Office(Error::Refused(refusal)) => Ok(refusal),
        other => Err(other),
    }
}

fn sign_in_form(frame: &Frame, next: &str, login: &str, said: Option<Said>) -> PlainForm {
    let w = |key: &str| say(frame.lang, key, &[]);
    PlainForm(
        FormPage {
            title: w("login-title"),
            action: "/login".to_owned(),
            hidden: vec![("next".to_owned(), next.to_owned())],
            submit: w("login-submit"),
            links: vec![("/forgot".to_owned(), w("login-forgot"))],
            lead: vec![w("login-lead")],
            ..FormPage::default()
        }
        .ask(vec![
            Field::new("text", "login", w("field-login")).with(login).complete("username").wrong(said),
            Field::new("password", "password", w("field-password")).complete("current-password"),
        ])
        .gathered(),
    )
}

/// `GET /login`.
pub async fn login(frame: Frame, next: Query<Next>) -> HttpResponse {
    respond(&frame, &sign_in_form(&frame, next.next.as_deref().unwrap_or(""), "", None))
}

/// `POST /login`: the password; the second factor is asked for next.
///
/// # Errors
/// What is no refusal.
pub async fn sign_in(frame: Frame, state: Data<State>, posted: Posted) -> Result<HttpResponse, Problem> {
    let (login, password, device) = (posted.get("login").to_owned(), posted.get("password").to_owned(), frame.device.clone());
    match act(&state, move |office| sessions::password(office, &login, &password, &device)).await {
        Ok(secret) => {
            let next: String = form_urlencoded::byte_serialize(posted.get("next").as_bytes()).collect();
            let mut answer = see_other(&format!("/login/code?next={next}"));
            add_cookie(&mut answer, session_cookie(secret));
            Ok(answer)
        }
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "login");
            let page = sign_in_form(&frame, posted.get("next"), posted.get("login"), Some(said));
            Ok(respond_with(&frame, &page, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// Adds a cookie to an answer.
pub fn add_cookie(answer: &mut HttpResponse, cookie: actix_web::cookie::Cookie<'_>) {
    // A cookie of ours is made of letters and digits: it always fits into a header.
    let _ = answer.add_cookie(&cookie);
}

fn code_form(frame: &Frame, next: &str, said: Option<Said>) -> PlainForm {
    let w = |key: &str| say(frame.lang, key, &[]);
    PlainForm(
        FormPage {
            title: w("login-code-title"),
            action: "/login/code".to_owned(),
            hidden: vec![("next".to_owned(), next.to_owned())],
            submit: w("login-code-submit"),
            back: "/login".to_owned(),
            notes: vec![w("login-code-lost")],
            ..FormPage::default()
        }
        .ask(vec![Field::new("code", "code", w("field-code")).hint(w("login-code-hint")).wrong(said)])
        .gathered(),
    )
}

/// `GET /login/code`.
pub async fn code(frame: Frame, next: Query<Next>) -> HttpResponse {
    respond(&frame, &code_form(&frame, next.next.as_deref().unwrap_or(""), None))
}

/// `POST /login/code`: the second factor, or a recovery code.
///
/// # Errors
/// What is no refusal.
pub async fn second(frame: Frame, state: Data<State>, posted: Posted) -> Result<HttpResponse, Problem> {
    let cookie = frame.cookie.clone().unwrap_or_default();
    let (code, device) = (posted.get("code").to_owned(), frame.device.clone());
    match act(&state, move |office| sessions::second(office, &cookie, &code, &device)).await {
        Ok((secret, recovery)) => {
            let to = own_path(posted.get("next")).unwrap_or("/desk").to_owned();
            let mut answer = if recovery { done("/account", "flash-recovery-used") } else { see_other(&to) };
            add_cookie(&mut answer, session_cookie(secret));
            Ok(answer)
        }
        Err(Problem::Office(Error::NotFound)) => Ok(see_other("/login")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "code");
            Ok(respond_with(&frame, &code_form(&frame, posted.get("next"), Some(said)), StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// `POST /logout`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn logout(frame: Frame, state: Data<State>, _posted: Posted) -> Result<HttpResponse, Problem> {
    if let Some(cookie) = frame.cookie.clone() {
        act(&state, move |office| sessions::sign_out(office, &cookie)).await?;
    }
    let mut answer = see_other("/");
    add_cookie(&mut answer, no_session());
    Ok(answer)
}

/// `GET /desk`: where one's own work begins.
///
/// # Errors
/// Nobody is signed in.
pub async fn desk(staff: Staff) -> HttpResponse {
    see_other(home_of(staff.0.actor.role))
}

/// `GET /forgot`.
pub async fn forgot(frame: Frame) -> HttpResponse {
    let w = |key: &str| say(frame.lang, key, &[]);
    let page = FormPage {
        title: w("forgot-title"),
        lead: vec![w("forgot-lead")],
        action: "/forgot".to_owned(),
        submit: w("forgot-submit"),
        back: "/login".to_owned(),
        ..FormPage::default()
    };
    respond(&frame, &PlainForm(page.ask(vec![Field::new("text", "login", w("field-login")).complete("username")])))
}

/// `POST /forgot`: tells the administrator; the answer is the same for every name.
///
/// # Errors
/// [`Error::Fault`].
pub async fn forgotten(frame: Frame, state: Data<State>, posted: Posted) -> Result<HttpResponse, Problem> {
    let login = posted.get("login").to_owned();
    act(&state, move |office| accounts::forgot(office, &login)).await?;
    let w = |key: &str| say(frame.lang, key, &[]);
    let page = FormPage { title: w("forgot-done"), lead: vec![w("forgot-done-lead")], back: "/login".to_owned(), ..FormPage::default() };
    Ok(respond(&frame, &PlainForm(page)))
}

/// One's own account.
#[derive(Serialize)]
pub struct Account {
    name: String,
    left: i64,
    sessions: Vec<[String; 2]>,
    others: Vec<[String; 2]>,
    faults: Vec<Said>,
    password: Vec<Section>,
}

impl Page for Account {
    const TEMPLATE: &'static str = "pages/account.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            name: "叶知秋".to_owned(),
            left: 3,
            sessions: vec![["Firefox".to_owned(), "10:32".to_owned()]],
            others: vec![["judge".to_owned(), "u".to_owned()]],
            faults: Vec::new(),
            password: Vec::new(),
        };
        vec![full, Self { name: String::new(), left: 0, sessions: vec![], others: vec![], faults: vec![], password: vec![] }]
    }
}

async fn account_page(frame: Frame, state: &State, staff: Staff, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let status = if said.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    staff::page_with(frame, state, staff.0, status, move |office, signed, lang| {
        let w = |key: &str| say(lang, key, &[]);
        let id = signed.actor.person.clone().ok_or(Error::NotFound)?;
        let sessions = sessions::of(office, signed)?;
        let old = Field::new("password", "old", w("field-old-password")).complete("current-password").wrong(said.clone());
        let new = Field::new("password", "password", w("field-new-password")).hint(w("password-hint")).complete("new-password");
        Ok(Account {
            name: signed.actor.name.clone(),
            left: credentials::recovery_left(office, &id)?,
            sessions: sessions.into_iter().map(|s| [s.device, super::show::time_of(s.seen_at)]).collect(),
            others: signed.others.iter().map(|(role, unit)| [role.name().to_owned(), unit.clone()]).collect(),
            faults: said.map(|s| Said { at: "old".to_owned(), ..s }).into_iter().collect(),
            password: vec![Section { title: String::new(), fields: vec![old, new] }],
        })
    })
    .await
}

/// `GET /account`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn account(frame: Frame, state: Data<State>, staff: Staff) -> Result<HttpResponse, Problem> {
    account_page(frame, &state, staff, None).await
}

/// `POST /account`: what its buttons do.
///
/// # Errors
/// What is no refusal.
pub async fn change(frame: Frame, state: Data<State>, staff: Staff, posted: Posted) -> Result<HttpResponse, Problem> {
    let signed = staff.0.clone();
    let id = signed.actor.person.clone().ok_or(Problem::Office(Error::NotFound))?;
    match posted.get("do") {
        "everywhere" => {
            act(&state, move |office| sessions::sign_out_everywhere(office, &signed)).await?;
            Ok(done("/account", "flash-signed-out-everywhere"))
        }
        "recovery" => {
            let code = posted.get("code").to_owned();
            let codes = act(&state, move |office| {
                credentials::step_up(office, &id, &code)?;
                credentials::recovery_codes(office, &id)
            })
            .await;
            match codes {
                Ok(codes) => Ok(respond(&frame, &Recovery { codes })),
                Err(problem) => {
                    let said = refused(frame.lang, &refusal(problem)?, "code");
                    account_page(frame, &state, staff, Some(said)).await
                }
            }
        }
        "switch" => {
            let role = Role::named(posted.get("role")).ok_or(Problem::Office(Error::NotFound))?;
            let (unit, device) = (posted.get("unit").to_owned(), frame.device.clone());
            let secret = act(&state, move |office| sessions::switch(office, &signed, role, &unit, &device)).await?;
            let mut answer = see_other(home_of(role));
            add_cookie(&mut answer, session_cookie(secret));
            Ok(answer)
        }
        _ => {
            let (old, new) = (posted.get("old").to_owned(), posted.get("password").to_owned());
            match act(&state, move |office| credentials::change_password(office, &id, &signed.hash, &old, &new)).await {
                Ok(()) => Ok(done("/account", "flash-password-set")),
                Err(problem) => {
                    let said = refused(frame.lang, &refusal(problem)?, "old");
                    account_page(frame, &state, staff, Some(said)).await
                }
            }
        }
    }
}

/// Keeps a choice of language and size.
#[derive(Deserialize)]
pub struct Preferences {
    lang: Option<String>,
    large: Option<String>,
    staff_lang: Option<String>,
    back: Option<String>,
}

/// `POST /preferences`: language and size of type; changes nothing else, so that its form needs no token.
pub async fn prefer(wanted: actix_web::web::Form<Preferences>) -> HttpResponse {
    let back = wanted.back.as_deref().and_then(own_path).unwrap_or("/");
    let mut answer = see_other(back);
    for (name, value) in [("lang", &wanted.lang), ("large", &wanted.large), ("staff_lang", &wanted.staff_lang)] {
        if let Some(cookie) = value.as_deref().and_then(|v| preference(name, v)) {
            add_cookie(&mut answer, cookie);
        }
    }
    answer
}
