//! Signs of false mediation (虚假调解) that the county's own history shows, each with its reason. A sign asks a person to look;
//! it never decides (人民法院在线调解规则第二十三条, 民诉法第一百一十五条).

use super::day::Day;
use super::money::Fen;

/// A case in which somebody of this one appears.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// The case's id.
    pub id: String,
    /// How it is called: its number, or its reference.
    pub label: String,
    /// The day it was begun.
    pub on: Day,
    /// References of this case's parties who appear there.
    pub shared: Vec<String>,
    /// The other parties there, by name.
    pub others: Vec<String>,
}

/// What a case's history is made of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// References of this case's parties.
    pub parties: Vec<String>,
    /// The cases that share somebody with it.
    pub related: Vec<Related>,
    /// Parties whose telephone somebody else uses: reference, and who.
    pub phones: Vec<(String, String)>,
    /// Parties whose identifier stands under another name elsewhere: reference, and that name.
    pub names: Vec<(String, String)>,
    /// What this agency's other cases of the kind come to.
    pub usual: Vec<Fen>,
    /// What this case comes to.
    pub sum: Fen,
}

/// A sign, with its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Signal {
    /// One person in many cases within a year.
    ManyCases {
        /// Reference.
        party: String,
        /// How many others.
        count: usize,
    },
    /// The same people came to an agreement before.
    SamePair {
        /// That case.
        case: String,
    },
    /// Somebody else uses the same telephone.
    SharedPhone {
        /// Reference.
        party: String,
        /// Who.
        other: String,
    },
    /// The same identifier stands under another name.
    OtherName {
        /// Reference.
        party: String,
        /// That name.
        other: String,
    },
    /// Far above what this agency's cases of the kind come to.
    UnusualSum {
        /// Middle of the others.
        median: Fen,
        /// How many others.
        count: usize,
    },
}

/// This many other cases within a year are many.
const MANY: usize = 2;
/// A year, in days.
const YEAR: i64 = 365;
/// This many times the middle is unusual.
const TIMES: i64 = 5;
/// So many cases make a middle.
const ENOUGH: usize = 5;

/// The middle of some sums; none of too few.
#[must_use]
pub fn median(sums: &[Fen]) -> Option<Fen> {
    let mut sorted: Vec<i64> = sums.iter().map(|f| f.fen()).collect();
    sorted.sort_unstable();
    if sorted.len() < ENOUGH { None } else { Fen::new(sorted[sorted.len() / 2]) }
}

/// The signs of a history as of a day.
#[must_use]
pub fn signals(history: &History, today: Day) -> Vec<Signal> {
    let mut found = Vec::new();
    for party in &history.parties {
        let recent = |r: &&Related| r.shared.contains(party) && r.on.days_until(today) <= YEAR;
        let count = history.related.iter().filter(recent).count();
        if count >= MANY {
            found.push(Signal::ManyCases { party: party.clone(), count });
        }
    }
    let pair = |r: &&Related| history.parties.iter().filter(|p| r.shared.contains(p)).count() >= 2;
    found.extend(history.related.iter().filter(pair).map(|r| Signal::SamePair { case: r.label.clone() }));
    found.extend(history.phones.iter().map(|(party, other)| Signal::SharedPhone { party: party.clone(), other: other.clone() }));
    found.extend(history.names.iter().map(|(party, other)| Signal::OtherName { party: party.clone(), other: other.clone() }));
    if let Some(median) = median(&history.usual).filter(|m| m.fen() > 0 && history.sum.fen() >= m.fen().saturating_mul(TIMES)) {
        found.push(Signal::UnusualSum { median, count: history.usual.len() });
    }
    found
}
