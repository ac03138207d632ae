//! Register versions, courts, units and settings.

use super::schema::{courts, people, registers, settings, units};
use super::{DbConnection, DbResult, first};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A register as kept: version, court, agencies, holidays.
pub type RegisterRow = (i32, String, String, String);

/// The newest register.
///
/// # Errors
/// The database's.
pub fn newest(tx: &mut DbConnection) -> DbResult<Option<RegisterRow>> {
    first(
        registers::table
            .select((registers::version, registers::court_json, registers::agencies_json, registers::holidays_csv))
            .order(registers::version.desc())
            .limit(1)
            .load(tx),
    )
}

/// Number of the newest version.
///
/// # Errors
/// The database's.
pub fn newest_version(tx: &mut DbConnection) -> DbResult<Option<i32>> {
    first(registers::table.select(registers::version).order(registers::version.desc()).limit(1).load(tx))
}

/// Versions, newest first: number, when, and the name of whoever made it.
///
/// # Errors
/// The database's.
pub fn versions(tx: &mut DbConnection) -> DbResult<Vec<(i32, NaiveDateTime, Option<String>)>> {
    Ok(registers::table
        .left_join(people::table.on(registers::loaded_by.eq(people::id.nullable())))
        .select((registers::version, registers::loaded_at, people::name.nullable()))
        .order(registers::version.desc())
        .limit(20)
        .load(tx)?)
}

/// Keeps a new version; a number that is taken already is [`super::DbError::Taken`].
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut DbConnection, row: &RegisterRow, at: NaiveDateTime, by: Option<&PersonId>) -> DbResult<()> {
    diesel::insert_into(registers::table)
        .values((
            registers::version.eq(row.0),
            registers::court_json.eq(&row.1),
            registers::agencies_json.eq(&row.2),
            registers::holidays_csv.eq(&row.3),
            registers::loaded_at.eq(at),
            registers::loaded_by.eq(by.map(PersonId::as_str)),
        ))
        .execute(tx)?;
    Ok(())
}

/// Keeps a court.
///
/// # Errors
/// The database's.
pub fn keep_court(tx: &mut DbConnection, code: &str, name: &str, division: &str) -> DbResult<()> {
    diesel::insert_into(courts::table).values((courts::code.eq(code), courts::name.eq(name), courts::division.eq(division))).execute(tx)?;
    Ok(())
}

/// A unit: id, parent, kind, code, name.
pub struct Unit {
    /// Id.
    pub id: String,
    /// Parent's id.
    pub parent: Option<String>,
    /// Kind.
    pub kind: String,
    /// Code: an agency's code, or the court's.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Keeps a unit of a court.
///
/// # Errors
/// The database's.
pub fn keep_unit(tx: &mut DbConnection, court: &str, unit: &Unit) -> DbResult<()> {
    diesel::insert_into(units::table)
        .values((
            units::id.eq(&unit.id),
            units::court.eq(court),
            units::parent.eq(&unit.parent),
            units::kind.eq(&unit.kind),
            units::code.eq(&unit.code),
            units::name.eq(&unit.name),
        ))
        .execute(tx)?;
    Ok(())
}

/// A court's unit of this kind and code.
///
/// # Errors
/// The database's.
pub fn unit(tx: &mut DbConnection, court: &str, kind: &str, code: &str) -> DbResult<Option<Unit>> {
    let rows = units::table
        .filter(units::court.eq(court))
        .filter(units::kind.eq(kind))
        .filter(units::code.eq(code))
        .select((units::id, units::parent, units::kind, units::code, units::name))
        .load::<(String, Option<String>, String, String, String)>(tx);
    Ok(first(rows)?.map(|(id, parent, kind, code, name)| Unit { id, parent, kind, code, name }))
}

/// A setting.
///
/// # Errors
/// The database's.
pub fn setting(tx: &mut DbConnection, name: &str) -> DbResult<Option<String>> {
    first(settings::table.find(name).select(settings::value).load(tx))
}

/// Sets a setting.
///
/// # Errors
/// The database's.
pub fn set(tx: &mut DbConnection, name: &str, value: &str) -> DbResult<()> {
    let changed = diesel::update(settings::table.find(name)).set(settings::value.eq(value)).execute(tx)?;
    if changed == 0 {
        diesel::insert_into(settings::table).values((settings::name.eq(name), settings::value.eq(value))).execute(tx)?;
    }
    Ok(())
}

/// Every unit of a court: court, studio, agencies, in the order they were kept.
///
/// # Errors
/// The database's.
pub fn units_of(tx: &mut DbConnection, court: &str) -> DbResult<Vec<Unit>> {
    let rows = units::table
        .filter(units::court.eq(court))
        .order((units::kind, units::name))
        .select((units::id, units::parent, units::kind, units::code, units::name))
        .load::<(String, Option<String>, String, String, String)>(tx)?;
    Ok(rows.into_iter().map(|(id, parent, kind, code, name)| Unit { id, parent, kind, code, name }).collect())
}

/// Renames a unit.
///
/// # Errors
/// [`super::DbError::Stale`] when there is none such.
pub fn rename_unit(tx: &mut DbConnection, id: &str, name: &str) -> DbResult<()> {
    super::one(diesel::update(units::table.find(id)).set(units::name.eq(name)).execute(tx)?)
}

/// Name and court of a unit.
///
/// # Errors
/// The database's.
pub fn unit_by_id(tx: &mut DbConnection, id: &str) -> DbResult<Option<Unit>> {
    let rows = units::table.find(id).select((units::id, units::parent, units::kind, units::code, units::name)).load::<(
        String,
        Option<String>,
        String,
        String,
        String,
    )>(tx);
    Ok(first(rows)?.map(|(id, parent, kind, code, name)| Unit { id, parent, kind, code, name }))
}
