//! The pack with which a creditor applies for enforcement, handed over.

use crate::office::case_overview;
use crate::office::performance::enforcement;
use crate::web::State;
use crate::web::intake::files::attachment;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::request::actor::Reader;
use crate::web::request::hop::act;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

/// For whom a pack is.
#[derive(Deserialize)]
pub struct For {
    #[serde(default, rename = "for")]
    party: String,
}

/// `GET /cases/{id}/enforcement.zip`.
///
/// # Errors
/// A refusal while nothing is overdue.
pub async fn pack(state: Data<State>, who: Reader, id: Path<String>, of: Query<For>) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let bytes = act(&state, move |office| {
        let pack = enforcement::enforcement_pack(office, &who.0.actor, &id, &of.party)?;
        case_overview::note_reading(office, &who.0.actor, &id, "enforcement")?;
        Ok(pack)
    })
    .await?;
    Ok(attachment(&bytes, "application/zip", "申请执行.zip"))
}
