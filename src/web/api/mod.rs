//! The machine interface.

pub mod applications;
pub mod verification;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/api/v1/applications", applications::hand_in),
        get("/api/v1/applications/{id}", applications::show),
        post("/api/v1/applications/{id}/files", applications::add_files),
        post("/api/v1/verify", verification::verify),
        get("/api/v1/verify/{sha256}", verification::verify_hash),
        get("/api/v1/openapi.json", verification::openapi),
    ]
}
