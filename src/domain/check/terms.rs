//! Whether each term can be enforced: who, how much, by when, in words that agree (民诉法解释第三百五十八条第五项、
//! 第四百六十一条).

use super::phrases::{self, Needs, pattern};
use crate::domain::application::{Application, Term, TermKind};
use crate::domain::finding::{Code, Finding};
use crate::domain::money::Fen;
use regex_lite::Regex;
use std::sync::LazyLock;

const DEFINITE: &str = "民事诉讼法解释第三百五十八条第五项、第四百六十一条";
const SIDES: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/// Somebody called an outsider, a guarantor, or a relative of a side, and bound to do something still.
static OUTSIDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^向对给与])(?:案外人|第三人|担保人|保证人|[甲乙丙丁]方之?(?:母亲?|父亲?|配偶|妻子?|丈夫|儿子|女儿|兄长?|弟弟?|姐姐?|妹妹?)[^，。；]{0,4}?(?:应|负责|自愿))[^，。；的利不无免已曾对]{0,40}(?:支付|付款|给付|承担|赔偿|偿还|退还|返还|归还|履行|清偿|代付|垫付|修复|拆除|交付|连带)",
    )
});

/// An organisation by which something is to be done.
static BY_ORGANISATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"由([^，。；、]{2,30}?(?:公司|厂|店|中心|合作社|村民委员会|医院|学校|经营部))(?:于|在|负责|承担|支付|赔偿|偿还|修复|恢复|拆除|履行|清偿|代为)",
    )
});

/// Somebody who vouches for a debt.
static GUARANTEE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[，。；])由?([^，。；]{2,20}?)(?:自愿|愿意|同意)?(?:为|对|就)[^，。；不无免]{1,24}(?:提供|承担)[^，。；]{0,8}(?:保证|担保|连带)",
    )
});

pub(super) fn check(application: &Application, found: &mut Vec<Finding>) {
    for (index, term) in application.terms.iter().enumerate() {
        let at = format!("/terms/{index}");
        who(application, term, &at, found);
        match term.kind {
            Some(TermKind::Payment) => payment(term, &at, found),
            Some(TermKind::Act) => act(term, &at, found),
            Some(TermKind::Default | TermKind::Other) => loose(term, &at, found),
            Some(TermKind::Release) | None => {}
        }
    }
}

fn who(application: &Application, term: &Term, at: &str, found: &mut Vec<Finding>) {
    let known = |reference: &str| application.parties.iter().any(|p| p.reference == reference);
    for (key, reference) in [("obligor", &term.obligor), ("obligee", &term.obligee)] {
        if let Some(reference) = reference
            && !known(reference)
        {
            found.push(Finding::new(Code::TermParty, format!("{at}/{key}"), "term-party-unknown").with("party", reference).under(DEFINITE));
        }
    }
    if term.obligor.is_some() && term.obligor == term.obligee {
        found.push(Finding::new(Code::TermParty, format!("{at}/obligee"), "term-party-itself").under(DEFINITE));
    }
    let Some(text) = &term.text else { return };
    if term.kind == Some(TermKind::Release) {
        return;
    }
    let beyond = SIDES.iter().skip(application.parties.len()).find(|side| text.contains(&format!("{side}方")));
    if let Some(side) = beyond {
        found.push(
            Finding::new(Code::TermParty, format!("{at}/text"), "term-party-unknown").with("party", format!("{side}方")).under(DEFINITE),
        );
    } else if let Some(outsider) =
        OUTSIDER.find(text).map(|m| m.as_str()).or_else(|| stranger(application, text)).or_else(|| in_person(application, text))
    {
        found.push(Finding::new(Code::TermParty, format!("{at}/text"), "term-party-outsider").with("words", outsider).under(DEFINITE));
    }
}

/// Somebody whom a wording binds by name and who is no party, nor acts for one.
fn stranger<'a>(application: &Application, text: &'a str) -> Option<&'a str> {
    let found = [&*BY_ORGANISATION, &*GUARANTEE].into_iter().find_map(|p| p.captures(text)?.get(1))?.as_str();
    let side = found.ends_with('方') || ["双方", "各方", "债务人", "本协议"].iter().any(|word| found.contains(word));
    let known = application.parties.iter().any(|p| {
        let acting =
            p.representative.iter().map(|r| &r.name).chain(p.guardian.iter().map(|g| &g.name)).chain(p.agents.iter().map(|a| &a.name));
        acting.chain([&p.name]).flatten().any(|name| found.contains(name.as_str()) || name.contains(found))
    });
    (!side && !known).then_some(found)
}

/// Somebody who only acts for a party, and is bound in person.
fn in_person<'a>(application: &'a Application, text: &str) -> Option<&'a str> {
    let acting = application.parties.iter().flat_map(|p| p.representative.iter().filter_map(|r| r.name.as_deref()));
    let party = |name: &str| application.parties.iter().any(|p| p.name.as_deref() == Some(name));
    let bound = |clause: &str, name: &str| {
        clause.contains(&format!("{name}个人"))
            && ["承担", "保证", "连带", "支付", "清偿"].iter().any(|word| clause.contains(word))
            && !clause.contains('不')
    };
    acting.filter(|name| !party(name)).find(|name| phrases::sentences(text).any(|sentence| bound(sentence, name)))
}

fn payment(term: &Term, at: &str, found: &mut Vec<Finding>) {
    vague(term, at, Needs::DayAndSum, found);
    let Some(amount) = term.amount else { return };
    let parts: Vec<Fen> = term.instalments.iter().filter_map(|i| i.amount).collect();
    let total: i64 = parts.iter().map(|f| f.fen()).sum();
    if !parts.is_empty() && parts.len() == term.instalments.len() && total != amount.fen() {
        found.push(
            Finding::new(Code::TermSum, format!("{at}/instalments"), "term-sum")
                .with("total", Fen::new(total).map_or_else(|| total.to_string(), Fen::with_commas))
                .with("amount", amount.with_commas())
                .under(DEFINITE),
        );
    }
    if let Some(capitals) = &term.amount_capital
        && Fen::parse_capitals(capitals) != Some(amount)
    {
        found.push(
            Finding::new(Code::TermCapital, format!("{at}/amount_capital"), "term-capital")
                .with("capitals", capitals)
                .with("right", amount.in_capitals())
                .under(DEFINITE),
        );
    }
    if term.method.as_deref() == Some("bank_transfer") && term.account.is_none() {
        found.push(Finding::new(Code::TermAccount, format!("{at}/account"), "term-account").under(DEFINITE));
    }
    payment_text(term, amount, &parts, at, found);
}

fn payment_text(term: &Term, amount: Fen, parts: &[Fen], at: &str, found: &mut Vec<Finding>) {
    let Some(text) = &term.text else { return };
    for sum in phrases::sums(text) {
        let meant = sum.amount.is_some_and(|a| a == amount || parts.contains(&a));
        if !meant {
            found.push(Finding::new(Code::TermText, format!("{at}/text"), "term-text-sum").with("words", sum.written).under(DEFINITE));
        }
    }
    other_days(term, at, found);
}

fn act(term: &Term, at: &str, found: &mut Vec<Finding>) {
    vague(term, at, Needs::Day, found);
    other_days(term, at, found);
}

fn other_days(term: &Term, at: &str, found: &mut Vec<Finding>) {
    let (Some(text), days) = (&term.text, term.days()) else { return };
    if days.is_empty() {
        return;
    }
    for named in phrases::days(text) {
        if !days.iter().any(|day| named.is(*day)) {
            found.push(Finding::new(Code::TermText, format!("{at}/text"), "term-text-day").with("words", named.written).under(DEFINITE));
        }
    }
}

/// A term of another kind is vague only where it obliges somebody after all.
fn loose(term: &Term, at: &str, found: &mut Vec<Finding>) {
    let Some(text) = &term.text else { return };
    if phrases::sentences(text).any(|s| phrases::obliges(s) && phrases::vague_word(s, Needs::Day).is_some()) {
        vague(term, at, Needs::Day, found);
    }
}

fn vague(term: &Term, at: &str, needs: Needs, found: &mut Vec<Finding>) {
    let Some(text) = &term.text else { return };
    if let Some(word) = phrases::vague_word(text, needs) {
        found.push(Finding::new(Code::TermVague, format!("{at}/text"), "term-vague").with("words", word).under(DEFINITE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_outside_the_agreement_is_not_bound_by_it() {
        assert!(OUTSIDER.is_match("由案外人王某支付"));
        assert!(OUTSIDER.is_match("担保人李某承担连带责任"));
        assert!(!OUTSIDER.is_match("不得损害第三人的利益"));
        assert!(!OUTSIDER.is_match("乙方向第三人支付"));
    }
}
