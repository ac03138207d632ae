//! What became of each delivery (table `delivery_facts`).

use crate::db::schema::{deliveries, delivery_facts};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::service::Event;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Something that happened to a delivery; `note` is encrypted.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = delivery_facts)]
pub struct FactRow {
    /// Id.
    pub id: String,
    /// Delivery.
    pub delivery: String,
    /// What.
    pub fact: Event,
    /// Day.
    #[diesel(column_name = happened_on)]
    pub on: Day,
    /// Who received it, where somebody did.
    pub received_by: String,
    /// More, encrypted.
    pub note: String,
    /// The fact that was recorded wrongly, where this one says so.
    pub annuls: Option<String>,
    /// Who recorded it; the portal itself where nobody did.
    pub recorded_by: Option<PersonId>,
    /// When it was recorded.
    #[diesel(column_name = recorded_at)]
    pub at: NaiveDateTime,
}

/// Keeps a fact.
pub fn add(tx: &mut DbConnection, row: &FactRow) -> DbResult<()> {
    diesel::insert_into(delivery_facts::table).values(row).execute(tx)?;
    Ok(())
}

/// The facts of a case's deliveries, oldest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<FactRow>> {
    Ok(delivery_facts::table
        .inner_join(deliveries::table.on(deliveries::id.eq(delivery_facts::delivery)))
        .filter(deliveries::case_id.eq(case))
        .order((delivery_facts::recorded_at, delivery_facts::id))
        .select(FactRow::as_select())
        .load(tx)?)
}
