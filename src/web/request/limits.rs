//! The one table of what may be asked for from outside: how big, how long, how often, how many at once. It is held before
//! the work begins, and what is over it is told at once: 413, 408, 429 or 503, the last two with when to come again.
//!
//! Children that read other people's files have their own table, `foreign::limits`.

use crate::web::page::problem::Problem;
use crate::web::request::lane::{Lane, LanePlace, Turn};
use crate::web::request::pace::Pace;
use std::num::NonZero;
use std::time::Duration;

/// Connections at once, of one worker; with those of the database, files and children they stay under 1,024 descriptors.
pub const CONNECTIONS: usize = 350;

/// Connections that wait until one of those ends.
pub const UNACCEPTED: i32 = 1_024;

/// Connections of the listener for metrics.
pub const WATCHERS: usize = 16;

/// Threads of one worker on which acts run.
pub const BLOCKING_THREADS: usize = 24;

/// How long a client may take to send the head of a request.
pub const HEAD: Duration = Duration::from_secs(5);

/// How long an idle connection is kept.
pub const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// How long a client may take to take what was answered, at a stretch without taking anything.
pub const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Bodies being received at once.
pub const BODIES: usize = 160;

/// Bodies of one network: no one takes the place of all others.
pub const BODIES_OF_ONE: usize = 24;

/// A body brings at least so many bytes …
pub const SLOWEST: usize = 16 * 1024 * 30;

/// … over so long, looked at anew in each sixth part of it, …
pub const STRETCH: Duration = Duration::from_secs(30);

/// … and is there after so long.
pub const LONGEST_BODY: Duration = Duration::from_secs(20 * 60);

/// Largest form without files, and largest body where nothing else is said.
pub const LARGEST_FORM: usize = 512 * 1024;

/// Largest ruling to verify.
pub const LARGEST_RULING: usize = 8 * 1024 * 1024;

/// Largest application as JSON.
pub const LARGEST_APPLICATION: usize = 2 * 1024 * 1024;

/// Largest form with one file of a case.
pub const LARGEST_UPLOAD: usize = crate::office::intake::files::LARGEST + LARGEST_FORM;

/// Largest application with all its files, and room for the parts' own heads.
pub const LARGEST_SUBMISSION: usize = crate::office::intake::files::LARGEST_TOTAL + 5 * 1024 * 1024;

/// Parts of a multipart body.
pub const PARTS: usize = 400;

/// Bytes of the name, or of the file's name, of a part.
pub const LONGEST_PART_NAME: usize = 1024;

/// Networks, and names, whose requests are counted at a time.
pub const COUNTED: usize = 20_000;

/// What a request costs the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Load {
    /// Reads and writes rows.
    Light,
    /// Hashes a password.
    Hashing,
    /// Takes a file apart that may be a ruling.
    Verifying,
    /// Takes files in.
    Receiving,
    /// Draws a page, or puts a case's file together.
    Drawing,
}

impl Load {
    /// Every load.
    pub const ALL: [Self; 5] = [Self::Light, Self::Hashing, Self::Verifying, Self::Receiving, Self::Drawing];

    /// Name, as the table of routes prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Hashing => "hashing",
            Self::Verifying => "verifying",
            Self::Receiving => "receiving",
            Self::Drawing => "drawing",
        }
    }

    /// How many at once, how many wait, how many of both may be one asker's, and how long one waits.
    fn allowance(self) -> Allowance {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let seconds = Duration::from_secs;
        match self {
            Self::Light => Allowance { at_once: 2 * BLOCKING_THREADS, waiting: 256, share: usize::MAX, patience: seconds(10) },
            Self::Hashing => Allowance { at_once: (cores - 1).max(1), waiting: 32, share: 12, patience: seconds(5) },
            Self::Verifying => Allowance { at_once: 2, waiting: 16, share: 6, patience: seconds(5) },
            Self::Receiving => Allowance { at_once: 2, waiting: 32, share: 4, patience: seconds(30) },
            Self::Drawing => Allowance { at_once: 4, waiting: 64, share: 24, patience: seconds(30) },
        }
    }
}

/// What a load is allowed.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// At once.
    pub at_once: usize,
    /// Waiting.
    pub waiting: usize,
    /// Of one asker, at once and waiting together: no one takes the place of all others.
    pub share: usize,
    /// How long one waits.
    pub patience: Duration,
}

/// Requests a minute.
const GUESSES: u32 = 240;

/// Sign-ins a minute from one network: an office arriving at nine never notices.
const SIGN_INS: u32 = 90;

/// Sign-ins a minute under one name from one network.
const SIGN_INS_OF_A_NAME: u32 = 15;

/// What is counted by the minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paced {
    /// Whatever may be a guess at a code, a link or a file, by network.
    Guess,
    /// Sign-ins, by network.
    SignIn,
    /// Sign-ins, by name and network.
    Name,
}

/// Room for a body; given back when dropped.
pub type BodyRoom = LanePlace;

/// The table at work: what is being done, and what was asked for lately.
pub struct Limits {
    lanes: [Lane; Load::ALL.len()],
    guesses: Pace,
    sign_ins: Pace,
    names: Pace,
    bodies: Lane,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lanes: Load::ALL.map(|load| Lane::new(load.allowance())),
            guesses: Pace::new(GUESSES),
            sign_ins: Pace::new(SIGN_INS),
            names: Pace::new(SIGN_INS_OF_A_NAME),
            bodies: Lane::new(Allowance { at_once: BODIES, waiting: 0, share: BODIES_OF_ONE, patience: Duration::ZERO }),
        }
    }
}

impl Limits {
    /// A turn at a load, for an asker where it is known which.
    ///
    /// # Errors
    /// As [`Lane::turn`].
    pub async fn turn(&self, load: Load, asker: Option<&str>) -> Result<Turn, Problem> {
        self.lanes[load as usize].turn(asker).await
    }

    /// How many of a load are being done.
    #[must_use]
    pub fn running(&self, load: Load) -> usize {
        self.lanes[load as usize].running()
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`Problem::TooOften`].
    pub fn pace(&self, paced: Paced, asker: &str, unix: i64) -> Result<(), Problem> {
        let pace = match paced {
            Paced::Guess => &self.guesses,
            Paced::SignIn => &self.sign_ins,
            Paced::Name => &self.names,
        };
        if pace.allows(asker, unix) { Ok(()) } else { Err(Problem::TooOften) }
    }

    /// Room for one more body of an asker.
    ///
    /// # Errors
    /// As [`Lane::place`].
    pub fn body(&self, asker: Option<&str>) -> Result<BodyRoom, Problem> {
        self.bodies.place(asker)
    }
}
