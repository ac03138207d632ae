//! Facts of performance.

use crate::db::schema::performances;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::performance::PerformanceKind;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A fact as kept; the note is encrypted.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = performances)]
pub struct Performance {
    /// Id.
    pub id: String,
    /// Place of the term, from 1.
    pub term: i32,
    /// Place of its instalment, from 1.
    pub instalment: i32,
    /// What was told.
    pub kind: PerformanceKind,
    /// The sum, in 分.
    pub amount_fen: Option<i64>,
    /// Day.
    #[diesel(column_name = happened_on)]
    pub on: Day,
    /// In plain words, encrypted.
    pub note: String,
    /// Who says so, by name.
    pub told_by: String,
}

/// Keeps a fact.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &Performance, by: Option<&PersonId>, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(performances::table)
        .values((performances::case_id.eq(case), performances::recorded_by.eq(by), performances::recorded_at.eq(at), row))
        .execute(tx)?;
    Ok(())
}

/// The facts of a case, oldest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Performance>> {
    Ok(performances::table
        .filter(performances::case_id.eq(case))
        .order((performances::recorded_at, performances::id))
        .select(Performance::as_select())
        .load(tx)?)
}
