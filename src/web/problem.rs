//! The only place where an error becomes an answer: RFC 9457 with a stable code. A fault of ours says a
//! reference and nothing else; its cause is logged once, under the same reference.

use crate::domain::refusal::Refusal;
use crate::office::Error;
use crate::office::clock::Clock;
use crate::words::{self, Lang};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// An answer that is not the one asked for.
#[derive(Debug)]
pub enum Problem {
    /// From an act.
    Office(Error),
    /// No token, or one that does not count.
    Unauthorised,
    /// The request cannot be read: code, sentence.
    Unreadable(&'static str, String),
    /// Too large.
    TooLarge,
    /// Of a media type that is not taken here.
    MediaType,
    /// Too often.
    TooOften,
    /// The key was used for another request.
    KeyReused,
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
        Refusal::NotYourAct { .. } | Refusal::NoAppointment => StatusCode::FORBIDDEN,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl Problem {
    fn parts(&self) -> (StatusCode, &'static str, String, Value) {
        let lang = Lang::Zh;
        match self {
            Self::Office(Error::Refused(refusal)) => {
                let findings = match refusal {
                    Refusal::Findings(found) => words::findings_json(found, lang),
                    _ => Value::Null,
                };
                (status_of(refusal), refusal.code(), words::of_refusal(lang, refusal), findings)
            }
            Self::Office(Error::NotFound) => (StatusCode::NOT_FOUND, "NOT_FOUND", words::say(lang, "not-found", &[]), Value::Null),
            Self::Office(Error::Stale | Error::Taken) => (StatusCode::CONFLICT, "STALE", words::say(lang, "stale", &[]), Value::Null),
            Self::Office(Error::Fault(cause) | Error::NotReady(cause)) => {
                let mut bits = [0_u8; 5];
                // Without random numbers the reference is a constant, and the log still holds the cause.
                let _ = getrandom::fill(&mut bits);
                let reference = crate::domain::id::base32(&bits);
                tracing::error!(reference, cause, "a fault");
                let sentence = words::say(lang, "fault", &[("reference", reference)]);
                (StatusCode::INTERNAL_SERVER_ERROR, "FAULT", sentence, Value::Null)
            }
            Self::Unauthorised => (StatusCode::UNAUTHORIZED, "UNAUTHORISED", "没有访问令牌，或者令牌已失效。".to_owned(), Value::Null),
            Self::Unreadable(code, sentence) => (StatusCode::BAD_REQUEST, code, sentence.clone(), Value::Null),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", "内容太大：单个文件最多 20 MB，合计最多 100 MB。".to_owned(), Value::Null)
            }
            Self::MediaType => {
                let sentence = "请用 application/json 或 multipart/form-data 提交。".to_owned();
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "MEDIA_TYPE", sentence, Value::Null)
            }
            Self::TooOften => (StatusCode::TOO_MANY_REQUESTS, "TOO_OFTEN", "请求太频繁，请一分钟后再试。".to_owned(), Value::Null),
            Self::KeyReused => {
                let sentence = "这个 Idempotency-Key 已用于另一个请求，请换一个。".to_owned();
                (StatusCode::CONFLICT, "IDEMPOTENCY_KEY", sentence, Value::Null)
            }
        }
    }
}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Office(Error::Fault(_) | Error::NotReady(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            other => other.parts().0,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let (status, code, detail, findings) = self.parts();
        let mut body = json!({
            "type": "about:blank", "title": status.canonical_reason().unwrap_or(""), "status": status.as_u16(),
            "code": code, "detail": detail,
        });
        if !findings.is_null() {
            body["findings"] = findings;
        }
        if let Self::Office(Error::Refused(refusal)) = self {
            body["article"] = refusal.article(Clock::default().today()).into();
        }
        let mut answer = HttpResponse::build(status);
        answer.content_type("application/problem+json").insert_header(("Cache-Control", "no-store"));
        if status == StatusCode::TOO_MANY_REQUESTS {
            answer.insert_header(("Retry-After", "60"));
        }
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header(("WWW-Authenticate", "Bearer"));
        }
        answer.body(body.to_string())
    }
}

/// The answer to a path that leads nowhere.
pub async fn no_such_page(_request: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(Problem::Office(Error::NotFound))
}
