//! Terms of an agreement with their instalments (tables `terms`, `instalments`).

use crate::db::schema::{instalments, terms};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use diesel::prelude::*;

/// A term as kept: what ledgers and statistics need; the wording is in the application.
#[derive(Insertable)]
#[diesel(table_name = terms)]
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
}

/// A day of performance, with its sum.
#[derive(Insertable)]
#[diesel(table_name = instalments)]
pub struct InstalmentRow {
    /// Id.
    pub id: String,
    /// Last day.
    pub due_on: Day,
    /// Sum, in 分.
    pub amount_fen: Option<i64>,
}

/// Keeps a term with its instalments, in order.
pub fn add(tx: &mut DbConnection, matter: &str, term: &TermRow, by_day: &[InstalmentRow]) -> DbResult<()> {
    diesel::insert_into(terms::table).values((terms::matter.eq(matter), term)).execute(tx)?;
    for (ordinal, instalment) in (0..).zip(by_day) {
        diesel::insert_into(instalments::table)
            .values((instalments::term.eq(&term.id), instalments::ordinal.eq(ordinal), instalment))
            .execute(tx)?;
    }
    Ok(())
}
