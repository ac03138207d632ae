//! What follows a ruling: objections to it, and how it stands.

use crate::db::schema::objections;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::decision::Objector;
use crate::domain::id::{CaseId, CaseNumber};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An objection as kept; the body is encrypted.
#[derive(Clone, Debug)]
pub struct Objection {
    /// Id.
    pub id: String,
    /// The ruling objected to.
    pub document: String,
    /// As what.
    pub standing: Objector,
    /// Party's reference.
    pub party: Option<String>,
    /// Name, contact and grounds, encrypted.
    pub body: String,
    /// Day.
    pub filed_on: Day,
    /// The day from which its period runs.
    pub start_on: Day,
    /// The last day of it.
    pub due_on: Day,
    /// Article.
    pub article: String,
    /// The day on which the obstacle ended, for one out of time.
    pub restored_from: Option<Day>,
    /// Its number.
    pub number: CaseNumber,
    /// `objection_dismissed`, `revoked`, `altered`; empty while open.
    pub result: String,
    /// The ruling that decided it.
    pub decision: Option<String>,
}

/// Keeps an objection.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &Objection, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(objections::table)
        .values((
            objections::id.eq(&row.id),
            objections::case_id.eq(case.as_str()),
            objections::court.eq(&row.number.court),
            objections::document.eq(&row.document),
            objections::standing.eq(row.standing),
            objections::party.eq(&row.party),
            objections::body.eq(&row.body),
            objections::filed_on.eq(row.filed_on),
            objections::start_on.eq(row.start_on),
            objections::due_on.eq(row.due_on),
            objections::article.eq(&row.article),
            objections::restored_from.eq(row.restored_from),
            objections::number.eq(row.number.to_string()),
            objections::number_year.eq(row.number.year),
            objections::number_kind.eq(&row.number.kind),
            objections::number_serial.eq(row.number.serial),
            objections::result.eq(&row.result),
            objections::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = objections)]
struct ObjectionColumns {
    id: String,
    court: String,
    document: String,
    standing: Objector,
    party: Option<String>,
    body: String,
    filed_on: Day,
    start_on: Day,
    due_on: Day,
    article: String,
    restored_from: Option<Day>,
    number_year: i32,
    number_kind: String,
    number_serial: i32,
    result: String,
    decision: Option<String>,
}

/// The objections to a case's rulings, oldest first.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Objection>> {
    let rows: Vec<ObjectionColumns> = objections::table
        .filter(objections::case_id.eq(case.as_str()))
        .order((objections::recorded_at, objections::id))
        .select(ObjectionColumns::as_select())
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|row| Objection {
            number: CaseNumber { year: row.number_year, court: row.court, kind: row.number_kind, serial: row.number_serial },
            id: row.id,
            document: row.document,
            standing: row.standing,
            party: row.party,
            body: row.body,
            filed_on: row.filed_on,
            start_on: row.start_on,
            due_on: row.due_on,
            article: row.article,
            restored_from: row.restored_from,
            result: row.result,
            decision: row.decision,
        })
        .collect())
}

/// Every number given to an objection, in order of series and serial.
pub fn numbers(tx: &mut DbConnection) -> DbResult<Vec<CaseNumber>> {
    let rows: Vec<(String, i32, String, i32)> = objections::table
        .order((objections::court, objections::number_kind, objections::number_year, objections::number_serial))
        .select((objections::court, objections::number_year, objections::number_kind, objections::number_serial))
        .load(tx)?;
    Ok(rows.into_iter().map(|(court, year, kind, serial)| CaseNumber { year, court, kind, serial }).collect())
}

/// Decides an objection.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it has been.
pub fn decide(tx: &mut DbConnection, id: &str, result: &str, decision: &str, on: Day) -> DbResult<()> {
    let here = objections::table.filter(objections::id.eq(id)).filter(objections::result.eq(""));
    let next = (objections::result.eq(result), objections::decision.eq(decision), objections::decided_on.eq(on.date()));
    one(diesel::update(here).set(next).execute(tx)?)
}
