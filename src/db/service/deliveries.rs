//! Deliveries (送达): which document went to whom on which channel, what became of it, and what each party consented to.

use crate::db::schema::{deliveries, delivery_facts};
use crate::db::{DbConnection, DbResult, one};
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A delivery as kept; `address` is encrypted.
#[derive(Clone, Debug)]
pub struct DeliveryRow {
    /// Id.
    pub id: String,
    /// Document's id.
    pub document: String,
    /// Recipient's reference.
    pub party: String,
    /// Channel.
    pub channel: String,
    /// Where it went, encrypted.
    pub address: String,
    /// Where the address came from.
    pub source: String,
    /// Version of the wording consented to; empty for none.
    pub consent: String,
    /// The letter that carried it.
    pub letter: Option<String>,
    /// The receipt printed of it.
    pub receipt: Option<String>,
    /// When it was begun.
    pub begun_at: NaiveDateTime,
}

/// Keeps a delivery that begins. Nobody records what the portal sends itself.
///
/// # Errors
/// The database's.
pub fn begin(tx: &mut DbConnection, case: &CaseId, row: &DeliveryRow, by: Option<&PersonId>) -> DbResult<()> {
    diesel::insert_into(deliveries::table)
        .values((
            deliveries::id.eq(&row.id),
            deliveries::document.eq(&row.document),
            deliveries::case_id.eq(case.as_str()),
            deliveries::party.eq(&row.party),
            deliveries::channel.eq(&row.channel),
            deliveries::address.eq(&row.address),
            deliveries::address_source.eq(&row.source),
            deliveries::consent.eq(&row.consent),
            deliveries::letter.eq(&row.letter),
            deliveries::receipt.eq(&row.receipt),
            deliveries::recorded_by.eq(by.map(PersonId::as_str)),
            deliveries::begun_at.eq(row.begun_at),
        ))
        .execute(tx)?;
    Ok(())
}

type Tuple = (String, String, String, String, String, String, String, Option<String>, Option<String>, NaiveDateTime);

const COLUMNS: (
    deliveries::id,
    deliveries::document,
    deliveries::party,
    deliveries::channel,
    deliveries::address,
    deliveries::address_source,
    deliveries::consent,
    deliveries::letter,
    deliveries::receipt,
    deliveries::begun_at,
) = (
    deliveries::id,
    deliveries::document,
    deliveries::party,
    deliveries::channel,
    deliveries::address,
    deliveries::address_source,
    deliveries::consent,
    deliveries::letter,
    deliveries::receipt,
    deliveries::begun_at,
);

fn read((id, document, party, channel, address, source, consent, letter, receipt, begun_at): Tuple) -> DeliveryRow {
    DeliveryRow { id, document, party, channel, address, source, consent, letter, receipt, begun_at }
}

/// The deliveries of a case, in the order they were begun.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<DeliveryRow>> {
    let rows: Vec<Tuple> = deliveries::table
        .filter(deliveries::case_id.eq(case.as_str()))
        .order((deliveries::begun_at, deliveries::party, deliveries::id))
        .select(COLUMNS)
        .load(tx)?;
    Ok(rows.into_iter().map(read).collect())
}

/// The case and the delivery that a letter carries.
///
/// # Errors
/// The database's.
pub fn by_letter(tx: &mut DbConnection, letter: &str) -> DbResult<Option<(String, String)>> {
    Ok(deliveries::table
        .filter(deliveries::letter.eq(letter))
        .select((deliveries::case_id, deliveries::id))
        .first::<(String, String)>(tx)
        .optional()?)
}

/// Takes the note of a delivery's receipt away: another replaces it.
///
/// # Errors
/// The database's.
pub fn unreceipted(tx: &mut DbConnection, id: &str) -> DbResult<()> {
    diesel::update(deliveries::table.filter(deliveries::id.eq(id))).set(deliveries::receipt.eq(None::<String>)).execute(tx)?;
    Ok(())
}

/// Notes the receipt printed of a delivery.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it has one.
pub fn receipted(tx: &mut DbConnection, id: &str, document: &str) -> DbResult<()> {
    let open = deliveries::table.filter(deliveries::id.eq(id)).filter(deliveries::receipt.is_null());
    one(diesel::update(open).set(deliveries::receipt.eq(Some(document))).execute(tx)?)
}

/// Cases with a delivery of which something was heard and no receipt was printed yet.
///
/// # Errors
/// The database's.
pub fn without_receipt(tx: &mut DbConnection) -> DbResult<Vec<String>> {
    Ok(deliveries::table
        .inner_join(delivery_facts::table.on(delivery_facts::delivery.eq(deliveries::id)))
        .filter(deliveries::receipt.is_null())
        .filter(delivery_facts::fact.eq_any(vec!["received", "refused", "left", "published", "returned", "reached", "acted", "proved"]))
        .select(deliveries::case_id)
        .distinct()
        .load(tx)?)
}
