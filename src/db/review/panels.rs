//! Panels (合议庭): who sits beside the presiding judge, and who of them has approved which draft.

use crate::db::schema::{panel_approvals, panel_members};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Who sits beside the presiding judge; nobody where a sole judge hears the case.
pub fn members(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<PersonId>> {
    let rows: Vec<String> = panel_members::table
        .filter(panel_members::case_id.eq(case.as_str()))
        .order(panel_members::place)
        .select(panel_members::judge)
        .load(tx)?;
    Ok(rows.iter().filter_map(|judge| PersonId::parse(judge)).collect())
}

/// Puts these members in place of those who sat before.
pub fn form(tx: &mut DbConnection, case: &CaseId, members: &[PersonId], on: Day, by: &PersonId) -> DbResult<()> {
    diesel::delete(panel_members::table.filter(panel_members::case_id.eq(case.as_str()))).execute(tx)?;
    for (place, judge) in (1..).zip(members) {
        diesel::insert_into(panel_members::table)
            .values((
                panel_members::case_id.eq(case.as_str()),
                panel_members::judge.eq(judge.as_str()),
                panel_members::place.eq(place),
                panel_members::formed_on.eq(on.date()),
                panel_members::recorded_by.eq(by.as_str()),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// The cases in which somebody sits beside the presiding judge.
pub fn cases_of(tx: &mut DbConnection, judge: &PersonId) -> DbResult<Vec<CaseId>> {
    Ok(panel_members::table.filter(panel_members::judge.eq(judge.as_str())).select(panel_members::case_id).load(tx)?)
}

/// A draft, and the digest of what it says.
pub struct FrozenDraft<'a> {
    /// Its id.
    pub draft: &'a str,
    /// The digest.
    pub sha256: &'a str,
}

/// Keeps a member's approval of a draft.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it has approved.
pub fn approve(tx: &mut DbConnection, FrozenDraft { draft, sha256 }: FrozenDraft<'_>, judge: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(panel_approvals::table)
        .values((
            panel_approvals::draft.eq(draft),
            panel_approvals::judge.eq(judge.as_str()),
            panel_approvals::sha256.eq(sha256),
            panel_approvals::approved_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Who of a panel has approved a draft, and when; in the order of approval.
pub fn approvals(tx: &mut DbConnection, FrozenDraft { draft, sha256 }: FrozenDraft<'_>) -> DbResult<Vec<(String, NaiveDateTime)>> {
    Ok(panel_approvals::table
        .filter(panel_approvals::draft.eq(draft))
        .filter(panel_approvals::sha256.eq(sha256))
        .order((panel_approvals::approved_at, panel_approvals::judge))
        .select((panel_approvals::judge, panel_approvals::approved_at))
        .load(tx)?)
}
