//! What anyone may ask: verification, status, trust, health. Public facts only, never a name or a term.

use crate::office::proof::verification;
use crate::web::State;
use crate::web::api::applications;
use crate::web::page::problem::Problem;
use crate::web::request::hop::{act, body};
use crate::web::request::limits::limited;
use crate::web::request::route::Everybody;
use crate::words::Lang;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::json;

/// Largest file to verify.
const LARGEST: usize = 8 * 1024 * 1024;

const OPENAPI: &str = include_str!("../../../templates/openapi.json");

/// `POST /api/v1/verify`: the file is looked at in memory and kept nowhere.
pub async fn verify(_: Everybody, request: HttpRequest, state: Data<State>, payload: Payload) -> Result<HttpResponse, Problem> {
    limited(&request, &state)?;
    let bytes = if request.content_type().eq_ignore_ascii_case("multipart/form-data") {
        applications::first_file(&request, payload, LARGEST).await?
    } else {
        body(payload, LARGEST).await?
    };
    let report = act(&state, move |office| verification::verify_here(office, &bytes)).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(crate::words::report_json(&report, Lang::Zh)))
}

/// `GET /api/v1/verify/{sha256}`.
pub async fn verify_hash(_: Everybody, state: Data<State>, sha256: Path<String>) -> Result<HttpResponse, Problem> {
    let sha256 = sha256.into_inner().to_ascii_lowercase();
    // A malformed hash is answered like an unknown one.
    let known = act(&state, move |office| verification::verify_hash(office, &sha256)).await?;
    let body = known.map_or_else(
        || json!({"verdict": "NOT_ISSUED_HERE", "document": null, "facts": [], "checkpoint": null, "not_established": []}),
        |report| crate::words::report_json(&report, Lang::Zh),
    );
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(body))
}

/// `GET /api/v1/openapi.json`.
pub async fn openapi(_: Everybody) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(OPENAPI)
}
