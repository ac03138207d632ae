//! Who owes whom: payments with their sums, days and instalments.

use crate::domain::application::{Application, Term, TermKind};
use crate::domain::day::Day;
use crate::web::page::days::short_day;
use crate::words::{Lang, say};
use serde::Serialize;

/// One who owes, one who is owed, and what.
#[derive(Clone, Serialize)]
pub struct Owe {
    /// Who owes.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Sum, with commas.
    pub sum: String,
    /// Sum, in fen.
    #[serde(skip)]
    pub fen: i64,
    /// In capitals.
    pub capitals: String,
    /// Until when, or in how many instalments.
    pub until: String,
    /// Payments, in order.
    pub strip: Option<Strip>,
    /// References: who owes, to whom.
    #[serde(skip)]
    pub sides: [String; 2],
}

/// A time line with one mark per instalment.
#[derive(Clone, Serialize)]
pub struct Strip {
    /// Marks: x in per mille, sum, day, anchor of the text.
    pub marks: Vec<InstalmentMark>,
    /// The same in one sentence, for those who do not see it.
    pub told: String,
}

/// A mark of the strip.
#[derive(Clone, Serialize)]
pub struct InstalmentMark {
    /// Where, 0–1000.
    pub x: i64,
    /// Sum.
    pub sum: String,
    /// Day.
    pub day: String,
    /// `start`, `middle`, `end`.
    pub anchor: &'static str,
}

/// The sum of payments, with commas.
#[must_use]
pub fn total<'a>(owes: impl IntoIterator<Item = &'a Owe>) -> String {
    let fen = owes.into_iter().map(|o| o.fen).sum();
    crate::domain::money::Fen::new(fen).map(crate::domain::money::Fen::with_commas).unwrap_or_default()
}

/// Who owes whom, payment by payment.
#[must_use]
pub fn owes(lang: Lang, application: &Application, today: Day) -> Vec<Owe> {
    let payments = application.terms.iter().filter(|t| t.kind == Some(TermKind::Payment));
    payments.filter_map(|t| owe(lang, application, t, today)).collect()
}

fn owe(lang: Lang, application: &Application, term: &Term, today: Day) -> Option<Owe> {
    let name = |r: &Option<String>| {
        let reference = r.as_deref()?;
        application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned()).filter(|n| !n.is_empty())
    };
    let amount = term.amount?;
    let days = term.days();
    let until = match (days.len(), days.last()) {
        (_, None) => String::new(),
        (0 | 1, Some(last)) => say(lang, "owe-by", &[("day", short_day(lang, *last))]),
        (count, Some(last)) => say(lang, "owe-instalments", &[("count", count.to_string()), ("day", short_day(lang, *last))]),
    };
    Some(Owe {
        from: name(&term.obligor)?,
        to: name(&term.obligee)?,
        sum: amount.with_commas(),
        fen: amount.fen(),
        capitals: amount.in_capitals(),
        until,
        strip: strip(lang, term, today),
        sides: [term.obligor.clone()?, term.obligee.clone()?],
    })
}

fn strip(lang: Lang, term: &Term, today: Day) -> Option<Strip> {
    if term.instalments.len() < 2 || term.instalments.len() > 6 {
        return None;
    }
    let last = *term.days().last()?;
    let first = today.min(*term.days().first()?);
    let span = first.days_until(last).max(1);
    let count = term.instalments.len();
    let mut marks = Vec::new();
    for (index, instalment) in term.instalments.iter().enumerate() {
        let (due, sum) = (instalment.due_on?, instalment.amount?);
        // Where days lie close together the marks keep a distance at which their sums can be read.
        let even = 1000 * (i64::try_from(index).ok()? + 1) / i64::try_from(count).ok()?;
        let true_place = 1000 * first.days_until(due) / span;
        let x = if count > 3 { even } else { true_place.max(even - 160).min(even) };
        let anchor = if index + 1 == count { "end" } else { "middle" };
        marks.push(InstalmentMark { x, sum: sum.with_commas(), day: short_day(lang, due), anchor });
    }
    let told = marks.iter().map(|m| format!("{} {}", m.day, m.sum)).collect::<Vec<_>>().join(&say(lang, "list-comma", &[]));
    Some(Strip { marks, told })
}
