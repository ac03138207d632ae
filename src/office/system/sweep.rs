//! Clocks of all cases (期间): swept once a civil day by `portal serve` and `portal due`, extended with the president's
//! approval, moved by a new rest-day table.

use crate::db::review::due_dates::RunningDueDate;
use crate::db::review::warnings;
use crate::db::{self, DbConnection, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::case::{Act, Stage, StageName};
use crate::domain::day::{Day, Moment};
use crate::domain::letter::LetterKind;
use crate::domain::period::Period;
use crate::office::intake::invitation;
use crate::office::letter::{self, Letter};
use crate::office::performance::reminders;
use crate::office::review::deadlines::running;
use crate::office::service::recording;
use crate::office::{Error, Office, Result};

/// The civil day of the last sweep.
const SWEPT_ON: &str = "swept_on";

/// What a sweep did.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Cases whose thirty days were over.
    pub lapsed: usize,
    /// Cases warned of.
    pub warned: usize,
    /// Reminders of performance, and return visits that came due.
    pub reminded: usize,
}

/// Sweeps, where this civil day has not been swept.
///
/// # Errors
/// [`Error::Fault`].
pub fn sweep_daily(office: &Office) -> Result<Swept> {
    let today = office.today().to_string();
    if db::system::settings::get(&mut *office.connection()?, SWEPT_ON)?.as_deref() == Some(today.as_str()) {
        return Ok(Swept::default());
    }
    let swept = sweep(office)?;
    office.write(|tx| Ok(db::system::settings::set(tx, SWEPT_ON, &today)?))?;
    Ok(swept)
}

/// Ends what the thirty days have run out for, and warns of what they will run out for. Sweeping twice does no more
/// than sweeping once.
///
/// # Errors
/// [`Error::Fault`] when the clocks cannot be read.
pub fn sweep(office: &Office) -> Result<Swept> {
    let today = office.today();
    let mut swept = Swept::default();
    recording::follow_up(office)?;
    swept.reminded = reminders::remind(office)?;
    for clock in running(office)?.into_iter().filter(|c| c.period == Period::Apply) {
        // What would be decided on a provisional day is not decided.
        let over = clock.deadline.is_over(today) && !clock.provisional;
        let done = if over { lapse(office, &clock) } else { warn(office, &clock) };
        match done {
            Ok(true) if over => swept.lapsed += 1,
            Ok(true) => swept.warned += 1,
            Ok(false) | Err(Error::Refused(_) | Error::Stale) => {}
            Err(error) => tracing::error!(case = %clock.case_id, ?error, "a clock could not be swept; it is tried again"),
        }
    }
    Ok(swept)
}

fn lapse(office: &Office, clock: &RunningDueDate) -> Result<bool> {
    // A draft that was begun when the days were over already holds a mistyped day, or will be told by the check.
    let begun = Moment::from_naive(clock.created_at).day_in_shanghai();
    if clock.stage == StageName::Drafting && clock.deadline.is_over(begun) {
        return Ok(false);
    }
    let system = Actor::system();
    office.write(|tx| {
        let case = office.case_of_court(tx, &clock.case_id)?;
        office.act_on(tx, &system, case, |tx, case| {
            case.decide(Act::Lapse { apply: clock.deadline })?;
            db::review::due_dates::meet(tx, &case.id, Period::Apply, office.today())?;
            case.keep(tx, "")
        })
    })?;
    Ok(true)
}

/// Warns on the configured days of the period: the parties that have not joined by letter, the mediator in the case's
/// history. Of several days gone by, one warning is given.
fn warn(office: &Office, clock: &RunningDueDate) -> Result<bool> {
    let today = office.today();
    let gone = clock.deadline.start.days_until(today);
    let reached: Vec<i32> = office.config.warn_days.iter().copied().filter(|n| i64::from(*n) <= gone).collect();
    if reached.is_empty() || clock.deadline.is_over(today) {
        return Ok(false);
    }
    office.write(|tx| {
        let before = warnings::warned(tx, &clock.case_id, clock.period.name())?;
        let fresh: Vec<i32> = reached.into_iter().filter(|n| !before.contains(n)).collect();
        if fresh.is_empty() {
            return Ok(false);
        }
        for day in fresh {
            match warnings::warn(tx, &clock.case_id, clock.period.name(), day, today) {
                Err(DbError::Taken) => return Err(Error::Stale),
                other => other?,
            }
        }
        let case = office.case_of_court(tx, &clock.case_id)?;
        if matches!(case.stage, Stage::Joining) {
            remind(office, tx, &case, clock.deadline.due)?;
        }
        office.tell(tx, &case, &Actor::system(), ActName::Warn, &clock.deadline.due.to_string())?;
        Ok(true)
    })
}

fn remind(office: &Office, tx: &mut DbConnection, case: &db::intake::cases::Case, due: Day) -> Result<()> {
    let application = office.application(case)?;
    let joined = db::intake::joinings::of_case(tx, &case.id)?;
    for link in db::intake::party_links::of_case(tx, &case.id)? {
        let party = application.parties.iter().find(|p| p.reference == link.party && joined.iter().all(|j| j.party != link.party));
        let Some(party) = party else { continue };
        let (code, day) = (invitation::code_of(office, &link)?, due.written());
        let words = [("code", code.as_str()), ("due", day.as_str())];
        letter::to_mobile(office, tx, &case.id, &Letter { kind: LetterKind::DaysRunOut, party, words: &words })?;
    }
    Ok(())
}
