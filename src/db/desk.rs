//! The studio's desk: who has a case at hand, the review point by point, recusals, supplement notices.

use super::schema::{assignments, cases, checks, recusals, supplements};
use super::{DbConnection, DbResult, first, one};
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Who has a case at hand.
///
/// # Errors
/// The database's.
pub fn assigned(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<String>> {
    first(assignments::table.find(case.as_str()).select(assignments::person).load(tx))
}

/// Gives a case to somebody, in place of whoever was seen to have it.
///
/// # Errors
/// [`super::DbError::Stale`] or [`super::DbError::Taken`] when somebody was faster.
pub fn assign(tx: &mut DbConnection, case: &CaseId, seen: Option<&str>, to: &PersonId, on: Day) -> DbResult<()> {
    match seen {
        None => {
            diesel::insert_into(assignments::table)
                .values((assignments::case_id.eq(case.as_str()), assignments::person.eq(to.as_str()), assignments::since.eq(on.date())))
                .execute(tx)?;
            Ok(())
        }
        Some(seen) => {
            let here = assignments::table.filter(assignments::case_id.eq(case.as_str())).filter(assignments::person.eq(seen));
            one(diesel::update(here).set((assignments::person.eq(to.as_str()), assignments::since.eq(on.date()))).execute(tx)?)
        }
    }
}

/// Every case a person has at hand.
///
/// # Errors
/// The database's.
pub fn held_by(tx: &mut DbConnection, person: &PersonId) -> DbResult<Vec<String>> {
    Ok(assignments::table.filter(assignments::person.eq(person.as_str())).select(assignments::case_id).load(tx)?)
}

/// A point of the review.
#[derive(Clone)]
pub struct Mark {
    /// Which.
    pub item: String,
    /// `pass`, `fail`, `open`.
    pub mark: String,
    /// Why, encrypted.
    pub note: String,
    /// Who.
    pub by: String,
    /// Day.
    pub on: Day,
}

/// The review of a case so far.
///
/// # Errors
/// The database's.
pub fn marks(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Mark>> {
    let rows: Vec<(String, String, String, String, NaiveDate)> = checks::table
        .filter(checks::case_id.eq(case.as_str()))
        .order(checks::item)
        .select((checks::item, checks::mark, checks::note, checks::marked_by, checks::marked_on))
        .load(tx)?;
    Ok(rows.into_iter().map(|(item, mark, note, by, on)| Mark { item, mark, note, by, on: Day::from_date(on) }).collect())
}

/// Marks a point.
///
/// # Errors
/// The database's.
pub fn mark(tx: &mut DbConnection, case: &CaseId, mark: &Mark) -> DbResult<()> {
    let set =
        (checks::mark.eq(&mark.mark), checks::note.eq(&mark.note), checks::marked_by.eq(&mark.by), checks::marked_on.eq(mark.on.date()));
    let changed = diesel::update(checks::table.find((case.as_str(), &mark.item))).set(set).execute(tx)?;
    if changed == 0 {
        diesel::insert_into(checks::table).values((checks::case_id.eq(case.as_str()), checks::item.eq(&mark.item), set)).execute(tx)?;
    }
    Ok(())
}

/// Who is recused from a case, and why.
///
/// # Errors
/// The database's.
pub fn recused(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<(String, String)>> {
    Ok(recusals::table
        .filter(recusals::case_id.eq(case.as_str()))
        .order(recusals::recused_on)
        .select((recusals::person, recusals::reason))
        .load(tx)?)
}

/// Recuses somebody.
///
/// # Errors
/// [`super::DbError::Taken`] when it has been done.
pub fn recuse(tx: &mut DbConnection, case: &CaseId, person: &PersonId, reason: &str, on: Day) -> DbResult<()> {
    diesel::insert_into(recusals::table)
        .values((
            recusals::case_id.eq(case.as_str()),
            recusals::person.eq(person.as_str()),
            recusals::reason.eq(reason),
            recusals::recused_on.eq(on.date()),
        ))
        .execute(tx)?;
    Ok(())
}

/// A supplement notice as kept; items are encrypted.
#[derive(Clone)]
pub struct Supplement {
    /// Id.
    pub id: String,
    /// Number within the case, from 1.
    pub seq: i32,
    /// Items, encrypted.
    pub items: String,
    /// Why the first notice was not complete, for a second one.
    pub reason_again: String,
    /// Who issued it.
    pub issued_by: String,
    /// Day of issue.
    pub issued_on: Day,
    /// Last day.
    pub due_on: Day,
    /// Day the supplement came.
    pub answered_on: Option<Day>,
}

type SupplementTuple = (String, i32, String, String, String, NaiveDate, NaiveDate, Option<NaiveDate>);

/// The supplement notices of a case, in order.
///
/// # Errors
/// The database's.
pub fn supplements_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Supplement>> {
    let rows: Vec<SupplementTuple> = supplements::table
        .filter(supplements::case_id.eq(case.as_str()))
        .order(supplements::seq)
        .select((
            supplements::id,
            supplements::seq,
            supplements::items,
            supplements::reason_again,
            supplements::issued_by,
            supplements::issued_on,
            supplements::due_on,
            supplements::answered_on,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, items, reason_again, issued_by, issued_on, due_on, answered_on)| Supplement {
            id,
            seq,
            items,
            reason_again,
            issued_by,
            issued_on: Day::from_date(issued_on),
            due_on: Day::from_date(due_on),
            answered_on: answered_on.map(Day::from_date),
        })
        .collect())
}

/// Keeps a supplement notice.
///
/// # Errors
/// [`super::DbError::Taken`] when somebody was faster.
pub fn add_supplement(tx: &mut DbConnection, case: &CaseId, notice: &Supplement) -> DbResult<()> {
    diesel::insert_into(supplements::table)
        .values((
            supplements::id.eq(&notice.id),
            supplements::case_id.eq(case.as_str()),
            supplements::seq.eq(notice.seq),
            supplements::items.eq(&notice.items),
            supplements::reason_again.eq(&notice.reason_again),
            supplements::issued_by.eq(&notice.issued_by),
            supplements::issued_on.eq(notice.issued_on.date()),
            supplements::due_on.eq(notice.due_on.date()),
        ))
        .execute(tx)?;
    Ok(())
}

/// Marks the open notice answered.
///
/// # Errors
/// [`super::DbError::Stale`] when none is open.
pub fn answer_supplement(tx: &mut DbConnection, case: &CaseId, on: Day) -> DbResult<()> {
    let open = supplements::table.filter(supplements::case_id.eq(case.as_str())).filter(supplements::answered_on.is_null());
    one(diesel::update(open).set(supplements::answered_on.eq(on.date())).execute(tx)?)
}

/// How many open cases somebody has at hand: assigned, or as judge.
///
/// # Errors
/// The database's.
pub fn open_of(tx: &mut DbConnection, person: &PersonId) -> DbResult<usize> {
    let assigned: i64 = assignments::table
        .inner_join(cases::table.on(cases::id.eq(assignments::case_id)))
        .filter(assignments::person.eq(person.as_str()))
        .filter(cases::stage.eq_any(OPEN))
        .count()
        .get_result(tx)?;
    let judged: i64 = cases::table.filter(cases::judge.eq(person.as_str())).filter(cases::stage.eq_any(OPEN)).count().get_result(tx)?;
    Ok(usize::try_from(assigned + judged).unwrap_or(usize::MAX))
}

/// Stages in which a case is somebody's work in the court.
const OPEN: [&str; 4] = ["filed", "supplementing", "reviewing", "proposed"];

/// Gives everything open that somebody has at hand to another. A draft that names the old judge goes with the case;
/// it can only be sent back.
///
/// # Errors
/// The database's.
pub fn hand_over(tx: &mut DbConnection, from: &PersonId, to: &PersonId, on: Day) -> DbResult<()> {
    let set = (assignments::person.eq(to.as_str()), assignments::since.eq(on.date()));
    diesel::update(assignments::table.filter(assignments::person.eq(from.as_str()))).set(set).execute(tx)?;
    let open = cases::table.filter(cases::judge.eq(from.as_str())).filter(cases::stage.eq_any(OPEN));
    diesel::update(open).set((cases::judge.eq(to.as_str()), cases::version.eq(cases::version + 1))).execute(tx)?;
    Ok(())
}
