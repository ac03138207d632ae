//! Deliveries (送达): which document went to whom on which channel, what became of it, and what each party consented to.

use crate::db::schema::{deliveries, delivery_facts};
use crate::db::{DbConnection, DbResult, one};
use crate::domain::id::{CaseId, PersonId};
use crate::domain::service::{AddressSource, Channel, Event};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A delivery as kept; `address` is encrypted.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries)]
pub struct DeliveryRow {
    /// Id.
    pub id: String,
    /// Document's id.
    pub document: String,
    /// Recipient's reference.
    pub party: String,
    /// Channel.
    pub channel: Channel,
    /// Where it went, encrypted.
    pub address: String,
    /// Where the address came from.
    #[diesel(column_name = address_source)]
    pub source: AddressSource,
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
pub fn begin(tx: &mut DbConnection, case: &CaseId, row: &DeliveryRow, by: Option<&PersonId>) -> DbResult<()> {
    diesel::insert_into(deliveries::table).values((deliveries::case_id.eq(case), deliveries::recorded_by.eq(by), row)).execute(tx)?;
    Ok(())
}

/// The deliveries of a case, in the order they were begun.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<DeliveryRow>> {
    Ok(deliveries::table
        .filter(deliveries::case_id.eq(case))
        .order((deliveries::begun_at, deliveries::party, deliveries::id))
        .select(DeliveryRow::as_select())
        .load(tx)?)
}

/// The case and the delivery that a letter carries.
pub fn by_letter(tx: &mut DbConnection, letter: &str) -> DbResult<Option<(CaseId, String)>> {
    Ok(deliveries::table.filter(deliveries::letter.eq(letter)).select((deliveries::case_id, deliveries::id)).first(tx).optional()?)
}

/// Takes the note of a delivery's receipt away: another replaces it.
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
pub fn without_receipt(tx: &mut DbConnection) -> DbResult<Vec<CaseId>> {
    Ok(deliveries::table
        .inner_join(delivery_facts::table.on(delivery_facts::delivery.eq(deliveries::id)))
        .filter(deliveries::receipt.is_null())
        .filter(delivery_facts::fact.eq_any([
            Event::Received,
            Event::Refused,
            Event::Left,
            Event::Published,
            Event::Returned,
            Event::Reached,
            Event::Acted,
            Event::Proved,
        ]))
        .select(deliveries::case_id)
        .distinct()
        .load(tx)?)
}
