//! 履行: duties, the papers for enforcement, the file.

pub mod archive;
pub mod enforcement;
pub mod obligations;

use crate::web::request::limits::Load;
use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cases/{id}/performance", obligations::show),
        post("/cases/{id}/performance", obligations::record),
        get("/cases/{id}/enforcement.zip", enforcement::pack),
        get("/cases/{id}/archive.zip", archive::file).load(Load::Drawing),
        get("/cases/{id}/archive.pdf", archive::volume).load(Load::Drawing),
    ]
}
