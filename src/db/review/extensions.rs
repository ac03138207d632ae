//! Extensions of the review (table `extensions`).

use crate::db::schema::extensions;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An extension of the review; the reason is encrypted.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = extensions)]
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
    /// Nominal end before it.
    pub nominal_before: Day,
    /// Nominal end after it.
    pub nominal_after: Day,
}

/// Keeps an extension.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &Extension, by: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(extensions::table)
        .values((extensions::case_id.eq(case), extensions::recorded_by.eq(by), extensions::recorded_at.eq(at), row))
        .execute(tx)?;
    Ok(())
}
