//! What is not in order while the portal runs, in one list: for `/readyz`, the administrator's page and `doctor`.

use crate::domain::calendar::Gap;
use crate::domain::day::{Day, Moment};
use crate::office::proof::log;
use crate::office::system::watch::{Doubt, JobState};
use crate::office::system::{data_key, figures};
use crate::office::{Busy, Error, Office};
use crate::seal::certificate::revocation_of;

/// Beats that may fail before it is said: the next one may be good.
const FORGIVEN: u32 = 2;

/// Seconds after which an approved ruling should long have been sealed.
const LONGEST_UNSEALED: i64 = 600;

/// Something that is not in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ailment {
    /// The database does not answer.
    Database,
    /// The log does not join up with its last checkpoint, or cannot be read.
    Log,
    /// A job does not do its work.
    Job {
        /// Its name.
        name: &'static str,
    },
    /// A job broke off and was started again.
    Restarted {
        /// Its name.
        name: &'static str,
        /// How often.
        times: u64,
    },
    /// The day is doubted: what cannot be undone waits.
    Day(Doubt),
    /// A proxy nobody has named speaks for others: limits by network do not hold for it.
    UnnamedProxy,
    /// A ruling has been approved, and is not sealed.
    Unsealed,
    /// Something rulings are sealed or verified with ends soon, or has ended.
    Expiring {
        /// Which.
        what: Expiry,
        /// Its last day.
        on: Day,
        /// Days left, less than none where it is over.
        days: i64,
    },
    /// The seal key is compromised: nothing is sealed.
    SealKeyCompromised,
    /// The passphrase is mixed into the data key in the former way.
    DataKeyMixed,
    /// A year has no rest-day table: what stops, and from when.
    Calendar(Gap),
    /// Letters were given up.
    DeadLetters {
        /// How many.
        count: i64,
    },
}

impl Ailment {
    /// Stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Database => "DATABASE",
            Self::Log => "LOG",
            Self::Job { .. } => "JOB",
            Self::Restarted { .. } => "JOB_RESTARTED",
            Self::Day(_) => "DAY",
            Self::UnnamedProxy => "PROXY",
            Self::Unsealed => "SEALING",
            Self::Calendar(_) => "CALENDAR_MISSING",
            Self::Expiring { .. } => "EXPIRING",
            Self::SealKeyCompromised => "SEAL_KEY_COMPROMISED",
            Self::DataKeyMixed => "DATA_KEY_MIXED",
            Self::DeadLetters { .. } => "LETTERS",
        }
    }

    /// Whether the portal cannot do its work because of it.
    #[must_use]
    pub const fn grave(&self) -> bool {
        matches!(self, Self::Database | Self::Log | Self::Job { .. })
    }

    /// Name of the word that says what it is and what to do.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Database => "ailment-database",
            Self::Log => "ailment-log",
            Self::Job { .. } => "ailment-job",
            Self::Restarted { .. } => "ailment-restarted",
            Self::Day(doubt) => doubt.word(),
            Self::UnnamedProxy => "ailment-proxy",
            Self::Unsealed => "ailment-unsealed",
            Self::Calendar(_) => "ailment-calendar",
            Self::Expiring { what, days, .. } => what.word(*days),
            Self::SealKeyCompromised => "ailment-seal-key-compromised",
            Self::DataKeyMixed => "ailment-data-key-mixed",
            Self::DeadLetters { .. } => "ailment-letters",
        }
    }

    /// What the word speaks of.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Job { name } => vec![("job", (*name).to_owned())],
            Self::Restarted { name, times } => vec![("job", (*name).to_owned()), ("count", times.to_string())],
            Self::Day(doubt) => vec![("at", doubt.moment().to_string())],
            Self::Calendar(gap) => vec![("year", gap.year.to_string()), ("from", gap.from.to_string())],
            Self::Expiring { on, days, .. } => vec![("on", on.to_string()), ("days", days.to_string())],
            Self::DeadLetters { count } => vec![("count", count.to_string())],
            Self::Database | Self::Log | Self::UnnamedProxy | Self::Unsealed | Self::SealKeyCompromised | Self::DataKeyMixed => Vec::new(),
        }
    }
}

/// What has a last day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expiry {
    /// The seal key: after it nothing is approved.
    SealKey,
    /// The trust note: after it verifiers say that it is stale.
    TrustNote,
    /// The revocation list: likewise.
    RevocationList,
}

impl Expiry {
    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SealKey => "seal",
            Self::TrustNote => "trust_note",
            Self::RevocationList => "crl",
        }
    }

    const fn word(self, days: i64) -> &'static str {
        match (self, days < 0) {
            (Self::SealKey, false) => "ailment-seal-key-ends",
            (Self::SealKey, true) => "ailment-seal-key-over",
            (Self::TrustNote, false) => "ailment-trust-note-ends",
            (Self::TrustNote, true) => "ailment-trust-note-over",
            (Self::RevocationList, false) => "ailment-crl-ends",
            (Self::RevocationList, true) => "ailment-crl-over",
        }
    }
}

/// Days before its end at which something is told: early enough for a meeting of those who keep the roots.
const TOLD_BEFORE: i64 = 90;

/// Something with a last day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ending {
    /// Which.
    pub what: Expiry,
    /// Its last day.
    pub on: Day,
    /// Days left, less than none where it is over.
    pub days: i64,
}

/// What rulings are sealed and verified with, by its last day.
#[must_use]
pub fn endings(office: &Office) -> Vec<Ending> {
    let (keys, today) = (&office.keys, office.now().day_in_utc());
    let list = revocation_of(&keys.crl, &keys.seal.root, &keys.seal.leaf).and_then(|said| said.next).map(Moment::day_in_utc);
    let ends = [
        (Expiry::SealKey, Some(keys.seal.window.1)),
        (Expiry::TrustNote, Some(keys.trust.expires.day_in_utc())),
        (Expiry::RevocationList, list),
    ];
    ends.into_iter().filter_map(|(what, on)| Some(Ending { what, on: on?, days: today.days_until(on?) })).collect()
}

/// What ends soon, or has ended.
fn expiring(office: &Office) -> Vec<Ailment> {
    let soon = endings(office).into_iter().filter(|ending| ending.days <= TOLD_BEFORE);
    let mut found: Vec<Ailment> = soon.map(|Ending { what, on, days }| Ailment::Expiring { what, on, days }).collect();
    if office.keys.seal.compromised {
        found.push(Ailment::SealKeyCompromised);
    }
    found
}

/// What is not in order now.
#[must_use]
pub fn ailments(office: &Office) -> Vec<Ailment> {
    let mut found = Vec::new();
    match log::hold_against_guard(office) {
        Ok(()) => {}
        Err(Error::Busy(Busy::Database)) => found.push(Ailment::Database),
        Err(_) => found.push(Ailment::Log),
    }
    for JobState { name, restarts, .. } in office.watch.jobs().iter().filter(|job| job.restarts > 0) {
        found.push(Ailment::Restarted { name, times: *restarts });
    }
    let fails = |job: &&JobState| job.failing > FORGIVEN || !job.sound() && job.failing == 0;
    found.extend(office.watch.jobs().iter().filter(fails).map(|job| Ailment::Job { name: job.name }));
    found.extend(office.watch.doubt().map(Ailment::Day));
    found.extend(office.register().calendar.gap(office.today()).map(Ailment::Calendar));
    found.extend(expiring(office));
    if data_key::is_mixed(&office.config.keys_dir(&office.data)) {
        found.push(Ailment::DataKeyMixed);
    }
    if office.watch.proxy_is_unnamed() {
        found.push(Ailment::UnnamedProxy);
    }
    if let Ok(figures) = figures::running(office) {
        if figures.oldest_approval > LONGEST_UNSEALED && office.watch.doubt().is_none() {
            found.push(Ailment::Unsealed);
        }
        if figures.letters_dead > 0 {
            found.push(Ailment::DeadLetters { count: figures.letters_dead });
        }
    }
    found
}
