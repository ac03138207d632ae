//! 人员: signing in, accounts, invitations.

pub mod accounts;
pub mod administration;
pub mod credentials;
pub mod history;
pub mod inviting;
pub mod person;
pub mod posts;
pub mod proposals;
pub mod security;
pub mod sessions;

use crate::web::request::limits::Load;
use crate::web::request::route::{Guessable, Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/login", sessions::login),
        post("/login", sessions::sign_in).load(Load::Hashing).guessable(Guessable::Password),
        get("/login/code", sessions::code),
        post("/login/code", sessions::second).guessable(Guessable::Secret),
        post("/logout", sessions::logout),
        get("/forgot", accounts::forgot),
        post("/forgot", accounts::forgotten).guessable(Guessable::Secret),
        get("/setup/{token}", credentials::setup).guessable(Guessable::Secret),
        post("/setup/{token}", credentials::set_up).load(Load::Hashing).guessable(Guessable::Secret),
        get("/invite/{token}", credentials::invitation).guessable(Guessable::Secret),
        post("/invite/{token}", credentials::accept_invitation).load(Load::Hashing).guessable(Guessable::Secret),
        get("/invite/{token}/factor", credentials::factor).guessable(Guessable::Secret),
        post("/invite/{token}/factor", credentials::confirm_factor).guessable(Guessable::Secret),
        get("/desk", sessions::desk),
        get("/account", accounts::account),
        post("/account", accounts::change).load(Load::Hashing),
        get("/account/contact", accounts::contact),
        post("/account/contact", accounts::change_contact),
        get("/admin", administration::tasks),
        get("/admin/security", security::log),
        get("/admin/people", administration::people),
        get("/admin/people/new", inviting::new),
        post("/admin/people/new", inviting::invite),
        get("/admin/people/{id}", person::person),
        post("/admin/people/{id}", person::change),
        get("/admin/proposals", proposals::list),
        post("/admin/proposals", proposals::decide),
        get("/admin/history", history::list),
        get("/posts", posts::show),
        post("/posts", posts::choose),
    ]
}
