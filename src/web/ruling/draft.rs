//! Drafting a ruling that does not confirm: which one, on which ground, for which reason.

use crate::domain::act::ActName;
use crate::domain::case::Stage;
use crate::domain::day::Day;
use crate::domain::decide;
use crate::domain::decision::{Decision, Ground, Omission, OrderedDuty};
use crate::domain::id::{CaseId, PersonId};
use crate::domain::outcome::Outcome;
use crate::domain::refusal::Refusal;
use crate::domain::request::RequestKind;
use crate::domain::review::ReviewMark;
use crate::domain::wording::{ALL_APPLICANTS, as_applicant};
use crate::office::Office;
use crate::office::case_overview::{self, Overview};
use crate::office::people::appointments;
use crate::office::ruling::approval::{self, Proposal};
use crate::web::State;
use crate::web::page::field::{Choice, Field, Said, refused};
use crate::web::page::form::StaffForm;
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::{HiddenField, Link};
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::problem::{Problem, refusal};
use crate::web::request::actor::Studio;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::review::case_form::{FormName, frame_of};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

/// Which ruling is to be drafted; none yet, a choice of them.
#[derive(Deserialize, Default)]
pub struct DraftQuery {
    #[serde(default, rename = "as")]
    outcome: String,
}

/// The rulings that are proposed here; a confirmation has its own button on the case's page.
fn offered(stage: &Stage) -> Vec<Outcome> {
    decide::possible(stage).into_iter().filter(|outcome| *outcome != Outcome::Confirmed).collect()
}

fn key(outcome: Outcome) -> String {
    outcome.name().replace('_', "-")
}

fn choose(lang: Lang, seen: &Overview) -> StaffForm {
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "ruling", words: "ruling-choose" }, seen.case.version);
    page.submit = String::new();
    let link = |outcome: Outcome| {
        let address = format!("/studio/cases/{}/ruling?as={}", seen.case.id, outcome.name());
        Link::new(address, say(lang, &format!("ruling-choose-{}", key(outcome)), &[]))
    };
    page.links = offered(&seen.case.stage).into_iter().map(link).collect();
    StaffForm(page)
}

/// Those who can have asked, or not done, something: each party, or all of them.
fn parties(seen: &Overview) -> Vec<Choice> {
    let choice = |text: String| Choice { value: text.clone(), label: text, hint: String::new() };
    let each = seen.application.parties.iter().map(|p| choice(as_applicant(p.name())));
    each.chain([choice(ALL_APPLICANTS.to_owned())]).collect()
}

fn reasons(lang: Lang, seen: &Overview, outcome: Outcome, today: Day) -> Vec<Field> {
    let w = |key: &str| say(lang, key, &[]);
    let ground = |g: Ground| Choice {
        value: g.name().to_owned(),
        label: w(&format!("ground-{}", g.name().replace('_', "-"))),
        hint: g.article(today),
    };
    let grounds: Vec<Choice> = Ground::ALL.into_iter().filter(|g| g.serves(outcome)).map(ground).collect();
    // What the review found wrong is offered as a beginning; the court words its own reasons.
    let fails: Vec<String> =
        seen.points.iter().filter(|p| p.mark == ReviewMark::Fail && !p.note.is_empty()).map(|p| p.note.clone()).collect();
    let reason =
        || Field::new("area", "ground_reason", w("ruling-reason")).hint(w("ruling-reason-hint")).with(&fails.join("")).wide("wide");
    let mut fields = vec![Field::new("radio", "ground", w("ruling-ground")).offering(grounds).wide("wide"), reason()];
    if outcome == Outcome::NotAccepted {
        fields.push(Field::new("area", "remedy", w("ruling-remedy")).hint(w("ruling-remedy-hint")).wide("wide"));
    }
    fields
}

fn withdrawal(lang: Lang, seen: &Overview, today: Day) -> Vec<Field> {
    let w = |key: &str| say(lang, key, &[]);
    let asked = seen.requests.iter().find(|r| r.kind == RequestKind::Withdraw);
    let name = |reference: &str| seen.application.parties.iter().find(|p| p.reference == reference).map(|p| as_applicant(p.name()));
    let by = asked.and_then(|r| name(&r.party)).unwrap_or_default();
    let on = asked.map_or(today, |r| r.on);
    vec![
        Field::new("select", "withdrawn_by", w("ruling-withdrawn-by")).offering(parties(seen)).with(&by),
        Field::new("date", "on", w("ruling-withdrawn-on")).with(&on.to_string()),
        Field::new("area", "withdrawal_reason", w("ruling-withdrawal-reason"))
            .hint(w("ruling-withdrawal-hint"))
            .with(asked.map_or("", |r| r.body.as_str()))
            .wide("wide"),
    ]
}

fn omission(lang: Lang, seen: &Overview) -> Vec<Field> {
    let w = |key: &str| say(lang, key, &[]);
    let duty = |d: OrderedDuty| Choice { value: d.name().to_owned(), label: w(&format!("duty-{}", d.name())), hint: String::new() };
    let notice = seen.supplements.iter().rfind(|s| s.answered_on.is_none());
    let day = |value: Option<Day>| value.map(|d| d.to_string()).unwrap_or_default();
    let date =
        |name: &str, value: Option<Day>| Field::new("date", name, w(&format!("ruling-{}", name.replace('_', "-")))).with(&day(value));
    vec![
        Field::new("select", "omitted_by", w("ruling-omitted-by")).offering(parties(seen)),
        Field::new("radio", "duty", w("ruling-duty"))
            .offering(OrderedDuty::ALL.map(duty).into())
            .with(if notice.is_some() { "supplement" } else { "" })
            .wide("wide"),
        date("ordered_on", notice.map(|n| n.issued_on)),
        date("served_on", None),
        date("until", notice.map(|n| n.due_on)),
    ]
}

fn form(
    office: &Office,
    lang: Lang,
    seen: &Overview,
    outcome: Outcome,
    posted: &Posted,
    said: &[Said],
) -> crate::office::Result<StaffForm> {
    let w = |key: &str| say(lang, key, &[]);
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "ruling", words: "ruling-form" }, seen.case.version);
    page.title = say(lang, "ruling-form-title", &[("outcome", w(&format!("outcome-{}", key(outcome))))]);
    page.hidden.push(HiddenField::new("as", outcome.name()));
    let mut fields = match outcome {
        Outcome::Confirmed => Vec::new(),
        Outcome::Dismissed | Outcome::NotAccepted => reasons(lang, seen, outcome, office.today()),
        Outcome::WithdrawalPermitted => withdrawal(lang, seen, office.today()),
        Outcome::DeemedWithdrawn => omission(lang, seen),
        Outcome::Terminated => {
            vec![Field::new("area", "dispute", w("ruling-dispute")).hint(w("ruling-dispute-hint")).wide("wide")]
        }
    };
    let named = |value: String, label: String| Choice { value, label, hint: String::new() };
    if seen.case.judge.is_none() {
        let sitting = appointments::in_role(office, crate::domain::actor::Role::Judge)?;
        let judges = sitting.into_iter().map(|(id, name)| named(id.to_string(), name)).collect();
        fields.push(Field::new("select", "judge", w("review-judge")).offering(judges));
    }
    let none = named(String::new(), w("ruling-no-assistant"));
    let assistants = office.register().court.assistants.iter().map(|a| named(a.name.clone(), a.name.clone()));
    fields.push(Field::new("select", "assistant", w("ruling-assistant")).offering([none].into_iter().chain(assistants).collect()));
    for field in &mut fields {
        if posted.has("version") {
            posted.get(&field.name).clone_into(&mut field.value);
        }
        field.said.extend(said.iter().filter(|s| s.at == field.name).cloned());
    }
    page.faults = said.iter().filter(|s| fields.iter().all(|f| f.name != s.at)).cloned().collect();
    Ok(StaffForm(page.ask(fields).gathered()))
}

/// What was typed, and what of it is missing or cannot be read.
struct Typed<'a> {
    posted: &'a Posted,
    missing: Vec<&'static str>,
}

impl Typed<'_> {
    fn read<T>(&mut self, field: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = Some(self.posted.get(field)).filter(|typed| !typed.is_empty()).and_then(read);
        if value.is_none() {
            self.missing.push(field);
        }
        value
    }

    fn text(&mut self, field: &'static str) -> Option<String> {
        self.read(field, |typed| Some(typed.to_owned()))
    }
}

/// What was typed, as a decision; or every field that is missing.
fn decision_of(outcome: Outcome, posted: &Posted) -> Result<Decision, Vec<&'static str>> {
    let mut typed = Typed { posted, missing: Vec::new() };
    decision(outcome, &mut typed).ok_or(typed.missing)
}

/// Every field is read before any is looked at, so that all that is missing is named at once.
fn decision(outcome: Outcome, typed: &mut Typed<'_>) -> Option<Decision> {
    Some(match outcome {
        Outcome::Confirmed => Decision::Confirm,
        Outcome::Dismissed => {
            let (ground, reason) = (typed.read("ground", Ground::named), typed.text("ground_reason"));
            Decision::Dismiss { ground: ground?, reason: reason? }
        }
        Outcome::NotAccepted => {
            let (ground, reason, remedy) = (typed.read("ground", Ground::named), typed.text("ground_reason"), typed.text("remedy"));
            Decision::NotAccept { ground: ground?, reason: reason?, remedy: remedy? }
        }
        Outcome::WithdrawalPermitted => {
            let (by, on, reason) = (typed.text("withdrawn_by"), typed.read("on", Day::parse), typed.text("withdrawal_reason"));
            Decision::PermitWithdrawal { by: by?, on: on?, reason: reason? }
        }
        Outcome::DeemedWithdrawn => {
            let (who, duty) = (typed.text("omitted_by"), typed.read("duty", OrderedDuty::named));
            let [ordered_on, served_on, until] = ["ordered_on", "served_on", "until"].map(|field| typed.read(field, Day::parse));
            Decision::DeemWithdrawn(Omission { who: who?, duty: duty?, ordered_on: ordered_on?, served_on: served_on?, until: until? })
        }
        Outcome::Terminated => Decision::Terminate { dispute: typed.text("dispute")? },
    })
}

/// The field a refusal belongs to.
fn field_of(refusal: &Refusal, posted: &Posted) -> &'static str {
    match refusal {
        Refusal::GroundNotHere => "ground",
        Refusal::TermRunning { .. } => "until",
        Refusal::NotInOffice { .. } => "judge",
        Refusal::RecordIncomplete { field: "notice" } => "duty",
        Refusal::RecordIncomplete { field } => field,
        Refusal::DayImpossible { day } => {
            let day = day.to_string();
            ["on", "ordered_on", "served_on", "until"].into_iter().find(|f| posted.get(f) == day).unwrap_or("on")
        }
        _ => "",
    }
}

/// A case, and which ruling is written for it.
struct RulingChoice {
    id: CaseId,
    outcome: Option<Outcome>,
}

async fn page(
    frame: Frame,
    state: &State,
    who: Studio,
    RulingChoice { id, outcome }: RulingChoice,
    posted: Posted,
    said: Vec<Said>,
) -> Result<HttpResponse, Problem> {
    let status = if said.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let seen = case_overview::of(office, &signed.actor, &id)?;
        if seen.case.stage.origin().is_none() {
            return Err(Refusal::NotNow { act: ActName::Propose, stage: seen.case.stage.name() }.into());
        }
        match outcome.filter(|o| offered(&seen.case.stage).contains(o)) {
            Some(outcome) => form(office, lang, &seen, outcome, &posted, &said),
            None => Ok(choose(lang, &seen)),
        }
    })
    .await
}

/// `GET /studio/cases/{id}/ruling`: which ruling, or the form of one.
///
/// # Errors
/// 404; a refusal where none can be proposed.
pub async fn show(
    frame: Frame,
    state: Data<State>,
    who: Studio,
    id: Path<String>,
    wanted: Query<DraftQuery>,
) -> Result<HttpResponse, Problem> {
    page(frame, &state, who, RulingChoice { id: case_id(&id)?, outcome: Outcome::named(&wanted.outcome) }, Posted::default(), Vec::new())
        .await
}

/// `POST /studio/cases/{id}/ruling`.
///
/// # Errors
/// What is no refusal.
pub async fn propose(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let outcome = Outcome::named(posted.get("as")).ok_or(Problem::Office(crate::office::Error::NotFound))?;
    let lang = frame.lang;
    let decision = match decision_of(outcome, &posted) {
        Ok(decision) => decision,
        Err(missing) => {
            let said = missing.into_iter().map(|field| refused(lang, &Refusal::RecordIncomplete { field }, field)).collect();
            return page(frame, &state, who, RulingChoice { id, outcome: Some(outcome) }, posted, said).await;
        }
    };
    let back = format!("/studio/cases/{id}");
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let (judge, assistant) = (PersonId::parse(posted.get("judge")), posted.get("assistant").to_owned());
    let result = act(&state, move |office| {
        let assistant = Some(assistant.as_str()).filter(|a| !a.is_empty());
        approval::propose_ruling(office, &actor, &case, seen, &Proposal { decision, judge: judge.as_ref(), assistant })
    })
    .await;
    match unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &back }, result).await {
        Ok(_) => Ok(done(&back, "flash-proposed")),
        Err(problem) => {
            let refusal = refusal(problem)?;
            let said = refused(lang, &refusal, field_of(&refusal, &posted));
            page(frame, &state, who, RulingChoice { id, outcome: Some(outcome) }, posted, vec![said]).await
        }
    }
}
