//! Who has read personal data of a case (table `readings`).

use crate::db::schema::readings;
use crate::db::{DbConnection, DbResult};
use crate::domain::id::CaseId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Who read, and what.
pub struct ReadBy<'a> {
    /// Person, or party.
    pub reader: &'a str,
    /// What was read.
    pub what: &'a str,
}

/// A reading as kept.
#[derive(Clone, PartialEq, Eq, Debug, Queryable, Selectable)]
#[diesel(table_name = readings)]
pub struct ReadingRow {
    /// Person's id, or the name of a programme that reads for an agency.
    pub reader: String,
    /// What was read.
    pub what: String,
    /// When.
    pub at: NaiveDateTime,
}

/// A case's readings, newest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId, most: i64) -> DbResult<Vec<ReadingRow>> {
    Ok(readings::table
        .filter(readings::case_id.eq(case.as_str()))
        .order((readings::at.desc(), readings::id))
        .limit(most)
        .select(ReadingRow::as_select())
        .load(tx)?)
}

/// Notes that somebody read personal data of a case.
pub fn read(tx: &mut DbConnection, id: &str, case: &CaseId, ReadBy { reader, what }: ReadBy<'_>, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(readings::table)
        .values((
            readings::id.eq(id),
            readings::case_id.eq(case.as_str()),
            readings::reader.eq(reader),
            readings::what.eq(what),
            readings::at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}
