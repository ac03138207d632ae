//! Keyed hashes over the rows of cases' histories (table `history_marks`), and the rows as they are held against them.

use crate::db::schema::{history, history_marks};
use crate::db::{DbConnection, DbResult};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A row of a case's history, whole and as it lies: what it says is not read.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = history)]
pub struct HistoryRow {
    /// Case.
    pub case_id: String,
    /// Which of the case's rows, from 1.
    pub seq: i32,
    /// When.
    pub at: NaiveDateTime,
    /// Civil day.
    pub civil_on: NaiveDate,
    /// Who.
    pub actor: Option<String>,
    /// Who, by name.
    pub actor_name: String,
    /// In which role.
    pub role: String,
    /// Act.
    pub act: String,
    /// Stage after it.
    pub stage: String,
    /// A plain word more.
    pub detail: String,
}

/// The keyed hash over a row.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = history_marks)]
pub struct HistoryMark {
    /// Case.
    pub case_id: String,
    /// Which of the case's rows.
    pub seq: i32,
    /// Hash, hex.
    pub mac: String,
}

/// Rows written since a time that have no mark yet, the oldest first.
pub fn unmarked(tx: &mut DbConnection, since: NaiveDateTime, most: i64) -> DbResult<Vec<HistoryRow>> {
    let marked = history_marks::case_id.eq(history::case_id).and(history_marks::seq.eq(history::seq));
    Ok(history::table
        .left_join(history_marks::table.on(marked))
        .filter(history_marks::case_id.nullable().is_null())
        .filter(history::at.ge(since))
        .order((history::at, history::case_id, history::seq))
        .limit(most)
        .select(HistoryRow::as_select())
        .load(tx)?)
}

/// Marks a row.
pub fn mark(tx: &mut DbConnection, mark: &HistoryMark) -> DbResult<()> {
    diesel::insert_into(history_marks::table).values(mark).execute(tx)?;
    Ok(())
}

/// Every row, case by case.
pub fn rows(tx: &mut DbConnection) -> DbResult<Vec<HistoryRow>> {
    Ok(history::table.order((history::case_id, history::seq)).select(HistoryRow::as_select()).load(tx)?)
}

/// Every mark.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<HistoryMark>> {
    Ok(history_marks::table.order((history_marks::case_id, history_marks::seq)).select(HistoryMark::as_select()).load(tx)?)
}

/// How many rows are marked.
pub fn count(tx: &mut DbConnection) -> DbResult<i64> {
    Ok(history_marks::table.count().get_result(tx)?)
}
