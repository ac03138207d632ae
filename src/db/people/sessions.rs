//! Sessions, recovery codes, and forms that are good once. Of a cookie or a code only the hash is kept.

use crate::db::schema::sessions;
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::actor::{Role, SessionKind};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A session as kept.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// SHA-256 of the cookie, hex.
    pub hash: String,
    /// Kind.
    pub kind: SessionKind,
    /// Who, for staff; on a kiosk the mediator who opened it.
    pub person: Option<String>,
    /// Role acted in.
    pub role: Option<Role>,
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
pub fn open(tx: &mut DbConnection, session: &Session) -> DbResult<()> {
    diesel::insert_into(sessions::table).values(session).execute(tx)?;
    Ok(())
}

/// When a session must have begun to be good.
#[derive(Clone, Copy)]
pub struct Begun {
    /// Not before: however much it is used, a session ends.
    pub after: NaiveDateTime,
    /// Not after: one of the future was begun by a clock that was wrong.
    pub before: NaiveDateTime,
}

/// The session of a cookie, where it is good now.
pub fn find(tx: &mut DbConnection, hash: &str, now: NaiveDateTime, begun: Begun) -> DbResult<Option<Session>> {
    first(
        sessions::table
            .find(hash)
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(now))
            .filter(sessions::created_at.between(begun.after, begun.before))
            .select(Session::as_select())
            .load(tx),
    )
}

/// Notes that a session was used, and until when it is good now.
pub fn touch(tx: &mut DbConnection, hash: &str, now: NaiveDateTime, until: NaiveDateTime) -> DbResult<()> {
    diesel::update(sessions::table.find(hash)).set((sessions::seen_at.eq(now), sessions::expires_at.eq(until))).execute(tx)?;
    Ok(())
}

/// Ends one session.
pub fn end(tx: &mut DbConnection, hash: &str, now: NaiveDateTime) -> DbResult<()> {
    diesel::update(sessions::table.find(hash).filter(sessions::ended_at.is_null())).set(sessions::ended_at.eq(now)).execute(tx)?;
    Ok(())
}

/// Ends a session in favour of another.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it had ended: whoever ended it ended what would follow it.
pub fn follow(tx: &mut DbConnection, hash: &str, now: NaiveDateTime) -> DbResult<()> {
    one(diesel::update(sessions::table.find(hash).filter(sessions::ended_at.is_null())).set(sessions::ended_at.eq(now)).execute(tx)?)
}

/// Ends every session of a person but one. Gives how many.
pub fn end_all(tx: &mut DbConnection, person: &PersonId, but: &str, now: NaiveDateTime) -> DbResult<usize> {
    let open =
        sessions::table.filter(sessions::person.eq(person.as_str())).filter(sessions::hash.ne(but)).filter(sessions::ended_at.is_null());
    Ok(diesel::update(open).set(sessions::ended_at.eq(now)).execute(tx)?)
}

/// A person's sessions that are good now, newest first.
pub fn of_person(tx: &mut DbConnection, person: &PersonId, now: NaiveDateTime) -> DbResult<Vec<Session>> {
    Ok(sessions::table
        .filter(sessions::person.eq(person.as_str()))
        .filter(sessions::kind.eq(SessionKind::Staff))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::seen_at.desc())
        .select(Session::as_select())
        .load(tx)?)
}

/// When a session began.
pub fn begun(tx: &mut DbConnection, hash: &str) -> DbResult<Option<NaiveDateTime>> {
    first(sessions::table.find(hash).select(sessions::created_at).load(tx))
}
