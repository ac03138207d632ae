//! A lane: so many at once, so many waiting, no asker more than its share; whoever cannot wait is told at once.

use crate::web::page::problem::Problem;
use crate::web::request::limits::Allowance;
use actix_web::rt::time::timeout;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A lane.
pub struct Lane {
    allowance: Allowance,
    turns: Arc<Semaphore>,
    askers: Arc<Mutex<Askers>>,
}

/// Who is in a lane, at once and waiting.
#[derive(Default)]
struct Askers {
    all: usize,
    each: HashMap<String, usize>,
}

/// A place in a lane, from the moment of asking to the end of the work.
pub struct LanePlace {
    askers: Arc<Mutex<Askers>>,
    asker: Option<String>,
}

impl Drop for LanePlace {
    fn drop(&mut self) {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        askers.all -= 1;
        let Some(asker) = &self.asker else { return };
        if let Some(count) = askers.each.get_mut(asker) {
            *count -= 1;
            if *count == 0 {
                askers.each.remove(asker);
            }
        }
    }
}

/// A turn; over when dropped.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
    _place: LanePlace,
}

impl Lane {
    /// A lane with an allowance.
    #[must_use]
    pub fn new(allowance: Allowance) -> Self {
        Self { allowance, turns: Arc::new(Semaphore::new(allowance.at_once)), askers: Arc::default() }
    }

    /// How many have their turn.
    #[must_use]
    pub fn running(&self) -> usize {
        self.allowance.at_once - self.turns.available_permits()
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`crate::office::Error::Busy`] where too many wait, or it was waited in vain; [`Problem::TooOften`] where the share is used up.
    pub async fn turn(&self, asker: Option<&str>) -> Result<Turn, Problem> {
        let place = self.place(asker)?;
        let permit = timeout(self.allowance.patience, Arc::clone(&self.turns).acquire_owned());
        match permit.await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit, _place: place }),
            _ => Err(Problem::full()),
        }
    }

    /// A place in the lane, without a turn.
    ///
    /// # Errors
    /// As [`Lane::turn`], at once.
    pub fn place(&self, asker: Option<&str>) -> Result<LanePlace, Problem> {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        if askers.all >= self.allowance.at_once + self.allowance.waiting {
            return Err(Problem::full());
        }
        if let Some(asker) = asker {
            let count = askers.each.entry(asker.to_owned()).or_insert(0);
            if *count >= self.allowance.share {
                return Err(Problem::TooOften);
            }
            *count += 1;
        }
        askers.all += 1;
        Ok(LanePlace { askers: Arc::clone(&self.askers), asker: asker.map(str::to_owned) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::Error;
    use std::time::Duration;

    const ALLOWANCE: Allowance = Allowance { at_once: 1, waiting: 2, share: 2, patience: Duration::from_millis(20) };

    #[actix_web::test]
    async fn a_lane_has_an_end_and_nobody_fills_it_alone() {
        let lane = Lane::new(ALLOWANCE);
        let first = lane.turn(Some("a")).await.ok();
        assert!(first.is_some() && lane.running() == 1);
        assert!(matches!(lane.turn(Some("a")).await, Err(Problem::Office(Error::Busy(_)))), "waited in vain");
        let waiting = [lane.place(Some("a")), lane.place(Some("b"))];
        assert!(waiting.iter().all(Result::is_ok));
        assert!(matches!(lane.place(Some("c")), Err(Problem::Office(Error::Busy(_)))), "the lane is full");
        let [one, other] = waiting;
        drop(other);
        assert!(matches!(lane.place(Some("a")), Err(Problem::TooOften)), "two are its share");
        assert!(lane.place(Some("c")).is_ok());
        drop((one, first));
        assert!(lane.turn(Some("a")).await.is_ok(), "what is over leaves room");
        assert!(lane.askers.lock().is_ok_and(|askers| askers.all == 0 && askers.each.is_empty()));
    }
}
