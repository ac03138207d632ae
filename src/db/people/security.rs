//! What happened at the doors and to accounts (table `security_events`).

use crate::db::schema::security_events;
use crate::db::{DbConnection, DbResult};
use crate::domain::id::PersonId;
use crate::domain::security::SecurityEvent;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Something that happened.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = security_events)]
pub struct SecurityRow {
    /// Id.
    pub id: String,
    /// When.
    pub at: NaiveDateTime,
    /// What.
    pub kind: SecurityEvent,
    /// Whose account, where there is one.
    pub person: Option<String>,
    /// Who did it, where it was somebody else.
    pub by_person: Option<String>,
    /// How many of the kind within the hour.
    pub times: i32,
}

/// Keeps an event.
pub fn note(tx: &mut DbConnection, row: &SecurityRow) -> DbResult<()> {
    diesel::insert_into(security_events::table).values(row).execute(tx)?;
    Ok(())
}

/// Events, newest first: of one account, or of all.
pub fn newest(tx: &mut DbConnection, person: Option<&PersonId>, most: i64) -> DbResult<Vec<SecurityRow>> {
    let all = security_events::table.order((security_events::at.desc(), security_events::id)).limit(most);
    Ok(match person {
        Some(person) => all.filter(security_events::person.eq(person.as_str())).select(SecurityRow::as_select()).load(tx)?,
        None => all.select(SecurityRow::as_select()).load(tx)?,
    })
}
