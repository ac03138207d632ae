//! How often one asker asks in a minute, in a table of bounded size: when it is full the half that asked longest ago is
//! forgotten, so that a crowd of newcomers shuts nobody out.

use crate::web::request::limits::COUNTED;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Counts requests by asker and minute.
pub struct Pace {
    most: u32,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    minute: i64,
    recent: HashMap<String, u32>,
    before: HashMap<String, u32>,
}

impl Pace {
    /// A pace of so many requests a minute.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, counts: Mutex::default() }
    }

    /// Counts one request; `false` when this asker has asked too often this minute.
    pub fn allows(&self, asker: &str, unix: i64) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = unix / 60;
        if counts.minute != minute {
            *counts = Counts { minute, ..Counts::default() };
        }
        if !counts.recent.contains_key(asker) {
            if counts.recent.len() >= COUNTED / 2 {
                counts.before = std::mem::take(&mut counts.recent);
            }
            let known = counts.before.remove(asker).unwrap_or(0);
            counts.recent.insert(asker.to_owned(), known);
        }
        let count = counts.recent.entry(asker.to_owned()).or_insert(0);
        *count = count.saturating_add(1);
        *count <= self.most
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_shuts_nobody_out_and_frees_nobody_who_goes_on_asking() {
        let pace = Pace::new(3);
        assert!((0..3).all(|_| pace.allows("eager", 0)));
        for crowd in 0..3 * COUNTED {
            assert!(pace.allows(&format!("newcomer {crowd}"), 1), "newcomers come in");
            if crowd % 1_000 == 0 {
                assert!(!pace.allows("eager", 1), "who goes on asking is not forgotten");
            }
        }
        let counts = pace.counts.lock().expect("unlocked");
        assert!(counts.recent.len() + counts.before.len() <= COUNTED);
        drop(counts);
        assert!(pace.allows("eager", 60), "the next minute is a new one");
    }
}
