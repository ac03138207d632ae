//! What anyone may ask: verification, status, trust, health. Public facts only, never a name or a term.

use crate::db::ruling::documents::{self, By};
use crate::office::Error;
use crate::office::proof::{log, verification};
use crate::web::State;
use crate::web::api::{act, body};
use crate::web::problem::Problem;
use crate::words::Lang;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::json;

/// Largest file to verify.
const LARGEST: usize = 8 * 1024 * 1024;

const OPENAPI: &str = include_str!("../../templates/openapi.json");

pub(crate) fn limited(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    let address = who(request);
    if state.limit.allows(address, state.office.now().unix()) { Ok(()) } else { Err(Problem::TooOften) }
}

/// The address asking: the peer's, or, where that is this machine's own proxy, the last one the proxy added.
fn who(request: &HttpRequest) -> Option<std::net::IpAddr> {
    let peer = request.peer_addr().map(|a| a.ip())?;
    let forwarded = request.headers().get("X-Forwarded-For").and_then(|v| v.to_str().ok());
    let last = forwarded.and_then(|f| f.rsplit(',').next()).and_then(|a| a.trim().parse().ok());
    Some(if peer.is_loopback() { last.unwrap_or(peer) } else { peer })
}

/// `POST /api/v1/verify`: the file is looked at in memory and kept nowhere.
pub async fn verify(request: HttpRequest, state: Data<State>, payload: Payload) -> Result<HttpResponse, Problem> {
    limited(&request, &state)?;
    let bytes = if request.content_type().eq_ignore_ascii_case("multipart/form-data") {
        super::api::first_file(&request, payload, LARGEST).await?
    } else {
        body(payload, LARGEST).await?
    };
    let report = act(&state, move |office| verification::verify_here(office, &bytes)).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(crate::words::report_json(&report, Lang::Zh)))
}

/// `GET /api/v1/verify/{sha256}`.
pub async fn verify_hash(state: Data<State>, sha256: Path<String>) -> Result<HttpResponse, Problem> {
    let sha256 = sha256.into_inner().to_ascii_lowercase();
    // A malformed hash is answered like an unknown one.
    let known = act(&state, move |office| verification::verify_hash(office, &sha256)).await?;
    let body = known.map_or_else(
        || json!({"verdict": "NOT_ISSUED_HERE", "document": null, "facts": [], "checkpoint": null, "not_established": []}),
        |report| crate::words::report_json(&report, Lang::Zh),
    );
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(body))
}

async fn index_of(state: &State, id: String) -> Result<(String, u64), Problem> {
    act(state, move |office| {
        let found = documents::find(&mut *office.connection()?, &By::Id(&id))?;
        let index = found.and_then(|d| d.log_index).and_then(|i| u64::try_from(i).ok()).ok_or(Error::NotFound)?;
        Ok((id, index))
    })
    .await
}

/// `GET /api/v1/proofs/{id}`: the inclusion proof of a document.
pub async fn proof(state: Data<State>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (_, index) = index_of(&state, id.into_inner()).await?;
    let proof = act(&state, move |office| log::proof(office, index)).await?;
    Ok(plain(proof.to_text()))
}

/// `GET /status/{id}`: a fresh signed status note.
pub async fn status(state: Data<State>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (id, _) = index_of(&state, id.into_inner()).await?;
    let note = act(&state, move |office| log::status(office, &id)).await?;
    Ok(plain(note))
}

fn plain(text: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "no-store")).body(text)
}

/// `GET /trust.note`.
pub async fn trust(state: Data<State>) -> HttpResponse {
    plain(state.office.keys.trust_note.clone())
}

/// `GET /crl.der`.
pub async fn crl(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/pkix-crl").body(state.office.keys.crl.clone())
}

/// `GET /healthz`: the process runs.
pub async fn healthz() -> HttpResponse {
    plain("ok\n".to_owned())
}

/// `GET /readyz`: database, log and keys answer.
pub async fn readyz(state: Data<State>) -> HttpResponse {
    match act(&state, log::hold_against_guard).await {
        Ok(()) => plain("ready\n".to_owned()),
        Err(_) => HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("not ready\n"),
    }
}

/// `GET /version`.
pub async fn version() -> HttpResponse {
    HttpResponse::Ok().json(json!({"name": "portal", "version": env!("CARGO_PKG_VERSION")}))
}

/// `GET /api/v1/openapi.json`.
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(OPENAPI)
}
