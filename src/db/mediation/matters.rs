//! Matters with their parties, terms and attachments.

use crate::db::schema::{instalments, matters, parties, terms, units};
use crate::db::{DbConnection, DbResult, first, one};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A matter as kept.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = matters)]
pub struct Matter {
    /// Id.
    pub id: String,
    /// Court code.
    pub court: String,
    /// Agency's unit.
    pub agency: String,
    /// The agency's own number.
    pub external_ref: Option<String>,
    /// Code of the kind of dispute.
    #[diesel(column_name = kind)]
    pub dispute_kind: String,
    /// Cause.
    pub cause: String,
    /// Application as received, encrypted.
    pub application: String,
    /// SHA-256 of it as received, hex.
    pub received_sha256: String,
}

/// Keeps a matter.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the agency has used the external reference.
pub fn add(tx: &mut DbConnection, matter: &Matter, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(matters::table).values((matters::received_at.eq(at), matter)).execute(tx)?;
    Ok(())
}

/// The matter with this id.
pub fn load(tx: &mut DbConnection, id: &str) -> DbResult<Option<Matter>> {
    first(matters::table.find(id).select(Matter::as_select()).load(tx))
}

/// Replaces the application of a matter that is being written, with its parties and terms.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the agency has used the external reference.
pub fn rewrite(tx: &mut DbConnection, matter: &Matter) -> DbResult<()> {
    let set = (
        matters::external_ref.eq(&matter.external_ref),
        matters::kind.eq(&matter.dispute_kind),
        matters::cause.eq(&matter.cause),
        matters::application.eq(&matter.application),
        matters::received_sha256.eq(&matter.received_sha256),
    );
    one(diesel::update(matters::table.find(&matter.id)).set(set).execute(tx)?)?;
    let own = || terms::table.filter(terms::matter.eq(&matter.id));
    diesel::delete(instalments::table.filter(instalments::term.eq_any(own().select(terms::id)))).execute(tx)?;
    diesel::delete(own()).execute(tx)?;
    diesel::delete(parties::table.filter(parties::matter.eq(&matter.id))).execute(tx)?;
    Ok(())
}

/// The matter an agency handed in under its own number.
pub fn by_external_ref(tx: &mut DbConnection, agency: &str, external_ref: &str) -> DbResult<Option<String>> {
    first(matters::table.filter(matters::agency.eq(agency)).filter(matters::external_ref.eq(external_ref)).select(matters::id).load(tx))
}

/// Code of an agency's unit.
pub fn agency_code(tx: &mut DbConnection, unit: &str) -> DbResult<Option<String>> {
    first(units::table.find(unit).select(units::code).load(tx))
}
