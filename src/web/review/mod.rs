//! 审查: the studio's pages, from the queue to the record of verification.

pub mod case_form;
pub mod case_page;
pub mod checklist;
pub mod deadlines;
pub mod meeting;
pub mod panel;
pub mod queue;
pub mod record;
pub mod related;
pub mod supplement;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/find", queue::find),
        get("/studio", queue::list),
        post("/studio", queue::assign),
        get("/studio/cases/{id}", case_page::case),
        post("/studio/cases/{id}", case_page::act_on),
        get("/studio/cases/{id}/supplement", supplement::supplement),
        post("/studio/cases/{id}/supplement", supplement::notify),
        get("/studio/cases/{id}/call", meeting::show),
        post("/studio/cases/{id}/call", meeting::call),
        get("/studio/cases/{id}/verify", record::verification),
        post("/studio/cases/{id}/verify", record::verify),
        get("/studio/cases/{id}/panel", panel::show),
        post("/studio/cases/{id}/panel", panel::compose),
        get("/studio/cases/{id}/extend", deadlines::show),
        post("/studio/cases/{id}/extend", deadlines::extend),
    ]
}
