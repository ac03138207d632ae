//! A case's own history (table `history`): append-only.

use crate::db::intake::cases::Case;
use crate::db::schema::history;
use crate::db::{DbConnection, DbResult};
use crate::domain::actor::Actor;
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// Writes a line of history.
///
/// # Errors
/// The database's.
pub fn tell(tx: &mut DbConnection, case: &Case, actor: &Actor, told: &HistoryNote<'_>) -> DbResult<()> {
    let last: Option<i32> =
        history::table.filter(history::case_id.eq(case.id.as_str())).select(diesel::dsl::max(history::seq)).first(tx)?;
    diesel::insert_into(history::table)
        .values((
            history::case_id.eq(case.id.as_str()),
            history::seq.eq(last.unwrap_or(0) + 1),
            history::at.eq(told.at),
            history::civil_on.eq(told.on.date()),
            history::actor.eq(actor.person.as_ref().map(PersonId::as_str)),
            history::actor_name.eq(&actor.name),
            history::role.eq(actor.role.name()),
            history::act.eq(told.act),
            history::stage.eq(case.stage.name()),
            history::detail.eq(told.detail),
        ))
        .execute(tx)?;
    Ok(())
}

/// What is told of an act; never an identifier or a number of a person.
pub struct HistoryNote<'a> {
    /// When.
    pub at: NaiveDateTime,
    /// On which civil day.
    pub on: Day,
    /// Act.
    pub act: &'a str,
    /// A plain word more.
    pub detail: &'a str,
}

/// A case's history: act, stage after it, day, who.
///
/// # Errors
/// The database's.
pub fn history_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<(String, String, Day, String)>> {
    let rows: Vec<(String, String, NaiveDate, String)> = history::table
        .filter(history::case_id.eq(case.as_str()))
        .order(history::seq)
        .select((history::act, history::stage, history::civil_on, history::actor_name))
        .load(tx)?;
    Ok(rows.into_iter().map(|(act, stage, on, who)| (act, stage, Day::from_date(on), who)).collect())
}

/// A line of a case's history.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    /// Act.
    pub act: String,
    /// Stage after it.
    pub stage: String,
    /// Civil day.
    pub on: Day,
    /// When.
    pub at: NaiveDateTime,
    /// Who, by name.
    pub who: String,
    /// In which role.
    pub role: String,
    /// A plain word more.
    pub detail: String,
}

/// A case's history, oldest first.
///
/// # Errors
/// The database's.
pub fn lines_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<HistoryEntry>> {
    let rows: Vec<(String, String, NaiveDate, NaiveDateTime, String, String, String)> = history::table
        .filter(history::case_id.eq(case.as_str()))
        .order(history::seq)
        .select((history::act, history::stage, history::civil_on, history::at, history::actor_name, history::role, history::detail))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(act, stage, on, at, who, role, detail)| HistoryEntry { act, stage, on: Day::from_date(on), at, who, role, detail })
        .collect())
}
