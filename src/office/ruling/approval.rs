//! The draft ruling: frozen with its codes, put before the judge, sent back, approved, taken back.

use crate::db::intake::cases::Case;
use crate::db::review::panels::FrozenDraft;
use crate::db::ruling::drafts::DraftRow;
use crate::db::{self, DbConnection, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Act, Approval, Stage};
use crate::domain::day::{Day, Moment};
use crate::domain::decision::Decision;
use crate::domain::id::{CONFIRMATION, CaseId, PersonId};
use crate::domain::refusal::Refusal;
use crate::office::people::appointments::{self, mediators, sitting_judge};
use crate::office::people::credentials;
use crate::office::review::panel::waiting;
use crate::office::review::{checklist, record, recusal};
use crate::office::ruling::draft::{self, FrozenAt, Signers, row_of, standing};
use crate::office::{Error, Office, Result};
use crate::seal::sealing::{self, SealKeyFault};
use crate::seal::statement::Draft;

/// A draft as kept, and read.
pub(crate) struct KeptDraft<'a> {
    pub(crate) row: &'a DraftRow,
    pub(crate) draft: &'a Draft,
}

/// Refuses unless a draft names those who sit now, and all beside the presiding judge have approved it.
pub(crate) fn complete(tx: &mut DbConnection, id: &CaseId, KeptDraft { row, draft }: KeptDraft<'_>, today: Day) -> Result<()> {
    let mut sitting = Vec::new();
    for judge in db::review::panels::members(tx, id)? {
        // Whoever has been recused meanwhile, or left office, decides nothing more.
        recusal::not_recused(tx, id, &judge)?;
        appointments::in_office(tx, &judge, today)?;
        sitting.push(db::people::people::by_id(tx, &judge)?.map(|p| p.name).unwrap_or_default());
    }
    if !draft.facts.beside.iter().map(|o| &o.name).eq(sitting.iter()) {
        return Err(Refusal::DraftChanged.into());
    }
    let missing = waiting(tx, id, row)?;
    if missing.is_empty() { Ok(()) } else { Err(Refusal::PanelIncomplete { missing: missing.join("、") }.into()) }
}

/// A member of the panel approves exactly the draft it saw, with a fresh second factor.
///
/// # Errors
/// [`Refusal::NotYourAct`] for who does not sit, [`Refusal::FourEyes`], [`Refusal::DraftChanged`], [`Refusal::SecondFactor`],
/// [`Error::Stale`].
pub fn concur(office: &Office, judge: &Actor, id: &CaseId, seen: i32, draft: &str, code: &str) -> Result<()> {
    let by = judge.person.clone().ok_or(Refusal::NoAppointment)?;
    let not_mine = || Error::from(Refusal::NotYourAct { act: ActName::Approve, role: judge.role });
    let case = office.case(judge, id)?;
    let mut connection = office.connection()?;
    if judge.role != Role::Judge || !db::review::panels::members(&mut connection, id)?.contains(&by) {
        return Err(not_mine());
    }
    drop(connection);
    let (row, _) = draft::standing(office, &case)?;
    if row.proposed_by == by {
        return Err(Refusal::FourEyes.into());
    }
    credentials::step_up(office, &by, code)?;
    office.act(judge, id, seen, |tx, case| {
        recusal::not_recused(tx, id, &by)?;
        let standing = db::ruling::drafts::standing(tx, id)?.ok_or(Error::Stale)?;
        let approved = case.stage.standing().is_some_and(|s| s.approval.is_some());
        if standing.sha256 != draft || standing.id != row.id || approved {
            return Err(Refusal::DraftChanged.into());
        }
        match db::review::panels::approve(tx, FrozenDraft { draft: &standing.id, sha256: &standing.sha256 }, &by, office.now().naive()) {
            Err(DbError::Taken) => return Err(Error::Stale),
            other => other?,
        }
        case.keep_as(tx, ActName::Concur, draft)
    })
}

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
        return Err(Refusal::NotNow { act: ActName::Propose, stage: case.stage.name() }.into());
    }
    let judge = case.judge.as_ref().or(proposal.judge).ok_or_else(|| Refusal::NotInOffice { name: String::new() })?;
    let judge = sitting_judge(office, judge)?;
    let verified = matches!(&case.stage, Stage::Reviewing(review) if review.verified);
    if proposal.decision == Decision::Confirm && verified {
        checklist::all_met(office, &case, checklist::Before::Proposal)?;
    }
    let mut connection = office.connection()?;
    for person in [&by, &judge.id] {
        recusal::not_recused(&mut connection, id, person)?;
    }
    if proposal.decision == Decision::Confirm {
        signed_by_all(office, &mut connection, &case)?;
    }
    draft::check(&mut connection, &case, &proposal.decision, office.today())?;
    drop(connection);
    let material =
        draft::Material::gather(office, &case, &proposal.decision, Signers { judge: &judge.name, clerk: &clerk.name }, proposal.assistant)?;
    office.act(clerk, id, seen, |tx, case| {
        let from = case.stage.name();
        let number = match case.stage.number() {
            Some(number) => number.clone(),
            None => db::intake::cases::next_number(tx, &case.court, CONFIRMATION, office.today().year())?,
        };
        let draft = material.freeze(office, &case.stage, &number)?;
        let outcome = proposal.decision.outcome().ok_or(Refusal::NotNow { act: ActName::Propose, stage: from })?;
        let act = Act::Propose { by: by.clone(), draft: draft.sha256(), outcome, number };
        case.decide(act)?;
        case.judge = Some(judge.id.clone());
        case.clerk.get_or_insert_with(|| by.clone());
        let mediators = mediators(tx, material.application())?;
        if mediators.iter().any(|m| *m == by || *m == judge.id) {
            return Err(Refusal::FourEyes.into());
        }
        let row = row_of(office, tx, case, FrozenAt { draft: &draft, from }, &by)?;
        db::ruling::drafts::add(tx, id, &row, mediators.first())?;
        case.keep(tx, outcome.name())?;
        Ok(draft)
    })
}

/// No confirming ruling on a record that somebody has not signed.
fn signed_by_all(office: &Office, tx: &mut db::DbConnection, case: &Case) -> Result<()> {
    let application = office.application(case)?;
    let Some((_, open)) = record::unsigned(tx, &case.id, &application)? else { return Ok(()) };
    let names: Vec<&str> = application.parties.iter().filter(|p| open.contains(&p.reference)).map(|p| p.name()).collect();
    if names.is_empty() { Ok(()) } else { Err(Refusal::RecordUnsigned { missing: names.join("、") }.into()) }
}

/// A draft is its own judge's: nobody else sends it back or takes an approval back.
fn own(tx: &mut db::DbConnection, case: &Case, judge: &Actor, act: ActName) -> Result<()> {
    let by = judge.person.as_ref().ok_or(Refusal::NoAppointment)?;
    if judge.role == Role::Judge && case.judge.as_ref() != Some(by) {
        return Err(Refusal::NotYourAct { act, role: judge.role }.into());
    }
    recusal::not_recused(tx, &case.id, by)
}

/// Sends the draft back with a reason.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] without a reason, [`Refusal::NotNow`], [`Error::Stale`].
pub fn send_back(office: &Office, judge: &Actor, id: &CaseId, seen: i32, reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "reason" }.into());
    }
    office.act(judge, id, seen, |tx, case| {
        own(tx, case, judge, ActName::SendBack)?;
        case.decide(Act::SendBack)?;
        let row = db::ruling::drafts::standing(tx, id)?.ok_or(Error::Stale)?;
        db::ruling::drafts::end(tx, &row.id, "sent_back", reason)?;
        case.keep(tx, reason)
    })
}

/// Approves exactly the draft the judge saw, with a fresh second factor.
///
/// # Errors
/// [`Refusal::FourEyes`], [`Refusal::DraftChanged`], [`Refusal::SecondFactor`], [`Error::Stale`].
pub fn approve(office: &Office, judge: &Actor, id: &CaseId, seen: i32, draft: &str, code: &str) -> Result<()> {
    let by = judge.person.clone().ok_or(Refusal::NoAppointment)?;
    let case = office.case(judge, id)?;
    own(&mut *office.connection()?, &case, judge, ActName::Approve)?;
    let (row, standing) = standing(office, &case)?;
    // A draft that was made for another judge goes back for a new one: the ruling must name who approves it.
    if judge.role == Role::Judge && standing.facts.judge.name != judge.name {
        return Err(Refusal::DraftChanged.into());
    }
    complete(&mut *office.connection()?, id, KeptDraft { row: &row, draft: &standing }, office.today())?;
    let at = office.now();
    let until = at.plus_seconds(office.config.take_back_seconds);
    // Refused here, while somebody can still do something: what is approved must be sealed.
    sealable(office, until)?;
    credentials::step_up(office, &by, code)?;
    office.act(judge, id, seen, |tx, case| {
        own(tx, case, judge, ActName::Approve)?;
        complete(tx, id, KeptDraft { row: &row, draft: &standing }, office.today())?;
        let act = Act::Approve { by: by.clone(), draft: draft.to_owned(), at, until };
        case.decide(act)?;
        db::ruling::drafts::approve(tx, &row.id, Some(&Approval { judge: by.clone(), at, until }))?;
        case.keep(tx, draft)
    })
}

/// Whether what is approved now can be sealed once it can no longer be taken back.
fn sealable(office: &Office, at: Moment) -> Result<()> {
    Ok(office.keys.seal.good_on(at.day_in_utc()).map_err(|fault| match fault {
        SealKeyFault::Over(until) => Refusal::SealKeyOver { until },
        SealKeyFault::Compromised => Refusal::SealKeyCompromised,
    })?)
}

/// Takes an approval back, in its moment.
///
/// # Errors
/// [`Refusal::TooLateToTakeBack`], [`Error::Stale`].
pub fn take_back(office: &Office, judge: &Actor, id: &CaseId, seen: i32) -> Result<()> {
    office.act(judge, id, seen, |tx, case| {
        own(tx, case, judge, ActName::TakeBack)?;
        case.decide(Act::TakeBack { at: office.now() })?;
        let row = db::ruling::drafts::standing(tx, id)?.ok_or(Error::Stale)?;
        db::ruling::drafts::approve(tx, &row.id, None)?;
        case.keep(tx, "")
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
