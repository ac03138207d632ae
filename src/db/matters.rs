//! Matters with their parties, terms and attachments.

use super::schema::{attachments, instalments, matters, parties, terms, units};
use super::{DbConnection, DbResult, first, one};
use crate::domain::day::Day;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A matter as kept.
#[derive(Clone)]
pub struct Matter {
    /// Id.
    pub id: String,
    /// Court code.
    pub court: String,
    /// Agency's unit.
    pub agency: String,
    /// The agency's own number.
    pub external_ref: Option<String>,
    /// Matter code.
    pub kind: String,
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
/// [`super::DbError::Taken`] when the agency has used the external reference.
pub fn add(tx: &mut DbConnection, matter: &Matter, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(matters::table)
        .values((
            matters::id.eq(&matter.id),
            matters::court.eq(&matter.court),
            matters::agency.eq(&matter.agency),
            matters::external_ref.eq(&matter.external_ref),
            matters::kind.eq(&matter.kind),
            matters::cause.eq(&matter.cause),
            matters::application.eq(&matter.application),
            matters::received_sha256.eq(&matter.received_sha256),
            matters::received_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

type Row = (String, String, String, Option<String>, String, String, String, String);

/// The matter with this id.
///
/// # Errors
/// The database's.
pub fn load(tx: &mut DbConnection, id: &str) -> DbResult<Option<Matter>> {
    let rows = matters::table
        .find(id)
        .select((
            matters::id,
            matters::court,
            matters::agency,
            matters::external_ref,
            matters::kind,
            matters::cause,
            matters::application,
            matters::received_sha256,
        ))
        .load::<Row>(tx);
    Ok(first(rows)?.map(|(id, court, agency, external_ref, kind, cause, application, received_sha256)| Matter {
        id,
        court,
        agency,
        external_ref,
        kind,
        cause,
        application,
        received_sha256,
    }))
}

/// Replaces the application of a matter that is being written, with its parties and terms.
///
/// # Errors
/// [`super::DbError::Taken`] when the agency has used the external reference.
pub fn rewrite(tx: &mut DbConnection, matter: &Matter) -> DbResult<()> {
    let set = (
        matters::external_ref.eq(&matter.external_ref),
        matters::kind.eq(&matter.kind),
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

/// Takes an attachment away from an application that is being written; its bytes stay in the store until swept.
///
/// # Errors
/// [`super::DbError::Stale`] when it is not there.
pub fn remove_attachment(tx: &mut DbConnection, matter: &str, id: &str) -> DbResult<()> {
    one(diesel::delete(attachments::table.filter(attachments::matter.eq(matter)).filter(attachments::id.eq(id))).execute(tx)?)
}

/// The matter an agency handed in under its own number.
///
/// # Errors
/// The database's.
pub fn by_external_ref(tx: &mut DbConnection, agency: &str, external_ref: &str) -> DbResult<Option<String>> {
    first(matters::table.filter(matters::agency.eq(agency)).filter(matters::external_ref.eq(external_ref)).select(matters::id).load(tx))
}

/// Code of an agency's unit.
///
/// # Errors
/// The database's.
pub fn agency_code(tx: &mut DbConnection, unit: &str) -> DbResult<Option<String>> {
    first(units::table.find(unit).select(units::code).load(tx))
}

/// A party as kept: identifiers encrypted, with blind indexes.
pub struct PartyRow {
    /// Id.
    pub id: String,
    /// Position.
    pub ordinal: i32,
    /// Reference in the application.
    pub reference: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Kind of identifier.
    pub id_kind: String,
    /// Identifier, encrypted.
    pub id_number: String,
    /// Its blind index.
    pub id_index: String,
    /// Telephone, encrypted.
    pub phone: String,
    /// Its blind index.
    pub phone_index: String,
}

/// Keeps a party.
///
/// # Errors
/// The database's.
pub fn add_party(tx: &mut DbConnection, matter: &str, party: &PartyRow) -> DbResult<()> {
    diesel::insert_into(parties::table)
        .values((
            parties::id.eq(&party.id),
            parties::matter.eq(matter),
            parties::ordinal.eq(party.ordinal),
            parties::reference.eq(&party.reference),
            parties::kind.eq(&party.kind),
            parties::name.eq(&party.name),
            parties::id_kind.eq(&party.id_kind),
            parties::id_number.eq(&party.id_number),
            parties::id_index.eq(&party.id_index),
            parties::phone.eq(&party.phone),
            parties::phone_index.eq(&party.phone_index),
        ))
        .execute(tx)?;
    Ok(())
}

/// A term as kept: what ledgers and statistics need; the wording is in the application.
pub struct TermRow {
    /// Id.
    pub id: String,
    /// Position.
    pub ordinal: i32,
    /// Kind.
    pub kind: String,
    /// Who owes.
    pub obligor: Option<String>,
    /// To whom.
    pub obligee: Option<String>,
    /// Sum.
    pub amount_fen: Option<i64>,
    /// Days and sums of performance.
    pub instalments: Vec<(String, Day, Option<i64>)>,
}

/// Keeps a term with its instalments.
///
/// # Errors
/// The database's.
pub fn add_term(tx: &mut DbConnection, matter: &str, term: &TermRow) -> DbResult<()> {
    diesel::insert_into(terms::table)
        .values((
            terms::id.eq(&term.id),
            terms::matter.eq(matter),
            terms::ordinal.eq(term.ordinal),
            terms::kind.eq(&term.kind),
            terms::obligor.eq(&term.obligor),
            terms::obligee.eq(&term.obligee),
            terms::amount_fen.eq(term.amount_fen),
        ))
        .execute(tx)?;
    for (ordinal, (id, due_on, amount)) in term.instalments.iter().enumerate() {
        diesel::insert_into(instalments::table)
            .values((
                instalments::id.eq(id),
                instalments::term.eq(&term.id),
                instalments::ordinal.eq(i32::try_from(ordinal).unwrap_or(i32::MAX)),
                instalments::due_on.eq(due_on.date()),
                instalments::amount_fen.eq(*amount),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// An attachment as kept; `sha256` is empty until its bytes are there.
#[derive(Clone, Default)]
pub struct AttachmentRow {
    /// Id.
    pub id: String,
    /// Position.
    pub ordinal: i32,
    /// Kind.
    pub kind: String,
    /// Party's reference.
    pub party: Option<String>,
    /// Path in the application.
    pub path: String,
    /// SHA-256 as submitted, hex.
    pub sha256: String,
    /// SHA-256 of the encrypted bytes in the store, hex.
    pub stored_sha256: String,
    /// Size as submitted.
    pub size: i64,
    /// Media type.
    pub media_type: String,
}

/// Announces an attachment.
///
/// # Errors
/// The database's.
pub fn add_attachment(tx: &mut DbConnection, matter: &str, row: &AttachmentRow) -> DbResult<()> {
    diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(&row.id),
            attachments::matter.eq(matter),
            attachments::ordinal.eq(row.ordinal),
            attachments::kind.eq(&row.kind),
            attachments::party.eq(&row.party),
            attachments::path.eq(&row.path),
            attachments::sha256.eq(&row.sha256),
            attachments::stored_sha256.eq(&row.stored_sha256),
            attachments::size.eq(row.size),
            attachments::media_type.eq(&row.media_type),
        ))
        .execute(tx)?;
    Ok(())
}

/// Records an attachment's bytes, once.
///
/// # Errors
/// [`super::DbError::Stale`] when they were there already.
pub fn fill_attachment(tx: &mut DbConnection, row: &AttachmentRow) -> DbResult<()> {
    let changed = diesel::update(attachments::table.filter(attachments::id.eq(&row.id)).filter(attachments::sha256.eq("")))
        .set((
            attachments::sha256.eq(&row.sha256),
            attachments::stored_sha256.eq(&row.stored_sha256),
            attachments::size.eq(row.size),
            attachments::media_type.eq(&row.media_type),
        ))
        .execute(tx)?;
    one(changed)
}

type AttachmentTuple = (String, i32, String, Option<String>, String, String, String, i64, String);

/// A matter's attachments in order.
///
/// # Errors
/// The database's.
pub fn attachments_of(tx: &mut DbConnection, matter: &str) -> DbResult<Vec<AttachmentRow>> {
    let rows: Vec<AttachmentTuple> = attachments::table
        .filter(attachments::matter.eq(matter))
        .order(attachments::ordinal)
        .select((
            attachments::id,
            attachments::ordinal,
            attachments::kind,
            attachments::party,
            attachments::path,
            attachments::sha256,
            attachments::stored_sha256,
            attachments::size,
            attachments::media_type,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, ordinal, kind, party, path, sha256, stored_sha256, size, media_type)| AttachmentRow {
            id,
            ordinal,
            kind,
            party,
            path,
            sha256,
            stored_sha256,
            size,
            media_type,
        })
        .collect())
}
