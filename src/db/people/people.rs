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
    /// Wrong codes at the door since the last right one.
    pub door_failures: i32,
    /// Wrong codes in acts since the last right one.
    pub act_failures: i32,
    /// Encrypted telephone, or empty.
    pub phone: String,
    /// Encrypted e-mail address, or empty.
    pub email: String,
    /// Until when no act that needs a code is taken.
    pub frozen_until: Option<NaiveDateTime>,
    /// Since when no single hand opened the account.
    pub vouched_at: Option<NaiveDateTime>,
}

impl Person {
    /// Somebody new, without second factor and contact.
    #[must_use]
    pub fn new(id: PersonId, login: &str, name: &str, password_hash: &str) -> Self {
        Self {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            password_hash: password_hash.to_owned(),
            totp_secret: String::new(),
            totp_step: 0,
            door_failures: 0,
            act_failures: 0,
            phone: String::new(),
            email: String::new(),
            frozen_until: None,
            vouched_at: None,
        }
    }
}

/// Where a code is entered: the failures of each place are its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodePlace {
    /// At the door, by whoever knows the password.
    Door,
    /// In an act, by somebody signed in.
    Act,
}

/// Keeps a new person.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the login name is.
pub fn add(tx: &mut DbConnection, person: &Person, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(people::table).values((people::created_at.eq(at), people::failures.eq(0), person)).execute(tx)?;
    Ok(())
}

/// The person with this login name, who has not left.
pub fn by_login(tx: &mut DbConnection, login: &str) -> DbResult<Option<Person>> {
    let rows =
        people::table.filter(people::login.eq(login)).filter(people::left_at.is_null()).select(Person::as_select()).load::<Person>(tx);
    first(rows)
}

/// Whether anybody has, or had, this login name.
pub fn login_is_taken(tx: &mut DbConnection, login: &str) -> DbResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(people::table.filter(people::login.eq(login)))).get_result(tx)?)
}

/// The person with this id.
pub fn by_id(tx: &mut DbConnection, id: &PersonId) -> DbResult<Option<Person>> {
    let rows = people::table.filter(people::id.eq(id.as_str())).select(Person::as_select()).load::<Person>(tx);
    first(rows)
}

/// The person with this id, held until the transaction ends: two who decide about one account do so one after the other.
pub fn held(tx: &mut DbConnection, id: &PersonId) -> DbResult<Option<Person>> {
    diesel::update(people::table.filter(people::id.eq(id.as_str()))).set(people::login.eq(people::login)).execute(tx)?;
    by_id(tx, id)
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
        .set((people::password_hash.eq(password_hash), people::totp_secret.eq(totp_secret), people::totp_step.eq(0)))
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

/// Claims one of the codes that may be tried at a place: counted before anything is compared. `false` when none is left.
pub fn claim_code(tx: &mut DbConnection, id: &PersonId, place: CodePlace, most: i32) -> DbResult<bool> {
    let here = people::table.filter(people::id.eq(id.as_str()));
    let claimed = match place {
        CodePlace::Door => diesel::update(here.filter(people::door_failures.lt(most)))
            .set(people::door_failures.eq(people::door_failures + 1))
            .execute(tx)?,
        CodePlace::Act => {
            diesel::update(here.filter(people::act_failures.lt(most))).set(people::act_failures.eq(people::act_failures + 1)).execute(tx)?
        }
    };
    Ok(claimed == 1)
}

/// A code was right: the failures of its place are forgotten; at the door those of acts as well, since its sessions begin anew.
pub fn right_code(tx: &mut DbConnection, id: &PersonId, place: CodePlace) -> DbResult<()> {
    let here = people::table.find(id.as_str());
    one(match place {
        CodePlace::Door => diesel::update(here).set((people::door_failures.eq(0), people::act_failures.eq(0))).execute(tx)?,
        CodePlace::Act => diesel::update(here).set(people::act_failures.eq(0)).execute(tx)?,
    })
}

/// Gives one try in acts back: what was compared was right, and no code.
pub fn give_back(tx: &mut DbConnection, id: &PersonId) -> DbResult<()> {
    let here = people::table.filter(people::id.eq(id.as_str())).filter(people::act_failures.gt(0));
    diesel::update(here).set(people::act_failures.eq(people::act_failures - 1)).execute(tx)?;
    Ok(())
}

/// Marks a leaver.
pub fn leave(tx: &mut DbConnection, id: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    let changed = diesel::update(people::table.filter(people::id.eq(id.as_str())).filter(people::left_at.is_null()))
        .set(people::left_at.eq(at))
        .execute(tx)?;
    one(changed)
}

/// Sets the password alone.
pub fn set_password(tx: &mut DbConnection, id: &PersonId, password_hash: &str) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set(people::password_hash.eq(password_hash)).execute(tx)?)
}

/// Sets the password in place of a known one.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it is another by now.
pub fn replace_password(tx: &mut DbConnection, id: &PersonId, known: &str, password_hash: &str) -> DbResult<()> {
    let here = people::table.filter(people::id.eq(id.as_str())).filter(people::password_hash.eq(known));
    one(diesel::update(here).set(people::password_hash.eq(password_hash)).execute(tx)?)
}

/// Sets the second factor alone.
pub fn set_totp(tx: &mut DbConnection, id: &PersonId, totp_secret: &str) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set((people::totp_secret.eq(totp_secret), people::totp_step.eq(0))).execute(tx)?)
}

/// Sets telephone and e-mail, both encrypted.
pub fn set_contact(tx: &mut DbConnection, id: &PersonId, phone: &str, email: &str) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set((people::phone.eq(phone), people::email.eq(email))).execute(tx)?)
}

/// Says since when no single hand opened the account; nothing where one did.
pub fn set_vouched(tx: &mut DbConnection, id: &PersonId, since: Option<NaiveDateTime>) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set(people::vouched_at.eq(since)).execute(tx)?)
}

/// Says until when no act that needs a code is taken.
pub fn set_frozen(tx: &mut DbConnection, id: &PersonId, until: Option<NaiveDateTime>) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set(people::frozen_until.eq(until)).execute(tx)?)
}

/// Who cannot sign now, because the second factor was made anew, by login name.
pub fn frozen(tx: &mut DbConnection, now: NaiveDateTime) -> DbResult<Vec<Person>> {
    let held = people::table.filter(people::left_at.is_null()).filter(people::frozen_until.gt(Some(now)));
    Ok(held.order(people::login).select(Person::as_select()).load(tx)?)
}

/// Shuts an account until it is opened anew: neither its password nor its second factor counts.
pub fn shut(tx: &mut DbConnection, id: &PersonId) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set((people::password_hash.eq(""), people::totp_secret.eq(""))).execute(tx)?)
}
