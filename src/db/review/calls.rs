//! Calls to verification, what parties answered to them, and who signed the record.

use crate::db::schema::{call_answers, calls};
use crate::db::{DbConnection, DbResult, first};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::meeting::MeetingWay;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A call.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = calls)]
pub struct Call {
    /// Id.
    pub id: String,
    /// How it is held.
    pub way: MeetingWay,
    /// Day.
    #[diesel(column_name = held_on)]
    pub on: Day,
    /// Time of day: `09:30`.
    #[diesel(column_name = held_at)]
    pub at: String,
    /// Place, or the line.
    pub place: String,
}

/// Keeps a call.
pub fn add(tx: &mut DbConnection, case: &CaseId, call: &Call, by: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    let last: Option<i32> = calls::table.filter(calls::case_id.eq(case.as_str())).select(diesel::dsl::max(calls::seq)).first(tx)?;
    diesel::insert_into(calls::table)
        .values((calls::case_id.eq(case), calls::seq.eq(last.unwrap_or(0) + 1), calls::called_by.eq(by), calls::called_at.eq(at), call))
        .execute(tx)?;
    Ok(())
}

/// The newest call of a case.
pub fn newest(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<Call>> {
    first(calls::table.filter(calls::case_id.eq(case)).order(calls::seq.desc()).limit(1).select(Call::as_select()).load(tx))
}

/// Keeps a party's answer, in place of an earlier one.
pub fn answer(tx: &mut DbConnection, call: &str, party: &str, agrees: bool, at: NaiveDateTime) -> DbResult<()> {
    let next = (call_answers::agrees.eq(agrees), call_answers::answered_at.eq(at));
    if diesel::update(call_answers::table.find((call, party))).set(next).execute(tx)? == 0 {
        diesel::insert_into(call_answers::table)
            .values((call_answers::call.eq(call), call_answers::party.eq(party), next.0, next.1))
            .execute(tx)?;
    }
    Ok(())
}

/// What a party answered to a call.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = call_answers)]
pub struct CallAnswer {
    /// Party's reference.
    pub party: String,
    /// It agrees to a verification on-line.
    pub agrees: bool,
}

/// What the parties answered to a call.
pub fn answers(tx: &mut DbConnection, call: &str) -> DbResult<Vec<CallAnswer>> {
    Ok(call_answers::table.filter(call_answers::call.eq(call)).order(call_answers::party).select(CallAnswer::as_select()).load(tx)?)
}
