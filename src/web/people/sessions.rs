//! Signing in and out.

use crate::digest::sha256_hex;
use crate::office::Error;
use crate::office::people::sessions;
use crate::web::State;
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::form::{FormPage, PlainForm};
use crate::web::page::frame::{Frame, done, home_of, no_session, see_other, session_cookie};
use crate::web::page::link::{HiddenField, Link};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{respond, respond_with};
use crate::web::request::actor::Staff;
use crate::web::request::address::origin;
use crate::web::request::hop::act;
use crate::web::request::limits::Paced;
use crate::web::request::posted::Posted;
use crate::web::request::route::Everybody;
use crate::words::say;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

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

fn sign_in_form(frame: &Frame, next: &str, login: &str, said: Option<Said>) -> PlainForm {
    let w = |key: &str| say(frame.lang, key, &[]);
    PlainForm(
        FormPage {
            title: w("login-title"),
            action: "/login".to_owned(),
            hidden: vec![HiddenField::new("next", next.to_owned())],
            submit: w("login-submit"),
            links: vec![Link::new("/forgot", w("login-forgot"))],
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
pub async fn login(_: Everybody, frame: Frame, next: Query<Next>) -> HttpResponse {
    respond(&frame, &sign_in_form(&frame, next.next.as_deref().unwrap_or(""), "", None))
}

/// `POST /login`: the password; the second factor is asked for next.
///
/// # Errors
/// What is no refusal.
pub async fn sign_in(
    _: Everybody,
    frame: Frame,
    state: Data<State>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let (login, password, device) = (posted.get("login").to_owned(), posted.get("password").to_owned(), frame.device.clone());
    // Counted whether there is such a name or not, so that the answer tells nobody; and by network, so that a stranger who
    // knows a name slows down nobody else.
    let from = origin(&request, &state).asker().unwrap_or_default();
    let tried = sha256_hex(format!("{}\n{from}", login.trim()).as_bytes());
    state.limits.pace(Paced::Name, &tried, state.office.now().unix())?;
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
            hidden: vec![HiddenField::new("next", next.to_owned())],
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
pub async fn code(_: Everybody, frame: Frame, next: Query<Next>) -> HttpResponse {
    respond(&frame, &code_form(&frame, next.next.as_deref().unwrap_or(""), None))
}

/// `POST /login/code`: the second factor, or a recovery code.
///
/// # Errors
/// What is no refusal.
pub async fn second(_: Everybody, frame: Frame, state: Data<State>, posted: Posted) -> Result<HttpResponse, Problem> {
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
pub async fn logout(_: Everybody, frame: Frame, state: Data<State>, _posted: Posted) -> Result<HttpResponse, Problem> {
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
