//! People, their appointments, and what proves who they are.

use super::schema::{appointments, invitations, people, units};
use super::{DbConnection, DbResult, first, one};
use crate::domain::actor::Role;
use crate::domain::day::Day;
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A person as kept.
#[derive(Clone)]
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = people)]
struct PersonRow {
    id: String,
    login: String,
    name: String,
    password_hash: String,
    totp_secret: String,
    totp_step: i64,
    failures: i32,
    locked_until: Option<NaiveDateTime>,
}

impl PersonRow {
    fn read(self) -> DbResult<Person> {
        let id = PersonId::parse(&self.id).ok_or_else(|| super::DbError::Corrupt("people", "id", self.id.clone()))?;
        Ok(Person {
            id,
            login: self.login,
            name: self.name,
            password_hash: self.password_hash,
            totp_secret: self.totp_secret,
            totp_step: self.totp_step,
            failures: self.failures,
            locked_until: self.locked_until,
        })
    }
}

/// Keeps a new person.
///
/// # Errors
/// [`super::DbError::Taken`] when the login name is.
pub fn add(tx: &mut DbConnection, person: &Person, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(people::table)
        .values((
            people::id.eq(person.id.as_str()),
            people::login.eq(&person.login),
            people::name.eq(&person.name),
            people::password_hash.eq(&person.password_hash),
            people::totp_secret.eq(&person.totp_secret),
            people::totp_step.eq(person.totp_step),
            people::failures.eq(person.failures),
            people::created_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The person with this login name, who has not left.
///
/// # Errors
/// The database's.
pub fn by_login(tx: &mut DbConnection, login: &str) -> DbResult<Option<Person>> {
    let rows = people::table
        .filter(people::login.eq(login))
        .filter(people::left_at.is_null())
        .select(PersonRow::as_select())
        .load::<PersonRow>(tx);
    first(rows)?.map(PersonRow::read).transpose()
}

/// The person with this id.
///
/// # Errors
/// The database's.
pub fn by_id(tx: &mut DbConnection, id: &PersonId) -> DbResult<Option<Person>> {
    let rows = people::table.filter(people::id.eq(id.as_str())).select(PersonRow::as_select()).load::<PersonRow>(tx);
    first(rows)?.map(PersonRow::read).transpose()
}

/// Everybody who has not left, by login name.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<Person>> {
    let rows = people::table.filter(people::left_at.is_null()).order(people::login).select(PersonRow::as_select()).load::<PersonRow>(tx)?;
    rows.into_iter().map(PersonRow::read).collect()
}

/// Everybody who ever had an account.
///
/// # Errors
/// The database's.
pub fn everybody(tx: &mut DbConnection) -> DbResult<Vec<Person>> {
    let rows = people::table.order(people::login).select(PersonRow::as_select()).load::<PersonRow>(tx)?;
    rows.into_iter().map(PersonRow::read).collect()
}

/// Codes of the agencies a person mediates or has mediated for.
///
/// # Errors
/// The database's.
pub fn ever_mediated_for(tx: &mut DbConnection, person: &PersonId) -> DbResult<Vec<String>> {
    Ok(appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .filter(appointments::person.eq(person.as_str()))
        .filter(appointments::role.eq(Role::Mediator.name()))
        .select(units::code)
        .load(tx)?)
}

/// Sets password hash and TOTP secret.
///
/// # Errors
/// The database's.
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

/// Accepts a TOTP time step once: nobody can use the same code again.
///
/// # Errors
/// [`super::DbError::Stale`] when this step, or a later one, was used.
pub fn use_step(tx: &mut DbConnection, id: &PersonId, step: i64) -> DbResult<()> {
    let changed = diesel::update(people::table.filter(people::id.eq(id.as_str())).filter(people::totp_step.lt(step)))
        .set(people::totp_step.eq(step))
        .execute(tx)?;
    one(changed)
}

/// Claims one of the attempts an account has: counted before anything is compared. `false` when it is locked, or
/// none is left.
///
/// # Errors
/// The database's.
pub fn claim(tx: &mut DbConnection, id: &PersonId, most: i32, now: NaiveDateTime) -> DbResult<bool> {
    let open = people::locked_until.is_null().or(people::locked_until.le(Some(now)));
    let here = people::table.filter(people::id.eq(id.as_str())).filter(people::failures.lt(most)).filter(open);
    Ok(diesel::update(here).set(people::failures.eq(people::failures + 1)).execute(tx)? == 1)
}

/// Locks an account whose attempts are used up, and gives it new ones for afterwards.
///
/// # Errors
/// The database's.
pub fn lock_after(tx: &mut DbConnection, id: &PersonId, most: i32, locked_until: NaiveDateTime) -> DbResult<()> {
    diesel::update(people::table.filter(people::id.eq(id.as_str())).filter(people::failures.ge(most)))
        .set((people::failures.eq(0), people::locked_until.eq(Some(locked_until))))
        .execute(tx)?;
    Ok(())
}

/// Marks a leaver.
///
/// # Errors
/// The database's.
pub fn leave(tx: &mut DbConnection, id: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    let changed = diesel::update(people::table.filter(people::id.eq(id.as_str())).filter(people::left_at.is_null()))
        .set(people::left_at.eq(at))
        .execute(tx)?;
    one(changed)
}

/// Appoints a person in a unit.
///
/// # Errors
/// The database's.
pub fn appoint(tx: &mut DbConnection, id: &str, person: &PersonId, unit: &str, role: Role, from: Day) -> DbResult<()> {
    diesel::insert_into(appointments::table)
        .values((
            appointments::id.eq(id),
            appointments::person.eq(person.as_str()),
            appointments::unit.eq(unit),
            appointments::role.eq(role.name()),
            appointments::from_on.eq(from.date()),
        ))
        .execute(tx)?;
    Ok(())
}

/// An appointment in force.
#[derive(Clone)]
pub struct Appointment {
    /// Role.
    pub role: Role,
    /// Unit's id.
    pub unit: String,
    /// Unit's code.
    pub unit_code: String,
    /// Court of the unit.
    pub court: String,
}

/// A person's appointments on a day.
///
/// # Errors
/// The database's.
pub fn appointments_on(tx: &mut DbConnection, person: &PersonId, on: Day) -> DbResult<Vec<Appointment>> {
    let rows: Vec<(String, String, String, String)> = appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .inner_join(people::table.on(people::id.eq(appointments::person)))
        .filter(people::left_at.is_null())
        .filter(appointments::person.eq(person.as_str()))
        .filter(appointments::from_on.le(on.date()))
        .filter(appointments::until_on.is_null().or(appointments::until_on.ge(Some(on.date()))))
        .select((appointments::role, units::id, units::code, units::court))
        .load(tx)?;
    rows.into_iter()
        .map(|(role, unit, unit_code, court)| {
            let role = Role::named(&role).ok_or_else(|| super::DbError::Corrupt("appointments", "role", unit.clone()))?;
            Ok(Appointment { role, unit, unit_code, court })
        })
        .collect()
}

/// Keeps the hash of a one-time link.
///
/// # Errors
/// The database's.
pub fn invite(tx: &mut DbConnection, hash: &str, purpose: &str, at: NaiveDateTime, until: NaiveDateTime) -> DbResult<()> {
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
#[derive(Clone)]
pub struct Invitation {
    /// `setup`, `invite`, `reset`.
    pub purpose: String,
    /// Whose.
    pub person: Option<String>,
}

/// The one-time link with this hash, where it is good.
///
/// # Errors
/// The database's.
pub fn invitation(tx: &mut DbConnection, hash: &str, now: NaiveDateTime) -> DbResult<Option<Invitation>> {
    let rows = invitations::table
        .find(hash)
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .select((invitations::purpose, invitations::person))
        .load::<(String, Option<String>)>(tx);
    Ok(first(rows)?.map(|(purpose, person)| Invitation { purpose, person }))
}

/// Keeps the hash of a one-time link for a person; earlier ones of that person stop being good.
///
/// # Errors
/// The database's.
pub fn invite_person(tx: &mut DbConnection, hash: &str, purpose: &str, person: &PersonId, [at, until]: [NaiveDateTime; 2]) -> DbResult<()> {
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
/// [`super::DbError::Stale`] when it was used.
pub fn use_invitation(tx: &mut DbConnection, hash: &str, at: NaiveDateTime) -> DbResult<()> {
    let here = invitations::table.filter(invitations::hash.eq(hash)).filter(invitations::used_at.is_null());
    one(diesel::update(here).set(invitations::used_at.eq(at)).execute(tx)?)
}

/// An appointment with its dates.
#[derive(Clone)]
pub struct Held {
    /// Id.
    pub id: String,
    /// Role.
    pub role: String,
    /// Unit's name.
    pub unit: String,
    /// From.
    pub from: Day,
    /// Until.
    pub until: Option<Day>,
}

/// Every appointment of a person, newest first.
///
/// # Errors
/// The database's.
pub fn held(tx: &mut DbConnection, person: &PersonId) -> DbResult<Vec<Held>> {
    let rows: Vec<(String, String, String, chrono::NaiveDate, Option<chrono::NaiveDate>)> = appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .filter(appointments::person.eq(person.as_str()))
        .order((appointments::from_on.desc(), appointments::id))
        .select((appointments::id, appointments::role, units::name, appointments::from_on, appointments::until_on))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, role, unit, from, until)| Held { id, role, unit, from: Day::from_date(from), until: until.map(Day::from_date) })
        .collect())
}

/// Ends an appointment with a day.
///
/// # Errors
/// [`super::DbError::Stale`] when it has ended.
pub fn end_appointment(tx: &mut DbConnection, id: &str, person: &PersonId, until: Day) -> DbResult<()> {
    let here = appointments::table
        .filter(appointments::id.eq(id))
        .filter(appointments::person.eq(person.as_str()))
        .filter(appointments::until_on.is_null());
    one(diesel::update(here).set(appointments::until_on.eq(until.date())).execute(tx)?)
}

/// People with an appointment of a role on a day: id and name.
///
/// # Errors
/// The database's.
pub fn in_role(tx: &mut DbConnection, role: Role, court: &str, on: Day) -> DbResult<Vec<(PersonId, String)>> {
    let rows: Vec<(String, String)> = appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .inner_join(people::table.on(people::id.eq(appointments::person)))
        .filter(people::left_at.is_null())
        .filter(units::court.eq(court))
        .filter(appointments::role.eq(role.name()))
        .filter(appointments::from_on.le(on.date()))
        .filter(appointments::until_on.is_null().or(appointments::until_on.ge(Some(on.date()))))
        .order(people::login)
        .select((people::id, people::name))
        .load(tx)?;
    let mut rows = rows;
    rows.dedup();
    Ok(rows.into_iter().filter_map(|(id, name)| Some((PersonId::parse(&id)?, name))).collect())
}

/// Sets the password alone; failures are forgotten.
///
/// # Errors
/// The database's.
pub fn set_password(tx: &mut DbConnection, id: &PersonId, password_hash: &str) -> DbResult<()> {
    let set = (people::password_hash.eq(password_hash), people::failures.eq(0), people::locked_until.eq(None::<NaiveDateTime>));
    one(diesel::update(people::table.find(id.as_str())).set(set).execute(tx)?)
}

/// Sets the second factor alone.
///
/// # Errors
/// The database's.
pub fn set_totp(tx: &mut DbConnection, id: &PersonId, totp_secret: &str) -> DbResult<()> {
    one(diesel::update(people::table.find(id.as_str())).set((people::totp_secret.eq(totp_secret), people::totp_step.eq(0))).execute(tx)?)
}

/// Forgets failures, and unlocks.
///
/// # Errors
/// The database's.
pub fn unlock(tx: &mut DbConnection, id: &PersonId) -> DbResult<()> {
    let set = (people::failures.eq(0), people::locked_until.eq(None::<NaiveDateTime>));
    one(diesel::update(people::table.find(id.as_str())).set(set).execute(tx)?)
}
