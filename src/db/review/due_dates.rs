//! Clocks (table `due_dates`): of one case, and of all cases of a court at once.

use crate::db::schema::{cases, due_dates};
use crate::db::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::period::Due;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A clock of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Name of the period.
    pub name: String,
    /// The party whose own clock it is.
    pub party: Option<String>,
    /// Start, nominal and last day.
    pub days: [Day; 3],
    /// Article.
    pub article: String,
    /// Computed without a rest-day table.
    pub provisional: bool,
    /// The day the act was done.
    pub met_on: Option<Day>,
}

/// Keeps a due date, with the calendar version it was computed with.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, id: &str, case: &CaseId, party: Option<&str>, due: &Due, calendar: i32) -> DbResult<()> {
    diesel::insert_into(due_dates::table)
        .values((
            due_dates::id.eq(id),
            due_dates::case_id.eq(case.as_str()),
            due_dates::name.eq(due.period.name()),
            due_dates::party.eq(party),
            due_dates::start_on.eq(due.start.date()),
            due_dates::nominal_on.eq(due.nominal.date()),
            due_dates::due_on.eq(due.due.date()),
            due_dates::article.eq(&due.article),
            due_dates::provisional.eq(due.provisional),
            due_dates::calendar_version.eq(calendar),
        ))
        .execute(tx)?;
    Ok(())
}

/// Marks a clock met.
///
/// # Errors
/// The database's.
pub fn meet(tx: &mut DbConnection, case: &CaseId, name: &str, on: Day) -> DbResult<()> {
    let open =
        due_dates::table.filter(due_dates::case_id.eq(case.as_str())).filter(due_dates::name.eq(name)).filter(due_dates::met_on.is_null());
    diesel::update(open).set(due_dates::met_on.eq(on.date())).execute(tx)?;
    Ok(())
}

type ClockTuple = (String, Option<String>, NaiveDate, NaiveDate, NaiveDate, String, bool, Option<NaiveDate>);

/// A case's clocks.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Clock>> {
    let rows: Vec<ClockTuple> = due_dates::table
        .filter(due_dates::case_id.eq(case.as_str()))
        .order((due_dates::start_on, due_dates::name, due_dates::party))
        .select((
            due_dates::name,
            due_dates::party,
            due_dates::start_on,
            due_dates::nominal_on,
            due_dates::due_on,
            due_dates::article,
            due_dates::provisional,
            due_dates::met_on,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(name, party, start, nominal, due, article, provisional, met_on)| Clock {
            name,
            party,
            days: [start, nominal, due].map(Day::from_date),
            article,
            provisional,
            met_on: met_on.map(Day::from_date),
        })
        .collect())
}

/// Takes a clock of a case away, where its start has changed.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut DbConnection, case: &CaseId, name: &str) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::case_id.eq(case.as_str())).filter(due_dates::name.eq(name));
    diesel::delete(here).execute(tx)?;
    Ok(())
}

/// Takes one party's own clock of a case away, where its start has changed.
///
/// # Errors
/// The database's.
pub fn remove_own(tx: &mut DbConnection, case: &CaseId, name: &str, party: &str) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::case_id.eq(case.as_str())).filter(due_dates::name.eq(name));
    diesel::delete(here.filter(due_dates::party.eq(party))).execute(tx)?;
    Ok(())
}

/// A clock that runs, with its case.
#[derive(Clone, Debug)]
pub struct Running {
    /// Row's id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Case number.
    pub number: Option<String>,
    /// Stage of the case.
    pub stage: String,
    /// Day on which the case was begun, in UTC.
    pub created_at: NaiveDateTime,
    /// Name of the period.
    pub name: String,
    /// The party whose own clock it is.
    pub party: Option<String>,
    /// Start, nominal and last day.
    pub days: [Day; 3],
    /// Article.
    pub article: String,
    /// Computed without a rest-day table.
    pub provisional: bool,
}

type Row = (String, String, Option<String>, String, NaiveDateTime, String, Option<String>, NaiveDate, NaiveDate, NaiveDate, String, bool);

/// Every clock of a court that runs, the one that ends first at the head.
///
/// # Errors
/// The database's.
pub fn running(tx: &mut DbConnection, court: &str) -> DbResult<Vec<Running>> {
    let rows: Vec<Row> = due_dates::table
        .inner_join(cases::table.on(cases::id.eq(due_dates::case_id)))
        .filter(cases::court.eq(court))
        .filter(due_dates::met_on.is_null())
        .order((due_dates::due_on, due_dates::case_id, due_dates::name, due_dates::party))
        .select((
            due_dates::id,
            due_dates::case_id,
            cases::number,
            cases::stage,
            cases::created_at,
            due_dates::name,
            due_dates::party,
            due_dates::start_on,
            due_dates::nominal_on,
            due_dates::due_on,
            due_dates::article,
            due_dates::provisional,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, case_id, number, stage, created_at, name, party, start, nominal, due, article, provisional)| Running {
            id,
            case_id,
            number,
            stage,
            created_at,
            name,
            party,
            days: [start, nominal, due].map(Day::from_date),
            article,
            provisional,
        })
        .collect())
}

/// Moves the end of a clock, as computed with a calendar version.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when the clock has stopped.
pub fn retime(tx: &mut DbConnection, id: &str, [nominal, due]: [Day; 2], provisional: bool, calendar: i32) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::id.eq(id)).filter(due_dates::met_on.is_null());
    let next = (
        due_dates::nominal_on.eq(nominal.date()),
        due_dates::due_on.eq(due.date()),
        due_dates::provisional.eq(provisional),
        due_dates::calendar_version.eq(calendar),
    );
    one(diesel::update(here).set(next).execute(tx)?)
}
