//! Clocks of all cases at once: what runs out when, what has been warned of, what has been extended.

use super::schema::{cases, due_dates, extensions, warnings};
use super::{DbConnection, DbResult, one};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

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
/// [`super::DbError::Stale`] when the clock has stopped.
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

/// Notes a warning.
///
/// # Errors
/// [`super::DbError::Taken`] when it has been given.
pub fn warn(tx: &mut DbConnection, case: &str, period: &str, after_days: i32, on: Day) -> DbResult<()> {
    diesel::insert_into(warnings::table)
        .values((
            warnings::case_id.eq(case),
            warnings::period.eq(period),
            warnings::after_days.eq(after_days),
            warnings::given_on.eq(on.date()),
        ))
        .execute(tx)?;
    Ok(())
}

/// Whether a warning is given now, or was given before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Warned {
    /// It is noted now, for the first time.
    Now,
    /// It had been.
    Before,
}

/// Notes a warning unless it has been given.
///
/// # Errors
/// The database's; [`super::DbError::Taken`] when another node gave it this moment.
pub fn warn_once(tx: &mut DbConnection, case: &str, period: &str, after_days: i32, on: Day) -> DbResult<Warned> {
    if warned(tx, case, period)?.contains(&after_days) {
        return Ok(Warned::Before);
    }
    warn(tx, case, period, after_days, on).map(|()| Warned::Now)
}

/// The warnings a case has been given of a period, by day of the period.
///
/// # Errors
/// The database's.
pub fn warned(tx: &mut DbConnection, case: &str, period: &str) -> DbResult<Vec<i32>> {
    Ok(warnings::table.filter(warnings::case_id.eq(case)).filter(warnings::period.eq(period)).select(warnings::after_days).load(tx)?)
}

/// An extension of the review; the reason is encrypted.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Id.
    pub id: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_on: Day,
    /// By how many days.
    pub days: i32,
    /// Why, encrypted.
    pub reason: String,
    /// Nominal end before and after.
    pub nominal: [Day; 2],
}

/// Keeps an extension.
///
/// # Errors
/// The database's.
pub fn extend(tx: &mut DbConnection, case: &CaseId, row: &Extension, by: &PersonId, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(extensions::table)
        .values((
            extensions::id.eq(&row.id),
            extensions::case_id.eq(case.as_str()),
            extensions::approved_by.eq(&row.approved_by),
            extensions::approved_on.eq(row.approved_on.date()),
            extensions::days.eq(row.days),
            extensions::reason.eq(&row.reason),
            extensions::nominal_before.eq(row.nominal[0].date()),
            extensions::nominal_after.eq(row.nominal[1].date()),
            extensions::recorded_by.eq(by.as_str()),
            extensions::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}
