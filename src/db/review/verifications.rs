//! Records of verification and their signatures (tables `verifications`, `record_signatures`).

use crate::db::schema::{record_signatures, verifications};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// Keeps a signature under a record: of how many pages of which printed document, where it was signed on a screen.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the party has signed.
pub fn sign(
    tx: &mut DbConnection,
    verification: &str,
    [party, way, by]: [&str; 3],
    (pages, sha256): (i32, &str),
    at: NaiveDateTime,
) -> DbResult<()> {
    diesel::insert_into(record_signatures::table)
        .values((
            record_signatures::verification.eq(verification),
            record_signatures::party.eq(party),
            record_signatures::way.eq(way),
            record_signatures::signed_by.eq(by),
            record_signatures::signed_at.eq(at),
            record_signatures::pages.eq(pages),
            record_signatures::document_sha256.eq(sha256),
        ))
        .execute(tx)?;
    Ok(())
}

/// Who has signed a record: party and way.
///
/// # Errors
/// The database's.
pub fn signed(tx: &mut DbConnection, verification: &str) -> DbResult<Vec<(String, String)>> {
    Ok(record_signatures::table
        .filter(record_signatures::verification.eq(verification))
        .order(record_signatures::party)
        .select((record_signatures::party, record_signatures::way))
        .load(tx)?)
}

/// A record of verification; `record` is encrypted.
pub struct VerificationRow<'a> {
    /// Id.
    pub id: String,
    /// Day.
    pub held_on: Day,
    /// Place, or the line.
    pub place: &'a str,
    /// Held on-line.
    pub online: bool,
    /// Who was present and what they said, encrypted.
    pub record: String,
    /// Who recorded it.
    pub recorded_by: &'a PersonId,
}

/// Keeps a record of verification.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &VerificationRow<'_>, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(verifications::table)
        .values((
            verifications::id.eq(&row.id),
            verifications::case_id.eq(case.as_str()),
            verifications::held_on.eq(row.held_on.date()),
            verifications::place.eq(row.place),
            verifications::online.eq(row.online),
            verifications::record.eq(&row.record),
            verifications::recorded_by.eq(row.recorded_by.as_str()),
            verifications::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// A record of verification as kept: day, place, on-line, record (encrypted), with its id.
pub type VerificationKept = (String, Day, String, bool, String);

/// The records of verification of a case, oldest first.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<VerificationKept>> {
    let rows: Vec<(String, NaiveDate, String, bool, String)> = verifications::table
        .filter(verifications::case_id.eq(case.as_str()))
        .order(verifications::recorded_at)
        .select((verifications::id, verifications::held_on, verifications::place, verifications::online, verifications::record))
        .load(tx)?;
    Ok(rows.into_iter().map(|(id, on, place, online, record)| (id, Day::from_date(on), place, online, record)).collect())
}
