//! Answers given to the machine interface, by key (table `idempotency`).

use crate::db::schema::idempotency;
use crate::db::{DbConnection, DbResult, first};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An answer given before.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency)]
pub struct KeptAnswer {
    /// SHA-256 of the request, hex: another request under the same key is not answered with this.
    pub request_sha256: String,
    /// Status.
    pub status: i32,
    /// Body, as JSON.
    pub body: String,
}

/// The answer given to this key of this token.
pub fn answered(tx: &mut DbConnection, token: &str, key: &str) -> DbResult<Option<KeptAnswer>> {
    first(idempotency::table.find((token, key)).select(KeptAnswer::as_select()).load(tx))
}

/// Remembers an answer.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when another request with the key was faster.
pub fn remember(tx: &mut DbConnection, token: &str, key: &str, answer: &KeptAnswer, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(idempotency::table)
        .values((idempotency::token.eq(token), idempotency::idempotency_key.eq(key), idempotency::answered_at.eq(at), answer))
        .execute(tx)?;
    Ok(())
}
