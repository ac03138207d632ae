//! 行政调解: the agency's own forms.

pub mod forms;

use crate::web::request::route::{Route, get};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/agency/cases/{id}/forms", forms::show), get("/agency/cases/{id}/forms/{form}", forms::print)]
}
