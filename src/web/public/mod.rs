//! What everybody may read.

pub mod home;
pub mod preferences;
pub mod verification;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/", home::home),
        get("/agencies", home::agencies_page),
        get("/{name:apply|privacy|accessibility|keys}", home::article),
        post("/preferences", preferences::prefer),
        get("/{v:v|V}", verification::ask),
        post("/v", verification::file),
        get("/{v:v|V}/{code}", verification::by_path),
        post("/v/{code}", verification::check),
    ]
}
