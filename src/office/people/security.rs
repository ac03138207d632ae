//! The security log: what happened at the doors and to accounts. Ids alone; nothing that was typed, no name, no address.

use crate::db;
use crate::db::DbConnection;
pub use crate::db::people::security::SecurityRow;
use crate::domain::actor::Actor;
use crate::domain::id::PersonId;
use crate::domain::security::SecurityEvent;
use crate::office::{Office, Result, row_id};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Most events that are shown at a time.
pub const SHOWN: i64 = 300;

/// How often something failed this hour, by kind and account: a storm of failures leaves a handful of lines. Its size is
/// bounded by the number of accounts; whoever has none is counted as one.
#[derive(Default)]
pub struct FailureTally(Mutex<HourOfFailures>);

#[derive(Default)]
struct HourOfFailures {
    hour: i64,
    counts: HashMap<(SecurityEvent, Option<PersonId>), i32>,
    /// What is to be kept: written by a job, since how long an answer takes must not tell which names there are.
    unwritten: Vec<SecurityRow>,
}

impl FailureTally {
    /// Counts one more; gives the count.
    fn count(&self, kind: SecurityEvent, person: Option<&PersonId>, unix: i64) -> i32 {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tally.hour != unix / 3600 {
            (tally.hour, tally.counts) = (unix / 3600, HashMap::new());
        }
        let count = tally.counts.entry((kind, person.cloned())).or_insert(0);
        *count = count.saturating_add(1);
        *count
    }
}

/// Writes down the failures that are to be kept.
///
/// # Errors
/// [`crate::office::Error::Fault`]; what could not be written is kept for the next time.
pub fn write_down(office: &Office) -> Result<()> {
    let rows = std::mem::take(&mut office.failures.0.lock().unwrap_or_else(PoisonError::into_inner).unwritten);
    if rows.is_empty() {
        return Ok(());
    }
    let written = office.write(|tx| rows.iter().try_for_each(|row| Ok(db::people::security::note(tx, row)?)));
    if written.is_err() {
        office.failures.0.lock().unwrap_or_else(PoisonError::into_inner).unwritten.extend(rows);
    }
    written
}

/// Notes what happened to an account, in the transaction in which it happens.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub(crate) fn note(office: &Office, tx: &mut DbConnection, kind: SecurityEvent, person: &PersonId, by: Option<&Actor>) -> Result<()> {
    let by_person = by.and_then(|by| by.person.as_ref()).map(ToString::to_string);
    let row = SecurityRow { id: row_id()?, at: office.now().naive(), kind, person: Some(person.to_string()), by_person, times: 1 };
    Ok(db::people::security::note(tx, &row)?)
}

/// Counts a failure of somebody, or of nobody who is known; the first, tenth, hundredth … within the hour is kept.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub(crate) fn failed(office: &Office, kind: SecurityEvent, person: Option<&PersonId>) -> Result<()> {
    let now = office.now();
    let times = office.failures.count(kind, person, now.unix());
    if times != 10_i32.saturating_pow(times.ilog10()) {
        return Ok(());
    }
    let row = SecurityRow { id: row_id()?, at: now.naive(), kind, person: person.map(ToString::to_string), by_person: None, times };
    office.failures.0.lock().unwrap_or_else(PoisonError::into_inner).unwritten.push(row);
    Ok(())
}

/// Events, newest first: of one account, or of all. Asked for by the administrator's page and one's own.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn newest(office: &Office, person: Option<&PersonId>) -> Result<Vec<SecurityRow>> {
    write_down(office)?;
    Ok(db::people::security::newest(&mut *office.connection()?, person, SHOWN)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_counted_by_kind_account_and_hour() {
        let tally = FailureTally::default();
        assert_eq!((tally.count(SecurityEvent::PasswordWrong, None, 0), tally.count(SecurityEvent::PasswordWrong, None, 3599)), (1, 2));
        assert_eq!(tally.count(SecurityEvent::DoorCodeWrong, None, 3599), 1);
        assert_eq!(tally.count(SecurityEvent::PasswordWrong, None, 3600), 1);
    }
}
