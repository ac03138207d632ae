//! Whether the portal is alive and can work.

use crate::office::system::health::{Ailment, ailments};
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::proof::evidence::plain;
use crate::web::request::hop::act;
use crate::web::request::route::Everybody;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

/// `GET /healthz`: the process runs.
pub async fn healthz(_: Everybody) -> HttpResponse {
    plain("ok\n".to_owned())
}

/// `GET /readyz`: 200 where the portal can work, and in words whatever is not in order; nothing of it names a person,
/// a case or a place.
pub async fn readyz(_: Everybody, frame: Frame, state: Data<State>) -> HttpResponse {
    // Where not even this can be asked, too much is being done already.
    let Ok(found) = act(&state, |office| Ok(ailments(office))).await else { return not_ready("not ready\n".to_owned()) };
    let grave = found.iter().any(Ailment::grave);
    let head = if grave { "not ready\n" } else { "ready\n" };
    let text = found.iter().fold(head.to_owned(), |text, ailment| text + &line(frame.lang, ailment));
    if grave { not_ready(text) } else { plain(text) }
}

fn line(lang: Lang, ailment: &Ailment) -> String {
    format!("{}: {}\n", ailment.code(), say(lang, ailment.word(), &ailment.arguments()))
}

fn not_ready(text: String) -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("Retry-After", "10"))
        .body(text)
}

/// `GET /version`.
pub async fn version(_: Everybody) -> HttpResponse {
    HttpResponse::Ok().json(json!({"name": "portal", "version": env!("CARGO_PKG_VERSION")}))
}
