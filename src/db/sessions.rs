//! Sessions, recovery codes, and forms that are good once. Of a cookie or a code only the hash is kept.

use super::schema::{recovery_codes, sessions, submissions};
use super::{DbConnection, DbResult, first, one};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A session as kept.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// SHA-256 of the cookie, hex.
    pub hash: String,
    /// `half`, `staff`, `party`, `kiosk`.
    pub kind: String,
    /// Who, for staff; on a kiosk the mediator who opened it.
    pub person: Option<String>,
    /// Role acted in.
    pub role: Option<String>,
    /// Unit acted in.
    pub unit: Option<String>,
    /// The party's link, for a party.
    pub link: Option<String>,
    /// What the browser calls itself, shortened.
    pub device: String,
    /// When it began.
    pub created_at: NaiveDateTime,
    /// When it was last used.
    pub seen_at: NaiveDateTime,
    /// Until when it is good.
    pub expires_at: NaiveDateTime,
    /// When it was ended.
    pub ended_at: Option<NaiveDateTime>,
}

/// Keeps a new session.
///
/// # Errors
/// The database's.
pub fn open(tx: &mut DbConnection, session: &Session) -> DbResult<()> {
    diesel::insert_into(sessions::table).values(session).execute(tx)?;
    Ok(())
}

/// The session of a cookie, where it is good now.
///
/// # Errors
/// The database's.
pub fn find(tx: &mut DbConnection, hash: &str, now: NaiveDateTime) -> DbResult<Option<Session>> {
    first(
        sessions::table
            .find(hash)
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(now))
            .select(Session::as_select())
            .load(tx),
    )
}

/// Notes that a session was used, and until when it is good now.
///
/// # Errors
/// The database's.
pub fn touch(tx: &mut DbConnection, hash: &str, now: NaiveDateTime, until: NaiveDateTime) -> DbResult<()> {
    diesel::update(sessions::table.find(hash)).set((sessions::seen_at.eq(now), sessions::expires_at.eq(until))).execute(tx)?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// The database's.
pub fn end(tx: &mut DbConnection, hash: &str, now: NaiveDateTime) -> DbResult<()> {
    diesel::update(sessions::table.find(hash).filter(sessions::ended_at.is_null())).set(sessions::ended_at.eq(now)).execute(tx)?;
    Ok(())
}

/// Ends every session of a person but one. Gives how many.
///
/// # Errors
/// The database's.
pub fn end_all(tx: &mut DbConnection, person: &PersonId, but: &str, now: NaiveDateTime) -> DbResult<usize> {
    let open =
        sessions::table.filter(sessions::person.eq(person.as_str())).filter(sessions::hash.ne(but)).filter(sessions::ended_at.is_null());
    Ok(diesel::update(open).set(sessions::ended_at.eq(now)).execute(tx)?)
}

/// A person's sessions that are good now, newest first.
///
/// # Errors
/// The database's.
pub fn of_person(tx: &mut DbConnection, person: &PersonId, now: NaiveDateTime) -> DbResult<Vec<Session>> {
    Ok(sessions::table
        .filter(sessions::person.eq(person.as_str()))
        .filter(sessions::kind.eq("staff"))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::seen_at.desc())
        .select(Session::as_select())
        .load(tx)?)
}

/// Replaces a person's recovery codes.
///
/// # Errors
/// The database's.
pub fn set_recovery(tx: &mut DbConnection, person: &PersonId, hashes: &[String]) -> DbResult<()> {
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
/// [`super::DbError::Stale`] when there is none such, or it was used.
pub fn use_recovery(tx: &mut DbConnection, person: &PersonId, hash: &str, at: NaiveDateTime) -> DbResult<()> {
    let here = recovery_codes::table.find((person.as_str(), hash)).filter(recovery_codes::used_at.is_null());
    one(diesel::update(here).set(recovery_codes::used_at.eq(at)).execute(tx)?)
}

/// How many recovery codes are left.
///
/// # Errors
/// The database's.
pub fn recovery_left(tx: &mut DbConnection, person: &PersonId) -> DbResult<i64> {
    Ok(recovery_codes::table
        .filter(recovery_codes::person.eq(person.as_str()))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(tx)?)
}

/// Where a form that was sent before led.
///
/// # Errors
/// The database's.
pub fn submitted(tx: &mut DbConnection, key: &str) -> DbResult<Option<String>> {
    first(submissions::table.find(key).select(submissions::answer).load(tx))
}

/// Remembers where a form led.
///
/// # Errors
/// [`super::DbError::Taken`] when it was sent before.
pub fn submit(tx: &mut DbConnection, key: &str, answer: &str, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(submissions::table)
        .values((submissions::form_key.eq(key), submissions::answer.eq(answer), submissions::answered_at.eq(at)))
        .execute(tx)?;
    Ok(())
}
