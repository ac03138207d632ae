//! Who has joined a case (table `joinings`).

use crate::db::schema::joinings;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// Records that a party joined.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it has.
pub fn add(tx: &mut DbConnection, id: &str, case: &CaseId, joining: &Joining, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(joinings::table)
        .values((
            joinings::id.eq(id),
            joinings::case_id.eq(case.as_str()),
            joinings::party.eq(&joining.party),
            joinings::way.eq(&joining.way),
            joinings::acted_by.eq(&joining.acted_by),
            joinings::capacity.eq(&joining.capacity),
            joinings::joined_on.eq(joining.on.date()),
            joinings::joined_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// One party's joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Party's reference.
    pub party: String,
    /// `phone`, `kiosk`, `paper`, `transcript`.
    pub way: String,
    /// Who acted.
    pub acted_by: String,
    /// As what: `self`, `representative`, `guardian`, `agent`.
    pub capacity: String,
    /// Day.
    pub on: Day,
}

/// Who has joined.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Joining>> {
    let rows: Vec<(String, String, String, String, NaiveDate)> = joinings::table
        .filter(joinings::case_id.eq(case.as_str()))
        .order(joinings::joined_at)
        .select((joinings::party, joinings::way, joinings::acted_by, joinings::capacity, joinings::joined_on))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(party, way, acted_by, capacity, on)| Joining { party, way, acted_by, capacity, on: Day::from_date(on) })
        .collect())
}

/// Takes every joining of a case back: whoever has joined joins anew.
///
/// # Errors
/// The database's.
pub fn remove_all(tx: &mut DbConnection, case: &CaseId) -> DbResult<()> {
    diesel::delete(joinings::table.filter(joinings::case_id.eq(case.as_str()))).execute(tx)?;
    Ok(())
}
