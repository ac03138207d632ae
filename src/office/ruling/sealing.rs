//! Sealing: intention recorded before signing, self-verified before anything is kept, resumed after a crash
//! (`src/seal/FORMATS.md` §8). Every intention ends in exactly one document or one recorded failure.

use crate::db::intake::cases::Case;
use crate::db::proof::standings::StandingRow;
use crate::db::review::panels::FrozenDraft;
use crate::db::ruling::documents::DocumentRow;
use crate::db::ruling::intents::Intent;
use crate::db::{self, DbConnection, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::case::{Act, Approval};
use crate::domain::day::{Day, Moment};
use crate::domain::decision::{Decision, ObjectionDecided, ObjectionOrder};
use crate::domain::id::CaseId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::request::RequestKind;
use crate::office::place::Place;
use crate::office::proof::log;
use crate::office::ruling::draft;
use crate::office::service::recording;
use crate::office::{Error, Office, Result, SealingStep, print, row_id};
use crate::pdf::Printed;
use crate::seal::entry::Operation;
use crate::seal::sealing::{Prepared, Sealed, prepare};
use crate::seal::statement::{ApprovalFact, Statement};

fn after(office: &Office, step: SealingStep) -> Result<()> {
    if office.interrupt == Some(step) { Err(Error::Fault(format!("interrupted after {step:?}"))) } else { Ok(()) }
}

/// Seals the approved ruling of a case, once the moment to take the approval back has passed. Gives the
/// document's id.
///
/// # Errors
/// [`Refusal::NotApproved`], [`Refusal::Defects`], [`Error::Stale`] when another node is at it.
pub fn seal(office: &Office, id: &CaseId) -> Result<String> {
    let case = office.case_of_court(&mut *office.connection()?, id)?;
    let standing = case.stage.standing().ok_or(Refusal::NotNow { act: ActName::Seal, stage: case.stage.name() })?;
    let approval = standing.approval.as_ref().filter(|a| office.now() >= a.until).ok_or(Refusal::NotApproved)?;
    let (row, draft) = draft::standing(office, &case)?;
    let statement =
        Statement { draft, approvals: approvals(office, &row, approval)?, issued_at: office.now(), kid: office.keys.seal.kid.clone() };
    if !office.keys.seal.may_seal(&statement) {
        let reason = "the seal key may not sign now: its time is over, or it is another court's; rotate it first";
        return Err(Refusal::Defects(vec![reason.to_owned()]).into());
    }
    let statement_text = String::from_utf8(statement.to_bytes()).map_err(|e| Error::Fault(e.to_string()))?;
    let prepared = match prepare(statement, &office.fonts) {
        Ok(prepared) => prepared,
        Err(defects) => return void(office, &case, &row.id, None, &defects.join("; ")).map(|()| String::new()),
    };
    after(office, SealingStep::Prepared)?;
    let intent_id = row_id()?;
    let intent = Intent {
        statement: office.seal(Place::Intent(&intent_id), &statement_text)?,
        id: intent_id,
        draft: row.id,
        case_id: id.clone(),
        statement_sha256: prepared.statement_sha256(),
        unsigned_sha256: prepared.unsigned_sha256(),
        kid: office.keys.seal.kid.clone(),
    };
    office.write(|tx| {
        // The approval must still be the one that was read: the case has not moved on.
        office.case_at(tx, &Actor::system(), id, case.version)?;
        match db::ruling::intents::add(tx, &intent, office.now().naive()) {
            Err(DbError::Taken) => Err(Error::Stale),
            other => Ok(other?),
        }
    })?;
    after(office, SealingStep::Intended)?;
    finish(office, &case, &intent, prepared)
}

/// Signs, stores, and keeps everything in one transaction.
fn finish(office: &Office, case: &Case, intent: &Intent, prepared: Prepared) -> Result<String> {
    let sealed = prepared.seal(&office.keys.seal)?;
    after(office, SealingStep::Signed)?;
    let printed = Printed { bytes: sealed.bytes.clone(), pages: sealed.pages };
    let rev = i32::try_from(sealed.statement.draft.rev).unwrap_or(1);
    // Bytes first, row second: bytes without a row are rubbish to sweep, a row without bytes a lost document.
    let mut issued = print::store(office, &case.id, sealed.statement.draft.facts.decision.kind(), &printed, rev)?;
    issued.id.clone_from(&sealed.statement.draft.id);
    issued.statement_sha256 = Some(intent.statement_sha256.clone());
    issued.query_code = Some(sealed.statement.draft.facts.query_code.clone());
    issued.number = Some(sealed.statement.draft.facts.case_number.to_string());
    issued.supersedes = sealed.statement.draft.facts.decision.of_ruling().map(|r| r.id.clone());
    issued.issued_on = sealed.statement.draft.facts.ruled_on;
    after(office, SealingStep::Stored)?;
    keep(office, case, intent, &sealed, issued)?;
    after(office, SealingStep::Kept)?;
    log::checkpoint(office)?;
    Ok(sealed.statement.draft.id)
}

fn keep(office: &Office, case: &Case, intent: &Intent, sealed: &Sealed, mut issued: db::ruling::documents::DocumentRow) -> Result<()> {
    let application = office.application(case)?;
    let entry = sealed.statement.entry(&issued.sha256).to_bytes();
    let system = Actor::system();
    let now = office.now();
    let ruled_on = sealed.statement.draft.facts.ruled_on;
    office.act(&system, &case.id, case.version, |tx, case| {
        db::ruling::intents::finish(tx, &intent.id, "sealed", "", now.naive())?;
        case.decide(Act::Seal { at: now, ruled_on })?;
        let index = db::proof::log::append(tx, &entry, now.naive())?;
        issued.log_index = i64::try_from(index).ok();
        db::ruling::documents::add(tx, &issued, now.naive())?;
        db::ruling::drafts::end(tx, &intent.draft, "sealed", "")?;
        case.keep(tx, &issued.sha256)?;
        match &sealed.statement.draft.facts.decision {
            Decision::Correct { .. } => {}
            Decision::DecideObjection(decided) => objection_decided(office, tx, case, intent, DecidedBy { decided, issued: &issued })?,
            decision => ended(office, tx, case, decision, ruled_on)?,
        }
        for party in &application.parties {
            recording::send(office, tx, &case.id, party, &issued)?;
        }
        Ok(())
    })
}

/// What goes with the end of a case: its clocks, the period of enforcement, and an answer to whoever asked to withdraw.
fn ended(office: &Office, tx: &mut DbConnection, case: &Case, decision: &Decision, on: Day) -> Result<()> {
    for clock in [Period::Accept, Period::Supplement, Period::Review, Period::ReviewLocal] {
        db::review::due_dates::meet(tx, &case.id, clock, on)?;
    }
    // Only what has been confirmed can be enforced.
    if *decision == Decision::Confirm {
        let last = office.application(case)?.terms.iter().flat_map(crate::domain::application::Term::days).max();
        office.start_clock(tx, &case.id, Period::Enforce, last.unwrap_or(on), None)?;
    }
    if let Some(judge) = &case.judge {
        for request in db::review::requests::of_case(tx, &case.id)?.into_iter().filter(|r| r.kind == RequestKind::Withdraw) {
            db::review::requests::settle(tx, &request.id, judge, office.now().naive())?;
        }
    }
    Ok(())
}

/// What was decided, and the ruling that decides it.
struct DecidedBy<'a> {
    decided: &'a ObjectionDecided,
    issued: &'a DocumentRow,
}

/// What goes with a decision on an objection: a ruling that is revoked or altered no longer stands as issued, and the
/// public log says so in the same transaction.
fn objection_decided(
    office: &Office,
    tx: &mut DbConnection,
    case: &Case,
    intent: &Intent,
    DecidedBy { decided, issued }: DecidedBy<'_>,
) -> Result<()> {
    let objection = db::ruling::drafts::objection_of(tx, &intent.draft)?.ok_or(Error::Stale)?;
    // The decision's own row comes first: the objection and the standing point to it.
    db::ruling::objections::decide(tx, &objection, decided.order.name(), &issued.id, issued.issued_on)?;
    let (operation, standing) = match decided.order {
        ObjectionOrder::Dismiss => return Ok(()),
        ObjectionOrder::Revoke => {
            db::review::due_dates::meet(tx, &case.id, Period::Enforce, issued.issued_on)?;
            (Operation::Revoke { id: decided.ruling.id.clone(), reason: "set_aside".to_owned() }, "revoked")
        }
        ObjectionOrder::Alter { .. } => (Operation::Supersede { id: decided.ruling.id.clone(), by: issued.id.clone() }, "superseded"),
    };
    let now = office.now();
    let index = db::proof::log::append(tx, &operation.to_bytes(&now.to_string()), now.naive())?;
    let row = StandingRow {
        document: decided.ruling.id.clone(),
        standing: standing.to_owned(),
        by: issued.id.clone(),
        log_index: i64::try_from(index).unwrap_or(i64::MAX),
        since: issued.issued_on,
    };
    Ok(db::proof::standings::stand(tx, &row)?)
}

/// Seals every case whose approval can no longer be taken back. Gives how many. One that cannot be sealed does not
/// keep the others waiting.
///
/// # Errors
/// [`Error::Fault`] when the cases cannot be listed.
pub fn seal_due(office: &Office) -> Result<usize> {
    let court = office.register.court.code.clone();
    let ids = db::ruling::drafts::approved(&mut *office.connection()?, &court)?;
    let mut sealed = 0;
    for id in ids {
        match seal(office, &id) {
            Ok(_) => sealed += 1,
            Err(Error::Refused(Refusal::Defects(defects))) => {
                tracing::error!(case = %id, defects = defects.join("; "), "a ruling cannot be sealed");
            }
            Err(Error::Refused(_) | Error::Stale) => {}
            Err(error) => tracing::error!(case = %id, ?error, "sealing failed; it is tried again"),
        }
    }
    Ok(sealed)
}

/// What became of intentions that were left unfinished.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Reconciled {
    /// Became documents.
    pub sealed: usize,
    /// Ended in a recorded failure.
    pub failed: usize,
}

/// Finishes what a crash left: each intention becomes its document, or a recorded failure.
///
/// # Errors
/// [`Error::Fault`].
pub fn reconcile(office: &Office) -> Result<Reconciled> {
    let mut done = Reconciled::default();
    let intents = db::ruling::intents::unfinished(&mut *office.connection()?)?;
    for intent in intents {
        match resume(office, &intent) {
            Ok(()) => done.sealed += 1,
            Err(Error::Stale) => {}
            Err(Error::Refused(_)) => done.failed += 1,
            Err(error) => tracing::error!(intent = intent.id, ?error, "an intention could not be finished; it is tried again"),
        }
    }
    Ok(done)
}

/// Resumes one intention. Sealing is deterministic: the same statement, fonts and key give the same bytes.
fn resume(office: &Office, intent: &Intent) -> Result<()> {
    let text = office.open(Place::Intent(&intent.id), &intent.statement)?;
    let case = office.case_of_court(&mut *office.connection()?, &intent.case_id)?;
    let approved = approvals_of(office, &case)?;
    let as_approved = |s: &Statement| approved.as_ref().is_some_and(|(draft, list)| *draft == intent.draft && *list == s.approvals);
    let statement = Statement::parse(text.as_bytes()).filter(|s| office.keys.seal.may_seal(s) && as_approved(s));
    let prepared = statement.and_then(|s| prepare(s, &office.fonts).ok()).filter(|p| p.unsigned_sha256() == intent.unsigned_sha256);
    match prepared {
        Some(prepared) => finish(office, &case, intent, prepared).map(|_| ()),
        None => fail(office, &case, intent, "fonts, wording or key changed since the intention was recorded"),
    }
}

/// The standing draft's row and its approvals, while both are there.
fn approvals_of(office: &Office, case: &Case) -> Result<Option<(String, Vec<ApprovalFact>)>> {
    let Some(approval) = case.stage.standing().and_then(|s| s.approval.as_ref()) else { return Ok(None) };
    let (row, _) = draft::standing(office, case)?;
    let list = approvals(office, &row, approval)?;
    Ok(Some((row.id, list)))
}

/// The approvals as a statement names them: who proposed, who sat beside the judge, the judge.
fn approvals(office: &Office, row: &db::ruling::drafts::DraftRow, approval: &Approval) -> Result<Vec<ApprovalFact>> {
    let fact = |role: &str, user: &str, at: Moment| ApprovalFact { role: role.to_owned(), user_ref: user.to_owned(), at };
    let beside = db::review::panels::approvals(&mut *office.connection()?, FrozenDraft { draft: &row.id, sha256: &row.sha256 })?;
    let mut list = vec![fact("proposer", row.proposed_by.as_str(), Moment::from_naive(row.proposed_at))];
    list.extend(beside.iter().map(|(judge, at)| fact("panel", judge, Moment::from_naive(*at))));
    list.push(fact("judge", approval.judge.as_str(), approval.at));
    Ok(list)
}

/// Records a failure and gives the case back to the clerk.
fn fail(office: &Office, case: &Case, intent: &Intent, reason: &str) -> Result<()> {
    void(office, case, &intent.draft, Some(&intent.id), reason)
}

/// Ends an intention as failed, voids draft and approvals where they still stand, and says so.
fn void(office: &Office, case: &Case, draft: &str, intent: Option<&str>, reason: &str) -> Result<()> {
    let system = Actor::system();
    office.act(&system, &case.id, case.version, |tx, case| {
        if let Some(intent) = intent {
            db::ruling::intents::finish(tx, intent, "failed", reason, office.now().naive())?;
        }
        let stands = db::ruling::drafts::standing(tx, &case.id)?.is_some_and(|row| row.id == draft);
        if stands {
            case.decide(Act::Void)?;
            db::ruling::drafts::end(tx, draft, "sent_back", reason)?;
            case.keep_as(tx, ActName::SealFailed, reason)?;
        }
        Ok(())
    })?;
    Err(Refusal::Defects(vec![reason.to_owned()]).into())
}
