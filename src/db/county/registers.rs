//! Register versions, courts, units and settings.

use crate::db::schema::{courts, people, registers};
use crate::db::{DbConnection, DbResult, first};
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

/// A version of the register.
#[derive(Queryable, Debug)]
pub struct RegisterVersion {
    /// Number, from 1.
    pub version: i32,
    /// When it was made.
    pub at: NaiveDateTime,
    /// Name of whoever made it; nobody where it came with the folder.
    pub by: Option<String>,
}

/// The newest versions, newest first.
///
/// # Errors
/// The database's.
pub fn versions(tx: &mut DbConnection) -> DbResult<Vec<RegisterVersion>> {
    Ok(registers::table
        .left_join(people::table.on(registers::loaded_by.eq(people::id.nullable())))
        .select((registers::version, registers::loaded_at, people::name.nullable()))
        .order(registers::version.desc())
        .limit(20)
        .load(tx)?)
}

/// Keeps a new version; a number that is taken already is [`crate::db::DbError::Taken`].
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
