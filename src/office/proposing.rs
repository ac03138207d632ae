//! The draft ruling: frozen with its codes, put before the judge, sent back, approved, taken back.

use super::{Error, Office, Result, admin, freezing, row_id};
use crate::db::cases::Case;
use crate::db::drafts::DraftRow;
use crate::db::{self};
use crate::domain::actor::{Actor, Role};
use crate::domain::application::Application;
use crate::domain::case::{Act, Stage};
use crate::domain::day::Day;
use crate::domain::decide::decide;
use crate::domain::decision::Decision;
use crate::domain::id::{CONFIRMATION, CaseId, PersonId};
use crate::domain::refusal::Refusal;
use crate::seal::sealing;
use crate::seal::statement::Draft;

/// A ruling to propose.
pub struct Proposal<'a> {
    /// What it decides.
    pub decision: Decision,
    /// The judge, where the case has none yet: before acceptance.
    pub judge: Option<&'a PersonId>,
    /// The judge's assistant who took part.
    pub assistant: Option<&'a str>,
}

/// Puts a draft of the confirming ruling before the judge.
///
/// # Errors
/// As [`propose_ruling`].
pub fn propose(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, assistant: Option<&str>) -> Result<Draft> {
    propose_ruling(office, clerk, id, seen, &Proposal { decision: Decision::Confirm, judge: None, assistant })
}

/// Puts a draft ruling before the judge. A case that has no number yet gets it here, in the same transaction.
///
/// # Errors
/// [`Refusal::NotVerified`], [`Refusal::OutcomeNotHere`], [`Refusal::GroundNotHere`], [`Refusal::TermRunning`],
/// [`Refusal::RecordIncomplete`], [`Refusal::CannotPrint`], [`Refusal::NotInOffice`], [`Error::Stale`].
pub fn propose_ruling(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, proposal: &Proposal<'_>) -> Result<Draft> {
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let mut connection = office.connection()?;
    let case = office.case_at(&mut connection, clerk, id, seen)?;
    drop(connection);
    if case.stage.origin().is_none() || matches!(case.stage, Stage::Proposed(_)) {
        return Err(Refusal::NotNow { act: "propose", stage: case.stage.name() }.into());
    }
    let judge = case.judge.as_ref().or(proposal.judge).ok_or_else(|| Refusal::NotInOffice { name: String::new() })?;
    let judge = sitting(office, judge)?;
    let verified = matches!(&case.stage, Stage::Reviewing(review) if review.verified);
    if proposal.decision == Decision::Confirm && verified {
        super::desk::all_met(office, &case, super::desk::Before::Proposal)?;
    }
    let mut connection = office.connection()?;
    for person in [&by, &judge.id] {
        super::desk::not_recused(&mut connection, id, person)?;
    }
    if proposal.decision == Decision::Confirm {
        signed_by_all(office, &mut connection, &case)?;
    }
    freezing::check(&mut connection, &case, &proposal.decision, office.today())?;
    drop(connection);
    let material = freezing::Material::gather(office, &case, &proposal.decision, [&judge.name, &clerk.name], proposal.assistant)?;
    office.write(|tx| {
        let mut case = office.case_at(tx, clerk, id, seen)?;
        let from = case.stage.name();
        let number = match case.stage.number() {
            Some(number) => number.clone(),
            None => db::cases::next_number(tx, &case.court, CONFIRMATION, office.today().year())?,
        };
        let draft = material.freeze(office, &case.stage, &number)?;
        let outcome = proposal.decision.outcome().ok_or(Refusal::NotNow { act: "propose", stage: from })?;
        let act = Act::Propose { by: by.clone(), draft: draft.sha256(), outcome, number };
        case.stage = decide(case.stage, act, clerk.role, office.today())?;
        case.judge = Some(judge.id.clone());
        case.clerk = case.clerk.or_else(|| Some(by.clone()));
        let mediators = mediators(tx, material.application())?;
        if mediators.iter().any(|m| *m == by || *m == judge.id) {
            return Err(Refusal::FourEyes.into());
        }
        let row = row_of(office, tx, &case, (&draft, from), &by)?;
        db::drafts::add(tx, id, &row, mediators.first())?;
        office.keep(tx, &case, clerk, "propose", outcome.name())?;
        Ok(draft)
    })
}

/// No confirming ruling on a record that somebody has not signed.
fn signed_by_all(office: &Office, tx: &mut db::DbConnection, case: &Case) -> Result<()> {
    let application = office.application(case)?;
    let Some((_, open)) = super::calling::unsigned(tx, &case.id, &application)? else { return Ok(()) };
    let names: Vec<&str> = application.parties.iter().filter(|p| open.contains(&p.reference)).map(|p| p.name()).collect();
    if names.is_empty() { Ok(()) } else { Err(Refusal::RecordUnsigned { missing: names.join("、") }.into()) }
}

/// The judge, while in office.
pub(super) fn sitting(office: &Office, judge: &PersonId) -> Result<db::people::Person> {
    sits(&mut *office.connection()?, judge, office.today())
}

/// The judge, while in office on a day.
pub(super) fn sits(tx: &mut db::DbConnection, judge: &PersonId, today: Day) -> Result<db::people::Person> {
    let person = db::people::by_id(tx, judge)?.ok_or_else(|| Refusal::NotInOffice { name: judge.to_string() })?;
    let sits = db::people::appointments_on(tx, judge, today)?.iter().any(|a| a.role == Role::Judge);
    if sits { Ok(person) } else { Err(Refusal::NotInOffice { name: person.name }.into()) }
}

/// The draft as it is kept.
pub(super) fn row_of(
    office: &Office,
    tx: &mut db::DbConnection,
    case: &Case,
    (draft, from): (&Draft, &str),
    by: &PersonId,
) -> Result<DraftRow> {
    let id = row_id()?;
    let body = String::from_utf8(draft.to_bytes()).map_err(|e| Error::Fault(e.to_string()))?;
    Ok(DraftRow {
        body: office.vault.seal(&format!("drafts/{id}"), &body)?,
        id,
        rev: db::drafts::count(tx, &case.id)?.saturating_add(1),
        sha256: draft.sha256(),
        outcome: draft.facts.decision.result().to_owned(),
        proposed_from: from.to_owned(),
        objection: None,
        proposed_by: by.to_string(),
        proposed_at: office.now().naive(),
        approved_by: None,
        approved_at: None,
    })
}

/// The mediators of this case who have an account here: neither approval may be theirs.
pub(super) fn mediators(tx: &mut db::DbConnection, application: &Application) -> Result<Vec<PersonId>> {
    let mut found = Vec::new();
    for person in db::people::everybody(tx)?.into_iter().filter(|p| application.mediation.mediators.contains(&p.name)) {
        let agencies = db::people::ever_mediated_for(tx, &person.id)?;
        if application.agency.as_ref().is_some_and(|agency| agencies.contains(agency)) {
            found.push(person.id);
        }
    }
    Ok(found)
}

/// Opens the standing draft of a case: what the judge sees, and what will be sealed.
///
/// # Errors
/// [`Refusal::NotNow`] when none stands.
pub fn standing(office: &Office, case: &Case) -> Result<(DraftRow, Draft)> {
    let row =
        db::drafts::standing(&mut *office.connection()?, &case.id)?.ok_or(Refusal::NotNow { act: "approve", stage: case.stage.name() })?;
    let body = office
        .vault
        .open(&format!("drafts/{}", row.id), &row.body)
        .map_err(|_| Error::Fault(format!("draft {} cannot be opened with this data key", row.id)))?;
    let draft = Draft::parse(body.as_bytes()).ok_or_else(|| Error::Fault(format!("draft {} does not read back", row.id)))?;
    if draft.sha256() == row.sha256 { Ok((row, draft)) } else { Err(Error::Fault(format!("draft {} is not the one approved", row.id))) }
}

/// A draft is its own judge's: nobody else sends it back or takes an approval back.
fn own(tx: &mut db::DbConnection, case: &Case, judge: &Actor, act: &'static str) -> Result<()> {
    let by = judge.person.as_ref().ok_or(Refusal::NoAppointment)?;
    if judge.role == Role::Judge && case.judge.as_ref() != Some(by) {
        return Err(Refusal::NotYourAct { act, role: judge.role.name() }.into());
    }
    super::desk::not_recused(tx, &case.id, by)
}

/// Sends the draft back with a reason.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] without a reason, [`Refusal::NotNow`], [`Error::Stale`].
pub fn send_back(office: &Office, judge: &Actor, id: &CaseId, seen: i32, reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "reason" }.into());
    }
    office.write(|tx| {
        let mut case = office.case_at(tx, judge, id, seen)?;
        own(tx, &case, judge, "send_back")?;
        case.stage = decide(case.stage, Act::SendBack, judge.role, office.today())?;
        let row = db::drafts::standing(tx, id)?.ok_or(Error::Stale)?;
        db::drafts::end(tx, &row.id, "sent_back", reason)?;
        office.keep(tx, &case, judge, "send_back", reason)
    })
}

/// Approves exactly the draft the judge saw, with a fresh second factor.
///
/// # Errors
/// [`Refusal::FourEyes`], [`Refusal::DraftChanged`], [`Refusal::SecondFactor`], [`Error::Stale`].
pub fn approve(office: &Office, judge: &Actor, id: &CaseId, seen: i32, draft: &str, code: &str) -> Result<()> {
    let by = judge.person.clone().ok_or(Refusal::NoAppointment)?;
    let case = office.case(judge, id)?;
    own(&mut *office.connection()?, &case, judge, "approve")?;
    let (row, standing) = standing(office, &case)?;
    // A draft that was made for another judge goes back for a new one: the ruling must name who approves it.
    if judge.role == Role::Judge && standing.facts.judge.name != judge.name {
        return Err(Refusal::DraftChanged.into());
    }
    super::panel::complete(&mut *office.connection()?, id, (&row, &standing), office.today())?;
    admin::step_up(office, &by, code)?;
    let at = office.now();
    let until = at.plus_seconds(office.config.take_back_seconds);
    office.write(|tx| {
        let mut case = office.case_at(tx, judge, id, seen)?;
        own(tx, &case, judge, "approve")?;
        super::panel::complete(tx, id, (&row, &standing), office.today())?;
        let act = Act::Approve { by: by.clone(), draft: draft.to_owned(), at, until };
        case.stage = decide(case.stage, act, judge.role, office.today())?;
        db::drafts::approve(tx, &row.id, Some((&by, at, until)))?;
        office.keep(tx, &case, judge, "approve", draft)
    })
}

/// Takes an approval back, in its moment.
///
/// # Errors
/// [`Refusal::TooLateToTakeBack`], [`Error::Stale`].
pub fn take_back(office: &Office, judge: &Actor, id: &CaseId, seen: i32) -> Result<()> {
    office.write(|tx| {
        let mut case = office.case_at(tx, judge, id, seen)?;
        own(tx, &case, judge, "take_back")?;
        case.stage = decide(case.stage, Act::TakeBack { at: office.now() }, judge.role, office.today())?;
        let row = db::drafts::standing(tx, id)?.ok_or(Error::Stale)?;
        db::drafts::approve(tx, &row.id, None)?;
        office.keep(tx, &case, judge, "take_back", "")
    })
}

/// The draft as a page image would show it: the document it will be sealed as.
#[must_use]
pub fn preview(draft: &Draft) -> crate::domain::document::Document {
    let statement = crate::seal::statement::Statement {
        draft: draft.clone(),
        approvals: Vec::new(),
        issued_at: crate::domain::day::Moment::from_unix(0),
        kid: String::new(),
    };
    sealing::document(&statement)
}
