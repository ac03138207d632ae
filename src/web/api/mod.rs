//! The machine interface.

pub mod applications;
pub mod verification;

use crate::web::request::limits::{LARGEST_RULING, LARGEST_SUBMISSION, Load};
use crate::web::request::route::{Guessable, Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/api/v1/applications", applications::hand_in).load(Load::Receiving).takes(LARGEST_SUBMISSION),
        get("/api/v1/applications/{id}", applications::show),
        post("/api/v1/applications/{id}/files", applications::add_files).load(Load::Receiving).takes(LARGEST_SUBMISSION),
        post("/api/v1/verify", verification::verify).load(Load::Verifying).takes(LARGEST_RULING).guessable(Guessable::Secret),
        get("/api/v1/verify/{sha256}", verification::verify_hash),
        get("/api/v1/openapi.json", verification::openapi),
    ]
}
