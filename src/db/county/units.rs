//! Units: the court, the studio, agencies (table `units`).

use crate::db::schema::units;
use crate::db::{DbConnection, DbResult, first};
use crate::domain::register::UnitKind;
use diesel::prelude::*;

/// A unit.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = units)]
pub struct Unit {
    /// Id.
    pub id: String,
    /// Parent's id.
    pub parent: Option<String>,
    /// Kind.
    pub kind: UnitKind,
    /// Code: an agency's code, or the court's.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Keeps a unit of a court.
pub fn keep(tx: &mut DbConnection, court: &str, unit: &Unit) -> DbResult<()> {
    diesel::insert_into(units::table).values((units::court.eq(court), unit)).execute(tx)?;
    Ok(())
}

/// A court's unit of this kind and code.
pub fn find(tx: &mut DbConnection, court: &str, kind: UnitKind, code: &str) -> DbResult<Option<Unit>> {
    first(
        units::table
            .filter(units::court.eq(court))
            .filter(units::kind.eq(kind))
            .filter(units::code.eq(code))
            .select(Unit::as_select())
            .load(tx),
    )
}

/// Every unit of a court: court, studio, agencies, in the order they were kept.
pub fn of_court(tx: &mut DbConnection, court: &str) -> DbResult<Vec<Unit>> {
    Ok(units::table.filter(units::court.eq(court)).order((units::kind, units::name)).select(Unit::as_select()).load(tx)?)
}

/// Renames a unit.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when there is none such.
pub fn rename(tx: &mut DbConnection, id: &str, name: &str) -> DbResult<()> {
    crate::db::one(diesel::update(units::table.find(id)).set(units::name.eq(name)).execute(tx)?)
}

/// The unit with this id.
pub fn by_id(tx: &mut DbConnection, id: &str) -> DbResult<Option<Unit>> {
    first(units::table.find(id).select(Unit::as_select()).load(tx))
}
