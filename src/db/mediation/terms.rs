//! Terms of an agreement with their instalments (tables `terms`, `instalments`).

use crate::db::schema::{instalments, terms};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use diesel::prelude::*;

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
pub fn add(tx: &mut DbConnection, matter: &str, term: &TermRow) -> DbResult<()> {
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
