//! Who has joined a case (table `joinings`).

use crate::db::schema::joinings;
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::joining::{Capacity, JoiningWay};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Records that a party joined.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it has.
pub fn add(tx: &mut DbConnection, id: &str, case: &CaseId, joining: &Joining, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(joinings::table)
        .values((joinings::id.eq(id), joinings::case_id.eq(case), joinings::joined_at.eq(at), joining))
        .execute(tx)?;
    Ok(())
}

/// One party's joining.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = joinings)]
pub struct Joining {
    /// Party's reference.
    pub party: String,
    /// How.
    pub way: JoiningWay,
    /// Who acted.
    pub acted_by: String,
    /// As what.
    pub capacity: Capacity,
    /// Day.
    #[diesel(column_name = joined_on)]
    pub on: Day,
}

/// Who has joined.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Joining>> {
    Ok(joinings::table.filter(joinings::case_id.eq(case)).order(joinings::joined_at).select(Joining::as_select()).load(tx)?)
}

/// Takes every joining of a case back: whoever has joined joins anew.
pub fn remove_all(tx: &mut DbConnection, case: &CaseId) -> DbResult<()> {
    diesel::delete(joinings::table.filter(joinings::case_id.eq(case.as_str()))).execute(tx)?;
    Ok(())
}
