//! The history of administration (table `administration`): it only grows.

use crate::db::schema::administration;
use crate::db::{DbConnection, DbResult};
use crate::domain::actor::Role;
use crate::domain::administration::AdminAct;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Something that was done.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = administration)]
pub struct AdminRow {
    /// From 1, without a gap.
    pub ordinal: i64,
    /// When.
    pub at: NaiveDateTime,
    /// What.
    pub act: AdminAct,
    /// Who; nobody where it was done at the machine.
    pub by_person: Option<String>,
    /// Whom it concerns.
    pub whom: Option<String>,
    /// Role of the post.
    pub role: Option<Role>,
    /// Unit of the post.
    pub unit: Option<String>,
    /// What it was about where that is no person.
    pub subject: String,
    /// Keyed hash over this row and the one before.
    pub mac: String,
}

/// Keeps a row.
pub fn note(tx: &mut DbConnection, row: &AdminRow) -> DbResult<()> {
    diesel::insert_into(administration::table).values(row).execute(tx)?;
    Ok(())
}

/// Rows, newest first.
pub fn newest(tx: &mut DbConnection, most: i64) -> DbResult<Vec<AdminRow>> {
    let all = administration::table.order(administration::ordinal.desc()).limit(most);
    Ok(all.select(AdminRow::as_select()).load(tx)?)
}

/// Every row, the oldest first.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<AdminRow>> {
    Ok(administration::table.order(administration::ordinal).select(AdminRow::as_select()).load(tx)?)
}

/// When an act was last done, since a time.
pub fn last(tx: &mut DbConnection, act: AdminAct, since: NaiveDateTime) -> DbResult<Option<NaiveDateTime>> {
    let done = administration::table.filter(administration::act.eq(act)).filter(administration::at.ge(since));
    Ok(done.select(diesel::dsl::max(administration::at)).first(tx)?)
}
