//! The one hop from a request to the office, and the bodies of requests.

use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::problem::Problem;
use actix_web::web::{Payload, block};
use futures_util::StreamExt;

/// Runs an act on a blocking thread: one hop a request.
pub(crate) async fn act<T: Send + 'static>(
    state: &State,
    work: impl FnOnce(&Office) -> crate::office::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let office = state.office.current();
    let done = block(move || work(&office)).await.map_err(|e| Problem::Office(Error::Fault(e.to_string())))?;
    done.map_err(Problem::Office)
}

/// A body up to a size.
pub(crate) async fn body(payload: Payload, most: usize) -> Result<Vec<u8>, Problem> {
    let mut payload = payload.into_inner();
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::Unreadable("BODY", "内容没有收全，请重新提交。".to_owned()))?;
        if bytes.len() + chunk.len() > most {
            return Err(Problem::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
