//! What anyone may ask: verification, status, trust, health. Public facts only, never a name or a term.

use crate::office::proof::verification;
use crate::web::State;
use crate::web::page::problem::Problem;
use crate::web::request::body::{read, spooled};
use crate::web::request::bounds;
use crate::web::request::hop::act;
use crate::web::request::multipart::parts;
use crate::web::request::route::Everybody;
use crate::words::Lang;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::json;

const OPENAPI: &str = include_str!("../../../templates/openapi.json");

/// `POST /api/v1/verify`: the file is looked at in memory and kept nowhere.
pub async fn verify(_: Everybody, request: HttpRequest, state: Data<State>, payload: Payload) -> Result<HttpResponse, Problem> {
    let spool = &state.office.spool;
    let sent = if request.content_type().eq_ignore_ascii_case("multipart/form-data") {
        let first = parts(request.headers(), payload.into_inner(), spool).await?.into_iter().next();
        first.ok_or_else(|| Problem::Unreadable("MULTIPART", "请附上要核验的文件。".to_owned()))?.content
    } else {
        spooled(payload.into_inner(), spool).await?
    };
    bounds::begin(&request, &state).await?;
    let report = act(&state, move |office| verification::verify_here(office, &read(&sent)?)).await?;
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
