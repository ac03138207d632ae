//! Whether each term can be enforced: who, how much, by when, in words that agree (民诉法解释第三百五十八条第五项、
//! 第四百六十一条). The wording is read once ([`super::reading`]); here its reading is compared with the fields.

use super::payment;
use super::reading::cast::Cast;
use super::reading::days::{self, Clock, NamedDay};
use super::reading::sums::{self, Sum};
use super::reading::{self, Sentence};
use super::vague::{Needs, Wording};
use super::{Context, bound, rates, scope};
use crate::domain::application::{Application, Paid, Term, TermKind};
use crate::domain::finding::{Code, Finding};
use crate::domain::money::Fen;

const DEFINITE: &str = "民事诉讼法解释第三百五十八条第五项、第四百六十一条";

/// A term with what its wording says.
struct Read<'a> {
    term: &'a Term,
    at: String,
    sentences: Vec<Sentence>,
    sums: Vec<Sum>,
    days: Vec<NamedDay>,
}

pub(super) fn check(application: &Application, context: &Context<'_>, found: &mut Vec<Finding>) {
    let cast = Cast::of(application);
    let mediation = &application.mediation;
    let clock = Clock { concluded: mediation.concluded_on, effective: mediation.effective_on, calendar: &context.register.calendar };
    for (place, term) in application.terms.iter().enumerate() {
        let sentences = reading::read(term.text.as_deref().unwrap_or(""));
        let mut days = days::days(&sentences, clock);
        days.retain(|day| term.kind != Some(TermKind::Payment) || !day.beside);
        let read = Read { term, at: format!("/terms/{place}"), sums: sums::sums(&sentences), days, sentences };
        let outside = who(application, &read, &cast, found);
        match term.kind {
            Some(TermKind::Payment) => payment(application, &read, &cast, outside, clock, found),
            Some(TermKind::Act) => act(application, &read, &cast, clock, found),
            Some(TermKind::Default | TermKind::Other) => loose(application, &read, &cast, found),
            Some(TermKind::Release) | None => {}
        }
        scope::check(place, &read.sentences, &cast, found);
        rates::check(application, place, &read.sentences, context, found);
    }
}

/// Whether somebody who is no party owes, is owed, or is bound by the wording.
fn who(application: &Application, read: &Read<'_>, cast: &Cast, found: &mut Vec<Finding>) -> bool {
    let before = found.len();
    let (term, at) = (read.term, &read.at);
    let finding = |key: &str, why| Finding::new(Code::TermParty, format!("{at}/{key}"), why).under(DEFINITE);
    let known = |reference: &str| application.parties.iter().any(|p| p.reference == reference);
    for (key, reference) in [("obligor", &term.obligor), ("obligee", &term.obligee)] {
        if let Some(reference) = reference.as_deref().filter(|r| !known(r)) {
            found.push(finding(key, "term-party-unknown").with("party", reference));
        }
    }
    if term.obligor.is_some() && term.obligor == term.obligee {
        found.push(finding("obligee", "term-party-itself"));
    }
    if let Some(side) = read.sentences.iter().find_map(|s| cast.beyond(&s.text())) {
        found.push(finding("text", "term-party-unknown").with("party", format!("{side}方")));
    } else if let Some(words) = bound::outsider(&read.sentences, cast) {
        found.push(finding("text", "term-party-outsider").with("words", words));
    } else if let Some(words) = bound::payee(&read.sentences, cast).filter(|_| term.kind == Some(TermKind::Payment)) {
        found.push(finding("text", "term-party-outsider").with("words", words));
    }
    found.len() > before
}

fn wording<'a>(application: &Application, read: &'a Read<'_>, cast: &'a Cast, needs: Needs) -> Wording<'a> {
    let obligor = read.term.obligor.as_deref().and_then(|r| application.parties.iter().position(|p| p.reference == r));
    Wording {
        sentences: &read.sentences,
        sums: &read.sums,
        days: &read.days,
        cast,
        obligor,
        needs,
        instalments: read.term.instalments.len(),
    }
}

/// Wording that leaves open what should be fixed, or lets the day hang on an event.
fn open(wording: &Wording<'_>, at: &str, found: &mut Vec<Finding>) {
    let at = format!("{at}/text");
    if let Some(words) = wording.vague() {
        found.push(Finding::new(Code::TermVague, at, "term-vague").with("words", words).under(DEFINITE));
    } else if let Some(words) = wording.day_event() {
        found.push(Finding::new(Code::TermDayEvent, at, "term-day-event").with("words", words).under(DEFINITE));
    }
}

fn payment(application: &Application, read: &Read<'_>, cast: &Cast, outside: bool, clock: Clock<'_>, found: &mut Vec<Finding>) {
    let (term, at) = (read.term, &read.at);
    open(&wording(application, read, cast, Needs::DayAndSum), at, found);
    if let Some(amount) = term.amount {
        fields_agree(term, amount, at, found);
        other_sums(read, found);
    }
    if term.method.as_deref() == Some("bank_transfer") && term.account.is_none() {
        found.push(Finding::new(Code::TermAccount, format!("{at}/account"), "term-account").under(DEFINITE));
    }
    other_days(read, clock, found);
    let direction = payment::direction(&read.sentences, cast);
    if let Some(party) = payment::other_side(&direction, term, application).filter(|_| !outside) {
        let named = application.parties.get(party).map_or("", |p| p.name());
        found.push(Finding::new(Code::TermText, format!("{at}/text"), "term-text-side").with("party", named).under(DEFINITE));
    }
}

/// The instalments and the capitals against the amount, and what was paid against what is owed.
fn fields_agree(term: &Term, amount: Fen, at: &str, found: &mut Vec<Finding>) {
    let sum = |key: &str, why, total: i64, owed: Fen| {
        let total = Fen::new(total).map_or_else(|| total.to_string(), Fen::with_commas);
        Finding::new(Code::TermSum, format!("{at}/{key}"), why).with("total", total).with("amount", owed.with_commas()).under(DEFINITE)
    };
    let parts: Vec<i64> = term.instalments.iter().filter_map(|i| i.amount).map(Fen::fen).collect();
    let total = parts.iter().copied().fold(0, i64::saturating_add);
    if !parts.is_empty() && parts.len() == term.instalments.len() && total != amount.fen() {
        found.push(sum("instalments", "term-sum", total, amount));
    }
    let mut together = paid(&term.paid);
    for (place, instalment) in term.instalments.iter().enumerate() {
        let own = paid(&instalment.paid);
        together = together.saturating_add(own);
        if let Some(owed) = instalment.amount.filter(|owed| own > owed.fen()) {
            found.push(sum(&format!("instalments/{place}/paid"), "term-sum-paid", own, owed));
        }
    }
    if together > amount.fen() {
        found.push(sum("paid", "term-sum-paid", together, amount));
    }
    if let Some(capitals) = term.amount_capital.as_deref().filter(|c| Fen::parse_capitals(c) != Some(amount)) {
        found.push(
            Finding::new(Code::TermCapital, format!("{at}/amount_capital"), "term-capital")
                .with("capitals", capitals)
                .with("right", amount.in_capitals())
                .under(DEFINITE),
        );
    }
}

fn paid(payments: &[Paid]) -> i64 {
    payments.iter().filter_map(|p| p.amount).map(Fen::fen).fold(0, i64::saturating_add)
}

fn other_sums(read: &Read<'_>, found: &mut Vec<Finding>) {
    for sum in payment::other_sums(read.term, &read.sentences, &read.sums) {
        let why = if sum.foreign { "term-text-currency" } else { "term-text-sum" };
        found.push(Finding::new(Code::TermText, format!("{}/text", read.at), why).with("words", &sum.written).under(DEFINITE));
    }
}

fn act(application: &Application, read: &Read<'_>, cast: &Cast, clock: Clock<'_>, found: &mut Vec<Finding>) {
    open(&wording(application, read, cast, Needs::Day), &read.at, found);
    other_days(read, clock, found);
}

/// Days of performance that the wording names and the fields do not.
fn other_days(read: &Read<'_>, clock: Clock<'_>, found: &mut Vec<Finding>) {
    let days = read.term.days();
    if days.is_empty() {
        return;
    }
    for named in &read.days {
        let is = |day: &crate::domain::day::Day| named.when.is(*day, clock.calendar);
        let agrees = if named.when.of_all() { days.iter().all(is) } else { days.iter().any(is) };
        if !agrees {
            found.push(
                Finding::new(Code::TermText, format!("{}/text", read.at), "term-text-day").with("words", &named.written).under(DEFINITE),
            );
        }
    }
}

/// A term of another kind is vague only where it obliges somebody after all.
fn loose(application: &Application, read: &Read<'_>, cast: &Cast, found: &mut Vec<Finding>) {
    if let Some(words) = wording(application, read, cast, Needs::Day).vague_where_it_obliges() {
        found.push(Finding::new(Code::TermVague, format!("{}/text", read.at), "term-vague").with("words", words).under(DEFINITE));
    }
}
