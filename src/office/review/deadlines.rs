//! The clocks of a case: the review extended with the president's approval, and what another rest-day table moves.

use crate::db::DbConnection;
use crate::db::review::due_dates::{self, NewEnd, RunningDueDate};
use crate::db::review::extensions::{self, Extension};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::calendar::Calendar;
use crate::domain::case::Act;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::period::{Deadline, Period};
use crate::domain::refusal::Refusal;
use crate::office::place::Place;
use crate::office::review::recusal;
use crate::office::{Error, Office, Result, row_id};

/// Longest extension that one approval can give, days: a slip of the finger, not the law, is what it stops.
const LONGEST_EXTENSION: i32 = 366;

/// Every clock that runs, the one that ends first at the head.
///
/// # Errors
/// [`Error::Fault`].
pub fn running(office: &Office) -> Result<Vec<RunningDueDate>> {
    Ok(due_dates::running(&mut *office.connection()?, &office.register.court.code)?)
}

/// An extension of the review that the court's president has approved (民诉法第一百八十七条).
pub struct Approved<'a> {
    /// The president.
    pub by: &'a str,
    /// Day of approval.
    pub on: Day,
    /// By how many days.
    pub days: i32,
    /// Why.
    pub reason: &'a str,
}

/// Records an extension; it is computed from the nominal end. Gives the new last day.
///
/// # Errors
/// [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`] for an approval that is not within the period,
/// [`Refusal::CalendarMissing`], [`Refusal::NotNow`], [`Error::Stale`].
pub fn extend(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, approved: &Approved<'_>) -> Result<Day> {
    for (field, text) in [("president", approved.by), ("reason", approved.reason)] {
        if text.trim().is_empty() {
            return Err(Refusal::RecordIncomplete { field }.into());
        }
    }
    if !(1..=LONGEST_EXTENSION).contains(&approved.days) {
        return Err(Refusal::RecordIncomplete { field: "days" }.into());
    }
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let today = office.today();
    office.act(clerk, id, seen, |tx, case| {
        recusal::not_recused(tx, id, &by)?;
        case.decide(Act::Extend)?;
        let list = due_dates::running(tx, &case.court)?;
        let clock = list.iter().find(|c| c.case_id == *id && c.period == Period::Review).ok_or(Error::Stale)?;
        let Deadline { start, nominal, due } = clock.deadline;
        if approved.on < start || approved.on > today || approved.on > due {
            return Err(Refusal::DayImpossible { day: approved.on }.into());
        }
        let longer = nominal.plus_days(approved.days.unsigned_abs());
        let rolled = office.register.calendar.roll(longer);
        if rolled.provisional {
            return Err(Refusal::CalendarMissing { year: rolled.due.year() }.into());
        }
        due_dates::retime(tx, &clock.id, &NewEnd { nominal: longer, due: rolled.due, provisional: false }, office.register.version)?;
        let row = row_id()?;
        let extension = Extension {
            reason: office.seal(Place::Extension(&row), approved.reason.trim())?,
            id: row,
            approved_by: approved.by.trim().to_owned(),
            approved_on: approved.on,
            days: approved.days,
            nominal_before: nominal,
            nominal_after: longer,
        };
        extensions::add(tx, id, &extension, &by, office.now().naive())?;
        case.keep(tx, &rolled.due.to_string())?;
        Ok(rolled.due)
    })
}

/// A clock that another rest-day table moves, or makes certain.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The clock as it stands.
    pub clock: RunningDueDate,
    /// Its last day by the other table.
    pub due: Day,
    /// Still provisional.
    pub provisional: bool,
}

/// The running clocks that a calendar moves.
pub(crate) fn moved_by(tx: &mut DbConnection, court: &str, calendar: &Calendar) -> Result<Vec<Moved>> {
    let moved = |clock: RunningDueDate| {
        let rolled = calendar.roll(clock.deadline.nominal);
        let differs = rolled.due != clock.deadline.due || rolled.provisional != clock.provisional;
        differs.then_some(Moved { due: rolled.due, provisional: rolled.provisional, clock })
    };
    Ok(due_dates::running(tx, court)?.into_iter().filter_map(moved).collect())
}

/// Moves them.
pub(crate) fn retime(tx: &mut DbConnection, office: &Office, moved: &[Moved], version: i32, admin: &Actor) -> Result<()> {
    for m in moved {
        let end = NewEnd { nominal: m.clock.deadline.nominal, due: m.due, provisional: m.provisional };
        due_dates::retime(tx, &m.clock.id, &end, version)?;
        let case = office.case_of_court(tx, &m.clock.case_id)?;
        let detail = format!("{} {} → {}", m.clock.period.name(), m.clock.deadline.due, m.due);
        office.tell(tx, &case, admin, ActName::Calendar, &detail)?;
    }
    Ok(())
}
