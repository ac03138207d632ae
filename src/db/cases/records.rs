//! What hangs on a case: joinings, clocks, history, verification.

use super::Case;
use crate::db::schema::{due_dates, history, joinings, readings, verifications};
use crate::db::{DbConnection, DbResult};
use crate::domain::actor::Actor;
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::period::Due;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// Records that a party joined.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when it has.
pub fn join(tx: &mut DbConnection, id: &str, case: &CaseId, joining: &Joining, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(joinings::table)
        .values((
            joinings::id.eq(id),
            joinings::case_id.eq(case.as_str()),
            joinings::party.eq(&joining.party),
            joinings::way.eq(&joining.way),
            joinings::acted_by.eq(&joining.acted_by),
            joinings::capacity.eq(&joining.capacity),
            joinings::joined_on.eq(joining.on.date()),
            joinings::joined_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// One party's joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Party's reference.
    pub party: String,
    /// `phone`, `kiosk`, `paper`, `transcript`.
    pub way: String,
    /// Who acted.
    pub acted_by: String,
    /// As what: `self`, `representative`, `guardian`, `agent`.
    pub capacity: String,
    /// Day.
    pub on: Day,
}

/// Who has joined.
///
/// # Errors
/// The database's.
pub fn joinings(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Joining>> {
    let rows: Vec<(String, String, String, String, NaiveDate)> = joinings::table
        .filter(joinings::case_id.eq(case.as_str()))
        .order(joinings::joined_at)
        .select((joinings::party, joinings::way, joinings::acted_by, joinings::capacity, joinings::joined_on))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(party, way, acted_by, capacity, on)| Joining { party, way, acted_by, capacity, on: Day::from_date(on) })
        .collect())
}

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
pub fn add_due(tx: &mut DbConnection, id: &str, case: &CaseId, party: Option<&str>, due: &Due, calendar: i32) -> DbResult<()> {
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
pub fn clocks(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Clock>> {
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

/// Writes a line of history.
///
/// # Errors
/// The database's.
pub fn tell(tx: &mut DbConnection, case: &Case, actor: &Actor, told: &Told<'_>) -> DbResult<()> {
    let last: Option<i32> =
        history::table.filter(history::case_id.eq(case.id.as_str())).select(diesel::dsl::max(history::seq)).first(tx)?;
    diesel::insert_into(history::table)
        .values((
            history::case_id.eq(case.id.as_str()),
            history::seq.eq(last.unwrap_or(0) + 1),
            history::at.eq(told.at),
            history::civil_on.eq(told.on.date()),
            history::actor.eq(actor.person.as_ref().map(PersonId::as_str)),
            history::actor_name.eq(&actor.name),
            history::role.eq(actor.role.name()),
            history::act.eq(told.act),
            history::stage.eq(case.stage.name()),
            history::detail.eq(told.detail),
        ))
        .execute(tx)?;
    Ok(())
}

/// What is told of an act; never an identifier or a number of a person.
pub struct Told<'a> {
    /// When.
    pub at: NaiveDateTime,
    /// On which civil day.
    pub on: Day,
    /// Act.
    pub act: &'a str,
    /// A plain word more.
    pub detail: &'a str,
}

/// A case's history: act, stage after it, day, who.
///
/// # Errors
/// The database's.
pub fn history_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<(String, String, Day, String)>> {
    let rows: Vec<(String, String, NaiveDate, String)> = history::table
        .filter(history::case_id.eq(case.as_str()))
        .order(history::seq)
        .select((history::act, history::stage, history::civil_on, history::actor_name))
        .load(tx)?;
    Ok(rows.into_iter().map(|(act, stage, on, who)| (act, stage, Day::from_date(on), who)).collect())
}

/// A record of verification; `record` is encrypted.
pub struct VerificationRow<'a> {
    /// Id.
    pub id: String,
    /// Day.
    pub held_on: Day,
    /// Place, or the line.
    pub place: &'a str,
    /// Held on-line.
    pub online: bool,
    /// Who was present and what they said, encrypted.
    pub record: String,
    /// Who recorded it.
    pub recorded_by: &'a PersonId,
}

/// Keeps a record of verification.
///
/// # Errors
/// The database's.
pub fn add_verification(tx: &mut DbConnection, case: &CaseId, row: &VerificationRow<'_>, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(verifications::table)
        .values((
            verifications::id.eq(&row.id),
            verifications::case_id.eq(case.as_str()),
            verifications::held_on.eq(row.held_on.date()),
            verifications::place.eq(row.place),
            verifications::online.eq(row.online),
            verifications::record.eq(&row.record),
            verifications::recorded_by.eq(row.recorded_by.as_str()),
            verifications::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// A line of a case's history.
#[derive(Clone, Debug)]
pub struct Line {
    /// Act.
    pub act: String,
    /// Stage after it.
    pub stage: String,
    /// Civil day.
    pub on: Day,
    /// When.
    pub at: NaiveDateTime,
    /// Who, by name.
    pub who: String,
    /// In which role.
    pub role: String,
    /// A plain word more.
    pub detail: String,
}

/// A case's history, oldest first.
///
/// # Errors
/// The database's.
pub fn lines_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Line>> {
    let rows: Vec<(String, String, NaiveDate, NaiveDateTime, String, String, String)> = history::table
        .filter(history::case_id.eq(case.as_str()))
        .order(history::seq)
        .select((history::act, history::stage, history::civil_on, history::at, history::actor_name, history::role, history::detail))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(act, stage, on, at, who, role, detail)| Line { act, stage, on: Day::from_date(on), at, who, role, detail })
        .collect())
}

/// Takes every joining of a case back: whoever has joined joins anew.
///
/// # Errors
/// The database's.
pub fn unjoin(tx: &mut DbConnection, case: &CaseId) -> DbResult<()> {
    diesel::delete(joinings::table.filter(joinings::case_id.eq(case.as_str()))).execute(tx)?;
    Ok(())
}

/// Takes a clock of a case away, where its start has changed.
///
/// # Errors
/// The database's.
pub fn drop_due(tx: &mut DbConnection, case: &CaseId, name: &str) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::case_id.eq(case.as_str())).filter(due_dates::name.eq(name));
    diesel::delete(here).execute(tx)?;
    Ok(())
}

/// Takes one party's own clock of a case away, where its start has changed.
///
/// # Errors
/// The database's.
pub fn drop_own_due(tx: &mut DbConnection, case: &CaseId, name: &str, party: &str) -> DbResult<()> {
    let here = due_dates::table.filter(due_dates::case_id.eq(case.as_str())).filter(due_dates::name.eq(name));
    diesel::delete(here.filter(due_dates::party.eq(party))).execute(tx)?;
    Ok(())
}

/// A record of verification as kept: day, place, on-line, record (encrypted), with its id.
pub type VerificationKept = (String, Day, String, bool, String);

/// The records of verification of a case, oldest first.
///
/// # Errors
/// The database's.
pub fn verifications_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<VerificationKept>> {
    let rows: Vec<(String, NaiveDate, String, bool, String)> = verifications::table
        .filter(verifications::case_id.eq(case.as_str()))
        .order(verifications::recorded_at)
        .select((verifications::id, verifications::held_on, verifications::place, verifications::online, verifications::record))
        .load(tx)?;
    Ok(rows.into_iter().map(|(id, on, place, online, record)| (id, Day::from_date(on), place, online, record)).collect())
}

/// Notes that somebody read personal data of a case.
///
/// # Errors
/// The database's.
pub fn read(tx: &mut DbConnection, id: &str, case: &CaseId, [reader, what]: [&str; 2], at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(readings::table)
        .values((
            readings::id.eq(id),
            readings::case_id.eq(case.as_str()),
            readings::reader.eq(reader),
            readings::what.eq(what),
            readings::at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}
