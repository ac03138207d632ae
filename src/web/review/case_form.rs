//! A form of a case in the studio: shown, sent, and shown again with what was typed and what is wrong.

use crate::domain::actor::Actor;
use crate::domain::id::CaseId;
use crate::domain::refusal::Refusal;
use crate::office::Office;
use crate::office::case_overview::{self, Overview};
use crate::web::State;
use crate::web::page::form::{FormPage, StaffForm};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::{HiddenField, Link};
use crate::web::page::navigation::{self, CaseAddress, unless_overtaken};
use crate::web::page::problem::{Problem, refusal};
use crate::web::request::actor::Studio;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;

/// Makes the form of a case from what was typed so far, and what was refused.
pub(crate) type Build = fn(&Office, Lang, &Overview, &Posted, Option<&Refusal>) -> StaffForm;

/// A form's path below the case, and how the names of its words begin.
pub(crate) struct FormName<'a> {
    pub(crate) key: &'a str,
    pub(crate) words: &'a str,
}

/// A form of a case: its path below the case, and how its words begin.
pub(crate) fn frame_of(lang: Lang, id: &CaseId, FormName { key, words }: FormName<'_>, version: i32) -> FormPage {
    let w = |key: &str| say(lang, key, &[]);
    FormPage {
        title: w(&format!("{words}-title")),
        lead: vec![w(&format!("{words}-lead"))],
        crumbs: vec![Link::new("/studio", w("nav-inbox")), Link::new(format!("/studio/cases/{id}"), w("crumb-case"))],
        action: format!("/studio/cases/{id}/{key}"),
        hidden: vec![HiddenField::new("version", version.to_string())],
        submit: w(&format!("{words}-submit")),
        ..FormPage::default()
    }
}

/// What was typed into a form, and why it was refused.
pub(crate) struct TypedForm {
    pub(crate) posted: Posted,
    pub(crate) said: Option<Refusal>,
}

/// Shows a form, empty or again.
///
/// # Errors
/// 404.
pub(crate) async fn show(
    frame: Frame,
    state: &State,
    who: Studio,
    id: CaseId,
    TypedForm { posted, said }: TypedForm,
    build: Build,
) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let seen = case_overview::of(office, &signed.actor, &id)?;
        Ok(build(office, lang, &seen, &posted, said.as_ref()))
    })
    .await
}

/// Who sent the form of a case, and what was typed.
pub(crate) struct FormSent {
    pub(crate) who: Studio,
    pub(crate) id: CaseId,
    pub(crate) posted: Posted,
}

/// What is said when it is done, and how the form is built again where it is refused.
pub(crate) struct FormAct {
    pub(crate) word: &'static str,
    pub(crate) build: Build,
}

/// Does what a form asks, and goes back to the case; or shows the form again with what was refused.
///
/// # Errors
/// What is no refusal.
pub(crate) async fn sent(
    frame: Frame,
    state: &State,
    FormSent { who, id, posted }: FormSent,
    FormAct { word, build }: FormAct,
    work: impl FnOnce(&Office, &Actor, &CaseId, &Posted) -> crate::office::Result<()> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let back = format!("/studio/cases/{id}");
    let (actor, case, typed) = (who.0.actor.clone(), id.clone(), posted.clone());
    let result = act(state, move |office| work(office, &actor, &case, &typed)).await;
    match unless_overtaken(state, &who.0, CaseAddress { id: &id, back: &back }, result).await {
        Ok(()) => Ok(done(&back, word)),
        Err(problem) => {
            let said = refusal(problem)?;
            show(frame, state, who, id, TypedForm { posted, said: Some(said) }, build).await
        }
    }
}
