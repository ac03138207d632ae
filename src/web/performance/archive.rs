//! The file of a case, handed over as an archive or as one volume.

use crate::office::case_overview;
use crate::office::performance::archive;
use crate::web::State;
use crate::web::intake::files::attachment;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::request::actor;
use crate::web::request::hop::act;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// `GET /cases/{id}/archive.zip`: the file of a case.
///
/// # Errors
/// A refusal before the case was filed.
pub async fn file(state: Data<State>, who: actor::Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    let bytes = handed_over(&state, who, &id, archive::ArchiveForm::Papers).await?;
    Ok(attachment(&bytes, "application/zip", "卷宗.zip"))
}

/// `GET /cases/{id}/archive.pdf`: the file of a case as one PDF with bookmarks.
///
/// # Errors
/// A refusal before the case was filed.
pub async fn volume(state: Data<State>, who: actor::Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    let bytes = handed_over(&state, who, &id, archive::ArchiveForm::Volume).await?;
    Ok(attachment(&bytes, "application/pdf", "卷宗.pdf"))
}

async fn handed_over(state: &State, who: actor::Studio, id: &str, form: archive::ArchiveForm) -> Result<Vec<u8>, Problem> {
    let id = case_id(id)?;
    act(state, move |office| {
        let bytes = archive::archive(office, &who.0.actor, &id, form)?.bytes;
        case_overview::note_reading(office, &who.0.actor, &id, "archive")?;
        Ok(bytes)
    })
    .await
}
