//! What people ask of those who handle a case, or of the administrator.

use crate::db::schema::requests;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A request as kept; the body is encrypted.
#[derive(Clone)]
pub struct Request {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: Option<String>,
    /// Person, for a forgotten password.
    pub person: Option<String>,
    /// Party's reference.
    pub party: Option<String>,
    /// `withdraw`, `wrong_phone`, `differs`, `declined`, `paper`, `password`.
    pub kind: String,
    /// In its own words, encrypted.
    pub body: String,
    /// Civil day.
    pub made_on: Day,
}

type Row = (String, Option<String>, Option<String>, Option<String>, String, String, NaiveDate);

/// Keeps a request.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, request: &Request, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(requests::table)
        .values((
            requests::id.eq(&request.id),
            requests::case_id.eq(&request.case_id),
            requests::person.eq(&request.person),
            requests::party.eq(&request.party),
            requests::kind.eq(&request.kind),
            requests::body.eq(&request.body),
            requests::made_on.eq(request.made_on.date()),
            requests::made_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

fn open(tx: &mut DbConnection, case: Option<&str>) -> DbResult<Vec<Request>> {
    let mut query = requests::table.filter(requests::settled_at.is_null()).into_boxed();
    query = match case {
        Some(case) => query.filter(requests::case_id.eq(case.to_owned())),
        None => query.filter(requests::case_id.is_null()),
    };
    let rows: Vec<Row> = query
        .order(requests::made_at)
        .select((requests::id, requests::case_id, requests::person, requests::party, requests::kind, requests::body, requests::made_on))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, case_id, person, party, kind, body, on)| Request { id, case_id, person, party, kind, body, made_on: Day::from_date(on) })
        .collect())
}

/// Open requests of a case, oldest first.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Request>> {
    open(tx, Some(case.as_str()))
}

/// Open requests to the administrator.
///
/// # Errors
/// The database's.
pub fn to_admin(tx: &mut DbConnection) -> DbResult<Vec<Request>> {
    open(tx, None)
}

/// Marks a request settled.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it has been.
pub fn settle(tx: &mut DbConnection, id: &str, by: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    let here = requests::table.filter(requests::id.eq(id)).filter(requests::settled_at.is_null());
    one(diesel::update(here).set((requests::settled_by.eq(by.as_str()), requests::settled_at.eq(at))).execute(tx)?)
}

/// Cases with open requests.
///
/// # Errors
/// The database's.
pub fn cases_with_open(tx: &mut DbConnection) -> DbResult<Vec<String>> {
    let found: Vec<Option<String>> = requests::table
        .filter(requests::settled_at.is_null())
        .filter(requests::case_id.is_not_null())
        .select(requests::case_id)
        .load(tx)?;
    Ok(found.into_iter().flatten().collect())
}
