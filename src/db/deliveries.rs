//! Deliveries (送达): which document went to whom on which channel, what became of it, and what each party consented to.

use super::schema::{deliveries, delivery_facts, service_consents};
use super::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A delivery as kept; `address` is encrypted.
#[derive(Clone, Debug)]
pub struct Row {
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
pub fn begin(tx: &mut DbConnection, case: &CaseId, row: &Row, by: Option<&PersonId>) -> DbResult<()> {
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

fn read((id, document, party, channel, address, source, consent, letter, receipt, begun_at): Tuple) -> Row {
    Row { id, document, party, channel, address, source, consent, letter, receipt, begun_at }
}

/// The deliveries of a case, in the order they were begun.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Row>> {
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
/// [`super::DbError::Stale`] when it has one.
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

/// Something that happened to a delivery; `note` is encrypted.
#[derive(Clone, Debug)]
pub struct FactRow {
    /// Id.
    pub id: String,
    /// Delivery.
    pub delivery: String,
    /// What.
    pub fact: String,
    /// Day.
    pub on: Day,
    /// Who received it, where somebody did.
    pub received_by: String,
    /// More, encrypted.
    pub note: String,
    /// The fact that was recorded wrongly, where this one says so.
    pub annuls: Option<String>,
    /// A person recorded it; the portal itself otherwise.
    pub by_person: bool,
    /// When it was recorded.
    pub at: NaiveDateTime,
}

/// Keeps a fact.
///
/// # Errors
/// The database's.
pub fn tell(tx: &mut DbConnection, row: &FactRow, by: Option<&PersonId>) -> DbResult<()> {
    diesel::insert_into(delivery_facts::table)
        .values((
            delivery_facts::id.eq(&row.id),
            delivery_facts::delivery.eq(&row.delivery),
            delivery_facts::fact.eq(&row.fact),
            delivery_facts::happened_on.eq(row.on.date()),
            delivery_facts::received_by.eq(&row.received_by),
            delivery_facts::note.eq(&row.note),
            delivery_facts::annuls.eq(&row.annuls),
            delivery_facts::recorded_by.eq(by.map(PersonId::as_str)),
            delivery_facts::recorded_at.eq(row.at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The facts of a case's deliveries, oldest first.
///
/// # Errors
/// The database's.
pub fn facts_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<FactRow>> {
    type Row = (String, String, String, NaiveDate, String, String, Option<String>, Option<String>, NaiveDateTime);
    let rows: Vec<Row> = delivery_facts::table
        .inner_join(deliveries::table.on(deliveries::id.eq(delivery_facts::delivery)))
        .filter(deliveries::case_id.eq(case.as_str()))
        .order((delivery_facts::recorded_at, delivery_facts::id))
        .select((
            delivery_facts::id,
            delivery_facts::delivery,
            delivery_facts::fact,
            delivery_facts::happened_on,
            delivery_facts::received_by,
            delivery_facts::note,
            delivery_facts::annuls,
            delivery_facts::recorded_by,
            delivery_facts::recorded_at,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, delivery, fact, on, received_by, note, annuls, by, at)| FactRow {
            id,
            delivery,
            fact,
            on: Day::from_date(on),
            received_by,
            note,
            annuls,
            by_person: by.is_some(),
            at,
        })
        .collect())
}

/// What a party consented to.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Id.
    pub id: String,
    /// Party's reference.
    pub party: String,
    /// Whether it consented to electronic service at all.
    pub electronic: bool,
    /// `notices`, `rulings`; separated by commas.
    pub scope: String,
    /// To which channel.
    pub channel: String,
    /// To which address, encrypted.
    pub address: String,
    /// Where paper goes, encrypted.
    pub paper: String,
    /// Version of the wording.
    pub wording: String,
    /// How it was given.
    pub way: String,
    /// Day.
    pub on: Day,
}

/// Keeps a consent.
///
/// # Errors
/// The database's.
pub fn consent(tx: &mut DbConnection, case: &CaseId, consent: &Consent, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(service_consents::table)
        .values((
            service_consents::id.eq(&consent.id),
            service_consents::case_id.eq(case.as_str()),
            service_consents::party.eq(&consent.party),
            service_consents::electronic.eq(consent.electronic),
            service_consents::scope.eq(&consent.scope),
            service_consents::channel.eq(&consent.channel),
            service_consents::address.eq(&consent.address),
            service_consents::paper.eq(&consent.paper),
            service_consents::wording.eq(&consent.wording),
            service_consents::way.eq(&consent.way),
            service_consents::given_on.eq(consent.on.date()),
            service_consents::given_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// What the parties of a case consented to, oldest first.
///
/// # Errors
/// The database's.
pub fn consents_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Consent>> {
    type Row = (String, String, bool, String, String, String, String, String, String, NaiveDate);
    let rows: Vec<Row> = service_consents::table
        .filter(service_consents::case_id.eq(case.as_str()))
        .order(service_consents::given_at)
        .select((
            service_consents::id,
            service_consents::party,
            service_consents::electronic,
            service_consents::scope,
            service_consents::channel,
            service_consents::address,
            service_consents::paper,
            service_consents::wording,
            service_consents::way,
            service_consents::given_on,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, party, electronic, scope, channel, address, paper, wording, way, on)| Consent {
            id,
            party,
            electronic,
            scope,
            channel,
            address,
            paper,
            wording,
            way,
            on: Day::from_date(on),
        })
        .collect())
}
