//! Calling the parties together for verification.

use crate::domain::day::Day;
use crate::domain::meeting::MeetingWay;
use crate::domain::refusal::Refusal;
use crate::office::Office;
use crate::office::case_overview::Overview;
use crate::office::review::meeting::{self, Calling};
use crate::web::State;
use crate::web::page::field::{Choice, Field, refused};
use crate::web::page::form::StaffForm;
use crate::web::page::frame::Frame;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::request::actor::Studio;
use crate::web::request::posted::Posted;
use crate::web::review::case_form::{self, FormAct, FormName, FormSent, TypedForm, frame_of};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

fn form(office: &Office, lang: Lang, seen: &Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "call", words: "call" }, seen.case.version);
    let or = |name: &str, other: String| if posted.has("version") { posted.get(name).to_owned() } else { other };
    let way = |way: MeetingWay| Choice {
        value: way.to_string(),
        label: w(&format!("call-{}", way.name().replace('_', "-"))),
        hint: String::new(),
    };
    let fields = vec![
        Field::new("radio", "way", w("call-way"))
            .offering(MeetingWay::ALL.map(way).into())
            .with(&or("way", MeetingWay::InPerson.to_string()))
            .wide("wide"),
        Field::new("date", "on", w("call-on")).with(&or("on", office.today().plus_days(3).to_string())),
        Field::new("text", "held_at", w("call-at")).hint(w("call-at-hint")).with(&or("held_at", "09:30".to_owned())),
        Field::new("text", "place", w("call-place")).with(&or("place", office.register().court.studio.address.clone())).wide("wide"),
    ];
    let at = match said {
        Some(Refusal::RecordIncomplete { field }) => *field,
        Some(Refusal::DayImpossible { .. }) => "on",
        _ => "",
    };
    let fault = said.map(|r| refused(lang, r, at));
    page.faults = fault.clone().filter(|_| at.is_empty()).into_iter().collect();
    let fields = fields.into_iter().map(|f| if f.name == at { f.wrong(fault.clone()) } else { f }).collect();
    StaffForm(page.ask(fields).gathered())
}

/// `GET /studio/cases/{id}/call`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, TypedForm { posted: Posted::default(), said: None }, form).await
}

/// `POST /studio/cases/{id}/call`.
///
/// # Errors
/// What is no refusal.
pub async fn call(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(
        frame,
        &state,
        FormSent { who, id: case_id(&id)?, posted },
        FormAct { word: "flash-called", build: form },
        |office, actor, id, posted| {
            let on = Day::parse(posted.get("on")).ok_or(Refusal::RecordIncomplete { field: "on" })?;
            let way = MeetingWay::named(posted.get("way")).ok_or(Refusal::RecordIncomplete { field: "way" })?;
            let calling = Calling { way, on, at: posted.get("held_at"), place: posted.get("place") };
            meeting::call(office, actor, id, posted.version(), &calling)
        },
    )
    .await
}
