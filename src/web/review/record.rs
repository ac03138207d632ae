//! The form of the record of verification (核实笔录).

use crate::domain::day::Day;
use crate::domain::refusal::Refusal;
use crate::office::review::record::{self, CHECKLIST, Signing, Verification};
use crate::office::{Office, case_overview};
use crate::web::State;
use crate::web::page::field::{Choice, Field, refused};
use crate::web::page::form::{Section, StaffForm};
use crate::web::page::frame::Frame;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::request::actor::Studio;
use crate::web::request::posted::Posted;
use crate::web::review::case_form::{self, FormAct, FormName, FormSent, TypedForm, frame_of};
use crate::web::review::case_page::particulars;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

fn verify_form(office: &Office, lang: Lang, seen: &case_overview::Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let or = |name: &str, other: &str| if posted.has("version") { posted.get(name).to_owned() } else { other.to_owned() };
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "verify", words: "record" }, seen.case.version);
    let place = vec![
        Field::new("date", "held_on", w("verify-held-on")).with(&or("held_on", &office.today().to_string())),
        Field::new("check", "online", w("verify-online")).with(posted.get("online")),
        Field::new("text", "place", w("verify-place")).with(&or("place", &office.register().court.studio.address)).wide("wide"),
    ];
    let signing = ["spot", "phones"].map(|s| Choice { value: s.to_owned(), label: w(&format!("signing-{s}")), hint: String::new() });
    let mut place = place;
    place.push(Field::new("radio", "signing", w("signing")).offering(signing.into()).with(&or("signing", "spot")).wide("wide"));
    page.sections.push(Section { title: w("verify-where"), fields: place });
    let present = seen.application.parties.iter().map(|p| {
        let name = format!("present-{}", p.reference);
        Field::new("text", &name, particulars(p)).with(&or(&name, &p.who_acts())).hint(w("verify-present-hint")).wide("wide")
    });
    page.sections.push(Section { title: w("verify-present"), fields: present.collect() });
    let answers = CHECKLIST.iter().map(|q| {
        let name = format!("answer-{q}");
        Field::new("area", &name, w(&format!("verify-{}", q.replace('_', "-")))).with(posted.get(&name)).wide("wide")
    });
    page.sections.push(Section { title: w("verify-answers"), fields: answers.collect() });
    let at = match said {
        Some(Refusal::RecordIncomplete { field }) if CHECKLIST.contains(field) => format!("answer-{field}"),
        Some(Refusal::DayImpossible { .. }) => "held_on".to_owned(),
        Some(Refusal::NotAllPresent { .. }) => "present-A".to_owned(),
        Some(Refusal::OnlineNotAgreed { .. }) => "online".to_owned(),
        _ => "place".to_owned(),
    };
    if let Some(refusal) = said {
        let fault = refused(lang, refusal, &at);
        for field in page.sections.iter_mut().flat_map(|s| &mut s.fields).filter(|f| f.name == at) {
            field.said.push(fault.clone());
        }
    }
    StaffForm(page.gathered())
}

/// `GET /studio/cases/{id}/verify`.
///
/// # Errors
/// 404.
pub async fn verification(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, TypedForm { posted: Posted::default(), said: None }, verify_form).await
}

/// `POST /studio/cases/{id}/verify`.
///
/// # Errors
/// What is no refusal.
pub async fn verify(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(
        frame,
        &state,
        FormSent { who, id: case_id(&id)?, posted },
        FormAct { word: "flash-verified", build: verify_form },
        |office, actor, id, posted| {
            let under = |prefix: &str| -> Vec<(String, String)> {
                posted.fields.iter().filter_map(|(n, v)| Some((n.strip_prefix(prefix)?.to_owned(), v.clone()))).collect()
            };
            let held_on = Day::parse(posted.get("held_on")).ok_or(Refusal::RecordIncomplete { field: "held_on" })?;
            let (present, answers) = (under("present-"), under("answer-"));
            let record = Verification {
                held_on,
                place: posted.get("place"),
                online: posted.get("online") == "true",
                present: &present,
                answers: &answers,
                signing: if posted.get("signing") == "phones" { Signing::Phones } else { Signing::OnSpot },
            };
            record::record_verification(office, actor, id, posted.version(), &record)
        },
    )
    .await
}
