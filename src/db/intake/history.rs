//! A case's own history (table `history`): append-only.

use crate::db::intake::cases::Case;
use crate::db::schema::history;
use crate::db::{DbConnection, DbResult};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::actor::Role;
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Writes a line of history.
pub fn tell(tx: &mut DbConnection, case: &Case, actor: &Actor, told: &HistoryNote<'_>) -> DbResult<()> {
    let last: Option<i32> =
        history::table.filter(history::case_id.eq(case.id.as_str())).select(diesel::dsl::max(history::seq)).first(tx)?;
    diesel::insert_into(history::table)
        .values((
            history::case_id.eq(case.id.as_str()),
            history::seq.eq(last.unwrap_or(0) + 1),
            history::at.eq(told.at),
            history::civil_on.eq(told.on),
            history::actor.eq(actor.person.as_ref().map(PersonId::as_str)),
            history::actor_name.eq(&actor.name),
            history::role.eq(actor.role),
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
    pub act: ActName,
    /// A plain word more.
    pub detail: &'a str,
}

/// A line of a case's history.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = history)]
pub struct HistoryEntry {
    /// Act.
    pub act: ActName,
    /// Stage after it.
    pub stage: StageName,
    /// Civil day.
    #[diesel(column_name = civil_on)]
    pub on: Day,
    /// When.
    pub at: NaiveDateTime,
    /// Who, by name.
    #[diesel(column_name = actor_name)]
    pub who: String,
    /// In which role.
    pub role: Role,
    /// A plain word more.
    pub detail: String,
}

/// A case's history, oldest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<HistoryEntry>> {
    Ok(history::table.filter(history::case_id.eq(case)).order(history::seq).select(HistoryEntry::as_select()).load(tx)?)
}
