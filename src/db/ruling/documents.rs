//! Issued documents.

use crate::db::schema::{cases, documents};
use crate::db::{DbConnection, DbResult, first};
use crate::domain::day::Day;
use crate::domain::document::DocumentKind;
use crate::domain::id::CaseId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An issued document as kept.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = documents)]
pub struct DocumentRow {
    /// Id.
    pub id: String,
    /// Court code.
    pub court: String,
    /// Case.
    pub case_id: CaseId,
    /// Kind.
    pub kind: DocumentKind,
    /// Revision.
    pub rev: i32,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// SHA-256 of the encrypted bytes in the store, hex.
    pub stored_sha256: String,
    /// Size of the file.
    pub size: i64,
    /// Pages.
    pub pages: i32,
    /// Version of the wording.
    pub wording: String,
    /// Date of the document.
    pub issued_on: Day,
    /// SHA-256 of the statement, for a sealed one.
    pub statement_sha256: Option<String>,
    /// 查询码, for a sealed one.
    pub query_code: Option<String>,
    /// Index in the log, for a sealed one.
    pub log_index: Option<i64>,
    /// The number on it, where it is not the case's own.
    pub number: Option<String>,
    /// The earlier document it speaks of.
    pub supersedes: Option<String>,
}

/// Keeps an issued document.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the case has this revision, or the file is there.
pub fn add(tx: &mut DbConnection, document: &DocumentRow, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(documents::table).values((documents::issued_at.eq(at), document)).execute(tx)?;
    Ok(())
}

/// By which property a document is looked for.
pub enum DocumentKey<'a> {
    /// Its id.
    Id(&'a str),
    /// SHA-256 of the file.
    Sha256(&'a str),
    /// SHA-256 of the statement.
    Statement(&'a str),
    /// 查询码.
    QueryCode(&'a str),
}

/// One document.
pub fn find(tx: &mut DbConnection, by: &DocumentKey<'_>) -> DbResult<Option<DocumentRow>> {
    let all = documents::table.select(DocumentRow::as_select());
    let rows: QueryResult<Vec<DocumentRow>> = match by {
        DocumentKey::Id(id) => all.filter(documents::id.eq(id)).load(tx),
        DocumentKey::Sha256(sha256) => all.filter(documents::sha256.eq(sha256)).load(tx),
        DocumentKey::Statement(sha256) => all.filter(documents::statement_sha256.eq(sha256)).load(tx),
        DocumentKey::QueryCode(code) => all.filter(documents::query_code.eq(code)).load(tx),
    };
    first(rows)
}

/// A case's documents, in the order they were issued.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<DocumentRow>> {
    Ok(documents::table
        .filter(documents::case_id.eq(case))
        .order((documents::issued_at, documents::kind, documents::rev))
        .select(DocumentRow::as_select())
        .load(tx)?)
}

/// Every document with its case number.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<(DocumentRow, Option<String>)>> {
    let rows: Vec<(DocumentRow, Option<String>)> = documents::table
        .inner_join(cases::table.on(cases::id.eq(documents::case_id)))
        .order((documents::log_index, documents::issued_at, documents::id))
        .select((DocumentRow::as_select(), cases::number))
        .load(tx)?;
    Ok(rows.into_iter().map(|(row, number)| (row.number.clone().or(number), row)).map(|(number, row)| (row, number)).collect())
}
