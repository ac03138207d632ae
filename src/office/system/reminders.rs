//! What the administrators are told by message before it stops the portal: ninety, thirty and seven days before a key, the trust
//! note or the revocation list ends, and from November on that next year has no rest-day table. Each is told once.

use crate::db;
use crate::db::DbConnection;
use crate::db::system::settings;
use crate::domain::actor::Role;
use crate::domain::letter::LetterKind;
use crate::office::people::contact;
use crate::office::system::health::{Ending, endings};
use crate::office::{Office, Result};

/// Days before an end at which it is told, the latest last.
const TOLD_AT: [i64; 3] = [90, 30, 7];

/// The setting in which the last reminder of a kind is noted.
fn noted(kind: &str) -> String {
    format!("reminded_{kind}")
}

/// Something to be told.
struct Reminder {
    /// What it is about: one of a kind stands at a time.
    kind: &'static str,
    /// What is told: the same is told once.
    what: String,
    letter: LetterKind,
    words: Vec<(&'static str, String)>,
}

/// Tells what is to be told today. What was told before is not told again.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn remind(office: &Office) -> Result<()> {
    let mut fresh = Vec::new();
    let mut connection = office.connection()?;
    for reminder in due(office) {
        if settings::get(&mut connection, &noted(reminder.kind))?.as_ref() != Some(&reminder.what) {
            fresh.push(reminder);
        }
    }
    drop(connection);
    if fresh.is_empty() {
        return Ok(());
    }
    office.write(|tx| fresh.iter().try_for_each(|reminder| tell(office, tx, reminder)))
}

fn due(office: &Office) -> Vec<Reminder> {
    let mut list = Vec::new();
    for Ending { what, on, days } in endings(office) {
        if let Some(step) = TOLD_AT.iter().rev().find(|step| days <= **step) {
            let words = vec![("days", days.max(0).to_string()), ("day", on.written())];
            list.push(Reminder { kind: what.name(), what: format!("{on} {step}"), letter: LetterKind::KeysEnd, words });
        }
    }
    if let Some(gap) = office.register().calendar.gap(office.today()) {
        let year = gap.year.to_string();
        let words = vec![("year", year.clone())];
        list.push(Reminder { kind: "calendar", what: year, letter: LetterKind::CalendarMissing, words });
    }
    list
}

/// Writes to every administrator.
fn tell(office: &Office, tx: &mut DbConnection, reminder: &Reminder) -> Result<()> {
    settings::set(tx, &noted(reminder.kind), &reminder.what)?;
    let words: Vec<(&'static str, &str)> = reminder.words.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let court = &office.register().court.code;
    for (id, _) in db::people::appointments::in_role(tx, Role::Admin, court, office.today())? {
        if let Some(admin) = db::people::people::by_id(tx, &id)? {
            contact::write(office, tx, &admin, reminder.letter, &words)?;
        }
    }
    Ok(())
}
