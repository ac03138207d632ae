//! 县域: the administrator's register and calendar.

pub mod calendar;
pub mod register;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/admin/agencies", register::register),
        get("/admin/agencies/new", register::new_agency),
        post("/admin/agencies/new", register::add_agency),
        get("/admin/agencies/{code}", register::agency),
        post("/admin/agencies/{code}", register::change_agency),
        get("/admin/calendar", calendar::show),
        post("/admin/calendar", calendar::change),
        get("/admin/court", register::court),
        post("/admin/court", register::change_court),
    ]
}
