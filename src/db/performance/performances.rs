//! Facts of performance.

use crate::db::schema::performances;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A fact as kept; the note is encrypted.
#[derive(Clone, Debug)]
pub struct Performance {
    /// Id.
    pub id: String,
    /// Place of the term and of its instalment, from 1.
    pub place: (i32, i32),
    /// `performed`, `claimed`, `missed`, `visit`.
    pub kind: String,
    /// The sum, in 分.
    pub amount_fen: Option<i64>,
    /// Day.
    pub on: Day,
    /// In plain words, encrypted.
    pub note: String,
    /// Who says so, by name.
    pub told_by: String,
}

/// Keeps a fact.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &Performance, by: Option<&PersonId>, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(performances::table)
        .values((
            performances::id.eq(&row.id),
            performances::case_id.eq(case.as_str()),
            performances::term.eq(row.place.0),
            performances::instalment.eq(row.place.1),
            performances::kind.eq(&row.kind),
            performances::amount_fen.eq(row.amount_fen),
            performances::happened_on.eq(row.on.date()),
            performances::note.eq(&row.note),
            performances::told_by.eq(&row.told_by),
            performances::recorded_by.eq(by.map(PersonId::as_str)),
            performances::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

type Row = (String, i32, i32, String, Option<i64>, NaiveDate, String, String);

/// The facts of a case, oldest first.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Performance>> {
    let rows: Vec<Row> = performances::table
        .filter(performances::case_id.eq(case.as_str()))
        .order((performances::recorded_at, performances::id))
        .select((
            performances::id,
            performances::term,
            performances::instalment,
            performances::kind,
            performances::amount_fen,
            performances::happened_on,
            performances::note,
            performances::told_by,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, term, instalment, kind, amount_fen, on, note, told_by)| Performance {
            id,
            place: (term, instalment),
            kind,
            amount_fen,
            on: Day::from_date(on),
            note,
            told_by,
        })
        .collect())
}
