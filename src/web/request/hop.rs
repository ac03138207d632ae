//! The one hop from a request to the office.

use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::problem::Problem;
use crate::web::request::limits::Load;
use actix_web::web::block;

/// Runs an act on a blocking thread: one hop a request.
pub(crate) async fn act<T: Send + 'static>(
    state: &State,
    work: impl FnOnce(&Office) -> crate::office::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let turn = state.limits.turn(Load::Light, None).await?;
    let office = state.office.current();
    let done = block(move || {
        // The work goes on where the request has gone away: so does its turn.
        let _turn = turn;
        work(&office)
    });
    done.await.map_err(|e| Problem::Office(Error::Fault(e.to_string())))?.map_err(Problem::Office)
}
