//! One-time codes sent to parties (table `party_codes`).

use crate::db::schema::party_codes;
use crate::db::{DbConnection, DbResult, one};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A one-time code as kept.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = party_codes)]
pub struct SentCode {
    /// Id.
    pub id: String,
    /// Link.
    pub link: String,
    /// Hash of the code.
    pub hash: String,
    /// When it was sent.
    pub sent_at: NaiveDateTime,
    /// Until when it is good.
    pub expires_at: NaiveDateTime,
    /// Wrong tries.
    pub failures: i32,
    /// When it was used.
    pub used_at: Option<NaiveDateTime>,
}

/// Keeps a code.
pub fn add(tx: &mut DbConnection, code: &SentCode) -> DbResult<()> {
    diesel::insert_into(party_codes::table).values(code).execute(tx)?;
    Ok(())
}

/// The codes sent for a link between two times, newest first: one of the future was sent by a clock that was wrong.
pub fn between(tx: &mut DbConnection, link: &str, since: NaiveDateTime, until: NaiveDateTime) -> DbResult<Vec<SentCode>> {
    Ok(party_codes::table
        .filter(party_codes::link.eq(link))
        .filter(party_codes::sent_at.between(since, until))
        .order(party_codes::sent_at.desc())
        .select(SentCode::as_select())
        .load(tx)?)
}

/// Uses a code up.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it was used.
pub fn spend(tx: &mut DbConnection, id: &str, at: NaiveDateTime) -> DbResult<()> {
    let here =
        party_codes::table.filter(party_codes::id.eq(id)).filter(party_codes::expires_at.gt(at)).filter(party_codes::used_at.is_null());
    one(diesel::update(here).set(party_codes::used_at.eq(at)).execute(tx)?)
}

/// Claims one of the tries that the codes of a link have, before anything is compared: counted against each that is
/// still good. `false` when none is left.
pub fn claim(tx: &mut DbConnection, link: &str, most: i32, now: NaiveDateTime) -> DbResult<bool> {
    let good = party_codes::table
        .filter(party_codes::link.eq(link))
        .filter(party_codes::expires_at.gt(now))
        .filter(party_codes::used_at.is_null())
        .filter(party_codes::failures.lt(most));
    Ok(diesel::update(good).set(party_codes::failures.eq(party_codes::failures + 1)).execute(tx)? > 0)
}
