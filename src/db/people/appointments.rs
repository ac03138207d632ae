//! Who holds which post in which unit, from when until when (table `appointments`).

use crate::db::schema::{appointments, people, units};
use crate::db::{DbConnection, DbResult, one};
use crate::domain::actor::Role;
use crate::domain::day::Day;
use crate::domain::id::PersonId;
use diesel::prelude::*;

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

/// Appoints a person in a unit.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, id: &str, person: &PersonId, unit: &str, role: Role, from: Day) -> DbResult<()> {
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
pub fn on(tx: &mut DbConnection, person: &PersonId, on: Day) -> DbResult<Vec<Appointment>> {
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
            let role = Role::named(&role).ok_or_else(|| crate::db::DbError::Corrupt("appointments", "role", unit.clone()))?;
            Ok(Appointment { role, unit, unit_code, court })
        })
        .collect()
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
/// [`crate::db::DbError::Stale`] when it has ended.
pub fn end(tx: &mut DbConnection, id: &str, person: &PersonId, until: Day) -> DbResult<()> {
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
