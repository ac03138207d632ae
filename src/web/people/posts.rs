//! Choosing between posts that do not go together, before anything else is done.

use crate::office::Error;
use crate::office::people::appointments::{self, KeptPosts};
use crate::web::State;
use crate::web::page::field::{Choice, Field, Said, refused};
use crate::web::page::form::{FormPage, PlainForm};
use crate::web::page::frame::{Frame, done, see_other};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{respond, respond_with};
use crate::web::request::actor::Choosing;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::say;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

fn form(frame: &Frame, said: Option<Said>) -> PlainForm {
    let w = |key: &str| say(frame.lang, key, &[]);
    let choice = |value: &str| Choice { value: value.to_owned(), label: w(&format!("posts-{value}")), hint: String::new() };
    let page = FormPage {
        title: w("posts-title"),
        lead: vec![w("posts-lead")],
        action: "/posts".to_owned(),
        submit: w("posts-submit"),
        ..FormPage::default()
    };
    let field = Field::new("radio", "kept", w("posts-kept")).offering(vec![choice("court"), choice("administration")]).wrong(said);
    PlainForm(page.ask(vec![field]).gathered())
}

/// `GET /posts`.
pub async fn show(frame: Frame, who: Choosing) -> HttpResponse {
    if who.0.posts_clash { respond(&frame, &form(&frame, None)) } else { see_other("/desk") }
}

/// `POST /posts`.
///
/// # Errors
/// What is no refusal.
pub async fn choose(frame: Frame, state: Data<State>, who: Choosing, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = who.0.actor.person.clone().ok_or(Problem::Office(Error::NotFound))?;
    let kept = match posted.get("kept") {
        "administration" => Some(KeptPosts::Administration),
        "court" => Some(KeptPosts::Court),
        _ => None,
    };
    let chosen = match kept {
        Some(kept) => act(&state, move |office| appointments::choose_posts(office, &id, kept)).await,
        None => Err(Problem::Office(crate::domain::refusal::Refusal::RecordIncomplete { field: "role" }.into())),
    };
    match chosen {
        Ok(()) => Ok(done("/login", "flash-posts")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "kept");
            Ok(respond_with(&frame, &form(&frame, Some(said)), StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}
