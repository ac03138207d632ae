//! Who holds which post in which unit, from when until when (table `appointments`).

use crate::db::schema::{appointments, people, units};
use crate::db::{DbConnection, DbResult, one};
use crate::domain::actor::Role;
use crate::domain::day::Day;
use crate::domain::id::PersonId;
use diesel::prelude::*;

/// Codes of the agencies a person mediates or has mediated for.
pub fn ever_mediated_for(tx: &mut DbConnection, person: &PersonId) -> DbResult<Vec<String>> {
    Ok(appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .filter(appointments::person.eq(person))
        .filter(appointments::role.eq(Role::Mediator))
        .select(units::code)
        .load(tx)?)
}

/// Appoints a person in a unit.
pub fn add(tx: &mut DbConnection, id: &str, person: &PersonId, unit: &str, role: Role, from: Day) -> DbResult<()> {
    diesel::insert_into(appointments::table)
        .values((
            appointments::id.eq(id),
            appointments::person.eq(person),
            appointments::unit.eq(unit),
            appointments::role.eq(role),
            appointments::from_on.eq(from),
        ))
        .execute(tx)?;
    Ok(())
}

/// An appointment in force.
#[derive(Clone, Queryable)]
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
pub fn on(tx: &mut DbConnection, person: &PersonId, on: Day) -> DbResult<Vec<Appointment>> {
    Ok(appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .inner_join(people::table.on(people::id.eq(appointments::person)))
        .filter(people::left_at.is_null())
        .filter(appointments::person.eq(person))
        .filter(appointments::from_on.le(on))
        .filter(appointments::until_on.is_null().or(appointments::until_on.ge(Some(on.date()))))
        .select((appointments::role, units::id, units::code, units::court))
        .load(tx)?)
}

/// An appointment with its dates.
#[derive(Clone, Queryable)]
pub struct Held {
    /// Id.
    pub id: String,
    /// Role.
    pub role: Role,
    /// Unit's name.
    pub unit: String,
    /// From.
    pub from: Day,
    /// Until.
    pub until: Option<Day>,
}

/// Every appointment of a person, newest first.
pub fn held(tx: &mut DbConnection, person: &PersonId) -> DbResult<Vec<Held>> {
    Ok(appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .filter(appointments::person.eq(person))
        .order((appointments::from_on.desc(), appointments::id))
        .select((appointments::id, appointments::role, units::name, appointments::from_on, appointments::until_on))
        .load(tx)?)
}

/// Ends an appointment with a day.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it has ended.
pub fn end(tx: &mut DbConnection, id: &str, person: &PersonId, until: Day) -> DbResult<()> {
    let here = appointments::table
        .filter(appointments::id.eq(id))
        .filter(appointments::person.eq(person))
        .filter(appointments::until_on.is_null());
    one(diesel::update(here).set(appointments::until_on.eq(until)).execute(tx)?)
}

/// People with an appointment of a role on a day: id and name.
pub fn in_role(tx: &mut DbConnection, role: Role, court: &str, on: Day) -> DbResult<Vec<(PersonId, String)>> {
    let mut rows: Vec<(PersonId, String)> = appointments::table
        .inner_join(units::table.on(units::id.eq(appointments::unit)))
        .inner_join(people::table.on(people::id.eq(appointments::person)))
        .filter(people::left_at.is_null())
        .filter(units::court.eq(court))
        .filter(appointments::role.eq(role))
        .filter(appointments::from_on.le(on))
        .filter(appointments::until_on.is_null().or(appointments::until_on.ge(Some(on.date()))))
        .order(people::login)
        .select((people::id, people::name))
        .load(tx)?;
    rows.dedup();
    Ok(rows)
}

/// Whether somebody of this name held a role in a unit on a day.
pub fn held_by_name(tx: &mut DbConnection, name: &str, role: Role, unit: &str, on: Day) -> DbResult<bool> {
    let there = appointments::table
        .inner_join(people::table.on(people::id.eq(appointments::person)))
        .filter(appointments::unit.eq(unit).and(appointments::role.eq(role)).and(people::name.eq(name)))
        .filter(appointments::from_on.le(on).and(appointments::until_on.is_null().or(appointments::until_on.ge(Some(on.date())))));
    Ok(diesel::select(diesel::dsl::exists(there)).get_result(tx)?)
}
