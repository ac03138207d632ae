//! 收件: the mediator's pages, from a new case to the last party's joining.

pub mod application;
pub mod case_list;
pub mod case_page;
pub mod fields;
pub mod files;
pub mod joining;
pub mod new_application;
pub mod readings;
pub mod typed;

use crate::web::request::limits::{LARGEST_UPLOAD, Load};
use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/agency", case_list::list),
        get("/agency/new", new_application::new),
        post("/agency/new", new_application::begin),
        get("/agency/cases/{id}", case_page::case),
        post("/agency/cases/{id}", case_page::act_on),
        get("/agency/cases/{id}/files", files::show),
        post("/agency/cases/{id}/files", files::change).load(Load::Receiving).takes(LARGEST_UPLOAD),
        get("/agency/cases/{id}/check", joining::check),
        post("/agency/cases/{id}/check", joining::send),
        post("/agency/cases/{id}/kiosk", joining::kiosk),
        get("/agency/cases/{id}/paper", joining::paper),
        post("/agency/cases/{id}/paper", joining::keep_paper).load(Load::Receiving).takes(LARGEST_UPLOAD),
        get("/agency/cases/{id}/{part}", application::show),
        post("/agency/cases/{id}/{part}", application::save),
        get("/cases/{id}/readings", readings::of_case),
        get("/cases/{id}/application", files::application),
        get("/cases/{id}/documents/{document}", files::issued),
        get("/cases/{id}/files/{file}", files::download),
        get("/cases/{id}/files/{file}/view", files::view),
        get("/cases/{id}/files/{file}/{page}.png", files::picture).load(Load::Drawing),
    ]
}
