//! Two clocks: the true time inside signatures, and the civil day on which acts happen. `demo` and the tests set
//! the civil day; nothing else does.

use crate::domain::day::{Day, Moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The clocks of an office.
#[derive(Clone, Default)]
pub struct Clock {
    shift: Arc<AtomicI64>,
}

impl Clock {
    /// The true time.
    #[must_use]
    pub fn now(&self) -> Moment {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment::from_unix(i64::try_from(since.as_secs()).unwrap_or(0))
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
}
