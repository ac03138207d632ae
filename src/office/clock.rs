//! Two clocks: the true time inside signatures, and the civil day on which acts happen. `demo` and the tests set
//! the civil day; nothing else does.
//!
//! The true time is the system's while that runs evenly. Where it jumps, the time goes on as it was, counted by the
//! steady clock, until an administrator has confirmed the day (`office::system::day`).

use crate::domain::day::{Day, Moment};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Seconds by which the system's clock may leave the steady one before it is not believed; also how far in the future
/// a kept time may lie and still be one of ours.
pub const JUMP_SECONDS: i64 = 600;

/// The clocks of an office.
#[derive(Clone)]
pub struct Clock {
    shift: Arc<AtomicI64>,
    jump: Arc<AtomicI64>,
    anchor: Arc<Mutex<Anchor>>,
}

/// Where both clocks last agreed.
struct Anchor {
    steady: Instant,
    unix: i64,
    jumped: bool,
}

impl Default for Clock {
    fn default() -> Self {
        let anchor = Anchor { steady: Instant::now(), unix: system(), jumped: false };
        Self { shift: Arc::default(), jump: Arc::default(), anchor: Arc::new(Mutex::new(anchor)) }
    }
}

/// The system's clock, Unix seconds.
fn system() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(0)
}

impl Clock {
    /// What the system's clock says, whether it is believed or not.
    #[must_use]
    pub fn wall(&self) -> Moment {
        Moment::from_unix(system() + self.jump.load(Ordering::Relaxed))
    }

    /// The true time.
    #[must_use]
    pub fn now(&self) -> Moment {
        let wall = self.wall();
        let mut anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        let steady = anchor.unix + i64::try_from(anchor.steady.elapsed().as_secs()).unwrap_or(0);
        anchor.jumped = (wall.unix() - steady).abs() >= JUMP_SECONDS;
        if anchor.jumped {
            return Moment::from_unix(steady);
        }
        // Small steps of the system's clock are followed, so that many of them are no jump.
        *anchor = Anchor { steady: Instant::now(), unix: wall.unix(), jumped: false };
        wall
    }

    /// Whether the system's clock has jumped since it was last believed.
    #[must_use]
    pub fn jumped(&self) -> bool {
        let _ = self.now();
        self.anchor.lock().unwrap_or_else(PoisonError::into_inner).jumped
    }

    /// Believes the system's clock as it is now.
    pub fn believe(&self) {
        let wall = self.wall().unix();
        *self.anchor.lock().unwrap_or_else(PoisonError::into_inner) = Anchor { steady: Instant::now(), unix: wall, jumped: false };
    }

    /// The civil day in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now().plus_seconds(self.shift.load(Ordering::Relaxed)).day_in_shanghai()
    }

    /// Sets the civil day; it goes on ticking from there.
    pub fn set_today(&self, day: Day) {
        let noon = Moment::from_naive(day.date().and_hms_opt(4, 0, 0).unwrap_or_default());
        self.shift.store(noon.unix() - self.now().unix(), Ordering::Relaxed);
    }

    /// Lets the system's clock jump by so many seconds, for tests.
    pub fn jump(&self, seconds: i64) {
        self.jump.fetch_add(seconds, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_not_followed_and_a_step_is() {
        let clock = Clock::default();
        let began = clock.now().unix();
        clock.jump(JUMP_SECONDS / 2);
        let _ = clock.now();
        clock.jump(JUMP_SECONDS / 2);
        assert!(!clock.jumped() && clock.now().unix() >= began + JUMP_SECONDS, "two steps are no jump");
        clock.jump(365 * 86_400);
        assert!(clock.jumped() && clock.now().unix() < began + 2 * JUMP_SECONDS, "a year is");
        clock.jump(-365 * 86_400);
        assert!(!clock.jumped(), "back again is as before");
        clock.jump(-5 * 3600);
        assert!(clock.jumped());
        clock.believe();
        assert!(!clock.jumped() && clock.now().unix() < began);
    }
}
