//! Extending the review with the president's approval (民诉法第一百八十七条).

use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::office::Office;
use crate::office::case_overview::Overview;
use crate::office::review::deadlines::{self, Approved};
use crate::web::State;
use crate::web::page::days;
use crate::web::page::field::{Field, refused};
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
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "extend", words: "extend" }, seen.case.version);
    let clock = seen.clocks.iter().find(|c| c.period == Period::Review && c.met_on.is_none());
    if let Some(clock) = clock {
        let days = [("nominal", days::long_day(lang, clock.deadline.nominal)), ("due", days::long_day(lang, clock.deadline.due))];
        page.notes.push(say(lang, "extend-now", &days));
    }
    let or = |name: &str, other: String| if posted.has("version") { posted.get(name).to_owned() } else { other };
    let fields = vec![
        Field::new("text", "president", w("extend-president")).with(&or("president", String::new())),
        Field::new("date", "on", w("extend-on")).with(&or("on", office.today().to_string())),
        Field::new("text", "days", w("extend-days")).hint(w("extend-days-hint")).with(&or("days", String::new())),
        Field::new("area", "reason", w("extend-reason")).with(&or("reason", String::new())).wide("wide"),
    ];
    let at = match said {
        Some(Refusal::RecordIncomplete { field }) => *field,
        Some(Refusal::DayImpossible { .. }) => "on",
        Some(Refusal::CalendarMissing { .. }) => "days",
        _ => "",
    };
    let fault = said.map(|r| refused(lang, r, at));
    let has = fields.iter().any(|f| f.name == at);
    page.faults = fault.clone().filter(|_| !has).into_iter().collect();
    let fields = fields.into_iter().map(|f| if f.name == at { f.wrong(fault.clone()) } else { f }).collect();
    StaffForm(page.ask(fields).gathered())
}

/// `GET /studio/cases/{id}/extend`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, TypedForm { posted: Posted::default(), said: None }, form).await
}

/// `POST /studio/cases/{id}/extend`.
///
/// # Errors
/// What is no refusal.
pub async fn extend(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(
        frame,
        &state,
        FormSent { who, id: case_id(&id)?, posted },
        FormAct { word: "flash-extended", build: form },
        |office, actor, id, posted| {
            let on = Day::parse(posted.get("on")).ok_or(Refusal::RecordIncomplete { field: "on" })?;
            let days = posted.get("days").parse().unwrap_or(0);
            let approved = Approved { by: posted.get("president"), on, days, reason: posted.get("reason") };
            deadlines::extend(office, actor, id, posted.version(), &approved).map(|_| ())
        },
    )
    .await
}
