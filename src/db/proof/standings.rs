//! Standing of rulings (table `standings`): superseded, revoked, corrected.

use crate::db::schema::{documents, standings};
use crate::db::{DbConnection, DbResult, first};
use crate::domain::day::Day;
use crate::domain::document::DocumentKind;
use diesel::prelude::*;

/// How a ruling stands, where it no longer stands as issued.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = standings)]
pub struct StandingRow {
    /// The ruling.
    pub document: String,
    /// `superseded`, `revoked`.
    pub standing: String,
    /// By which ruling.
    #[diesel(column_name = by_document)]
    pub by: String,
    /// Index of the log entry that says so.
    pub log_index: i64,
    /// Since when.
    #[diesel(column_name = since_on)]
    pub since: Day,
}

/// Keeps how a ruling stands.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it stood otherwise already.
pub fn stand(tx: &mut DbConnection, row: &StandingRow) -> DbResult<()> {
    diesel::insert_into(standings::table).values(row).execute(tx)?;
    Ok(())
}

/// How a ruling stands; nothing while it stands as issued.
pub fn of_document(tx: &mut DbConnection, document: &str) -> DbResult<Option<StandingRow>> {
    first(standings::table.find(document).select(StandingRow::as_select()).load(tx))
}

/// Every ruling that no longer stands as issued.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<StandingRow>> {
    Ok(standings::table.order(standings::log_index).select(StandingRow::as_select()).load(tx)?)
}

/// The ruling that last corrected a ruling.
pub fn corrected_by(tx: &mut DbConnection, document: &str, kind: DocumentKind) -> DbResult<Option<String>> {
    let rows = documents::table
        .filter(documents::supersedes.eq(document))
        .filter(documents::kind.eq(kind))
        .order(documents::rev.desc())
        .limit(1)
        .select(documents::id)
        .load::<String>(tx);
    first(rows)
}
