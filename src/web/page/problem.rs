//! The only place where an error becomes an answer: a page for a person, RFC 9457 with a stable code for a program.
//! A fault of ours says a reference and nothing else; its cause is logged once, under the same reference.

use crate::domain::refusal::Refusal;
use crate::office::clock::Clock;
use crate::office::{Busy, Error};
use crate::web::page::frame::{Frame, see_other};
use crate::web::page::render::{Page, respond_with};
use crate::web::request::resubmission::{self, Kept};
use crate::words::{self, Lang};
use actix_web::http::header::{self, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Value, json};

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

/// An answer that is not the one asked for.
#[derive(Debug)]
pub enum Problem {
    /// From an act.
    Office(Error),
    /// No token, or one that does not count.
    Unauthorised,
    /// Nobody is signed in: the path to come back to.
    SignIn(String),
    /// A party's session is over: it comes in again by its code.
    ComeAgain,
    /// Somebody holds posts that do not go together, and chooses first.
    ChoosePosts,
    /// The request cannot be read: code, sentence.
    Unreadable(&'static str, String),
    /// The body broke off.
    Broken,
    /// Too large.
    TooLarge,
    /// The body came too slowly.
    TooSlow,
    /// The path is there, for these methods.
    Method(Vec<Method>),
    /// Of a media type that is not taken here.
    MediaType,
    /// Too often.
    TooOften,
    /// The key was used for another request.
    KeyReused,
    /// The form's token is not this session's, or the request comes from another site.
    FormToken,
    /// Somebody was faster: who, when, what.
    Overtaken(Box<Overtaken>),
}

/// Who was faster.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Overtaken {
    /// Who.
    pub who: String,
    /// When.
    pub when: String,
    /// Name of the act's word.
    pub act: String,
    /// Where to go on.
    pub back: String,
}

impl Problem {
    /// As much is being done as may be at a time.
    #[must_use]
    pub const fn full() -> Self {
        Self::Office(Error::Busy(Busy::Full))
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Office(error)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::ExternalRefUsed { .. } => StatusCode::CONFLICT,
        Refusal::NotYourAct { .. } | Refusal::NoAppointment | Refusal::Recused => StatusCode::FORBIDDEN,
        Refusal::LinkOver => StatusCode::GONE,
        Refusal::Locked { .. } | Refusal::CodeTooSoon => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A problem as it is told: status, code, sentence, reference of a fault.
struct ProblemText {
    status: StatusCode,
    code: &'static str,
    detail: String,
}

impl Problem {
    fn told(&self, lang: Lang) -> ProblemText {
        let say = |status, code, key: &str| ProblemText { status, code, detail: words::say(lang, key, &[]) };
        match self {
            Self::Office(Error::Refused(refusal)) => {
                ProblemText { status: status_of(refusal), code: refusal.code(), detail: words::of_refusal(lang, refusal) }
            }
            Self::Office(Error::Busy(busy)) => say(StatusCode::SERVICE_UNAVAILABLE, busy.code(), busy.word()),
            Self::Office(Error::NotFound) => say(StatusCode::NOT_FOUND, "NOT_FOUND", "not-found"),
            Self::Office(Error::Stale | Error::Taken) | Self::Overtaken(_) => say(StatusCode::CONFLICT, "STALE", "stale"),
            Self::Office(Error::Fault(cause) | Error::NotReady(cause)) => {
                let mut bits = [0_u8; 5];
                // Without random numbers the reference is a constant, and the log still holds the cause.
                let _ = getrandom::fill(&mut bits);
                let reference = crate::domain::id::base32(&bits);
                tracing::error!(reference, cause, "a fault");
                let detail = words::say(lang, "fault", &[("reference", reference)]);
                ProblemText { status: StatusCode::INTERNAL_SERVER_ERROR, code: "FAULT", detail }
            }
            Self::Unauthorised => say(StatusCode::UNAUTHORIZED, "UNAUTHORISED", "problem-token"),
            Self::SignIn(_) => say(StatusCode::UNAUTHORIZED, "SIGN_IN", "problem-sign-in"),
            Self::ChoosePosts => say(StatusCode::FORBIDDEN, "CHOOSE_POSTS", "posts-lead"),
            Self::ComeAgain => say(StatusCode::UNAUTHORIZED, "COME_AGAIN", "problem-come-again"),
            Self::Unreadable(code, sentence) => ProblemText { status: StatusCode::BAD_REQUEST, code, detail: sentence.clone() },
            Self::Broken => say(StatusCode::BAD_REQUEST, "BODY", "problem-broken"),
            Self::TooLarge => say(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", "problem-too-large"),
            Self::TooSlow => say(StatusCode::REQUEST_TIMEOUT, "TOO_SLOW", "problem-too-slow"),
            Self::Method(_) => say(StatusCode::METHOD_NOT_ALLOWED, "METHOD", "problem-method"),
            Self::MediaType => say(StatusCode::UNSUPPORTED_MEDIA_TYPE, "MEDIA_TYPE", "problem-media-type"),
            Self::TooOften => say(StatusCode::TOO_MANY_REQUESTS, "TOO_OFTEN", "problem-too-often"),
            Self::KeyReused => say(StatusCode::CONFLICT, "IDEMPOTENCY_KEY", "problem-key-reused"),
            Self::FormToken => say(StatusCode::FORBIDDEN, "FORM_TOKEN", "problem-form-token"),
        }
    }

    /// Headers that go with it: when to come again, what is allowed.
    fn headers(&self) -> Vec<(HeaderName, String)> {
        let again = |seconds: u32| vec![(header::RETRY_AFTER, seconds.to_string())];
        match self {
            Self::Office(Error::Busy(Busy::Full)) => again(5),
            Self::Office(Error::Busy(Busy::Database)) => again(10),
            Self::Office(Error::Refused(refusal)) if status_of(refusal) == StatusCode::TOO_MANY_REQUESTS => again(60),
            Self::TooOften => again(60),
            Self::Method(allowed) => {
                let mut names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
                if names.contains(&"GET") {
                    names.push("HEAD");
                }
                vec![(header::ALLOW, names.join(", "))]
            }
            _ => Vec::new(),
        }
    }

    fn article(&self) -> String {
        match self {
            Self::Office(Error::Refused(refusal)) => refusal.article(Clock::default().today()),
            _ => String::new(),
        }
    }

    fn json(&self) -> HttpResponse {
        let told = self.told(Lang::Zh);
        let mut body = json!({
            "type": "about:blank", "title": told.status.canonical_reason().unwrap_or(""), "status": told.status.as_u16(),
            "code": told.code, "detail": told.detail,
        });
        if let Self::Office(Error::Refused(refusal)) = self {
            if let Refusal::Findings(found) = refusal {
                words::tell_findings(&mut body, found, Lang::Zh);
            }
            body["article"] = Value::String(self.article());
        }
        let mut answer = HttpResponse::build(told.status);
        answer.content_type("application/problem+json").insert_header(("Cache-Control", "no-store"));
        for header in self.headers() {
            answer.insert_header(header);
        }
        if matches!(self, Self::Unauthorised) {
            answer.insert_header(("WWW-Authenticate", "Bearer"));
        }
        answer.body(body.to_string())
    }

    fn page(&self, frame: &Frame, kept: Option<Kept>) -> HttpResponse {
        if let Self::SignIn(path) = self
            && kept.is_none()
        {
            let to: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
            return see_other(&format!("/login?next={to}"));
        }
        if matches!(self, Self::ChoosePosts) {
            return see_other("/posts");
        }
        let told = self.told(frame.lang);
        let page = ProblemPage {
            status: told.status.as_u16(),
            code: told.code,
            title: title_of(told.status).to_owned(),
            detail: told.detail,
            article: self.article(),
            overtaken: match self {
                Self::Overtaken(overtaken) => Some((**overtaken).clone()),
                _ => None,
            },
            kept,
            findings: match self {
                Self::Office(Error::Refused(Refusal::Findings(found))) => found.iter().map(|f| words::of_finding(frame.lang, f)).collect(),
                _ => Vec::new(),
            },
        };
        let mut answer = respond_with(frame, &page, told.status);
        self.headers().into_iter().for_each(|(name, value)| {
            // Numbers and names of methods are always values of headers.
            if let Ok(value) = value.parse() {
                answer.headers_mut().insert(name, value);
            }
        });
        answer
    }
}

/// Name of the word that heads a status.
fn title_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "problem-401",
        403 => "problem-403",
        404 => "problem-404",
        405 => "problem-405",
        408 => "problem-408",
        409 => "problem-409",
        410 => "problem-410",
        413 => "problem-413",
        415 => "problem-415",
        422 => "problem-422",
        429 => "problem-429",
        503 => "problem-503",
        500.. => "problem-500",
        _ => "problem-400",
    }
}

/// The page of a problem.
#[derive(Serialize, Default)]
pub struct ProblemPage {
    /// Status.
    pub status: u16,
    /// Stable code.
    pub code: &'static str,
    /// Name of the heading's word.
    pub title: String,
    /// What, and what to do.
    pub detail: String,
    /// The article behind it.
    pub article: String,
    /// Who was faster.
    pub overtaken: Option<Overtaken>,
    /// What was found, one sentence each.
    pub findings: Vec<String>,
    /// What was typed.
    pub kept: Option<Kept>,
}

impl Page for ProblemPage {
    const TEMPLATE: &'static str = "pages/problem.html";

    fn samples() -> Vec<Self> {
        let page = |status: u16| Self {
            status,
            code: "NOT_FOUND",
            title: StatusCode::from_u16(status).map_or("problem-400", title_of).to_owned(),
            detail: "没有找到，或者不属于你。".to_owned(),
            ..Self::default()
        };
        let overtaken =
            Overtaken { who: "叶知秋".to_owned(), when: "10:32".to_owned(), act: "act-accept".to_owned(), back: "/studio".to_owned() };
        let mut all: Vec<Self> = [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 500, 503].map(page).into();
        let typed = Kept { typed: vec!["第二条没有写明日期".to_owned()], ..Kept::default() };
        all.push(Self {
            overtaken: Some(overtaken), kept: Some(typed), article: "民事诉讼法第二百零五条".to_owned(), ..page(409)
        });
        all.push(Self { kept: Some(resubmission::example()), ..page(401) });
        all.push(Self { findings: vec!["缺少调解协议。".to_owned()], ..page(422) });
        all
    }
}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            // Telling a fault logs it: that is done once, in the answer.
            Self::Office(Error::Fault(_) | Error::NotReady(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            other => other.told(Lang::Zh).status,
        }
    }

    fn error_response(&self) -> HttpResponse {
        // The answer itself is made by [`crate::web::request::gate::answers`], which knows the request.
        HttpResponse::build(self.status_code()).finish()
    }
}

/// Whether the asker is a program: the machine interface, or somebody who does not take HTML.
fn for_program(request: &HttpRequest) -> bool {
    let path = request.path();
    let machine = ["/api/", "/log/", "/status/"].iter().any(|p| path.starts_with(p));
    let accept = request.headers().get("Accept").and_then(|v| v.to_str().ok()).unwrap_or("");
    machine || !accept.contains("text/html") && !accept.starts_with("*/*")
}

/// A problem as the answer to whoever asks.
pub(crate) fn answer_of(request: &HttpRequest, problem: &Problem, kept: Option<Kept>) -> HttpResponse {
    if for_program(request) { problem.json() } else { problem.page(&Frame::of(request), kept) }
}

/// The answer to a path that leads nowhere.
///
/// # Errors
/// Always.
pub async fn no_such_page(_request: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(Problem::Office(Error::NotFound))
}
