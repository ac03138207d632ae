//! Records of verification and their signatures (tables `verifications`, `record_signatures`).

use crate::db::schema::{record_signatures, verifications};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::meeting::SignatureWay;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A signature under a record.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = record_signatures)]
pub struct RecordSignature {
    /// Party's reference.
    pub party: String,
    /// How it was signed.
    pub way: SignatureWay,
    /// Who signed for the party.
    pub signed_by: String,
    /// Pages of the printed document that were read on a screen; 0 on paper.
    pub pages: i32,
    /// SHA-256 of that document, hex; empty on paper.
    pub document_sha256: String,
}

/// Keeps a signature under a record.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the party has signed.
pub fn sign(tx: &mut DbConnection, verification: &str, signature: &RecordSignature, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(record_signatures::table)
        .values((record_signatures::verification.eq(verification), record_signatures::signed_at.eq(at), signature))
        .execute(tx)?;
    Ok(())
}

/// Who has signed a record.
pub fn signatures(tx: &mut DbConnection, verification: &str) -> DbResult<Vec<RecordSignature>> {
    Ok(record_signatures::table
        .filter(record_signatures::verification.eq(verification))
        .order(record_signatures::party)
        .select(RecordSignature::as_select())
        .load(tx)?)
}

/// A record of verification; `record` is encrypted.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = verifications)]
pub struct VerificationRow {
    /// Id.
    pub id: String,
    /// Day.
    pub held_on: Day,
    /// Place, or the line.
    pub place: String,
    /// Held on-line.
    pub online: bool,
    /// Who was present and what they said, encrypted.
    pub record: String,
}

/// Keeps a record of verification.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &VerificationRow, by: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(verifications::table)
        .values((verifications::case_id.eq(case), verifications::recorded_by.eq(by), verifications::recorded_at.eq(at), row))
        .execute(tx)?;
    Ok(())
}

/// The records of verification of a case, oldest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<VerificationRow>> {
    Ok(verifications::table
        .filter(verifications::case_id.eq(case))
        .order(verifications::recorded_at)
        .select(VerificationRow::as_select())
        .load(tx)?)
}
