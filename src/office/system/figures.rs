//! Figures of the running portal, for whoever watches it. None names a person or a case.

use crate::db;
use crate::domain::case::StageName;
use crate::office::{Office, Result};

/// Cases at one stage.
pub struct StageCount {
    /// Stage.
    pub stage: StageName,
    /// How many.
    pub count: i64,
}

/// The figures of a moment; ages in seconds, nothing waiting is 0.
pub struct RunningFigures {
    /// Letters that wait.
    pub letters_waiting: i64,
    /// Letters that were given up.
    pub letters_dead: i64,
    /// Age of the letter that waits longest.
    pub oldest_letter: i64,
    /// Since when the approval that waits longest to be sealed could have been.
    pub oldest_approval: i64,
    /// Cases at hand.
    pub cases: Vec<StageCount>,
    /// Entries of the log.
    pub log_entries: u64,
}

/// The figures of this moment.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn running(office: &Office) -> Result<RunningFigures> {
    let court = office.register.court.code.clone();
    let now = office.now().naive();
    let age = |since: Option<chrono::NaiveDateTime>| since.map_or(0, |since| (now - since).num_seconds().max(0));
    let mut connection = office.connection()?;
    let cases = db::intake::cases::count_open(&mut connection, &court)?;
    Ok(RunningFigures {
        letters_waiting: db::service::outbox::waiting(&mut connection)?,
        letters_dead: db::service::outbox::count_dead(&mut connection)?,
        oldest_letter: age(db::service::outbox::oldest_waiting(&mut connection)?),
        oldest_approval: age(db::ruling::drafts::oldest_approval(&mut connection, &court)?),
        cases: cases.into_iter().map(|(stage, count)| StageCount { stage, count }).collect(),
        log_entries: db::proof::log::size(&mut connection)?,
    })
}

/// Memory of this process that is resident, bytes; nothing where the system does not tell.
#[must_use]
pub fn memory() -> Option<u64> {
    let status = crate::files::read_text(std::path::Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
