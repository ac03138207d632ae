//! The agency's own forms (行政调解文书), filled in from the draft, to print, sign and seal.

use crate::domain::wording::agency::AgencyForm;
use crate::office::mediation::forms;
use crate::office::{Error, case_overview};
use crate::web::State;
use crate::web::intake::files::attachment;
use crate::web::page::frame::Frame;
use crate::web::page::navigation::{self, case_id};
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::request::actor::Mediator;
use crate::web::request::hop::act;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// When in a mediation each form is used.
const GROUPS: [(&str, &[AgencyForm]); 3] = [
    (
        "forms-begin",
        &[
            AgencyForm::Request,
            AgencyForm::Register,
            AgencyForm::ConsentOfApplicant,
            AgencyForm::ConsentOfOther,
            AgencyForm::Opening,
            AgencyForm::Acceptance,
            AgencyForm::NonAcceptance,
        ],
    ),
    (
        "forms-mediate",
        &[
            AgencyForm::Rights,
            AgencyForm::Meeting,
            AgencyForm::Agreement,
            AgencyForm::PresidingProof,
            AgencyForm::ServiceAddress,
            AgencyForm::OralApplication,
        ],
    ),
    ("forms-end", &[AgencyForm::Termination, AgencyForm::Closing, AgencyForm::Contents]),
];

/// A form: its name, and the word that stands for it.
#[derive(Serialize)]
pub struct FormLink {
    name: &'static str,
    key: String,
}

/// Forms of one part of a mediation.
#[derive(Serialize)]
pub struct FormGroup {
    key: &'static str,
    forms: Vec<FormLink>,
}

/// The forms of a case.
#[derive(Serialize)]
pub struct FormsPage {
    case: String,
    groups: Vec<FormGroup>,
    parties: String,
}

impl Page for FormsPage {
    const TEMPLATE: &'static str = "pages/mediation/forms.html";

    fn samples() -> Vec<Self> {
        vec![Self { case: "C".to_owned(), groups: groups(), parties: "高文静、示范县宏顺装饰有限公司".to_owned() }]
    }
}

fn groups() -> Vec<FormGroup> {
    let one = |form: &AgencyForm| FormLink { name: form.name(), key: format!("form-{}", form.name().replace('_', "-")) };
    GROUPS.iter().map(|(key, forms)| FormGroup { key, forms: forms.iter().map(one).collect() }).collect()
}

/// `GET /agency/cases/{id}/forms`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    navigation::page(frame, &state, who.0, move |office, signed, _| {
        let seen = case_overview::of(office, &signed.actor, &id)?;
        let names: Vec<&str> = seen.application.parties.iter().map(crate::domain::application::Party::name).collect();
        let parties = names.join("、");
        Ok(FormsPage { case: id.to_string(), groups: groups(), parties })
    })
    .await
}

/// `GET /agency/cases/{id}/forms/{form}`: one form as PDF.
///
/// # Errors
/// 404.
pub async fn print(state: Data<State>, who: Mediator, place: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (id, name) = place.into_inner();
    let id = case_id(&id)?;
    let form = AgencyForm::named(&name).ok_or(Problem::Office(Error::NotFound))?;
    let actor = who.0.actor.clone();
    let bytes = act(&state, move |office| {
        case_overview::note_reading(office, &actor, &id, form.name())?;
        forms::agency_form(office, &actor, &id, form)
    })
    .await?;
    Ok(attachment(&bytes, "application/pdf", &format!("{}.pdf", form.title())))
}
