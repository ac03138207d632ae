//! The jobs beside the pages: each a thread of its own, each in its own rhythm, started again when it breaks off, slowed
//! when it fails, watched by whoever asks whether the portal is ready.

use crate::office::county::changes;
use crate::office::people::security;
use crate::office::proof::history_marks;
use crate::office::ruling::sealing;
use crate::office::service::sending;
use crate::office::system::{day, reminders, rotation, sweep};
use crate::office::{Office, Result};
use crate::post::Sender;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often a job looks for work.
const BEAT: Duration = Duration::from_secs(1);

/// Longest pause of a job that fails.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How soon a stop is noticed.
const GLANCE: Duration = Duration::from_millis(200);

/// Whether what a job does can be undone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Undone {
    /// It can, or does no harm on a wrong day.
    Can,
    /// It cannot: it waits while the day is doubted.
    Cannot,
}

/// A job.
struct Job {
    name: &'static str,
    undone: Undone,
    work: fn(&Office, &dyn Sender) -> Result<()>,
}

const JOBS: [Job; 5] = [
    Job {
        name: "day",
        undone: Undone::Can,
        work: |office, _| {
            day::look(office)?;
            day::note_proxy(office)?;
            security::write_down(office)?;
            reminders::remind(office)?;
            history_marks::mark(office)
        },
    },
    Job { name: "sealing", undone: Undone::Cannot, work: |office, _| seal(office) },
    Job { name: "letters", undone: Undone::Can, work: |office, carrier| sending::send(office, carrier).map(|_| ()) },
    Job { name: "clocks", undone: Undone::Cannot, work: |office, _| sweep::sweep_daily(office).map(|_| ()) },
    Job { name: "register", undone: Undone::Can, work: |office, _| changes::refresh(office).and_then(|_| rotation::refresh(office)) },
];

fn seal(office: &Office) -> Result<()> {
    sealing::reconcile(office)?;
    sealing::seal_due(office).map(|_| ())
}

/// Starts every job; each ends after the beat in which `stop` is set.
pub fn start(office: &Office, carrier: &'static dyn Sender, stop: &Arc<AtomicBool>) -> Vec<JoinHandle<()>> {
    JOBS.iter()
        .map(|job| {
            let (office, stop) = (office.clone(), Arc::clone(stop));
            std::thread::spawn(move || keep_going(job, &office, carrier, &stop))
        })
        .collect()
}

/// Beats until it is stopped. A beat that panics ends that beat alone.
fn keep_going(job: &Job, office: &Office, carrier: &dyn Sender, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let office = office.current();
        office.watch.begins(job.name);
        let pause = if job.undone == Undone::Cannot && office.watch.doubt().is_some() {
            office.watch.waits(job.name);
            BEAT
        } else {
            beat(job, &office, carrier)
        };
        let until = Instant::now() + pause;
        while !stop.load(Ordering::Relaxed) && Instant::now() < until {
            std::thread::sleep(GLANCE.min(pause));
        }
    }
}

/// One beat; gives how long to pause after it.
fn beat(job: &Job, office: &Office, carrier: &dyn Sender) -> Duration {
    // A panic leaves its transaction rolled back and its connection to nobody (`db::Manager::has_broken`).
    let fault = match catch_unwind(AssertUnwindSafe(|| (job.work)(office, carrier))) {
        Ok(Ok(())) => {
            office.watch.did(job.name);
            return BEAT;
        }
        Ok(Err(error)) => format!("{error:?}"),
        Err(panic) => {
            office.watch.restarted(job.name);
            let said = panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
            format!("broke off: {}", said.unwrap_or_default())
        }
    };
    tracing::error!(job = job.name, fault, "a job failed; it is tried again");
    let failing = office.watch.failed(job.name, fault);
    LONGEST_PAUSE.min(BEAT * 2_u32.saturating_pow(failing.min(10)))
}
