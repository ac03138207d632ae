//! Calls to verification, what parties answered to them, and who signed the record.

use crate::db::schema::{call_answers, calls};
use crate::db::{DbConnection, DbResult, first};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Id.
    pub id: String,
    /// `in_person`, `online`, `asynchronous`.
    pub way: String,
    /// Day.
    pub on: Day,
    /// Time of day: `09:30`.
    pub at: String,
    /// Place, or the line.
    pub place: String,
}

/// Keeps a call.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, case: &CaseId, call: &Call, by: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    let last: Option<i32> = calls::table.filter(calls::case_id.eq(case.as_str())).select(diesel::dsl::max(calls::seq)).first(tx)?;
    diesel::insert_into(calls::table)
        .values((
            calls::id.eq(&call.id),
            calls::case_id.eq(case.as_str()),
            calls::seq.eq(last.unwrap_or(0) + 1),
            calls::way.eq(&call.way),
            calls::held_on.eq(call.on.date()),
            calls::held_at.eq(&call.at),
            calls::place.eq(&call.place),
            calls::called_by.eq(by.as_str()),
            calls::called_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The newest call of a case.
///
/// # Errors
/// The database's.
pub fn newest(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<Call>> {
    let rows = calls::table
        .filter(calls::case_id.eq(case.as_str()))
        .order(calls::seq.desc())
        .limit(1)
        .select((calls::id, calls::way, calls::held_on, calls::held_at, calls::place))
        .load::<(String, String, NaiveDate, String, String)>(tx);
    Ok(first(rows)?.map(|(id, way, on, at, place)| Call { id, way, on: Day::from_date(on), at, place }))
}

/// Keeps a party's answer, in place of an earlier one.
///
/// # Errors
/// The database's.
pub fn answer(tx: &mut DbConnection, call: &str, party: &str, agrees: bool, at: NaiveDateTime) -> DbResult<()> {
    let next = (call_answers::agrees.eq(agrees), call_answers::answered_at.eq(at));
    if diesel::update(call_answers::table.find((call, party))).set(next).execute(tx)? == 0 {
        diesel::insert_into(call_answers::table)
            .values((call_answers::call.eq(call), call_answers::party.eq(party), next.0, next.1))
            .execute(tx)?;
    }
    Ok(())
}

/// What the parties answered to a call.
///
/// # Errors
/// The database's.
pub fn answers(tx: &mut DbConnection, call: &str) -> DbResult<Vec<(String, bool)>> {
    Ok(call_answers::table
        .filter(call_answers::call.eq(call))
        .order(call_answers::party)
        .select((call_answers::party, call_answers::agrees))
        .load(tx)?)
}
