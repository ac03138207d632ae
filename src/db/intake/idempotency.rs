//! Answers given to the machine interface, by key (table `idempotency`).

use crate::db::schema::idempotency;
use crate::db::{DbConnection, DbResult, first};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An answer given before: digest of the request, status, body.
pub type KeptAnswer = (String, i32, String);

/// The answer given to this key of this token.
///
/// # Errors
/// The database's.
pub fn answered(tx: &mut DbConnection, token: &str, key: &str) -> DbResult<Option<KeptAnswer>> {
    first(idempotency::table.find((token, key)).select((idempotency::request_sha256, idempotency::status, idempotency::body)).load(tx))
}

/// Remembers an answer.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when another request with the key was faster.
pub fn remember(tx: &mut DbConnection, token: &str, key: &str, answer: &KeptAnswer, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::token.eq(token),
            idempotency::idempotency_key.eq(key),
            idempotency::request_sha256.eq(&answer.0),
            idempotency::status.eq(answer.1),
            idempotency::body.eq(&answer.2),
            idempotency::answered_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}
