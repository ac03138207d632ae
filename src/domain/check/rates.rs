//! Interest of a loan above four times the one-year prime rate (最高人民法院关于审理民间借贷案件适用法律若干问题的规定
//! 第二十五条): shown to those who decide.

use super::Context;
use super::reading::rates::{self, Interest};
use super::reading::{Sentence, lexicon};
use crate::domain::application::Application;
use crate::domain::finding::{Code, Finding};

const ARTICLE: &str = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定第二十五条";
const TIMES: i64 = 4;

pub(super) fn check(application: &Application, place: usize, sentences: &[Sentence], context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(prime) = application.mediation.concluded_on.and_then(|day| context.register.prime_rates.on(day)) else { return };
    let lent = |text: &str| lexicon::has(text, &["借", "贷", "本金"]);
    let of_loan = application.cause.as_deref().is_some_and(lent)
        || application.terms.iter().filter_map(|t| t.text.as_deref()).any(|text| lent(&text.replace("贷款市场报价利率", "")));
    if !of_loan {
        return;
    }
    let most = prime.times(TIMES);
    let spoken = sentences.iter().flat_map(|s| &s.clauses).filter(|c| lexicon::has(&c.text, &["息", "利率", "LPR"]));
    let above = spoken.flat_map(|clause| rates::rates(&clause.text)).find_map(|rate| {
        let yearly = match rate {
            Interest::Yearly(rate) => rate,
            Interest::OfPrime(hundredths) => prime.hundredths(hundredths),
            Interest::OverPrime(more) => prime.plus(more),
        };
        (yearly > most).then_some(yearly)
    });
    if let Some(yearly) = above {
        found.push(
            Finding::new(Code::TermRate, format!("/terms/{place}/text"), "term-rate")
                .with("rate", yearly)
                .with("most", most)
                .under(ARTICLE),
        );
    }
}
