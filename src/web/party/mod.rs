//! The party's pages, made for a phone.

pub mod agreement;
pub mod confirmation;
pub mod entrance;
pub mod home;
pub mod joining;
pub mod objection;
pub mod performance;
pub mod record;
pub mod ruling;

use crate::web::intake::readings;
use crate::web::request::limits::Load;
use crate::web::request::route::{Guessable, Route, get, post};

/// Its routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/c", entrance::door),
        post("/c", entrance::knock).guessable(Guessable::Secret),
        get("/c/{code}", entrance::landing).guessable(Guessable::Secret),
        get("/c/{code}/identity", entrance::identity).guessable(Guessable::Secret),
        post("/c/{code}/identity", entrance::prove).guessable(Guessable::Secret),
        get("/c/{code}/code", entrance::code).guessable(Guessable::Secret),
        post("/c/{code}/code", entrance::check).guessable(Guessable::Secret),
        post("/c/{code}/resend", entrance::resend).guessable(Guessable::Secret),
        get("/c/{code}/help", entrance::help).guessable(Guessable::Secret),
        post("/c/{code}/help", entrance::ask).guessable(Guessable::Secret),
        get("/my", home::my),
        get("/my/summary", agreement::summary),
        get("/my/agreement", agreement::agreement),
        get("/my/question/{number}", joining::question),
        post("/my/question/{number}", joining::answer),
        get("/my/stop", joining::stop),
        post("/my/stop", joining::stopped),
        get("/my/service", joining::service),
        post("/my/service", joining::choose),
        get("/my/confirm", confirmation::confirm),
        post("/my/confirm", confirmation::join),
        get("/my/done", confirmation::done),
        post("/my/leave", joining::leave),
        post("/my/ask", home::ask),
        get("/my/ruling", ruling::ruling),
        get("/my/call", record::call),
        post("/my/call", record::answer),
        get("/my/record", record::show),
        get("/my/record/{page}.png", record::picture).load(Load::Drawing),
        post("/my/record", record::sign),
        get("/my/readings", readings::mine),
        get("/my/performance", performance::mine),
        post("/my/performance", performance::say_so),
        get("/my/enforcement.zip", performance::my_pack),
        get("/my/object", objection::show),
        post("/my/object", objection::object),
        get("/my/ruling.pdf", ruling::pdf),
        get("/my/documents/{id}", ruling::other),
        get("/my/ruling/{page}.png", ruling::picture).load(Load::Drawing),
        get("/my/calendar.ics", ruling::calendar),
    ]
}
