//! Supplement notices (table `supplements`).

use crate::db::schema::supplements;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use chrono::NaiveDate;
use diesel::prelude::*;

/// A supplement notice as kept; items are encrypted.
#[derive(Clone)]
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

type SupplementTuple = (String, i32, String, String, String, NaiveDate, NaiveDate, Option<NaiveDate>);

/// The supplement notices of a case, in order.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Supplement>> {
    let rows: Vec<SupplementTuple> = supplements::table
        .filter(supplements::case_id.eq(case.as_str()))
        .order(supplements::seq)
        .select((
            supplements::id,
            supplements::seq,
            supplements::items,
            supplements::reason_again,
            supplements::issued_by,
            supplements::issued_on,
            supplements::due_on,
            supplements::answered_on,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, items, reason_again, issued_by, issued_on, due_on, answered_on)| Supplement {
            id,
            seq,
            items,
            reason_again,
            issued_by,
            issued_on: Day::from_date(issued_on),
            due_on: Day::from_date(due_on),
            answered_on: answered_on.map(Day::from_date),
        })
        .collect())
}

/// Keeps a supplement notice.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when somebody was faster.
pub fn add(tx: &mut DbConnection, case: &CaseId, notice: &Supplement) -> DbResult<()> {
    diesel::insert_into(supplements::table)
        .values((
            supplements::id.eq(&notice.id),
            supplements::case_id.eq(case.as_str()),
            supplements::seq.eq(notice.seq),
            supplements::items.eq(&notice.items),
            supplements::reason_again.eq(&notice.reason_again),
            supplements::issued_by.eq(&notice.issued_by),
            supplements::issued_on.eq(notice.issued_on.date()),
            supplements::due_on.eq(notice.due_on.date()),
        ))
        .execute(tx)?;
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
