//! The review point by point (table `checks`).

use crate::db::schema::checks;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::review::{ReviewMark, ReviewPoint};
use diesel::prelude::*;

/// A point of the review.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = checks)]
pub struct MarkRow {
    /// Which.
    pub item: ReviewPoint,
    /// How it stands.
    pub mark: ReviewMark,
    /// Why, encrypted.
    pub note: String,
    /// Who.
    #[diesel(column_name = marked_by)]
    pub by: PersonId,
    /// Day.
    #[diesel(column_name = marked_on)]
    pub on: Day,
}

/// The review of a case so far.
pub fn marks(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<MarkRow>> {
    Ok(checks::table.filter(checks::case_id.eq(case)).order(checks::item).select(MarkRow::as_select()).load(tx)?)
}

/// Marks a point.
pub fn mark(tx: &mut DbConnection, case: &CaseId, mark: &MarkRow) -> DbResult<()> {
    let set = (checks::mark.eq(mark.mark), checks::note.eq(&mark.note), checks::marked_by.eq(&mark.by), checks::marked_on.eq(mark.on));
    let here = checks::table.filter(checks::case_id.eq(case)).filter(checks::item.eq(mark.item));
    if diesel::update(here).set(set).execute(tx)? == 0 {
        diesel::insert_into(checks::table).values((checks::case_id.eq(case), checks::item.eq(mark.item), set)).execute(tx)?;
    }
    Ok(())
}

/// An encrypted note of a point, as it lies.
#[derive(Queryable)]
pub struct SealedNote {
    /// Case.
    pub case: CaseId,
    /// Point.
    pub point: ReviewPoint,
    /// As it lies.
    pub sealed: String,
}

/// Every note of every case; points without one are left out.
pub fn notes(tx: &mut DbConnection) -> DbResult<Vec<SealedNote>> {
    Ok(checks::table
        .filter(checks::note.ne(""))
        .order((checks::case_id, checks::item))
        .select((checks::case_id, checks::item, checks::note))
        .load(tx)?)
}
