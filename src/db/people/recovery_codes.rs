//! Recovery codes (table `recovery_codes`).

use crate::db::schema::recovery_codes;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Replaces a person's recovery codes.
pub fn replace(tx: &mut DbConnection, person: &PersonId, hashes: &[String]) -> DbResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::person.eq(person.as_str()))).execute(tx)?;
    for hash in hashes {
        diesel::insert_into(recovery_codes::table)
            .values((recovery_codes::person.eq(person.as_str()), recovery_codes::hash.eq(hash)))
            .execute(tx)?;
    }
    Ok(())
}

/// Uses a recovery code up.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when there is none such, or it was used.
pub fn spend(tx: &mut DbConnection, person: &PersonId, hash: &str, at: NaiveDateTime) -> DbResult<()> {
    let here = recovery_codes::table.find((person.as_str(), hash)).filter(recovery_codes::used_at.is_null());
    one(diesel::update(here).set(recovery_codes::used_at.eq(at)).execute(tx)?)
}

/// How many recovery codes are left.
pub fn left(tx: &mut DbConnection, person: &PersonId) -> DbResult<i64> {
    Ok(recovery_codes::table
        .filter(recovery_codes::person.eq(person.as_str()))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(tx)?)
}
