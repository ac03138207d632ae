//! Register versions, courts, units and settings.

use crate::db::schema::{courts, people, registers};
use crate::db::{DbConnection, DbResult, first};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A register as kept.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = registers)]
pub struct RegisterRow {
    /// Version, from 1.
    pub version: i32,
    /// The court, as `court.json`.
    #[diesel(column_name = court_json)]
    pub court: String,
    /// The agencies, as `agencies.json`.
    #[diesel(column_name = agencies_json)]
    pub agencies: String,
    /// The rest days, as `holidays.csv`.
    #[diesel(column_name = holidays_csv)]
    pub holidays: String,
    /// The loan prime rates, as `lpr.csv`; empty where there is none.
    #[diesel(column_name = lpr_csv)]
    pub prime_rates: String,
}

/// The newest register.
pub fn newest(tx: &mut DbConnection) -> DbResult<Option<RegisterRow>> {
    first(registers::table.select(RegisterRow::as_select()).order(registers::version.desc()).limit(1).load(tx))
}

/// Number of the newest version.
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
pub fn versions(tx: &mut DbConnection) -> DbResult<Vec<RegisterVersion>> {
    Ok(registers::table
        .left_join(people::table.on(registers::loaded_by.eq(people::id.nullable())))
        .select((registers::version, registers::loaded_at, people::name.nullable()))
        .order(registers::version.desc())
        .limit(20)
        .load(tx)?)
}

/// Keeps a new version; a number that is taken already is [`crate::db::DbError::Taken`].
pub fn keep(tx: &mut DbConnection, row: &RegisterRow, at: NaiveDateTime, by: Option<&PersonId>) -> DbResult<()> {
    diesel::insert_into(registers::table).values((registers::loaded_at.eq(at), registers::loaded_by.eq(by), row)).execute(tx)?;
    Ok(())
}

/// Keeps a court.
pub fn keep_court(tx: &mut DbConnection, code: &str, name: &str, division: &str) -> DbResult<()> {
    diesel::insert_into(courts::table).values((courts::code.eq(code), courts::name.eq(name), courts::division.eq(division))).execute(tx)?;
    Ok(())
}
