//! 运维: health, and the demo's stage.

pub mod condition;
pub mod demo;
pub mod health;
pub mod keys;
pub mod metrics;
pub mod server;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/healthz", health::healthz),
        get("/readyz", health::readyz),
        get("/version", health::version),
        get("/admin/condition", condition::show),
        post("/admin/condition", condition::change),
        get("/admin/keys", keys::show),
        get("/demo", demo::demo),
        get("/demo/pages", demo::gallery),
        get("/demo/pages/{place}", demo::example),
    ]
}
