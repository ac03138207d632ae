//! Clocks of all cases (期间): swept once a civil day by `portal serve` and `portal due`, extended with the president's
//! approval, moved by a new rest-day table.

use super::{Error, Office, Recipient, Result, inviting, row_id};
use crate::db::clocks::{self, Extension, Running};
use crate::db::{self, DbConnection, DbError};
use crate::domain::actor::Actor;
use crate::domain::calendar::Calendar;
use crate::domain::case::{Act, Stage};
use crate::domain::day::{Day, Moment};
use crate::domain::decide::decide;
use crate::domain::id::CaseId;
use crate::domain::identity::{phone_digits, phone_is_mobile};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;

/// The civil day of the last sweep.
const SWEPT_ON: &str = "swept_on";
/// Longest extension that one approval can give, days: a slip of the finger, not the law, is what it stops.
const LONGEST_EXTENSION: i32 = 366;

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
    if db::registers::setting(&mut *office.connection()?, SWEPT_ON)?.as_deref() == Some(today.as_str()) {
        return Ok(Swept::default());
    }
    let swept = sweep(office)?;
    office.write(|tx| Ok(db::registers::set(tx, SWEPT_ON, &today)?))?;
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
    super::serving::follow_up(office)?;
    swept.reminded = super::reminding::remind(office)?;
    for clock in running(office)?.into_iter().filter(|c| c.name == Period::Apply.name()) {
        // What would be decided on a provisional day is not decided (interface.md §4).
        let over = clock.days[2] < today && !clock.provisional;
        let done = if over { lapse(office, &clock) } else { warn(office, &clock) };
        match done {
            Ok(true) if over => swept.lapsed += 1,
            Ok(true) => swept.warned += 1,
            Ok(false) | Err(Error::Refused(_) | Error::Stale) => {}
            Err(error) => tracing::error!(case = clock.case_id, ?error, "a clock could not be swept; it is tried again"),
        }
    }
    Ok(swept)
}

/// Every clock that runs, the one that ends first at the head.
///
/// # Errors
/// [`Error::Fault`].
pub fn running(office: &Office) -> Result<Vec<Running>> {
    Ok(clocks::running(&mut *office.connection()?, &office.register.court.code)?)
}

fn case_of(office: &Office, tx: &mut DbConnection, id: &str) -> Result<db::cases::Case> {
    let id = CaseId::parse(id).ok_or_else(|| Error::Fault(format!("{id} is no case")))?;
    let scope = db::cases::Scope::Court(office.register.court.code.clone());
    db::cases::load(tx, &id, &scope)?.ok_or(Error::NotFound)
}

fn lapse(office: &Office, clock: &Running) -> Result<bool> {
    // A draft that was begun when the days were over already holds a mistyped day, or will be told by the check.
    let begun = Moment::from_naive(clock.created_at).day_in_shanghai();
    if clock.stage == "drafting" && begun > clock.days[2] {
        return Ok(false);
    }
    let system = Actor::system();
    office.write(|tx| {
        let mut case = case_of(office, tx, &clock.case_id)?;
        case.stage = decide(case.stage, Act::Lapse { apply_until: clock.days[2] }, system.role, office.today())?;
        db::cases::meet(tx, &case.id, Period::Apply.name(), office.today())?;
        office.keep(tx, &case, &system, "lapse", "")
    })?;
    Ok(true)
}

/// Warns on the configured days of the period: the parties that have not joined by letter, the mediator in the case's
/// history. Of several days gone by, one warning is given.
fn warn(office: &Office, clock: &Running) -> Result<bool> {
    let today = office.today();
    let gone = clock.days[0].days_until(today);
    let reached: Vec<i32> = office.config.warn_days.iter().copied().filter(|n| i64::from(*n) <= gone).collect();
    if reached.is_empty() || clock.days[2] < today {
        return Ok(false);
    }
    office.write(|tx| {
        let before = clocks::warned(tx, &clock.case_id, &clock.name)?;
        let fresh: Vec<i32> = reached.into_iter().filter(|n| !before.contains(n)).collect();
        if fresh.is_empty() {
            return Ok(false);
        }
        for day in fresh {
            match clocks::warn(tx, &clock.case_id, &clock.name, day, today) {
                Err(DbError::Taken) => return Err(Error::Stale),
                other => other?,
            }
        }
        let case = case_of(office, tx, &clock.case_id)?;
        if matches!(case.stage, Stage::Joining) {
            remind(office, tx, &case, clock.days[2])?;
        }
        let told = db::cases::Told { at: office.now().naive(), on: today, act: "warn", detail: &clock.days[2].to_string() };
        db::cases::tell(tx, &case, &Actor::system(), &told)?;
        Ok(true)
    })
}

fn remind(office: &Office, tx: &mut DbConnection, case: &db::cases::Case, due: Day) -> Result<()> {
    let application = office.application(case)?;
    let joined = db::cases::joinings(tx, &case.id)?;
    for link in db::visits::of_case(tx, &case.id)? {
        let party = application.parties.iter().find(|p| p.reference == link.party && joined.iter().all(|j| j.party != link.party));
        let Some(party) = party else { continue };
        let Some(number) = party.phone.as_deref().filter(|p| phone_is_mobile(p)).and_then(phone_digits) else { continue };
        let (code, day) = (inviting::code_of(office, &link)?, due.written());
        let extra = [("host", office.config.host.as_str()), ("code", code.as_str()), ("due", day.as_str())];
        let text = crate::post::letters::text_with("near", &office.register.court, party.name(), &extra)?;
        office.write_letter(tx, &case.id, "near", &Recipient { channel: "sms".to_owned(), address: number }, &text)?;
    }
    Ok(())
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
    office.write(|tx| {
        super::desk::not_recused(tx, id, &by)?;
        let mut case = office.case_at(tx, clerk, id, seen)?;
        case.stage = decide(case.stage, Act::Extend, clerk.role, today)?;
        let list = clocks::running(tx, &case.court)?;
        let clock = list.iter().find(|c| c.case_id == id.as_str() && c.name == Period::Review.name()).ok_or(Error::Stale)?;
        let [start, nominal, due] = clock.days;
        if approved.on < start || approved.on > today || approved.on > due {
            return Err(Refusal::DayImpossible { day: approved.on }.into());
        }
        let longer = nominal.plus_days(approved.days.unsigned_abs());
        let rolled = office.register.calendar.roll(longer);
        if rolled.provisional {
            return Err(Refusal::CalendarMissing { year: rolled.due.year() }.into());
        }
        clocks::retime(tx, &clock.id, [longer, rolled.due], false, office.register.version)?;
        let row = row_id()?;
        let extension = Extension {
            reason: office.vault.seal(&format!("extensions/{row}"), approved.reason.trim())?,
            id: row,
            approved_by: approved.by.trim().to_owned(),
            approved_on: approved.on,
            days: approved.days,
            nominal: [nominal, longer],
        };
        clocks::extend(tx, id, &extension, &by, office.now().naive())?;
        office.keep(tx, &case, clerk, "extend", &rolled.due.to_string())?;
        Ok(rolled.due)
    })
}

/// A clock that another rest-day table moves, or makes certain.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The clock as it stands.
    pub clock: Running,
    /// Its last day by the other table.
    pub due: Day,
    /// Still provisional.
    pub provisional: bool,
}

/// The running clocks that a calendar moves.
pub(super) fn moved_by(tx: &mut DbConnection, court: &str, calendar: &Calendar) -> Result<Vec<Moved>> {
    let moved = |clock: Running| {
        let rolled = calendar.roll(clock.days[1]);
        let differs = rolled.due != clock.days[2] || rolled.provisional != clock.provisional;
        differs.then_some(Moved { due: rolled.due, provisional: rolled.provisional, clock })
    };
    Ok(clocks::running(tx, court)?.into_iter().filter_map(moved).collect())
}

/// Moves them.
pub(super) fn retime(tx: &mut DbConnection, office: &Office, moved: &[Moved], version: i32, admin: &Actor) -> Result<()> {
    for m in moved {
        clocks::retime(tx, &m.clock.id, [m.clock.days[1], m.due], m.provisional, version)?;
        let case = case_of(office, tx, &m.clock.case_id)?;
        let detail = format!("{} {} → {}", m.clock.name, m.clock.days[2], m.due);
        let told = db::cases::Told { at: office.now().naive(), on: office.today(), act: "calendar", detail: &detail };
        db::cases::tell(tx, &case, admin, &told)?;
    }
    Ok(())
}
