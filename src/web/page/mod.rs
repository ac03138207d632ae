//! What goes out: pages with their frame and navigation, their parts, problems, calendars, assets.

pub mod assets;
pub mod case_parts;
pub mod case_row;
pub mod clock_row;
pub mod days;
pub mod document;
pub mod field;
pub mod file_row;
pub mod form;
pub mod frame;
pub mod ics;
pub mod link;
pub mod navigation;
pub mod owe;
pub mod problem;
pub mod rail;
pub mod render;
pub mod samples;
pub mod timeline;

use crate::web::request::route::{Route, get};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/assets/{digest}/{name}", assets::asset), get("/robots.txt", assets::robots), get("/cases/{id}/calendar.ics", ics::case)]
}
