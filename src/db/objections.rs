//! What follows a ruling: objections to it, and how it stands.

use super::schema::{documents, objections, standings};
use super::{DbConnection, DbResult, first, one};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, CaseNumber};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// An objection as kept; the body is encrypted.
#[derive(Clone, Debug)]
pub struct Objection {
    /// Id.
    pub id: String,
    /// The ruling objected to.
    pub document: String,
    /// `party`, `third_person`.
    pub standing: String,
    /// Party's reference.
    pub party: Option<String>,
    /// Name, contact and grounds, encrypted.
    pub body: String,
    /// Day.
    pub filed_on: Day,
    /// Start and last day of its period.
    pub period: [Day; 2],
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
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, case: &CaseId, row: &Objection, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(objections::table)
        .values((
            objections::id.eq(&row.id),
            objections::case_id.eq(case.as_str()),
            objections::court.eq(&row.number.court),
            objections::document.eq(&row.document),
            objections::standing.eq(&row.standing),
            objections::party.eq(&row.party),
            objections::body.eq(&row.body),
            objections::filed_on.eq(row.filed_on.date()),
            objections::start_on.eq(row.period[0].date()),
            objections::due_on.eq(row.period[1].date()),
            objections::article.eq(&row.article),
            objections::restored_from.eq(row.restored_from.map(Day::date)),
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
struct Row {
    id: String,
    court: String,
    document: String,
    standing: String,
    party: Option<String>,
    body: String,
    filed_on: NaiveDate,
    start_on: NaiveDate,
    due_on: NaiveDate,
    article: String,
    restored_from: Option<NaiveDate>,
    number_year: i32,
    number_kind: String,
    number_serial: i32,
    result: String,
    decision: Option<String>,
}

/// The objections to a case's rulings, oldest first.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Objection>> {
    let rows: Vec<Row> = objections::table
        .filter(objections::case_id.eq(case.as_str()))
        .order((objections::recorded_at, objections::id))
        .select(Row::as_select())
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
            filed_on: Day::from_date(row.filed_on),
            period: [row.start_on, row.due_on].map(Day::from_date),
            article: row.article,
            restored_from: row.restored_from.map(Day::from_date),
            result: row.result,
            decision: row.decision,
        })
        .collect())
}

/// Every number given to an objection, in order of series and serial.
///
/// # Errors
/// The database's.
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
/// [`super::DbError::Stale`] when it has been.
pub fn decide(tx: &mut DbConnection, id: &str, result: &str, decision: &str, on: Day) -> DbResult<()> {
    let here = objections::table.filter(objections::id.eq(id)).filter(objections::result.eq(""));
    let next = (objections::result.eq(result), objections::decision.eq(decision), objections::decided_on.eq(on.date()));
    one(diesel::update(here).set(next).execute(tx)?)
}

/// How a ruling stands, where it no longer stands as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
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
/// [`super::DbError::Taken`] when it stood otherwise already.
pub fn stand(tx: &mut DbConnection, row: &Standing) -> DbResult<()> {
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

fn standing((document, standing, by, log_index, since): StandingTuple) -> Standing {
    Standing { document, standing, by, log_index, since: Day::from_date(since) }
}

/// How a ruling stands; nothing while it stands as issued.
///
/// # Errors
/// The database's.
pub fn standing_of(tx: &mut DbConnection, document: &str) -> DbResult<Option<Standing>> {
    let columns = (standings::document, standings::standing, standings::by_document, standings::log_index, standings::since_on);
    let rows = standings::table.find(document).select(columns).load::<StandingTuple>(tx);
    Ok(first(rows)?.map(standing))
}

/// Every ruling that no longer stands as issued.
///
/// # Errors
/// The database's.
pub fn standings(tx: &mut DbConnection) -> DbResult<Vec<Standing>> {
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
