//! What the check found of applications looked at lately: a case is looked at many times, its application seldom changes.
//! Kept by the application as it was written, the register's version, the day, and who held a mediator's post; whether
//! other cases repeat it is asked anew each time (`duplicates`).

use crate::domain::day::Day;
use crate::domain::finding::Finding;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Most applications remembered.
const MOST: usize = 128;

/// Most findings worth remembering of one: an application with more is being written.
const MOST_FINDINGS: usize = 400;

/// What a check depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CheckedAs {
    /// Digest of the application as written.
    pub sha256: String,
    /// Version of the register.
    pub register: i32,
    /// The day it is judged on.
    pub on: Day,
    /// Which of its mediators held a post at the agency, in their order.
    pub posts: Vec<bool>,
}

/// Findings by what they depend on; the oldest go first.
#[derive(Default)]
pub(crate) struct Checked(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    findings: HashMap<CheckedAs, Vec<Finding>>,
    order: VecDeque<CheckedAs>,
}

impl Checked {
    /// What was found before, or what `check` finds now.
    pub(crate) fn or_check(&self, key: CheckedAs, check: impl FnOnce() -> Vec<Finding>) -> Vec<Finding> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).findings.get(&key).cloned();
        if let Some(found) = kept {
            return found;
        }
        let found = check();
        if found.len() <= MOST_FINDINGS {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(key, found.clone());
        }
        found
    }
}

impl Kept {
    fn keep(&mut self, key: CheckedAs, found: Vec<Finding>) {
        if self.findings.insert(key.clone(), found).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > MOST {
            if let Some(oldest) = self.order.pop_front() {
                self.findings.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(sha256: usize, posts: Vec<bool>) -> CheckedAs {
        CheckedAs { sha256: sha256.to_string(), register: 1, on: Day::from_date(chrono::NaiveDate::MIN), posts }
    }

    #[test]
    fn what_was_found_is_found_again_until_something_it_depends_on_changes() {
        let checked = Checked::default();
        let mut times = 0;
        for posts in [vec![false], vec![false], vec![true]] {
            checked.or_check(key(0, posts), || {
                times += 1;
                Vec::new()
            });
        }
        assert_eq!(times, 2, "the post of a mediator counts");
        for other in 1..=MOST {
            checked.or_check(key(other, Vec::new()), Vec::new);
        }
        checked.or_check(key(0, vec![false]), || {
            times += 1;
            Vec::new()
        });
        assert_eq!(times, 3, "the oldest are forgotten");
    }
}
