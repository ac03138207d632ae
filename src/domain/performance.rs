//! Performance of a confirmed agreement (履行): duties with their last days, what has been performed of them, what is left.

use super::application::{Application, TermKind};
use super::day::Day;
use super::money::Fen;

/// One duty: a payment, one of its instalments, or an act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Obligation {
    /// Place of the term, from 1.
    pub term: i32,
    /// Place of the instalment, from 1.
    pub instalment: i32,
    /// Who owes: the party's reference.
    pub obligor: String,
    /// To whom.
    pub obligee: String,
    /// The sum; none for an act.
    pub amount: Option<Fen>,
    /// Last day.
    pub due: Option<Day>,
    /// The term's wording.
    pub text: String,
}

/// A fact of performance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PerformanceFact {
    /// Place of the term, from 1.
    pub term: i32,
    /// Place of the instalment, from 1.
    pub instalment: i32,
    /// What it says.
    pub kind: PerformanceKind,
    /// The sum, for a payment.
    pub amount: Option<Fen>,
}

/// What a fact of performance says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PerformanceKind {
    /// Performed, as who is owed, the mediator or the studio says.
    Performed,
    /// Performed, as who owes says: it counts once the other side agrees.
    Claimed,
    /// Not performed, as who is owed says.
    Missed,
    /// A return visit (回访).
    Visit,
}

impl PerformanceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Performed, Self::Claimed, Self::Missed, Self::Visit];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Performed => "performed",
            Self::Claimed => "claimed",
            Self::Missed => "missed",
            Self::Visit => "visit",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// How a duty stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObligationState {
    /// Performed in full.
    Done,
    /// Its last day is over, and something is left.
    Overdue,
    /// Part has been performed, in time so far.
    Part,
    /// Nothing yet, in time so far.
    Coming,
}

impl ObligationState {
    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Overdue => "overdue",
            Self::Part => "part",
            Self::Coming => "coming",
        }
    }
}

/// The duties of an agreement, in its order.
#[must_use]
pub fn duties(application: &Application) -> Vec<Obligation> {
    let mut list = Vec::new();
    for (index, term) in application.terms.iter().enumerate() {
        let (Some(obligor), Some(obligee)) = (&term.obligor, &term.obligee) else { continue };
        let duty = |instalment: usize, amount: Option<Fen>, due: Option<Day>| Obligation {
            term: i32::try_from(index + 1).unwrap_or(i32::MAX),
            instalment: i32::try_from(instalment).unwrap_or(i32::MAX),
            obligor: obligor.clone(),
            obligee: obligee.clone(),
            amount,
            due,
            text: term.text.clone().unwrap_or_default(),
        };
        match term.kind {
            Some(TermKind::Payment) if term.instalments.is_empty() => list.push(duty(1, term.amount, term.due_on)),
            Some(TermKind::Payment) => {
                list.extend(term.instalments.iter().enumerate().map(|(n, i)| duty(n + 1, i.amount, i.due_on)));
            }
            Some(TermKind::Act) => list.push(duty(1, None, term.due_on)),
            Some(TermKind::Release | TermKind::Default | TermKind::Other) | None => {}
        }
    }
    list
}

/// What is left of a sum; nothing for an act.
#[must_use]
pub fn left(duty: &Obligation, facts: &[PerformanceFact]) -> Option<Fen> {
    let paid: i64 = of(duty, facts).filter(|f| f.kind == PerformanceKind::Performed).filter_map(|f| f.amount).map(Fen::fen).sum();
    duty.amount.and_then(|amount| Fen::new((amount.fen() - paid).max(0)))
}

fn of<'a>(duty: &'a Obligation, facts: &'a [PerformanceFact]) -> impl Iterator<Item = &'a PerformanceFact> {
    facts.iter().filter(|f| (f.term, f.instalment) == (duty.term, duty.instalment))
}

/// How a duty stands as of a day.
#[must_use]
pub fn state(duty: &Obligation, facts: &[PerformanceFact], today: Day) -> ObligationState {
    let done = match left(duty, facts) {
        Some(left) => left.fen() == 0,
        None => of(duty, facts).any(|f| f.kind == PerformanceKind::Performed),
    };
    let begun = of(duty, facts).any(|f| f.kind == PerformanceKind::Performed);
    if done {
        ObligationState::Done
    } else if duty.due.is_some_and(|due| due < today) {
        ObligationState::Overdue
    } else if begun {
        ObligationState::Part
    } else {
        ObligationState::Coming
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duty(amount: i64) -> Obligation {
        Obligation {
            term: 1,
            instalment: 1,
            obligor: "B".into(),
            obligee: "A".into(),
            amount: Fen::new(amount),
            due: Day::parse("2026-04-30"),
            text: String::new(),
        }
    }

    fn fact(kind: PerformanceKind, amount: i64) -> PerformanceFact {
        PerformanceFact { term: 1, instalment: 1, kind, amount: Fen::new(amount) }
    }

    #[test]
    fn what_only_the_debtor_says_does_not_count() {
        let on = |text| Day::parse(text).unwrap_or(Day::from_date(chrono::NaiveDate::default()));
        let facts = [fact(PerformanceKind::Claimed, 100), fact(PerformanceKind::Performed, 40), fact(PerformanceKind::Visit, 0)];
        assert_eq!(left(&duty(100), &facts).map(Fen::fen), Some(60));
        assert_eq!(state(&duty(100), &facts, on("2026-04-30")), ObligationState::Part, "the last day is still its own");
        assert_eq!(state(&duty(100), &facts, on("2026-05-01")), ObligationState::Overdue);
        let facts = [fact(PerformanceKind::Performed, 40), fact(PerformanceKind::Performed, 60)];
        assert_eq!(state(&duty(100), &facts, on("2026-05-01")), ObligationState::Done);
    }
}
