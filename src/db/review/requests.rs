//! What people ask of those who handle a case, or of the administrator.

use crate::db::schema::requests;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::request::RequestKind;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A request as kept; the body is encrypted.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = requests)]
pub struct Request {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: Option<String>,
    /// Person, for a forgotten password.
    pub person: Option<String>,
    /// Party's reference.
    pub party: Option<String>,
    /// What is asked.
    pub kind: RequestKind,
    /// In its own words, encrypted.
    pub body: String,
    /// Civil day.
    pub made_on: Day,
}

/// Keeps a request.
pub fn add(tx: &mut DbConnection, request: &Request, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(requests::table).values((requests::made_at.eq(at), request)).execute(tx)?;
    Ok(())
}

fn open(tx: &mut DbConnection, case: Option<&str>) -> DbResult<Vec<Request>> {
    let mut query = requests::table.filter(requests::settled_at.is_null()).into_boxed();
    query = match case {
        Some(case) => query.filter(requests::case_id.eq(case.to_owned())),
        None => query.filter(requests::case_id.is_null()),
    };
    Ok(query.order(requests::made_at).select(Request::as_select()).load(tx)?)
}

/// Open requests of a case, oldest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Request>> {
    open(tx, Some(case.as_str()))
}

/// Open requests to the administrator.
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
pub fn cases_with_open(tx: &mut DbConnection) -> DbResult<Vec<CaseId>> {
    let found: Vec<Option<CaseId>> = requests::table
        .filter(requests::settled_at.is_null())
        .filter(requests::case_id.is_not_null())
        .select(requests::case_id)
        .load(tx)?;
    Ok(found.into_iter().flatten().collect())
}
