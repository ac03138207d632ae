//! 裁定: drafts and later rulings at the studio, approval at the judge's desk.

pub mod approval;
pub mod draft;
pub mod subsequent;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/studio/cases/{id}/object", subsequent::object),
        post("/studio/cases/{id}/object", subsequent::record),
        get("/studio/cases/{id}/correct", subsequent::correct),
        post("/studio/cases/{id}/correct", subsequent::mend),
        get("/studio/cases/{id}/objections/{objection}", subsequent::decide),
        post("/studio/cases/{id}/objections/{objection}", subsequent::settle),
        get("/studio/cases/{id}/ruling", draft::show),
        post("/studio/cases/{id}/ruling", draft::propose),
        get("/judge", approval::cards),
        get("/judge/cases/{id}", approval::case),
        post("/judge/cases/{id}", approval::decide),
    ]
}
