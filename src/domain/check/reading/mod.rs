//! The reader of clauses: what a term's wording says, before anybody compares it with the fields.
//!
//! A wording is folded into one script ([`folding`]), cut into sentences and clauses (here), and of each clause is read
//! * **when it counts**: whether it states a condition, what follows a breach, or what is past ([`Clause`]);
//! * **who** is obliged by it or receives by it ([`people`], [`naming`], [`cast`]): sides, names, kin and roles of parties, somebody outside,
//!   nobody in particular;
//! * **how much** ([`sums`]): every sum in any notation, with what it is for;
//! * **by when** ([`days`]): every day, with what it is for, and days fixed by counting or by an event;
//! * **on which event** ([`events`]) a day hangs;
//! * **at what rate** ([`rates`]) a loan bears interest.
//!
//! Words are known to it by what they do in a sentence ([`lexicon`]): oblige, deny, tell of the past, open or end a
//! subject. The findings in the files beside this folder compare this reading with the fields of the application.
//! Everything here is pure, and one pass over a wording of bounded length.

pub(super) mod cast;
mod dates;
pub(super) mod days;
pub(super) mod events;
pub(super) mod folding;
pub(super) mod lexicon;
pub(super) mod naming;
pub(super) mod numbers;
pub(super) mod people;
pub(super) mod rates;
pub(super) mod sums;

use lexicon::{BREACH_OPENS, OPENS_CONDITION};

/// A part of a sentence between commas.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    /// As it stands, brackets included.
    pub text: String,
    /// Without brackets and what is in them; titles of books and standards masked.
    pub bare: String,
    /// What it is to the sentence.
    pub role: Role,
}

/// What a clause is to its sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// It stands by itself.
    Main,
    /// It states a condition: 乙方按期付清的.
    Condition,
    /// It follows a condition of its sentence.
    Consequence,
    /// It states a breach, or what follows it: 逾期未付的，另付违约金.
    Breach,
}

/// A sentence: clauses that share a subject and a condition.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Its clauses, in order.
    pub clauses: Vec<Clause>,
}

impl Sentence {
    /// The whole sentence as it stands.
    pub(super) fn text(&self) -> String {
        self.clauses.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("，")
    }
}

/// Reads a wording into sentences.
pub(super) fn read(text: &str) -> Vec<Sentence> {
    sentences(&folding::fold(text)).into_iter().map(|sentence| Sentence { clauses: clauses(&sentence) }).collect()
}

/// Sentences end at a full stop, a semicolon or a line; never inside a bracket.
fn sentences(text: &str) -> Vec<String> {
    cut(text, |c, _| matches!(c, '。' | '；' | '！' | '？' | '\n'))
}

fn clauses(sentence: &str) -> Vec<Clause> {
    let mut under = Role::Main;
    let parts = cut(sentence, |c, around| matches!(c, '，' | ',' | '：') && !inside_figure(around));
    let mut out = Vec::with_capacity(parts.len());
    for text in parts {
        let bare = bare(&text);
        let own = role_of(&bare);
        let role = match (own, under) {
            (Role::Breach, _) | (_, Role::Breach) => Role::Breach,
            (Role::Main, Role::Condition | Role::Consequence) => Role::Consequence,
            (own, _) => own,
        };
        if role != Role::Main {
            under = role;
        }
        out.push(Clause { text, bare, role });
    }
    out
}

/// A condition opens with 如, 若 … or closes with 的, 的话, 时; it is one of breach where something due is not done.
fn role_of(bare: &str) -> Role {
    if BREACH_OPENS.iter().any(|word| bare.contains(word)) || lexicon::undone(bare) {
        // 不计滞纳金, 不视为违约: a breach that is denied opens nothing.
        return Role::Breach;
    }
    let opens = OPENS_CONDITION.iter().any(|word| bare.starts_with(word))
        && !["只要求", "如数", "如实", "若干", "如期"].iter().any(|no| bare.starts_with(no));
    let closes = bare.ends_with('的') || bare.ends_with("的话");
    if opens || closes { Role::Condition } else { Role::Main }
}

/// Cuts where `ends` says so, outside brackets. A bracket that is never closed hides nothing.
fn cut(text: &str, ends: impl Fn(char, [Option<char>; 3]) -> bool) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let closed = depths(&chars);
    let mut out = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let near = |offset: isize| at.checked_add_signed(offset).and_then(|i| chars.get(i)).copied();
        if closed[at] == 0 && ends(*c, [near(-1), near(1), near(3)]) {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(*c);
        }
    }
    out.retain(|part| !part.trim().is_empty());
    out
}

/// How deep in brackets each character stands; a bracket without its other half counts for nothing.
fn depths(chars: &[char]) -> Vec<usize> {
    let mut open = Vec::new();
    let mut spans = vec![0_isize; chars.len() + 1];
    for (at, c) in chars.iter().enumerate() {
        match c {
            '（' | '【' | '《' => open.push((*c, at)),
            '）' | '】' | '》' => {
                let own = match c {
                    '）' => '（',
                    '】' => '【',
                    _ => '《',
                };
                if let Some(place) = open.iter().rposition(|(o, _)| *o == own) {
                    spans[open[place].1] += 1;
                    spans[at + 1] -= 1;
                    open.truncate(place);
                }
            }
            _ => {}
        }
    }
    let mut depth = 0;
    spans[..chars.len()]
        .iter()
        .map(|change| {
            depth += change;
            usize::try_from(depth).unwrap_or(0)
        })
        .collect()
}

/// A comma inside a figure parts nothing: 20,000.
fn inside_figure([before, after, third]: [Option<char>; 3]) -> bool {
    [before, after, third].iter().all(|c| c.is_some_and(|c| c.is_ascii_digit()))
}

/// Without brackets and what is in them, and without spaces between characters.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let depth = depths(&chars);
    let kept = chars.iter().enumerate().filter(|(at, c)| depth[*at] == 0 && !c.is_whitespace() && !matches!(c, '“' | '”' | '"'));
    kept.map(|(_, c)| *c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str) -> Vec<(String, Role)> {
        read(text).into_iter().flat_map(|s| s.clauses).map(|c| (c.bare, c.role)).collect()
    }

    #[test]
    fn clauses_are_cut_outside_brackets_and_figures() {
        let read = roles("乙方（住所：春晖路，18号）支付20,000元，于4月30日前。甲方出具收条");
        let bare: Vec<&str> = read.iter().map(|(b, _)| b.as_str()).collect();
        assert_eq!(bare, ["乙方支付20,000元", "于4月30日前", "甲方出具收条"]);
        assert_eq!(roles("（（乙方，支付")[0].0, "（（乙方", "a bracket without its other half hides nothing");
    }

    #[test]
    fn what_follows_a_breach_is_told_from_what_is_owed() {
        let read = roles("乙方逾期未付的，另付违约金；乙方按期付清的，余款免除；乙方付款，甲方不计滞纳金");
        let roles: Vec<Role> = read.into_iter().map(|(_, r)| r).collect();
        assert_eq!(roles, [Role::Breach, Role::Breach, Role::Condition, Role::Consequence, Role::Main, Role::Main]);
    }
}
