//! Changing the county's register: its court, agencies and their powers. Each change is a new version; none is lost.

use crate::db::county::registers::RegisterRow;
pub use crate::db::county::registers::RegisterVersion;
pub use crate::db::county::units::Unit;
use crate::db::county::{registers, units};
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::Role;
use crate::domain::administration::AdminAct;
use crate::domain::calendar::{Calendar, TableFault};
use crate::domain::refusal::Refusal;
use crate::domain::register::{Agency, Court, EntryFault, EntryWrong, UnitKind};
use crate::office::county::register::{self, RegisterFiles};
use crate::office::people::administration::{Deed, Signed, tell};
use crate::office::review::deadlines::{self, Moved};
use crate::office::system::setup;
use crate::office::{Error, Office, Result, row_id};
use std::sync::{Arc, PoisonError};

/// Whether a kept entry has to be new.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// It has to be new: its code must be free.
    New,
    /// It stands there already.
    Known,
}

/// Keeps an agency, its powers and mediators. A new one becomes a unit people can be appointed to.
///
/// # Errors
/// [`Refusal::EntryWrong`] with every fault at its field, [`Error::Stale`] when the register moved on,
/// [`Error::NotFound`] for a code that is not there.
pub fn keep_agency(office: &Office, by: Signed<'_>, seen: i32, agency: &Agency, entry: Entry) -> Result<()> {
    let mut faults = agency.faults();
    for (place, power) in agency.kinds.iter().enumerate() {
        let at = format!("powers/{place}/basis");
        if power.basis.iter().any(|b| register::read_basis(&b.cited).is_none()) && faults.iter().all(|f| f.at != at) {
            faults.push(EntryFault { at, what: EntryWrong::Basis });
        }
    }
    let known = office.register.agency(&agency.code).is_some();
    match entry {
        Entry::New if known => faults.push(EntryFault { at: "code".to_owned(), what: EntryWrong::Taken }),
        Entry::Known if !known => return Err(Error::NotFound),
        Entry::New | Entry::Known => {}
    }
    let entry = ChangedEntry { seen, faults, act: AdminAct::Agency, subject: &agency.code };
    change(office, by, entry, |files| files.with_agency(agency), |tx| keep_unit(tx, &office.register.court.code, agency))
}

/// Keeps the court's address, studio and officers. Its name and code stay: rulings stand under them.
///
/// # Errors
/// As [`keep_agency`].
pub fn keep_court(office: &Office, by: Signed<'_>, seen: i32, court: &Court) -> Result<()> {
    let entry = ChangedEntry { seen, faults: court.faults(), act: AdminAct::Court, subject: &court.code };
    change(
        office,
        by,
        entry,
        |files| files.with_court(court),
        |tx| {
            let studio = units::find(tx, &court.code, UnitKind::Studio, &court.code)?.ok_or(Error::NotFound)?;
            Ok(units::rename(tx, &studio.id, &court.studio.name)?)
        },
    )
}

/// What a rest-day table would change.
pub struct Looked {
    /// The whole table it would make, as `date,kind,note`.
    pub holidays: String,
    /// The years it speaks of.
    pub years: Vec<i32>,
    /// The clocks it would move.
    pub moved: Vec<Moved>,
}

/// Reads a rest-day table, and says which last days would move: nothing is kept. The years it speaks of replace what
/// stood for them; the others stay.
///
/// # Errors
/// [`Refusal::EntryWrong`] naming the first line that cannot be read, or both that contradict each other, or for a
/// table without a day.
pub fn look_at_calendar(office: &Office, csv: &str) -> Result<Looked> {
    let entry = |what| Refusal::EntryWrong(vec![EntryFault { at: "rows".to_owned(), what }]);
    let wrong = |fault| match fault {
        TableFault::Line(line) => entry(EntryWrong::Line(line)),
        TableFault::TwoMeanings { first, second } => entry(EntryWrong::TwoMeanings { first, second }),
    };
    let new = Calendar::parse_csv(csv).map_err(wrong)?;
    let years: Vec<i32> = new.years().collect();
    if years.is_empty() {
        return Err(entry(EntryWrong::Line(1)).into());
    }
    let mut connection = office.connection()?;
    let standing = registers::newest(&mut connection)?.ok_or(Error::Stale)?.holidays;
    let holidays = merged(&standing, csv, &years);
    let calendar =
        Calendar::parse_csv(&holidays).map_err(|fault| Error::Fault(format!("holidays.csv: {}", register::table_fault(fault))))?;
    let moved = deadlines::moved_by(&mut connection, &office.register.court.code, &calendar)?;
    Ok(Looked { holidays, years, moved })
}

/// Keeps a rest-day table as a new version, and moves the clocks that run.
///
/// # Errors
/// As [`look_at_calendar`]; [`Error::Stale`] when the register moved on.
pub fn keep_calendar(office: &Office, by: Signed<'_>, seen: i32, csv: &str) -> Result<usize> {
    let looked = look_at_calendar(office, csv)?;
    let count = looked.moved.len();
    let make = |files: &RegisterFiles| Ok(RegisterFiles { holidays: looked.holidays.clone(), ..files.clone() });
    let subject = looked.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let entry = ChangedEntry { seen, faults: Vec::new(), act: AdminAct::Calendar, subject: &subject };
    change(office, by, entry, make, |tx| deadlines::retime(tx, office, &looked.moved, seen + 1, by.actor))?;
    Ok(count)
}

/// One table of both: rows of the years in `csv` come from there alone.
fn merged(standing: &str, csv: &str, years: &[i32]) -> String {
    let rows = |text: &str| -> Vec<String> {
        text.lines()
            .map(|l| l.trim_start_matches('\u{feff}').trim().to_owned())
            .filter(|l| l.starts_with(|c: char| c.is_ascii_digit()))
            .collect()
    };
    let year = |row: &String| row.get(..4).and_then(|y| y.parse::<i32>().ok());
    let mut all: Vec<String> = rows(standing).into_iter().filter(|row| year(row).is_none_or(|y| !years.contains(&y))).collect();
    all.extend(rows(csv));
    all.sort();
    format!("date,kind,note\n{}\n", all.join("\n"))
}

fn keep_unit(tx: &mut DbConnection, court: &str, agency: &Agency) -> Result<()> {
    if let Some(unit) = units::find(tx, court, UnitKind::Agency, &agency.code)? {
        return Ok(units::rename(tx, &unit.id, &agency.name)?);
    }
    let studio = units::find(tx, court, UnitKind::Studio, court)?.map(|u| u.id);
    let unit = Unit { id: row_id()?, parent: studio, kind: UnitKind::Agency, code: agency.code.clone(), name: agency.name.clone() };
    Ok(units::keep(tx, court, &unit)?)
}

/// An entry that is changed.
struct ChangedEntry<'a> {
    /// Version the administrator saw.
    seen: i32,
    /// What is wrong with it.
    faults: Vec<EntryFault>,
    /// What the history calls it.
    act: AdminAct,
    /// Code of the entry, or years.
    subject: &'a str,
}

/// A new version of the register, and what goes with it, in one transaction.
fn change(
    office: &Office,
    by: Signed<'_>,
    entry: ChangedEntry<'_>,
    make: impl FnOnce(&RegisterFiles) -> std::result::Result<RegisterFiles, String>,
    beside: impl FnOnce(&mut DbConnection) -> Result<()>,
) -> Result<()> {
    let ChangedEntry { seen, faults, act, subject } = entry;
    if by.actor.role != Role::Admin {
        return Err(Refusal::NotYourAct { act: ActName::Register, role: by.actor.role }.into());
    }
    if !faults.is_empty() {
        return Err(Refusal::EntryWrong(faults).into());
    }
    if registers::newest_version(&mut *office.connection()?)? != Some(seen) {
        return Err(Error::Stale);
    }
    let hand = by.hand(office)?;
    let at = office.now().naive();
    office.write(|tx| {
        let RegisterRow { version, court, agencies, holidays, prime_rates } = registers::newest(tx)?.ok_or(Error::Stale)?;
        if version != seen {
            return Err(Error::Stale);
        }
        let files = make(&RegisterFiles { court, agencies, holidays, prime_rates }).map_err(Error::Fault)?;
        files.parse(version + 1).map_err(Error::Fault)?;
        let RegisterFiles { court, agencies, holidays, prime_rates } = files;
        let next = RegisterRow { version: version + 1, court, agencies, holidays, prime_rates };
        registers::keep(tx, &next, at, hand.person())?;
        tell(office, tx, hand.person(), act, &Deed { subject, ..Deed::default() })?;
        beside(tx)
    })?;
    refresh(office)
}

/// Takes over the newest register, where another process may have made one.
///
/// # Errors
/// [`Error::Fault`].
pub fn refresh(office: &Office) -> Result<()> {
    let mut connection = office.connection()?;
    let held = office.newest.read().unwrap_or_else(PoisonError::into_inner).version;
    if db::county::registers::newest_version(&mut connection)?.is_some_and(|newest| newest > held) {
        let register = Arc::new(setup::kept_register(&mut connection)?);
        *office.newest.write().unwrap_or_else(PoisonError::into_inner) = register;
    }
    Ok(())
}

/// The units of the county's court.
///
/// # Errors
/// [`Error::Fault`].
pub fn units_of_court(office: &Office) -> Result<Vec<Unit>> {
    Ok(db::county::units::of_court(&mut *office.connection()?, &office.register.court.code)?)
}

/// A unit by its id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn unit(office: &Office, id: &str) -> Result<Unit> {
    db::county::units::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)
}

/// Who changed the register, newest first: version, when, by whom.
///
/// # Errors
/// [`Error::Fault`].
pub fn versions(office: &Office) -> Result<Vec<RegisterVersion>> {
    Ok(db::county::registers::versions(&mut *office.connection()?)?)
}
