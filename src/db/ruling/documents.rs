//! Issued documents.

use crate::db::schema::{cases, documents};
use crate::db::{DbConnection, DbResult, first};
use crate::domain::day::Day;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// An issued document as kept.
#[derive(Clone, Debug)]
pub struct DocumentRow {
    /// Id.
    pub id: String,
    /// Court code.
    pub court: String,
    /// Case.
    pub case_id: String,
    /// Kind.
    pub kind: String,
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
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(&document.id),
            documents::court.eq(&document.court),
            documents::case_id.eq(&document.case_id),
            documents::kind.eq(&document.kind),
            documents::rev.eq(document.rev),
            documents::sha256.eq(&document.sha256),
            documents::stored_sha256.eq(&document.stored_sha256),
            documents::size.eq(document.size),
            documents::pages.eq(document.pages),
            documents::wording.eq(&document.wording),
            documents::issued_on.eq(document.issued_on.date()),
            documents::issued_at.eq(at),
            documents::statement_sha256.eq(&document.statement_sha256),
            documents::query_code.eq(&document.query_code),
            documents::log_index.eq(document.log_index),
            documents::number.eq(&document.number),
            documents::supersedes.eq(&document.supersedes),
        ))
        .execute(tx)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents)]
struct Row {
    id: String,
    court: String,
    case_id: String,
    kind: String,
    rev: i32,
    sha256: String,
    stored_sha256: String,
    size: i64,
    pages: i32,
    wording: String,
    issued_on: NaiveDate,
    statement_sha256: Option<String>,
    query_code: Option<String>,
    log_index: Option<i64>,
    number: Option<String>,
    supersedes: Option<String>,
}

fn read(row: Row) -> DocumentRow {
    DocumentRow {
        id: row.id,
        court: row.court,
        case_id: row.case_id,
        kind: row.kind,
        rev: row.rev,
        sha256: row.sha256,
        stored_sha256: row.stored_sha256,
        size: row.size,
        pages: row.pages,
        wording: row.wording,
        issued_on: Day::from_date(row.issued_on),
        statement_sha256: row.statement_sha256,
        query_code: row.query_code,
        log_index: row.log_index,
        number: row.number,
        supersedes: row.supersedes,
    }
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
///
/// # Errors
/// The database's.
pub fn find(tx: &mut DbConnection, by: &DocumentKey<'_>) -> DbResult<Option<DocumentRow>> {
    let all = documents::table.select(Row::as_select());
    let rows: QueryResult<Vec<Row>> = match by {
        DocumentKey::Id(id) => all.filter(documents::id.eq(id)).load(tx),
        DocumentKey::Sha256(sha256) => all.filter(documents::sha256.eq(sha256)).load(tx),
        DocumentKey::Statement(sha256) => all.filter(documents::statement_sha256.eq(sha256)).load(tx),
        DocumentKey::QueryCode(code) => all.filter(documents::query_code.eq(code)).load(tx),
    };
    Ok(first(rows)?.map(read))
}

/// A case's documents, in the order they were issued.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &str) -> DbResult<Vec<DocumentRow>> {
    let rows: Vec<Row> = documents::table
        .filter(documents::case_id.eq(case))
        .order((documents::issued_at, documents::kind, documents::rev))
        .select(Row::as_select())
        .load(tx)?;
    Ok(rows.into_iter().map(read).collect())
}

/// Every document with its case number.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut DbConnection) -> DbResult<Vec<(DocumentRow, Option<String>)>> {
    let rows: Vec<(Row, Option<String>)> = documents::table
        .inner_join(cases::table.on(cases::id.eq(documents::case_id)))
        .order((documents::log_index, documents::issued_at, documents::id))
        .select((Row::as_select(), cases::number))
        .load(tx)?;
    Ok(rows.into_iter().map(|(row, number)| (row.number.clone().or(number), row)).map(|(number, row)| (read(row), number)).collect())
}
