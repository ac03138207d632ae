//! People, their appointments, and what proves who they are.

use crate::db::schema::people;
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A person as kept.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = people)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Login name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Argon2id hash, or empty.
    pub password_hash: String,
    /// Encrypted TOTP secret, or empty.
    pub totp_secret: String,
    /// Last accepted time step.
    pub totp_step: i64,
    /// Failures since the last success.
    pub failures: i32,
    /// Locked until.
    pub locked_until: Option<NaiveDateTime>,
}

/// Keeps a new person.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the login name is.
pub fn add(tx: &mut DbConnection, person: &Person, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(people::table).values((people::created_at.eq(at), person)).execute(tx)?;
    Ok(())
}

/// The person with this login name, who has not left.
pub fn by_login(tx: &mut DbConnection, login: &str) -> DbResult<Option<Person>> {
    let rows =
        people::table.filter(people::login.eq(login)).filter(people::left_at.is_null()).select(Person::as_select()).load::<Person>(tx);
    first(rows)
}

/// The person with this id.
pub fn by_id(tx: &mut DbConnection, id: &PersonId) -> DbResult<Option<Person>> {
    let rows = people::table.filter(people::id.eq(id.as_str())).select(Person::as_select()).load::<Person>(tx);
    first(rows)
}

/// Everybody who has not left, by login name.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<Person>> {
    let rows = people::table.filter(people::left_at.is_null()).order(people::login).select(Person::as_select()).load::<Person>(tx)?;
    Ok(rows)
}

/// Everybody who ever had an account.
pub fn everybody(tx: &mut DbConnection) -> DbResult<Vec<Person>> {
    let rows = people::table.order(people::login).select(Person::as_select()).load::<Person>(tx)?;
    Ok(rows)
}

/// Sets password hash and TOTP secret.
pub fn set_secrets(tx: &mut DbConnection, id: &PersonId, password_hash: &str, totp_secret: &str) -> DbResult<()> {
    let changed = diesel::update(people::table.find(id.as_str()))
        .set((
            people::password_hash.eq(password_hash),
            people::totp_secret.eq(totp_secret),
            people::totp_step.eq(0),
            people::failures.eq(0),
        ))
        .execute(tx)?;
    one(changed)
}

/// Steps by which two codes that count at one time can be apart, and one more.
const FUTURE_STEPS: i64 = 3;

/// Accepts a TOTP time step once: nobody can use the same code again.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when this step, or a later one, was used. A step further in the future than any code of
/// now could be was used by a clock that was wrong, and does not count.
pub fn use_step(tx: &mut DbConnection, id: &PersonId, step: i64) -> DbResult<()> {
    let unused = people::totp_step.lt(step).or(people::totp_step.gt(step + FUTURE_STEPS));
    let changed =
        diesel::update(people::table.filter(people::id.eq(id.as_str())).filter(unused)).set(people::totp_step.eq(step)).execute(tx)?;
    one(changed)
}

/// Claims one of the attempts an account has: counted before anything is compared. `false` when it is locked, or
/// none is left. A lock that ends later than any that begins now (`latest`) was set by a clock that was wrong.
pub fn claim(tx: &mut DbConnection, id: &PersonId, most: i32, now: NaiveDateTime, latest: NaiveDateTime) -> DbResult<bool> {
    let open = people::locked_until.is_null().or(people::locked_until.le(Some(now))).or(people::locked_until.gt(Some(latest)));
    let here = people::table.filter(people::id.eq(id.as_str())).filter(people::failures.lt(most)).filter(open);
    Ok(diesel::update(here).set(people::failures.eq(people::failures + 1)).execute(tx)? == 1)
}

/// Locks an account whose attempts are used up, and gives it new ones for afterwards.
pub fn lock_after(tx: &mut DbConnection, id: &PersonId, most: i32, locked_until: NaiveDateTime) -> DbResult<()> {
    diesel::update(people::table.filter(people::id.eq(id.as_str())).filter(people::failures.ge(most)))
        .set((people::failures.eq(0), people::locked_until.eq(Some(locked_until))))
        .execute(tx)?;
    Ok(())
}

/// Marks a leaver.
pub fn leave(tx: &mut DbConnection, id: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    let changed = diesel::update(people::table.filter(people::id.eq(id.as_str())).filter(people::left_at.is_null()))
        .set(people::left_at.eq(at))
        .execute(tx)?;
    one(changed)
}

/// Sets the password alone; failures are forgotten.
pub fn set_password(tx: &mut DbConnection, id: &PersonId, password_hash: &str) -> DbResult<()> {
    let set = (people::password_hash.eq(password_hash), people::failures.eq(0), people::locked_until.eq(None::<NaiveDateTime>));
    one(diesel::update(people::table.find(id.as_str())).set(set).execute(tx)?)
}

/// Sets the second factor alone.
pub fn set_totp(tx: &mut DbConnection, id: &PersonId, totp_secret: &str) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set((people::totp_secret.eq(totp_secret), people::totp_step.eq(0))).execute(tx)?)
}

/// Forgets failures, and unlocks.
pub fn unlock(tx: &mut DbConnection, id: &PersonId) -> DbResult<()> {
    let set = (people::failures.eq(0), people::locked_until.eq(None::<NaiveDateTime>));
    one(diesel::update(people::table.find(id.as_str())).set(set).execute(tx)?)
}
