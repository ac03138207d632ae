//! Standing of rulings (table `standings`): superseded, revoked, corrected.

use crate::db::schema::{documents, standings};
use crate::db::{DbConnection, DbResult, first};
use crate::domain::day::Day;
use chrono::NaiveDate;
use diesel::prelude::*;

/// How a ruling stands, where it no longer stands as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// The ruling.
    pub document: String,
    /// `superseded`, `revoked`.
    pub standing: String,
    /// By which ruling.
    pub by: String,
    /// Index of the log entry that says so.
    pub log_index: i64,
    /// Since when.
    pub since: Day,
}

/// Keeps how a ruling stands.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it stood otherwise already.
pub fn stand(tx: &mut DbConnection, row: &StandingRow) -> DbResult<()> {
    diesel::insert_into(standings::table)
        .values((
            standings::document.eq(&row.document),
            standings::standing.eq(&row.standing),
            standings::by_document.eq(&row.by),
            standings::log_index.eq(row.log_index),
            standings::since_on.eq(row.since.date()),
        ))
        .execute(tx)?;
    Ok(())
}

type StandingTuple = (String, String, String, i64, NaiveDate);

fn standing((document, standing, by, log_index, since): StandingTuple) -> StandingRow {
    StandingRow { document, standing, by, log_index, since: Day::from_date(since) }
}

/// How a ruling stands; nothing while it stands as issued.
///
/// # Errors
/// The database's.
pub fn of_document(tx: &mut DbConnection, document: &str) -> DbResult<Option<StandingRow>> {
    let columns = (standings::document, standings::standing, standings::by_document, standings::log_index, standings::since_on);
    let rows = standings::table.find(document).select(columns).load::<StandingTuple>(tx);
    Ok(first(rows)?.map(standing))
}

/// Every ruling that no longer stands as issued.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<StandingRow>> {
    let columns = (standings::document, standings::standing, standings::by_document, standings::log_index, standings::since_on);
    let rows: Vec<StandingTuple> = standings::table.order(standings::log_index).select(columns).load(tx)?;
    Ok(rows.into_iter().map(standing).collect())
}

/// The ruling that last corrected a ruling.
///
/// # Errors
/// The database's.
pub fn corrected_by(tx: &mut DbConnection, document: &str, kind: &str) -> DbResult<Option<String>> {
    let rows = documents::table
        .filter(documents::supersedes.eq(document))
        .filter(documents::kind.eq(kind))
        .order(documents::rev.desc())
        .limit(1)
        .select(documents::id)
        .load::<String>(tx);
    first(rows)
}
