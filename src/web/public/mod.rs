//! What everybody may read.

pub mod home;
pub mod preferences;
pub mod verification;

use crate::web::request::limits::{LARGEST_RULING, Load};
use crate::web::request::route::{Guessable, Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/", home::home),
        get("/agencies", home::agencies_page),
        get("/{name:apply|privacy|accessibility|keys}", home::article),
        post("/preferences", preferences::prefer),
        get("/{v:v|V}", verification::ask),
        post("/{v:v|V}", verification::file).load(Load::Verifying).takes(LARGEST_RULING).guessable(Guessable::Secret),
        get("/{v:v|V}/{code}", verification::by_path).guessable(Guessable::Secret),
        post("/{v:v|V}/{code}", verification::check).guessable(Guessable::Secret),
    ]
}
