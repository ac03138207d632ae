//! Warnings and reminders given (table `warnings`).

use crate::db::schema::warnings;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use diesel::prelude::*;

/// Notes a warning.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it has been given.
pub fn warn(tx: &mut DbConnection, case: &CaseId, period: &str, after_days: i32, on: Day) -> DbResult<()> {
    diesel::insert_into(warnings::table)
        .values((
            warnings::case_id.eq(case),
            warnings::period.eq(period),
            warnings::after_days.eq(after_days),
            warnings::given_on.eq(on.date()),
        ))
        .execute(tx)?;
    Ok(())
}

/// Whether a warning is given now, or was given before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Warned {
    /// It is noted now, for the first time.
    Now,
    /// It had been.
    Before,
}

/// Notes a warning unless it has been given.
pub fn warn_once(tx: &mut DbConnection, case: &CaseId, period: &str, after_days: i32, on: Day) -> DbResult<Warned> {
    if warned(tx, case, period)?.contains(&after_days) {
        return Ok(Warned::Before);
    }
    warn(tx, case, period, after_days, on).map(|()| Warned::Now)
}

/// The warnings a case has been given of a period, by day of the period.
pub fn warned(tx: &mut DbConnection, case: &CaseId, period: &str) -> DbResult<Vec<i32>> {
    Ok(warnings::table.filter(warnings::case_id.eq(case)).filter(warnings::period.eq(period)).select(warnings::after_days).load(tx)?)
}
