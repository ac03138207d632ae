//! Whether the portal is alive and can work.

use crate::office::proof::log;
use crate::web::State;
use crate::web::proof::evidence::plain;
use crate::web::request::hop::act;
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

/// `GET /healthz`: the process runs.
pub async fn healthz(_: Everybody) -> HttpResponse {
    plain("ok\n".to_owned())
}

/// `GET /readyz`: database, log and keys answer.
pub async fn readyz(_: Everybody, state: Data<State>) -> HttpResponse {
    match act(&state, log::hold_against_guard).await {
        Ok(()) => plain("ready\n".to_owned()),
        Err(_) => HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("not ready\n"),
    }
}

/// `GET /version`.
pub async fn version(_: Everybody) -> HttpResponse {
    HttpResponse::Ok().json(json!({"name": "portal", "version": env!("CARGO_PKG_VERSION")}))
}
