//! What is known of the portal's own running: how its jobs do, whether its day is believed, who stands before it.

use crate::domain::day::Moment;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Why a day is not believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The system's clock left the steady one.
    Jumped {
        /// Where it went.
        to: Moment,
    },
    /// The portal starts long after it was last seen.
    LongStop {
        /// When it was last seen.
        seen: Moment,
    },
    /// The portal starts before it was last seen.
    Before {
        /// When it was last seen.
        seen: Moment,
    },
}

impl Doubt {
    /// Name of the word that says so.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Jumped { .. } => "doubt-jumped",
            Self::LongStop { .. } => "doubt-long-stop",
            Self::Before { .. } => "doubt-before",
        }
    }

    /// The time that speaks against it.
    #[must_use]
    pub const fn moment(&self) -> Moment {
        match self {
            Self::Jumped { to: at } | Self::LongStop { seen: at } | Self::Before { seen: at } => *at,
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jumped { to } => write!(f, "the system's clock has jumped to {to}"),
            Self::LongStop { seen } => write!(f, "the portal was last seen running at {seen}, more than two days ago"),
            Self::Before { seen } => write!(f, "the portal was last seen running at {seen}, later than now"),
        }
    }
}

/// A job that has not begun a beat for so long stands still.
const STILL: Duration = Duration::from_secs(10 * 60);

/// Since when an unnamed proxy has been seen (table `settings`), for those who ask while the portal does not run.
pub const UNNAMED_PROXY: &str = "unnamed_proxy";

/// How a job does.
#[derive(Clone, Debug)]
pub struct JobState {
    /// Name.
    pub name: &'static str,
    /// When it last began a beat.
    pub beat: Instant,
    /// Beats that failed one after another.
    pub failing: u32,
    /// Beats that failed in all.
    pub failures: u64,
    /// How often it broke off and was started again.
    pub restarts: u64,
    /// What it last failed of: for the log's reader and the administrator, never for strangers.
    pub fault: String,
    /// What it waits for, where it waits for somebody.
    pub waits: bool,
}

impl JobState {
    /// Whether it does its work.
    #[must_use]
    pub fn sound(&self) -> bool {
        self.failing == 0 && self.beat.elapsed() < STILL
    }
}

/// What is known of one process.
#[derive(Default)]
pub struct Watch {
    jobs: Mutex<BTreeMap<&'static str, JobState>>,
    proxy: AtomicBool,
    doubt: Mutex<Option<Doubt>>,
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What stands in these is whole after every line that writes to them.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    /// A proxy nobody has named has spoken.
    pub fn unnamed_proxy(&self) {
        if !self.proxy.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a proxy on this machine sends X-Forwarded-For and trusted_proxies names none: no limit by network holds for it"
            );
        }
    }

    /// Whether one has.
    #[must_use]
    pub fn proxy_is_unnamed(&self) -> bool {
        self.proxy.load(Ordering::Relaxed)
    }

    /// Whether the day is doubted, and why.
    #[must_use]
    pub fn doubt(&self) -> Option<Doubt> {
        hold(&self.doubt).clone()
    }

    /// Keeps what is thought of the day.
    pub fn think(&self, doubt: Option<Doubt>) {
        let mut before = hold(&self.doubt);
        match (&*before, &doubt) {
            (None, Some(doubt)) => {
                tracing::error!(%doubt, "the day is doubted: what cannot be undone waits until an administrator confirms it")
            }
            (Some(_), None) => tracing::info!("the day is believed again"),
            _ => {}
        }
        *before = doubt;
    }

    /// A job begins a beat.
    pub fn begins(&self, name: &'static str) {
        self.job(name, |job| job.beat = Instant::now());
    }

    /// It waits for somebody.
    pub fn waits(&self, name: &'static str) {
        self.job(name, |job| job.waits = true);
    }

    /// Its beat was good.
    pub fn did(&self, name: &'static str) {
        self.job(name, |job| {
            job.failing = 0;
            job.waits = false;
        });
    }

    /// Its beat failed; gives how many have failed one after another.
    pub fn failed(&self, name: &'static str, fault: String) -> u32 {
        self.job(name, |job| {
            job.failing += 1;
            job.failures += 1;
            job.fault = fault;
            job.waits = false;
            job.failing
        })
    }

    /// It broke off and is started again.
    pub fn restarted(&self, name: &'static str) {
        self.job(name, |job| job.restarts += 1);
    }

    fn job<T>(&self, name: &'static str, change: impl FnOnce(&mut JobState) -> T) -> T {
        let new = JobState { name, beat: Instant::now(), failing: 0, failures: 0, restarts: 0, fault: String::new(), waits: false };
        change(hold(&self.jobs).entry(name).or_insert(new))
    }

    /// Every job of this process.
    #[must_use]
    pub fn jobs(&self) -> Vec<JobState> {
        hold(&self.jobs).values().cloned().collect()
    }
}
