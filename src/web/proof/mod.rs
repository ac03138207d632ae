//! 验真: the log and its evidence, as programs read them.

pub mod evidence;
pub mod log;

use crate::web::request::route::{Route, get};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/api/v1/proofs/{id}", evidence::proof),
        get("/log/checkpoint", log::checkpoint),
        get("/log/tile/entries/{path:.*}", log::entries),
        get("/log/tile/{level}/{path:.*}", log::tile),
        get("/status/{id}", evidence::status),
        get("/trust.note", evidence::trust),
        get("/crl.der", evidence::crl),
    ]
}
