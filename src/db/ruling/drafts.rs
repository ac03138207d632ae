//! Draft rulings, approvals, and intentions to seal.

use crate::db::schema::{cases, drafts};
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::case::{Approval, StageName};
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A draft as kept.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = drafts)]
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
    pub proposed_from: StageName,
    /// The objection it decides.
    pub objection: Option<String>,
    /// Proposer.
    pub proposed_by: PersonId,
    /// When proposed.
    pub proposed_at: NaiveDateTime,
    /// Judge.
    pub approved_by: Option<PersonId>,
    /// When approved.
    pub approved_at: Option<NaiveDateTime>,
}

/// How many drafts a case has had.
pub fn count(tx: &mut DbConnection, case: &CaseId) -> DbResult<i32> {
    let count: i64 = drafts::table.filter(drafts::case_id.eq(case.as_str())).count().get_result(tx)?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Keeps a new standing draft.
pub fn add(tx: &mut DbConnection, case: &CaseId, draft: &DraftRow, mediator: Option<&PersonId>) -> DbResult<()> {
    diesel::insert_into(drafts::table)
        .values((drafts::case_id.eq(case), drafts::mediator.eq(mediator), drafts::state.eq("standing"), drafts::reason.eq(""), draft))
        .execute(tx)?;
    Ok(())
}

/// The standing draft of a case.
pub fn standing(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<DraftRow>> {
    first(drafts::table.filter(drafts::case_id.eq(case)).filter(drafts::state.eq("standing")).select(DraftRow::as_select()).load(tx))
}

/// The objection a draft decides.
pub fn objection_of(tx: &mut DbConnection, draft: &str) -> DbResult<Option<String>> {
    Ok(first(drafts::table.find(draft).select(drafts::objection).load::<Option<String>>(tx))?.flatten())
}

/// The cases of a court whose standing draft has been approved, oldest approval first.
pub fn approved(tx: &mut DbConnection, court: &str) -> DbResult<Vec<CaseId>> {
    Ok(drafts::table
        .inner_join(cases::table.on(cases::id.eq(drafts::case_id)))
        .filter(cases::court.eq(court))
        .filter(drafts::state.eq("standing"))
        .filter(drafts::approved_by.is_not_null())
        .order((drafts::approved_at, drafts::id))
        .select(drafts::case_id)
        .load(tx)?)
}

/// When the approval of a standing draft that can be taken back no longer was over, the one longest ago.
pub fn oldest_approval(tx: &mut DbConnection, court: &str) -> DbResult<Option<NaiveDateTime>> {
    Ok(drafts::table
        .inner_join(cases::table.on(cases::id.eq(drafts::case_id)))
        .filter(cases::court.eq(court))
        .filter(drafts::state.eq("standing"))
        .filter(drafts::approved_by.is_not_null())
        .select(diesel::dsl::min(drafts::approved_until))
        .first(tx)?)
}

/// The cases in which a later ruling stands before the judge.
pub fn later(tx: &mut DbConnection) -> DbResult<Vec<CaseId>> {
    Ok(drafts::table
        .filter(drafts::state.eq("standing"))
        .filter(drafts::proposed_from.eq(StageName::Ruled))
        .select(drafts::case_id)
        .load(tx)?)
}

/// Why the last draft was sent back, where it was.
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
pub fn approve(tx: &mut DbConnection, draft: &str, approval: Option<&Approval>) -> DbResult<()> {
    let standing = drafts::table.filter(drafts::id.eq(draft)).filter(drafts::state.eq("standing"));
    let changed = match approval {
        Some(approval) => diesel::update(standing.filter(drafts::approved_by.is_null()))
            .set((
                drafts::approved_by.eq(Some(&approval.judge)),
                drafts::approved_at.eq(Some(approval.at.naive())),
                drafts::approved_until.eq(Some(approval.until.naive())),
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
