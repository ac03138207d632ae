//! Bearer tokens and remembered answers of the machine interface.

use crate::db::schema::{tokens, units};
use crate::db::{DbConnection, DbResult, one};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A token as kept, never the token itself.
#[derive(Queryable)]
pub struct Token {
    /// Id.
    pub id: String,
    /// SHA-256 of the token, hex.
    pub hash: String,
    /// What it is for.
    pub label: String,
    /// Unit's id.
    pub unit: String,
    /// Unit's code.
    pub unit_code: String,
    /// Court.
    pub court: String,
    /// Scopes, space-separated.
    pub scopes: String,
    /// Until when.
    pub expires_at: NaiveDateTime,
}

/// Keeps a token.
pub fn add(tx: &mut DbConnection, token: &Token, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(&token.id),
            tokens::hash.eq(&token.hash),
            tokens::label.eq(&token.label),
            tokens::unit.eq(&token.unit),
            tokens::scopes.eq(&token.scopes),
            tokens::created_at.eq(at),
            tokens::expires_at.eq(token.expires_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The tokens that count at a time; with a hash, that one alone.
pub fn valid(tx: &mut DbConnection, hash: Option<&str>, now: NaiveDateTime) -> DbResult<Vec<Token>> {
    let all = tokens::table
        .inner_join(units::table.on(units::id.eq(tokens::unit)))
        .filter(tokens::revoked_at.is_null())
        .filter(tokens::expires_at.gt(now))
        .order(tokens::created_at)
        .select((tokens::id, tokens::hash, tokens::label, units::id, units::code, units::court, tokens::scopes, tokens::expires_at));
    Ok(match hash {
        Some(hash) => all.filter(tokens::hash.eq(hash)).load(tx)?,
        None => all.load(tx)?,
    })
}

/// Revokes a token.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when there is none to revoke.
pub fn revoke(tx: &mut DbConnection, id: &str, at: NaiveDateTime) -> DbResult<()> {
    let changed = diesel::update(tokens::table.filter(tokens::id.eq(id)).filter(tokens::revoked_at.is_null()))
        .set(tokens::revoked_at.eq(at))
        .execute(tx)?;
    one(changed)
}
