//! Forms that have made a case, so that none is made twice (table `submissions`).

use crate::db::schema::submissions;
use crate::db::{DbConnection, DbResult, first};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Where a form that was sent before led.
pub fn case_of(tx: &mut DbConnection, key: &str) -> DbResult<Option<String>> {
    first(submissions::table.find(key).select(submissions::answer).load(tx))
}

/// Remembers where a form led.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it was sent before.
pub fn add(tx: &mut DbConnection, key: &str, answer: &str, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(submissions::table)
        .values((submissions::form_key.eq(key), submissions::answer.eq(answer), submissions::answered_at.eq(at)))
        .execute(tx)?;
    Ok(())
}
