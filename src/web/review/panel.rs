//! Who hears a case: a sole judge, or a panel of three.

use crate::domain::actor::{Actor, Role};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::office::case_overview::Overview;
use crate::office::people::appointments;
use crate::office::review::panel::{self, PanelChoice};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::field::{Choice, Field, refused};
use crate::web::page::form::StaffForm;
use crate::web::page::frame::Frame;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::people::inviting::{OWN_CODE, code_field};
use crate::web::request::actor::Studio;
use crate::web::request::posted::Posted;
use crate::web::review::case_form::{self, FormAct, FormName, FormSent, TypedForm, frame_of};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// The judges of the court; an empty list shows an empty choice, and the act then says what is missing.
fn judges(office: &Office) -> Vec<Choice> {
    let list = appointments::in_role(office, Role::Judge);
    let one = |(id, name): (PersonId, String)| Choice { value: id.to_string(), label: name, hint: String::new() };
    list.unwrap_or_default().into_iter().map(one).collect()
}

fn form(office: &Office, lang: Lang, seen: &Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "panel", words: "panel" }, seen.case.version);
    let judges = judges(office);
    let none = || Choice { value: String::new(), label: w("panel-nobody"), hint: String::new() };
    let presiding = seen.case.judge.as_ref().map(ToString::to_string).unwrap_or_default();
    let or = |name: &str, other: &str| if posted.has("version") { posted.get(name).to_owned() } else { other.to_owned() };
    let sits = panel::sitting(office, &Actor::system(), &seen.case.id).map(|s| s.ids).unwrap_or_default();
    let beside = |name: &str, now: usize| {
        let choices = std::iter::once(none()).chain(judges.iter().cloned()).collect();
        Field::new("select", name, w(&format!("panel-{name}"))).offering(choices).with(&or(name, sits.get(now).map_or("", String::as_str)))
    };
    let fields = vec![
        Field::new("select", "presiding", w("panel-presiding")).offering(judges.clone()).with(&or("presiding", &presiding)),
        beside("second", 0),
        beside("third", 1),
        Field::new("area", "reason", w("panel-reason")).hint(w("panel-reason-hint")).with(posted.get("reason")).may_be_empty(),
        code_field(lang),
    ];
    let at = match said {
        Some(Refusal::RecordIncomplete { field: "reason" }) => "reason",
        Some(Refusal::SecondFactor | Refusal::SignedOut | Refusal::SigningFrozen { .. }) => OWN_CODE,
        _ => "second",
    };
    page.faults = said.map(|r| refused(lang, r, at)).into_iter().collect();
    StaffForm(page.ask(fields))
}

/// `GET /studio/cases/{id}/panel`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, TypedForm { posted: Posted::default(), said: None }, form).await
}

/// `POST /studio/cases/{id}/panel`.
///
/// # Errors
/// What is no refusal.
pub async fn compose(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(
        frame,
        &state,
        FormSent { who, id: case_id(&id)?, posted },
        FormAct { word: "flash-panel", build: form },
        |office, actor, id, posted| {
            let judge = |name: &str| PersonId::parse(posted.get(name)).ok_or(Error::NotFound);
            let named = ["second", "third"].into_iter().filter(|n| !posted.get(n).is_empty());
            let beside = named.map(judge).collect::<crate::office::Result<Vec<PersonId>>>()?;
            let wanted =
                PanelChoice { presiding: &judge("presiding")?, beside: &beside, reason: posted.get("reason"), code: posted.get(OWN_CODE) };
            panel::form(office, actor, id, posted.version(), &wanted)
        },
    )
    .await
}
