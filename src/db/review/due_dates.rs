//! Clocks (table `due_dates`): of one case, and of all cases of a court at once.

use crate::db::schema::{cases, due_dates};
use crate::db::{DbConnection, DbResult, one};
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::period::{Deadline, DueDate, Period};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A clock of a case.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct DueDateRow {
    /// Which period.
    pub period: Period,
    /// The party whose own clock it is.
    pub party: Option<String>,
    /// When it began and when it ends.
    pub deadline: Deadline,
    /// Article.
    pub article: String,
    /// Computed without a rest-day table.
    pub provisional: bool,
    /// The day the act was done.
    pub met_on: Option<Day>,
}

/// Keeps a due date, with the calendar version it was computed with.
pub fn add(tx: &mut DbConnection, id: &str, case: &CaseId, party: Option<&str>, due: &DueDate, calendar: i32) -> DbResult<()> {
    diesel::insert_into(due_dates::table)
        .values((
            due_dates::id.eq(id),
            due_dates::case_id.eq(case),
            due_dates::name.eq(due.period),
            due_dates::party.eq(party),
            due_dates::start_on.eq(due.deadline.start),
            due_dates::nominal_on.eq(due.deadline.nominal),
            due_dates::due_on.eq(due.deadline.due),
            due_dates::article.eq(&due.article),
            due_dates::provisional.eq(due.provisional),
            due_dates::calendar_version.eq(calendar),
        ))
        .execute(tx)?;
    Ok(())
}

/// Marks a clock met.
pub fn meet(tx: &mut DbConnection, case: &CaseId, period: Period, on: Day) -> DbResult<()> {
    let open = due_dates::table.filter(due_dates::case_id.eq(case)).filter(due_dates::name.eq(period)).filter(due_dates::met_on.is_null());
    diesel::update(open).set(due_dates::met_on.eq(on)).execute(tx)?;
    Ok(())
}

/// A case's clocks.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<DueDateRow>> {
    Ok(due_dates::table
        .filter(due_dates::case_id.eq(case))
        .order((due_dates::start_on, due_dates::name, due_dates::party))
        .select((
            due_dates::name,
            due_dates::party,
            (due_dates::start_on, due_dates::nominal_on, due_dates::due_on),
            due_dates::article,
            due_dates::provisional,
            due_dates::met_on,
        ))
        .load(tx)?)
}

/// Takes a clock of a case away, where its start has changed.
pub fn remove(tx: &mut DbConnection, case: &CaseId, period: Period) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::case_id.eq(case)).filter(due_dates::name.eq(period));
    diesel::delete(here).execute(tx)?;
    Ok(())
}

/// Takes one party's own clock of a case away, where its start has changed.
pub fn remove_own(tx: &mut DbConnection, case: &CaseId, period: Period, party: &str) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::case_id.eq(case)).filter(due_dates::name.eq(period));
    diesel::delete(here.filter(due_dates::party.eq(party))).execute(tx)?;
    Ok(())
}

/// A clock that runs, with its case.
#[derive(Clone, Debug, Queryable)]
pub struct RunningDueDate {
    /// Row's id.
    pub id: String,
    /// Case.
    pub case_id: CaseId,
    /// Case number.
    pub number: Option<String>,
    /// Stage of the case.
    pub stage: StageName,
    /// Day on which the case was begun, in UTC.
    pub created_at: NaiveDateTime,
    /// Which period.
    pub period: Period,
    /// The party whose own clock it is.
    pub party: Option<String>,
    /// When it began and when it ends.
    pub deadline: Deadline,
    /// Article.
    pub article: String,
    /// Computed without a rest-day table.
    pub provisional: bool,
}

/// Every clock of a court that runs, the one that ends first at the head.
pub fn running(tx: &mut DbConnection, court: &str) -> DbResult<Vec<RunningDueDate>> {
    Ok(due_dates::table
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
            (due_dates::start_on, due_dates::nominal_on, due_dates::due_on),
            due_dates::article,
            due_dates::provisional,
        ))
        .load(tx)?)
}

/// Where a clock ends anew.
#[derive(Clone, Copy, Debug)]
pub struct NewEnd {
    /// Nominal end.
    pub nominal: Day,
    /// Last day.
    pub due: Day,
    /// Computed without a rest-day table.
    pub provisional: bool,
}

/// Moves the end of a clock, as computed with a calendar version.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when the clock has stopped.
pub fn retime(tx: &mut DbConnection, id: &str, to: &NewEnd, calendar: i32) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::id.eq(id)).filter(due_dates::met_on.is_null());
    let next = (
        due_dates::nominal_on.eq(to.nominal),
        due_dates::due_on.eq(to.due),
        due_dates::provisional.eq(to.provisional),
        due_dates::calendar_version.eq(calendar),
    );
    one(diesel::update(here).set(next).execute(tx)?)
}
