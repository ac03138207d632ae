//! Supplement notices (table `supplements`).

use crate::db::schema::supplements;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use diesel::prelude::*;

/// A supplement notice as kept; items are encrypted.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = supplements)]
pub struct Supplement {
    /// Id.
    pub id: String,
    /// Number within the case, from 1.
    pub seq: i32,
    /// Items, encrypted.
    pub items: String,
    /// Why the first notice was not complete, for a second one.
    pub reason_again: String,
    /// Who issued it.
    pub issued_by: String,
    /// Day of issue.
    pub issued_on: Day,
    /// Last day.
    pub due_on: Day,
    /// Day the supplement came.
    pub answered_on: Option<Day>,
}

/// The supplement notices of a case, in order.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Supplement>> {
    Ok(supplements::table.filter(supplements::case_id.eq(case)).order(supplements::seq).select(Supplement::as_select()).load(tx)?)
}

/// Keeps a supplement notice.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when somebody was faster.
pub fn add(tx: &mut DbConnection, case: &CaseId, notice: &Supplement) -> DbResult<()> {
    diesel::insert_into(supplements::table).values((supplements::case_id.eq(case), notice)).execute(tx)?;
    Ok(())
}

/// Marks the open notice answered.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when none is open.
pub fn answer(tx: &mut DbConnection, case: &CaseId, on: Day) -> DbResult<()> {
    let open = supplements::table.filter(supplements::case_id.eq(case.as_str())).filter(supplements::answered_on.is_null());
    one(diesel::update(open).set(supplements::answered_on.eq(on.date())).execute(tx)?)
}
