//! What became of each delivery (table `delivery_facts`).

use crate::db::schema::{deliveries, delivery_facts};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

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
pub fn add(tx: &mut DbConnection, row: &FactRow, by: Option<&PersonId>) -> DbResult<()> {
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
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<FactRow>> {
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
