//! Extensions of the review (table `extensions`).

use crate::db::schema::extensions;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An extension of the review; the reason is encrypted.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Id.
    pub id: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_on: Day,
    /// By how many days.
    pub days: i32,
    /// Why, encrypted.
    pub reason: String,
    /// Nominal end before and after.
    pub nominal: [Day; 2],
}

/// Keeps an extension.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &Extension, by: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(extensions::table)
        .values((
            extensions::id.eq(&row.id),
            extensions::case_id.eq(case.as_str()),
            extensions::approved_by.eq(&row.approved_by),
            extensions::approved_on.eq(row.approved_on.date()),
            extensions::days.eq(row.days),
            extensions::reason.eq(&row.reason),
            extensions::nominal_before.eq(row.nominal[0].date()),
            extensions::nominal_after.eq(row.nominal[1].date()),
            extensions::recorded_by.eq(by.as_str()),
            extensions::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}
