//! Whom a term binds: nobody outside the agreement (民事诉讼法解释第三百五十八条第五项、第四百六十一条).

use super::reading::cast::{Cast, Known};
use super::reading::naming::{self, Subject};
use super::reading::people::{self, Asked};
use super::reading::{Clause, Role, Sentence, lexicon};

/// Words in which somebody outside is bound by a wording, if anybody is.
pub(super) fn outsider(sentences: &[Sentence], cast: &Cast) -> Option<String> {
    sentences.iter().find_map(|sentence| in_sentence(sentence, cast))
}

fn in_sentence(sentence: &Sentence, cast: &Cast) -> Option<String> {
    let mut subject: Option<Subject> = None;
    let mut told = String::new();
    for (place, clause) in sentence.clauses.iter().enumerate() {
        if let Some(named) = labelled(sentence, place, cast) {
            return Some(named);
        }
        let asked = people::asked(&clause.bare, cast);
        let own = asked.as_ref().and_then(|a| a.subject.clone()).map(|s| antecedent(s, clause, &told, cast));
        if let Some(own) = own.or_else(|| opening(clause, cast)) {
            subject = Some(own);
        }
        if let Some(asked) = asked.filter(|a| !a.denied && !a.past && !is_condition(clause)) {
            match &subject {
                Some(Subject::Outsider(name)) if binds(&asked) => return Some(format!("{name}{}", shortened(&asked.rest))),
                Some(Subject::Known(Known::Acting(_))) if asked.personal => return Some(shortened(&clause.bare)),
                _ => {}
            }
        }
        told.push_str(&clause.bare);
    }
    None
}

/// Somebody outside to whom a wording lets the money go: 支付给甲方的儿子沈小军.
pub(super) fn payee(sentences: &[Sentence], cast: &Cast) -> Option<String> {
    const TO: &[&str] = &["支付给", "付给", "退给", "还给", "赔给", "交给", "补给", "汇给", "转给", "打给"];
    let clauses = sentences.iter().flat_map(|s| &s.clauses).filter(|c| c.role != Role::Breach);
    clauses.flat_map(|c| TO.iter().filter_map(|word| c.bare.split_once(word).map(|(_, after)| after))).find_map(|after| {
        let named = after.split(|c: char| c.is_ascii_digit() || "，、的账收代保¥".contains(c) && c != '的').next().unwrap_or("");
        naming::is_person_outside(named, cast).then(|| shortened(after))
    })
}

/// 担保人：李某.
fn labelled(sentence: &Sentence, place: usize, cast: &Cast) -> Option<String> {
    const LABELS: &[&str] = &["担保人", "保证人", "连带责任人", "共同还款人", "共同债务人", "抵押人"];
    let label = &sentence.clauses[place].bare;
    let next = sentence.clauses.get(place + 1)?;
    let named = next.bare.split(['、', '，']).next().unwrap_or("");
    let known = !cast.mentions(named).is_empty();
    (LABELS.iter().any(|word| label.ends_with(word)) && naming::is_person(named) && !known).then(|| format!("{label}：{named}"))
}

/// A clause that only states a condition binds nobody: 案外人付款的.
fn is_condition(clause: &Clause) -> bool {
    clause.bare.ends_with(['的', '后', '时', '前'])
        || lexicon::OPENS_CONDITION.iter().any(|word| clause.bare.starts_with(word)) && !clause.bare.contains('则')
}

/// Taking note, or agreeing that something is so, binds to nothing.
fn binds(asked: &Asked) -> bool {
    const NOTED: &[&str] = &["同意本协议", "同意上述", "同意该", "自愿放弃", "同意放弃", "自愿签署"];
    const SUFFERS: &[&str] = &["得到", "受到", "获得", "享有"];
    let modal = asked.rest.trim_start_matches(['应', '当', '须', '必']);
    if SUFFERS.iter().any(|word| modal.starts_with(word)) {
        return false;
    }
    !NOTED.iter().any(|word| asked.rest.starts_with(word)) || lexicon::has(&asked.rest, &["承担", "支付", "连带", "担保", "还款"])
}

/// Whoever a clause opens with, though it asks nothing: 蒋文涛作为法定代表人，自愿…
fn opening(clause: &Clause, cast: &Cast) -> Option<Subject> {
    cast.mentions(&clause.bare).first().filter(|m| m.start == 0 && !clause.bare[m.end..].starts_with('的')).map(|m| Subject::Known(m.who))
}

/// 该公司 is the one named before it.
fn antecedent(subject: Subject, clause: &Clause, told: &str, cast: &Cast) -> Subject {
    const BACK: &[&str] = &["该公司", "该厂", "该店", "该单位", "该村", "该人"];
    let Some(word) = BACK.iter().find(|word| clause.bare.starts_with(**word)) else { return subject };
    let kind = word.trim_start_matches('该');
    let Some(at) = told.rfind(kind) else { return subject };
    let end = at + kind.len();
    if cast.mentions(told).iter().any(|m| m.start < end && at < m.end) { subject } else { Subject::Outsider((*word).to_owned()) }
}

fn shortened(text: &str) -> String {
    text.chars().take(30).collect()
}
