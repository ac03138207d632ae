//! One-time links (table `invitations`).

use crate::db::schema::invitations;
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Keeps the hash of a one-time link.
pub fn add(tx: &mut DbConnection, hash: &str, purpose: &str, at: NaiveDateTime, until: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(invitations::table)
        .values((
            invitations::hash.eq(hash),
            invitations::purpose.eq(purpose),
            invitations::created_at.eq(at),
            invitations::expires_at.eq(until),
        ))
        .execute(tx)?;
    Ok(())
}

/// A one-time link as kept.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub struct Invitation {
    /// `setup`, `invite`, `reset`.
    pub purpose: String,
    /// Whose.
    pub person: Option<String>,
}

/// The one-time link with this hash, where it is good; one made later than `latest` was made by a clock that was wrong.
pub fn find(tx: &mut DbConnection, hash: &str, now: NaiveDateTime, latest: NaiveDateTime) -> DbResult<Option<Invitation>> {
    first(
        invitations::table
            .find(hash)
            .filter(invitations::used_at.is_null())
            .filter(invitations::expires_at.gt(now))
            .filter(invitations::created_at.le(latest))
            .select(Invitation::as_select())
            .load(tx),
    )
}

/// From when until when a link is good.
pub struct LinkSpan {
    /// From then on.
    pub at: NaiveDateTime,
    /// Until then.
    pub until: NaiveDateTime,
}

/// Keeps the hash of a one-time link for a person; earlier ones of that person stop being good.
pub fn add_for(tx: &mut DbConnection, hash: &str, purpose: &str, person: &PersonId, LinkSpan { at, until }: LinkSpan) -> DbResult<()> {
    let open = invitations::table.filter(invitations::person.eq(person.as_str())).filter(invitations::used_at.is_null());
    diesel::update(open).set(invitations::used_at.eq(at)).execute(tx)?;
    diesel::insert_into(invitations::table)
        .values((
            invitations::hash.eq(hash),
            invitations::purpose.eq(purpose),
            invitations::person.eq(person.as_str()),
            invitations::created_at.eq(at),
            invitations::expires_at.eq(until),
        ))
        .execute(tx)?;
    Ok(())
}

/// Uses a one-time link up.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it was used.
pub fn spend(tx: &mut DbConnection, hash: &str, at: NaiveDateTime) -> DbResult<()> {
    let here = invitations::table.filter(invitations::hash.eq(hash)).filter(invitations::used_at.is_null());
    one(diesel::update(here).set(invitations::used_at.eq(at)).execute(tx)?)
}
