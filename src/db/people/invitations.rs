//! One-time links (table `invitations`).

use crate::db::schema::invitations;
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::id::PersonId;
use crate::domain::security::LinkPurpose;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Keeps the hash of a one-time link.
pub fn add(tx: &mut DbConnection, hash: &str, purpose: LinkPurpose, at: NaiveDateTime, until: NaiveDateTime) -> DbResult<()> {
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
    /// What for.
    pub purpose: LinkPurpose,
    /// Whose.
    pub person: Option<String>,
    /// The proposal it waits for, where it is one half of an invitation.
    pub proposal: Option<String>,
    /// Hash of the opening code, once the proposal was confirmed.
    pub code_hash: Option<String>,
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

/// A new one-time link for a person.
pub struct NewLink<'a> {
    /// Hash of its token.
    pub hash: &'a str,
    /// What for.
    pub purpose: LinkPurpose,
    /// Whose.
    pub person: &'a PersonId,
    /// The proposal it waits for; nothing where it is a whole link.
    pub proposal: Option<&'a str>,
    /// Its time.
    pub span: LinkSpan,
}

/// Keeps a one-time link for a person; earlier ones of that person stop being good.
pub fn add_for(tx: &mut DbConnection, new: &NewLink<'_>) -> DbResult<()> {
    let open = invitations::table.filter(invitations::person.eq(new.person.as_str())).filter(invitations::used_at.is_null());
    diesel::update(open).set(invitations::used_at.eq(new.span.at)).execute(tx)?;
    diesel::insert_into(invitations::table)
        .values((
            invitations::hash.eq(new.hash),
            invitations::purpose.eq(new.purpose),
            invitations::person.eq(new.person.as_str()),
            invitations::proposal.eq(new.proposal),
            invitations::created_at.eq(new.span.at),
            invitations::expires_at.eq(new.span.until),
        ))
        .execute(tx)?;
    Ok(())
}

/// Gives the link of a proposal its opening code, and the time from now in which it is good. `false` where there is no link.
pub fn open_half(tx: &mut DbConnection, proposal: &str, code_hash: &str, until: NaiveDateTime) -> DbResult<bool> {
    let here = invitations::table.filter(invitations::proposal.eq(proposal)).filter(invitations::used_at.is_null());
    let set = (invitations::code_hash.eq(Some(code_hash)), invitations::expires_at.eq(until));
    Ok(diesel::update(here).set(set).execute(tx)? == 1)
}

/// Every other open link of a person stops being good.
pub fn close_others(tx: &mut DbConnection, person: &PersonId, but_of: &str, at: NaiveDateTime) -> DbResult<()> {
    let others = invitations::proposal.is_null().or(invitations::proposal.ne(but_of));
    let open = invitations::table.filter(invitations::person.eq(person.as_str())).filter(invitations::used_at.is_null());
    diesel::update(open.filter(others)).set(invitations::used_at.eq(at)).execute(tx)?;
    Ok(())
}

/// A proposal came to nothing: its link is no longer good.
pub fn close_half(tx: &mut DbConnection, proposal: &str, at: NaiveDateTime) -> DbResult<()> {
    let here = invitations::table.filter(invitations::proposal.eq(proposal)).filter(invitations::used_at.is_null());
    diesel::update(here).set(invitations::used_at.eq(at)).execute(tx)?;
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
