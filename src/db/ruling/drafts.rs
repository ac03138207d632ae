//! Draft rulings, approvals, and intentions to seal.

use crate::db::schema::{cases, drafts};
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::day::Moment;
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A draft as kept.
pub struct DraftRow {
    /// Id.
    pub id: String,
    /// Revision, from 1.
    pub rev: i32,
    /// Canonical draft, encrypted.
    pub body: String,
    /// SHA-256 of the canonical draft, hex.
    pub sha256: String,
    /// What it would end the case with.
    pub outcome: String,
    /// Stage it was proposed from.
    pub proposed_from: String,
    /// The objection it decides.
    pub objection: Option<String>,
    /// Proposer.
    pub proposed_by: String,
    /// When proposed.
    pub proposed_at: NaiveDateTime,
    /// Judge.
    pub approved_by: Option<String>,
    /// When approved.
    pub approved_at: Option<NaiveDateTime>,
}

/// How many drafts a case has had.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut DbConnection, case: &CaseId) -> DbResult<i32> {
    let count: i64 = drafts::table.filter(drafts::case_id.eq(case.as_str())).count().get_result(tx)?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Keeps a new standing draft.
///
/// # Errors
/// The database's; it refuses a mediator as proposer.
pub fn add(tx: &mut DbConnection, case: &CaseId, draft: &DraftRow, mediator: Option<&PersonId>) -> DbResult<()> {
    diesel::insert_into(drafts::table)
        .values((
            drafts::id.eq(&draft.id),
            drafts::case_id.eq(case.as_str()),
            drafts::rev.eq(draft.rev),
            drafts::body.eq(&draft.body),
            drafts::sha256.eq(&draft.sha256),
            drafts::outcome.eq(&draft.outcome),
            drafts::proposed_from.eq(&draft.proposed_from),
            drafts::objection.eq(&draft.objection),
            drafts::mediator.eq(mediator.map(PersonId::as_str)),
            drafts::proposed_by.eq(&draft.proposed_by),
            drafts::proposed_at.eq(draft.proposed_at),
            drafts::state.eq("standing"),
            drafts::reason.eq(""),
        ))
        .execute(tx)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct Row {
    id: String,
    rev: i32,
    body: String,
    sha256: String,
    outcome: String,
    proposed_from: String,
    objection: Option<String>,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
}

/// The standing draft of a case.
///
/// # Errors
/// The database's.
pub fn standing(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<DraftRow>> {
    let rows = drafts::table
        .filter(drafts::case_id.eq(case.as_str()))
        .filter(drafts::state.eq("standing"))
        .select(Row::as_select())
        .load::<Row>(tx);
    Ok(first(rows)?.map(|row| DraftRow {
        id: row.id,
        rev: row.rev,
        body: row.body,
        sha256: row.sha256,
        outcome: row.outcome,
        proposed_from: row.proposed_from,
        objection: row.objection,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        approved_by: row.approved_by,
        approved_at: row.approved_at,
    }))
}

/// The objection a draft decides.
///
/// # Errors
/// The database's.
pub fn objection_of(tx: &mut DbConnection, draft: &str) -> DbResult<Option<String>> {
    Ok(first(drafts::table.find(draft).select(drafts::objection).load::<Option<String>>(tx))?.flatten())
}

/// The cases of a court whose standing draft has been approved, oldest approval first.
///
/// # Errors
/// The database's.
pub fn approved(tx: &mut DbConnection, court: &str) -> DbResult<Vec<CaseId>> {
    let rows: Vec<String> = drafts::table
        .inner_join(cases::table.on(cases::id.eq(drafts::case_id)))
        .filter(cases::court.eq(court))
        .filter(drafts::state.eq("standing"))
        .filter(drafts::approved_by.is_not_null())
        .order((drafts::approved_at, drafts::id))
        .select(drafts::case_id)
        .load(tx)?;
    Ok(rows.iter().filter_map(|id| CaseId::parse(id)).collect())
}

/// The cases in which a later ruling stands before the judge.
///
/// # Errors
/// The database's.
pub fn later(tx: &mut DbConnection) -> DbResult<Vec<String>> {
    Ok(drafts::table.filter(drafts::state.eq("standing")).filter(drafts::proposed_from.eq("ruled")).select(drafts::case_id).load(tx)?)
}

/// Why the last draft was sent back, where it was.
///
/// # Errors
/// The database's.
pub fn sent_back(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<String>> {
    let rows = drafts::table
        .filter(drafts::case_id.eq(case.as_str()))
        .order(drafts::rev.desc())
        .limit(1)
        .select((drafts::state, drafts::reason))
        .load::<(String, String)>(tx);
    Ok(first(rows)?.filter(|(state, _)| state == "sent_back").map(|(_, reason)| reason))
}

/// Records or takes back the judge's approval; guarded by what stood before.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when somebody was faster.
pub fn approve(tx: &mut DbConnection, draft: &str, judge: Option<(&PersonId, Moment, Moment)>) -> DbResult<()> {
    let standing = drafts::table.filter(drafts::id.eq(draft)).filter(drafts::state.eq("standing"));
    let changed = match judge {
        Some((judge, at, until)) => diesel::update(standing.filter(drafts::approved_by.is_null()))
            .set((
                drafts::approved_by.eq(Some(judge.as_str())),
                drafts::approved_at.eq(Some(at.naive())),
                drafts::approved_until.eq(Some(until.naive())),
            ))
            .execute(tx)?,
        None => diesel::update(standing.filter(drafts::approved_by.is_not_null()))
            .set((
                drafts::approved_by.eq(None::<String>),
                drafts::approved_at.eq(None::<NaiveDateTime>),
                drafts::approved_until.eq(None::<NaiveDateTime>),
            ))
            .execute(tx)?,
    };
    one(changed)
}

/// Ends a draft's standing: sent back with a reason, or sealed.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it does not stand.
pub fn end(tx: &mut DbConnection, draft: &str, state: &str, reason: &str) -> DbResult<()> {
    let changed = diesel::update(drafts::table.filter(drafts::id.eq(draft)).filter(drafts::state.eq("standing")))
        .set((drafts::state.eq(state), drafts::reason.eq(reason)))
        .execute(tx)?;
    one(changed)
}
