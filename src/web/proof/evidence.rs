//! What a verifier asks for beside the log: proofs, status notes, the trust note, revoked certificates.

use crate::office::Error;
use crate::office::proof::log;
use crate::office::proof::log::DocumentKey;
use crate::web::State;
use crate::web::page::problem::Problem;
use crate::web::request::hop::act;
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

async fn index_of(state: &State, id: String) -> Result<(String, u64), Problem> {
    act(state, move |office| {
        let found = log::document(office, &DocumentKey::Id(&id))?;
        let index = found.and_then(|d| d.log_index).and_then(|i| u64::try_from(i).ok()).ok_or(Error::NotFound)?;
        Ok((id, index))
    })
    .await
}

/// `GET /api/v1/proofs/{id}`: the inclusion proof of a document.
pub async fn proof(_: Everybody, state: Data<State>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (_, index) = index_of(&state, id.into_inner()).await?;
    let proof = act(&state, move |office| log::proof(office, index)).await?;
    Ok(plain(proof.to_text()))
}

/// `GET /status/{id}`: a fresh signed status note.
pub async fn status(_: Everybody, state: Data<State>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (id, _) = index_of(&state, id.into_inner()).await?;
    let note = act(&state, move |office| log::status(office, &id)).await?;
    Ok(plain(note))
}

pub(crate) fn plain(text: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "no-store")).body(text)
}

/// `GET /trust.note`.
pub async fn trust(_: Everybody, state: Data<State>) -> HttpResponse {
    plain(state.office.current().keys.trust_note.clone())
}

/// `GET /crl.der`.
pub async fn crl(_: Everybody, state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/pkix-crl").body(state.office.current().keys.crl.clone())
}
