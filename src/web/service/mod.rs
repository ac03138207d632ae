//! 送达: what became of each delivery.

pub mod recording;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/studio/cases/{id}/service-record", recording::show), post("/studio/cases/{id}/service-record", recording::record)]
}
