//! The review point by point (table `checks`).

use crate::db::schema::checks;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use chrono::NaiveDate;
use diesel::prelude::*;

/// A point of the review.
#[derive(Clone)]
pub struct MarkRow {
    /// Which.
    pub item: String,
    /// `pass`, `fail`, `open`.
    pub mark: String,
    /// Why, encrypted.
    pub note: String,
    /// Who.
    pub by: String,
    /// Day.
    pub on: Day,
}

/// The review of a case so far.
///
/// # Errors
/// The database's.
pub fn marks(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<MarkRow>> {
    let rows: Vec<(String, String, String, String, NaiveDate)> = checks::table
        .filter(checks::case_id.eq(case.as_str()))
        .order(checks::item)
        .select((checks::item, checks::mark, checks::note, checks::marked_by, checks::marked_on))
        .load(tx)?;
    Ok(rows.into_iter().map(|(item, mark, note, by, on)| MarkRow { item, mark, note, by, on: Day::from_date(on) }).collect())
}

/// Marks a point.
///
/// # Errors
/// The database's.
pub fn mark(tx: &mut DbConnection, case: &CaseId, mark: &MarkRow) -> DbResult<()> {
    let set =
        (checks::mark.eq(&mark.mark), checks::note.eq(&mark.note), checks::marked_by.eq(&mark.by), checks::marked_on.eq(mark.on.date()));
    let changed = diesel::update(checks::table.find((case.as_str(), &mark.item))).set(set).execute(tx)?;
    if changed == 0 {
        diesel::insert_into(checks::table).values((checks::case_id.eq(case.as_str()), checks::item.eq(&mark.item), set)).execute(tx)?;
    }
    Ok(())
}
