//! Who is recused from which case (table `recusals`).

use crate::db::schema::recusals;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use diesel::prelude::*;

/// Who is recused from a case, and why.
pub fn recused(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<(String, String)>> {
    Ok(recusals::table
        .filter(recusals::case_id.eq(case.as_str()))
        .order(recusals::recused_on)
        .select((recusals::person, recusals::reason))
        .load(tx)?)
}

/// Recuses somebody.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it has been done.
pub fn recuse(tx: &mut DbConnection, case: &CaseId, person: &PersonId, reason: &str, on: Day) -> DbResult<()> {
    diesel::insert_into(recusals::table)
        .values((
            recusals::case_id.eq(case.as_str()),
            recusals::person.eq(person.as_str()),
            recusals::reason.eq(reason),
            recusals::recused_on.eq(on.date()),
        ))
        .execute(tx)?;
    Ok(())
}
