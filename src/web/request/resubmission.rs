//! What somebody typed into a form that could not be taken: shown again, so that nothing has to be written twice.

use crate::office::Error;
use crate::web::page::link::HiddenField;
use crate::web::page::problem::Problem;
use crate::web::request::body::problem_of;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::Method;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::Serialize;

/// Largest form whose text is kept for its answer; longer ones are read by their own page alone.
const LARGEST: usize = 512 * 1024;

/// Fields that are never shown or sent again: they are secrets, and each counts once.
const SECRET: [&str; 7] = ["password", "old", "code", "own_code", "opening", "last_four", "csrf"];

/// Fields a person does not type.
const OURS: [&str; 4] = ["version", "next", "back", "do"];

/// A form that could not be taken.
#[derive(Serialize, Clone, Debug, Default)]
pub struct Kept {
    /// What was typed, in the form's order.
    pub typed: Vec<String>,
    /// Where to sign in first.
    pub sign_in: Option<String>,
    /// The form once more, to be sent when the reason is gone.
    pub again: Option<Again>,
}

/// A form to be sent once more.
#[derive(Serialize, Clone, Debug, Default)]
pub struct Again {
    /// Where it goes.
    pub action: String,
    /// Its fields.
    pub fields: Vec<HiddenField>,
}

/// Reads a form's body and puts it back, so that the page it belongs to can read it as well.
///
/// # Errors
/// Why it did not come whole.
pub async fn body_of(request: &mut ServiceRequest) -> Result<Option<Bytes>, Problem> {
    let form = request.method() == Method::POST && request.content_type() == "application/x-www-form-urlencoded";
    let said = request.headers().get("Content-Length").and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if !form || said.is_none_or(|length| length > LARGEST) {
        return Ok(None);
    }
    let mut payload = request.take_payload();
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        bytes.extend_from_slice(&chunk.map_err(|e| problem_of(&e))?);
    }
    let bytes = Bytes::from(bytes);
    let again = bytes.clone();
    let once = futures_util::stream::once(async move { Ok(again) });
    request.set_payload(Payload::Stream { payload: Box::pin(once) });
    Ok(Some(bytes))
}

/// Whether the browser says that the form was sent from one of our own pages.
fn from_us(request: &HttpRequest) -> bool {
    request.headers().get("Sec-Fetch-Site").is_some_and(|site| site == "same-origin")
}

/// What of a form is shown with the problem it met; nothing when nothing was typed.
#[must_use]
pub fn of(request: &HttpRequest, problem: &Problem, body: &[u8]) -> Option<Kept> {
    let all: Vec<(String, String)> = form_urlencoded::parse(body).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    let secret = all.iter().any(|(name, value)| name != "csrf" && SECRET.contains(&name.as_str()) && !value.is_empty());
    let fields: Vec<(String, String)> = all.into_iter().filter(|(name, _)| !SECRET.contains(&name.as_str())).collect();
    // A bare word of small letters is an answer that was picked, not one that was written.
    let picked = |value: &str| value.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-');
    let written = fields.iter().filter(|(name, value)| !OURS.contains(&name.as_str()) && !picked(value));
    let typed: Vec<String> = written.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty()).collect();
    let passes = matches!(problem, Problem::SignIn(_) | Problem::FormToken | Problem::TooOften);
    if typed.is_empty() && !matches!(problem, Problem::FormToken) || matches!(problem, Problem::Office(Error::NotFound)) {
        return None;
    }
    let sign_in = matches!(problem, Problem::SignIn(_)).then(|| "/login".to_owned());
    // Sent again by a press of a button on our own page, never of itself; a secret has to be typed anew.
    let again = (passes && !secret && from_us(request)).then(|| Again {
        action: request.path().to_owned(),
        fields: fields.into_iter().map(|(name, value)| HiddenField { name, value }).collect(),
    });
    Some(Kept { typed, sign_in, again })
}

/// An example.
#[must_use]
pub fn example() -> Kept {
    let typed = "第二条没有写明付款日期。".to_owned();
    let again = Again { action: "/studio".to_owned(), fields: vec![HiddenField::new("reason", typed.clone())] };
    Kept { typed: vec![typed], sign_in: Some("/login".to_owned()), again: Some(again) }
}
