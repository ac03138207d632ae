//! Performance (履行): what is due, what has been told of it, and the pack for enforcement; for those who handle a case, and
//! for a party on its own phone.

use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::money::Fen;
use crate::domain::performance::{ObligationState, PerformanceKind};
use crate::domain::refusal::Refusal;
use crate::office::Office;
use crate::office::performance::obligations::{self, ObligationRow, PerformanceReport};
use crate::office::performance::reminders;
use crate::web::State;
use crate::web::intake::typed;
use crate::web::page::days;
use crate::web::page::field::{Said, refused};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::PersonLink;
use crate::web::page::navigation::{self, case_id};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::request::actor::Reader;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// A duty as a page shows it.
#[derive(Serialize, Clone)]
pub struct DutyRow {
    pub(crate) place: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// The party's reference to whom it is owed.
    pub(crate) creditor: String,
    pub(crate) what: String,
    pub(crate) due: String,
    pub(crate) state: &'static str,
    pub(crate) left: String,
    /// `from`, `to`, or nothing: the reader's side.
    pub(crate) side: &'static str,
    pub(crate) told: Vec<String>,
}

impl DutyRow {
    fn of(lang: Lang, application: &Application, standing: &ObligationRow, own: &str) -> Self {
        let duty = &standing.duty;
        let name = |reference: &str| {
            application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned()).unwrap_or_default()
        };
        let sum = |fen: Option<Fen>| fen.map(Fen::with_commas).unwrap_or_default();
        let line = |(kind, on, who, amount, note): &(PerformanceKind, Day, String, Option<Fen>, String)| {
            let args = [("who", who.clone()), ("day", days::short_day(lang, *on)), ("sum", sum(*amount)), ("words", note.clone())];
            let with_sum = if amount.is_some() { "-sum" } else { "" };
            let told = say(lang, &format!("told-{}{with_sum}", kind.name()), &args);
            if note.is_empty() { told } else { format!("{told} {}", say(lang, "told-note", &args)) }
        };
        Self {
            place: format!("{}-{}", duty.term, duty.instalment),
            from: name(&duty.obligor),
            to: name(&duty.obligee),
            creditor: duty.obligee.clone(),
            what: if duty.amount.is_some() { say(lang, "duty-sum", &[("sum", sum(duty.amount))]) } else { duty.text.clone() },
            due: duty.due.map(|d| days::long_day(lang, d)).unwrap_or_default(),
            state: standing.state.name(),
            left: standing
                .left
                .filter(|l| l.fen() > 0 && standing.state != ObligationState::Done)
                .map(Fen::with_commas)
                .unwrap_or_default(),
            side: if duty.obligor == own {
                "from"
            } else if duty.obligee == own {
                "to"
            } else {
                ""
            },
            told: standing.told.iter().map(line).collect(),
        }
    }

    pub(crate) fn example(state: &'static str, side: &'static str) -> Self {
        Self {
            place: "1-1".to_owned(),
            from: "示范县清泉净水设备有限公司".to_owned(),
            to: "周雨桐".to_owned(),
            creditor: "A".to_owned(),
            what: "付 10,000.00 元".to_owned(),
            due: "4月30日".to_owned(),
            state,
            left: if state == "done" { String::new() } else { "10,000.00".to_owned() },
            side,
            told: vec!["4月28日 周雨桐说：收到 1,000.00 元".to_owned()],
        }
    }
}

/// Performance for those who handle a case.
#[derive(Serialize)]
pub struct PerformancePage {
    id: String,
    title: String,
    today: String,
    rows: Vec<DutyRow>,
    packs: Vec<PersonLink>,
    visit: String,
    faults: Vec<Said>,
}

impl Page for PerformancePage {
    const TEMPLATE: &'static str = "pages/performance/performance.html";

    fn samples() -> Vec<Self> {
        let said = Said { tone: "bad", text: "金额不对。".to_owned(), article: String::new(), at: String::new() };
        let page = |rows: Vec<DutyRow>, faults| Self {
            id: "K".to_owned(),
            title: "周雨桐、示范县清泉净水设备有限公司".to_owned(),
            today: "2026-05-01".to_owned(),
            packs: if rows.is_empty() { Vec::new() } else { vec![PersonLink { id: "A".to_owned(), name: "周雨桐".to_owned() }] },
            visit: if rows.is_empty() { String::new() } else { "6月7日".to_owned() },
            rows,
            faults,
        };
        let rows = ["done", "overdue", "part", "coming"].map(|s| DutyRow::example(s, "")).into();
        vec![page(rows, vec![said]), page(Vec::new(), Vec::new())]
    }
}

pub(crate) fn rows(office: &Office, lang: Lang, id: &CaseId, application: &Application, own: &str) -> crate::office::Result<Vec<DutyRow>> {
    Ok(obligations::of_case(office, id)?.iter().map(|s| DutyRow::of(lang, application, s, own)).collect())
}

/// What was typed, as something told.
pub(crate) fn told(
    office: &Office,
    actor: &Actor,
    id: &CaseId,
    fields: &[(String, String)],
    party: Option<&str>,
) -> crate::office::Result<()> {
    let get = |name: &str| fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let place = get("place").split_once('-').and_then(|(term, instalment)| Some((term.parse().ok()?, instalment.parse().ok()?)));
    let kind = PerformanceKind::named(get("do")).ok_or(Refusal::RecordIncomplete { field: "duty" })?;
    let amount = match get("amount") {
        "" => None,
        typed => Some(typed::fen(typed).and_then(Fen::new).ok_or(Refusal::RecordIncomplete { field: "performed_sum" })?),
    };
    let on = match get("on") {
        "" => office.today(),
        typed => Day::parse(typed).ok_or(Refusal::RecordIncomplete { field: "on" })?,
    };
    let told = PerformanceReport { place: place.unwrap_or((0, 0)), kind, amount, on, note: get("note"), party };
    obligations::tell(office, actor, id, &told)
}

async fn staff_page(frame: Frame, state: &State, who: Reader, id: CaseId, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let case = office.case(&signed.actor, &id)?;
        let application = office.application(&case)?;
        let standings = obligations::of_case(office, &id)?;
        let visit = reminders::visit_due(&standings).filter(|on| *on <= office.today());
        let rows: Vec<DutyRow> = standings.iter().map(|s| DutyRow::of(lang, &application, s, "")).collect();
        let overdue = |reference: &str| rows.iter().any(|r| r.creditor == reference && r.state == "overdue");
        let packs = application.parties.iter().filter(|p| overdue(&p.reference));
        Ok(PerformancePage {
            id: id.to_string(),
            title: application.parties.iter().map(|p| p.name().to_owned()).collect::<Vec<_>>().join("、"),
            today: office.today().to_string(),
            packs: packs.map(|p| PersonLink { id: p.reference.clone(), name: p.name().to_owned() }).collect(),
            faults: said.into_iter().collect(),
            visit: visit.map(|on| days::short_day(lang, on)).unwrap_or_default(),
            rows,
        })
    })
    .await
}

/// `GET /cases/{id}/performance`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Reader, id: Path<String>) -> Result<HttpResponse, Problem> {
    staff_page(frame, &state, who, case_id(&id)?, None).await
}

/// `POST /cases/{id}/performance`: performed, missed, or a return visit.
///
/// # Errors
/// What is no refusal.
pub async fn record(frame: Frame, state: Data<State>, who: Reader, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let (actor, case, fields) = (who.0.actor.clone(), id.clone(), posted.fields.clone());
    match act(&state, move |office| told(office, &actor, &case, &fields, None)).await {
        Ok(()) => Ok(done(&format!("/cases/{id}/performance"), "flash-told")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "");
            staff_page(frame, &state, who, id, Some(said)).await
        }
    }
}
