//! Units: the court, the studio, agencies (table `units`).

use crate::db::schema::units;
use crate::db::{DbConnection, DbResult, first};
use diesel::prelude::*;

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
pub fn keep(tx: &mut DbConnection, court: &str, unit: &Unit) -> DbResult<()> {
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
pub fn find(tx: &mut DbConnection, court: &str, kind: &str, code: &str) -> DbResult<Option<Unit>> {
    let rows = units::table
        .filter(units::court.eq(court))
        .filter(units::kind.eq(kind))
        .filter(units::code.eq(code))
        .select((units::id, units::parent, units::kind, units::code, units::name))
        .load::<(String, Option<String>, String, String, String)>(tx);
    Ok(first(rows)?.map(|(id, parent, kind, code, name)| Unit { id, parent, kind, code, name }))
}

/// Every unit of a court: court, studio, agencies, in the order they were kept.
///
/// # Errors
/// The database's.
pub fn of_court(tx: &mut DbConnection, court: &str) -> DbResult<Vec<Unit>> {
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
/// [`crate::db::DbError::Stale`] when there is none such.
pub fn rename(tx: &mut DbConnection, id: &str, name: &str) -> DbResult<()> {
    crate::db::one(diesel::update(units::table.find(id)).set(units::name.eq(name)).execute(tx)?)
}

/// Name and court of a unit.
///
/// # Errors
/// The database's.
pub fn by_id(tx: &mut DbConnection, id: &str) -> DbResult<Option<Unit>> {
    let rows = units::table.find(id).select((units::id, units::parent, units::kind, units::code, units::name)).load::<(
        String,
        Option<String>,
        String,
        String,
        String,
    )>(tx);
    Ok(first(rows)?.map(|(id, parent, kind, code, name)| Unit { id, parent, kind, code, name }))
}
