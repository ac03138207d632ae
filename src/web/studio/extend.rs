//! Extending the review with the president's approval (民诉法第一百八十七条).

use super::act::frame_of;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::office::Office;
use crate::office::clocks::{self, Approved};
use crate::office::overview::{self, Overview};
use crate::web::State;
use crate::web::account::refusal;
use crate::web::api::act;
use crate::web::form::{Field, Posted, refused};
use crate::web::forms::StaffForm;
use crate::web::frame::{Frame, done};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::signed::Studio;
use crate::web::staff::{self, case_id, unless_overtaken};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

fn form(office: &Office, lang: Lang, seen: &Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let mut page = frame_of(lang, &seen.case.id, ("extend", "extend"), seen.case.version);
    let clock = seen.clocks.iter().find(|c| c.name == Period::Review.name() && c.met_on.is_none());
    if let Some(clock) = clock {
        let days = [("nominal", show::long_day(lang, clock.days[1])), ("due", show::long_day(lang, clock.days[2]))];
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

async fn page(
    frame: Frame,
    state: &State,
    who: Studio,
    id: CaseId,
    posted: Posted,
    said: Option<Refusal>,
) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    staff::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let seen = overview::of(office, &signed.actor, &id)?;
        Ok(form(office, lang, &seen, &posted, said.as_ref()))
    })
    .await
}

/// `GET /studio/cases/{id}/extend`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    page(frame, &state, who, case_id(&id)?, Posted::default(), None).await
}

/// `POST /studio/cases/{id}/extend`.
///
/// # Errors
/// What is no refusal.
pub async fn extend(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let back = format!("/studio/cases/{id}");
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let [by, on, days, reason] = ["president", "on", "days", "reason"].map(|f| posted.get(f).to_owned());
    let result = act(&state, move |office| {
        let on = Day::parse(&on).ok_or(Refusal::RecordIncomplete { field: "on" })?;
        let days = days.parse().unwrap_or(0);
        clocks::extend(office, &actor, &case, seen, &Approved { by: &by, on, days, reason: &reason })
    })
    .await;
    match unless_overtaken(&state, &who.0, (&id, &back), result).await {
        Ok(_) => Ok(done(&back, "flash-extended")),
        Err(problem) => {
            let said = refusal(problem)?;
            page(frame, &state, who, id, posted, Some(said)).await
        }
    }
}
