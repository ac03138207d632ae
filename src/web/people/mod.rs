//! 人员: signing in, accounts, invitations.

pub mod accounts;
pub mod administration;
pub mod credentials;
pub mod sessions;

use crate::web::request::route::{Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/login", sessions::login),
        post("/login", sessions::sign_in),
        get("/login/code", sessions::code),
        post("/login/code", sessions::second),
        post("/logout", sessions::logout),
        get("/forgot", accounts::forgot),
        post("/forgot", accounts::forgotten),
        get("/setup/{token}", credentials::setup),
        post("/setup/{token}", credentials::set_up),
        get("/invite/{token}", credentials::invitation),
        post("/invite/{token}", credentials::accept_invitation),
        get("/invite/{token}/factor", credentials::factor),
        post("/invite/{token}/factor", credentials::confirm_factor),
        get("/desk", sessions::desk),
        get("/account", accounts::account),
        post("/account", accounts::change),
        get("/admin", administration::tasks),
        get("/admin/people", administration::people),
        get("/admin/people/new", administration::new),
        post("/admin/people/new", administration::invite),
        get("/admin/people/{id}", administration::person),
        post("/admin/people/{id}", administration::change),
    ]
}
