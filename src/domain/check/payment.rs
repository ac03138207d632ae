//! Whether the wording of a payment says what its fields say: the sum, the currency, who pays, and whom
//! (民事诉讼法解释第三百五十八条第五项).

use super::reading::cast::{self, Cast, Known};
use super::reading::naming::Subject;
use super::reading::people;
use super::reading::sums::{Purpose, Sum};
use super::reading::{Clause, Role, Sentence, events, lexicon, numbers};
use crate::domain::application::{Application, Term};
use std::collections::BTreeSet;

/// The sums of a wording that are no part of what the fields say: neither the amount, nor an instalment, nor what was
/// paid or is left, nor made part of them by the words around.
pub(super) fn other_sums<'s>(term: &Term, sentences: &[Sentence], sums: &'s [Sum]) -> Vec<&'s Sum> {
    let known = known(term);
    let mut settled = known.clone();
    let shares: Vec<Vec<i64>> = sentences.iter().map(|s| numbers::shares(&s.text())).collect();
    let counted: Vec<&Sum> = sums.iter().filter(|s| counts(s)).collect();
    // A total that the words explain explains its parts: twice round is enough for a total of totals.
    for _ in 0..3 {
        for sum in &counted {
            if let Some(amount) = sum.amount
                && !settled.contains(&amount)
                && is_total(amount, shares.get(sum.sentence).map_or(&[], Vec::as_slice), sums, &settled)
            {
                settled.insert(amount);
            }
        }
    }
    let in_a_row = amounts(sums);
    let explained = |sum: &Sum| {
        let Some(amount) = sum.amount.filter(|_| !sum.foreign) else { return false };
        settled.contains(&amount) || is_part(amount, &in_a_row, &settled) || by_its_purpose(amount, sum, sums, sentences, &settled, term)
    };
    let mut other: Vec<&Sum> = counted.into_iter().filter(|sum| !explained(sum)).collect();
    other.extend(sums.iter().filter(|rest| rest.rest && contradicts(rest, sums)));
    other
}

/// 总价30000元，已付12000元，余款16000元: a rest that is not what was paid or let off less than the total before it.
fn contradicts(rest: &Sum, sums: &[Sum]) -> bool {
    let own = |s: &&Sum| s.sentence == rest.sentence && s.role == Role::Main && s.amount.is_some();
    let before: Vec<&Sum> = sums.iter().take_while(|s| !std::ptr::eq(*s, rest)).filter(own).collect();
    let less: Vec<i64> =
        before.iter().filter(|s| matches!(s.purpose, Purpose::Paid | Purpose::Reduction)).filter_map(|s| s.amount).collect();
    let totals: Vec<i64> = before.iter().filter(|s| matches!(s.purpose, Purpose::Owed | Purpose::Value)).filter_map(|s| s.amount).collect();
    let together: i64 = less.iter().copied().fold(0, i64::saturating_add);
    let Some(amount) = rest.amount.filter(|_| !less.is_empty() && !totals.is_empty()) else { return false };
    let fits = |total: &i64| *total - together == amount || less.iter().any(|l| total - l == amount);
    let all: i64 = totals.iter().copied().fold(0, i64::saturating_add);
    !totals.iter().chain([&all]).any(fits) && !totals.contains(&amount)
}

/// Interest, 违约金, the value of a thing and what a rate is computed on are no sums of the payment.
fn counts(sum: &Sum) -> bool {
    match sum.purpose {
        Purpose::Owed | Purpose::UnitPrice | Purpose::Paid | Purpose::Reduction => true,
        Purpose::Interest | Purpose::Breach | Purpose::Base | Purpose::Value => false,
    }
}

/// The amount, the instalments, what was paid, and what is left of each.
fn known(term: &Term) -> BTreeSet<i64> {
    let mut known = BTreeSet::new();
    let mut whole = |amount: Option<i64>, paid: Vec<i64>| {
        let together: i64 = paid.iter().copied().fold(0, i64::saturating_add);
        known.extend(amount.into_iter().flat_map(|a| [a, a.saturating_sub(together)]));
        known.extend(paid);
        known.insert(together);
    };
    let paid = |list: &[crate::domain::application::Paid]| list.iter().filter_map(|p| p.amount.map(|f| f.fen())).collect::<Vec<_>>();
    whole(term.amount.map(|f| f.fen()), term.instalments.iter().flat_map(|i| paid(&i.paid)).chain(paid(&term.paid)).collect());
    for instalment in &term.instalments {
        whole(instalment.amount.map(|f| f.fen()), paid(&instalment.paid));
    }
    known.remove(&0);
    known
}

/// The sums in a row that can add up: not the price of one, nor what a thing is worth.
fn amounts(sums: &[Sum]) -> Vec<i64> {
    let mut all: Vec<i64> = Vec::new();
    let adds = |s: &&Sum| !matches!(s.purpose, Purpose::Breach | Purpose::UnitPrice | Purpose::Value | Purpose::Base);
    for amount in sums.iter().filter(adds).filter_map(|s| s.amount) {
        // 20000元（大写：贰万元整）is one sum.
        if all.last() != Some(&amount) {
            all.push(amount);
        }
    }
    all
}

/// A sum from which what was paid, let off, or a share leads to a settled one.
fn is_total(amount: i64, shares: &[i64], sums: &[Sum], settled: &BTreeSet<i64>) -> bool {
    let of = |purpose: Purpose| -> Vec<i64> { sums.iter().filter(|s| s.purpose == purpose).filter_map(|s| s.amount).collect() };
    let (paid, off) = (of(Purpose::Paid), of(Purpose::Reduction));
    let (all_paid, all_off) = (paid.iter().sum::<i64>(), off.iter().sum::<i64>());
    let less: BTreeSet<i64> = paid.iter().chain(&off).copied().chain([all_paid, all_off, all_paid.saturating_add(all_off)]).collect();
    let share_of = |share: i64| i64::try_from(i128::from(amount) * i128::from(share) / 10_000).unwrap_or(0);
    less.iter().any(|l| *l > 0 && settled.contains(&(amount - l)))
        || shares.iter().any(|share| (1..10_000).contains(share) && settled.contains(&share_of(*share)))
}

/// Whether sums in a row, this one among them, add up to a settled one.
fn is_part(amount: i64, all: &[i64], settled: &BTreeSet<i64>) -> bool {
    let own = |from: usize, to: usize| all[from..to].contains(&amount);
    (0..all.len()).any(|from| {
        let mut total = 0_i64;
        (from..all.len().min(from + 40)).any(|at| {
            total = total.saturating_add(all[at]);
            at > from && own(from, at + 1) && settled.contains(&total)
        })
    })
}

fn by_its_purpose(amount: i64, sum: &Sum, sums: &[Sum], sentences: &[Sentence], settled: &BTreeSet<i64>, term: &Term) -> bool {
    let text = sentences.get(sum.sentence).map(Sentence::text).unwrap_or_default();
    match sum.purpose {
        Purpose::Reduction => true,
        Purpose::Paid => paid_of_what(amount, sums, settled) || lexicon::has(&text, &["余", "剩", "其余", "尾款"]),
        Purpose::UnitPrice => is_price(amount, &text, sums, settled),
        _ => {
            // 如按期付清，只需支付18000元: less under a condition that the wording states.
            const LESS: &[&str] = &["只需", "仅需", "即可", "减免", "免除", "优惠", "不再", "视为", "结清", "了结", "放弃", "免", "减"];
            let conditional = matches!(sum.role, Role::Condition | Role::Consequence);
            let less = term.amount.is_some_and(|whole| amount < whole.fen());
            conditional && less && lexicon::has(&text, LESS)
        }
    }
}

/// What was paid is part of something: of a sum that the wording states beside it.
fn paid_of_what(amount: i64, sums: &[Sum], settled: &BTreeSet<i64>) -> bool {
    sums.iter().filter_map(|s| s.amount).any(|other| other != amount && settled.contains(&other))
}

/// The price of one of several: right where price times number is a sum of the payment, or nothing of its kind is
/// counted.
fn is_price(price: i64, text: &str, sums: &[Sum], settled: &BTreeSet<i64>) -> bool {
    let stated: BTreeSet<i64> = amounts(sums).into_iter().collect();
    let counts = numbers::counts(text);
    let product = |count: i64| i64::try_from(i128::from(price) * i128::from(count) / 1_000).unwrap_or(0);
    let fits = counts.iter().map(|c| product(*c)).any(|p| settled.contains(&p) || (p != price && stated.contains(&p)));
    fits || !counts_the_same(text)
}

/// Whether what a price is for (每人, 元/吨) is counted in the same sentence.
fn counts_the_same(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let units = chars.windows(2).filter(|w| matches!(w[0], '每' | '/')).map(|w| w[1]);
    let counted =
        |unit: char| chars.windows(2).any(|w| w[1] == unit && (w[0].is_ascii_digit() || "一二两三四五六七八九十百".contains(w[0])));
    units.filter(|unit| !"月年日天期".contains(*unit)).any(counted)
}

/// Who pays and who is paid, as a wording says; a party by its place in the list.
#[derive(Default, Debug)]
pub(super) struct Direction {
    /// Parties named as payer, in main clauses.
    pub payers: Vec<usize>,
    /// Parties of whom the wording asks to pay (由乙方, 乙方应).
    pub asked: Vec<usize>,
    /// Parties named as payee.
    pub payees: Vec<usize>,
}

/// Reads who pays whom.
pub(super) fn direction(sentences: &[Sentence], cast: &Cast) -> Direction {
    let mut direction = Direction::default();
    for sentence in sentences {
        let mut subject = None;
        for (place, clause) in sentence.clauses.iter().enumerate() {
            labelled(sentence, place, cast, &mut direction);
            if clause.role == Role::Main || clause.role == Role::Consequence {
                of_clause(clause, cast, &mut subject, &mut direction);
            }
        }
    }
    direction
}

/// 付款人：乙方.
fn labelled(sentence: &Sentence, place: usize, cast: &Cast, direction: &mut Direction) {
    const PAYER: &[&str] = &["付款人", "付款方", "退款人", "退款方", "支付方", "支付人", "赔偿人", "义务人"];
    const PAYEE: &[&str] = &["收款人", "收款方", "受偿人", "领款人", "权利人"];
    let Some(next) = sentence.clauses.get(place + 1) else { return };
    let label = &sentence.clauses[place].bare;
    let named = cast.mentions(&next.bare).first().copied().filter(|m| m.start == 0);
    if let Some(Known::Party(party) | Known::Acting(party)) = named.map(|m| m.who) {
        if PAYER.iter().any(|w| label.ends_with(w)) {
            direction.payers.push(party);
        } else if PAYEE.iter().any(|w| label.ends_with(w)) {
            direction.payees.push(party);
        }
    }
}

fn of_clause(clause: &Clause, cast: &Cast, subject: &mut Option<Known>, direction: &mut Direction) {
    const AGAINST_FACT: &[&str] = &["本应", "原应", "本该", "原本", "理应"];
    let bare = &clause.bare;
    let mentions = cast.mentions(bare);
    let opening =
        mentions.first().filter(|m| m.start <= 3 * 4 && !bare[m.end..].starts_with(['的', '应'].as_slice()) || m.start == 0).copied();
    if lexicon::has(bare, AGAINST_FACT) {
        return;
    }
    if let Some(by) = mentions.iter().find(|m| bare[..m.start].ends_with('由')) {
        *subject = Some(by.who);
    }
    if lets_be_paid(bare, &mentions) {
        *subject = None;
        return;
    }
    if let Some(asked) = people::asked(bare, cast) {
        if let Some(Subject::Known(known)) = &asked.subject {
            *subject = Some(*known);
        } else if asked.subject.is_some() {
            *subject = None;
        }
        if asked.past || asked.denied {
            return;
        }
    } else if let Some(mention) = opening.filter(|m| m.start == 0) {
        *subject = Some(mention.who);
    }
    // 乙方欠甲方4600元: the debtor pays.
    let owes = bare
        .find('欠')
        .filter(|at| !bare[..*at].ends_with(['所', '拖']) && !bare[*at..].starts_with("欠款") || bare[..*at].ends_with("拖"));
    let Some(verb) = pays_at(bare).or(owes.map(|at| (at, at + '欠'.len_utf8()))) else { return };
    if lexicon::has(&bare[..verb.0], &["收到", "收取", "收款", "有权要求", "不得要求", "有权"]) {
        received(bare, verb.0, &mentions, direction);
        return;
    }
    let only_time = events::event(bare).is_some_and(|(_, after)| events::is_only_time(after));
    if only_time || is_lending(bare, verb.0) || is_told(bare, verb.1, &mentions) {
        return;
    }
    let by = bare[..verb.0].rfind('由').and_then(|at| mentions.iter().find(|m| m.start == at + '由'.len_utf8()));
    let subjects: Vec<&cast::Mention> = mentions.iter().filter(|m| m.end <= verb.0 && is_subject(bare, m)).collect();
    // 甲方准许乙方按月缴: the one who may is the one who pays.
    let let_pay = subjects.windows(2).find(|pair| {
        let between = &bare[pair[0].end..pair[1].start];
        ["准许", "允许", "同意", "要求", "让", "请", "责令", "宽限"].iter().any(|word| between.ends_with(word))
    });
    let own = let_pay.map(|pair| pair[1]).or(subjects.first().copied());
    let payer = by.copied().map(|m| m.who).or(own.map(|m| m.who)).or(*subject);
    if let Some(Known::Party(party) | Known::Acting(party)) = payer {
        *subject = payer;
        direction.payers.push(party);
        if by.is_some() || lexicon::has(&bare[..verb.0], &["应", "须", "承诺", "保证", "愿", "同意", "需", "负责"]) {
            direction.asked.push(party);
        }
    }
    if let Some(Known::Party(party) | Known::Acting(party)) = payee(bare, verb, &mentions) {
        direction.payees.push(party);
    }
}

/// 乙方应收到甲方支付的6000元: the subject is paid.
fn received(bare: &str, verb: usize, mentions: &[cast::Mention], direction: &mut Direction) {
    let Some(at) = ["应收到", "将收到", "可收到", "应收取"].iter().find_map(|word| bare.find(word)) else { return };
    let party = |m: &cast::Mention| match m.who {
        Known::Party(party) | Known::Acting(party) => Some(party),
        Known::Sides => None,
    };
    direction.payees.extend(mentions.iter().filter(|m| m.end <= at).find_map(party));
    direction.payers.extend(mentions.iter().filter(|m| m.start > at && m.end <= verb).find_map(party));
}

/// 甲方借给乙方, 甲方借款给乙方: the story of a loan.
fn is_lending(bare: &str, verb: usize) -> bool {
    let lends = ["借款", "借", "出借", "租", "卖", "介绍"].iter().any(|word| bare[..verb].ends_with(word));
    lends && bare[verb..].starts_with(['给', '与'])
}

/// 甲方同意9360元在年底前交清: whoever agrees that a sum be paid does not pay it.
fn lets_be_paid(bare: &str, mentions: &[cast::Mention]) -> bool {
    let Some(first) = mentions.first().filter(|m| m.start == 0) else { return false };
    let after = ["同意", "准许", "允许"].iter().find_map(|word| bare[first.end..].strip_prefix(word));
    after.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || "余尾欠货租物".contains(c)))
}

/// 甲方付给乙方的20000元: what was given describes the money.
fn is_told(bare: &str, verb_end: usize, mentions: &[cast::Mention]) -> bool {
    let given = bare[..verb_end].ends_with('给');
    given && mentions.iter().any(|m| m.start == verb_end && bare[m.end..].starts_with('的'))
}

/// Whether a mention before the verb is its subject: not an owner, not somebody it is done to.
fn is_subject(bare: &str, mention: &cast::Mention) -> bool {
    const OBJECT: &[&str] =
        &["向", "给", "对", "与", "和", "替", "代", "为", "因", "欠", "同", "至", "借", "租", "退", "付", "还", "赔", "补"];
    let (before, after) = (&bare[..mention.start], &bare[mention.end..]);
    !OBJECT.iter().any(|word| before.ends_with(word))
        && !after.starts_with(['的', '所', '名', '账'].as_slice())
        && !after.starts_with("应收")
        && !after.starts_with("应得")
}

/// Whether a clause speaks of paying.
pub(super) fn pays(bare: &str) -> bool {
    pays_at(bare).is_some()
}

/// The verb of paying of a clause: where it begins and ends.
fn pays_at(bare: &str) -> Option<(usize, usize)> {
    const NOUN: &[&str] = &["款", "费", "金", "方式", "期限", "日", "义务", "时间", "人", "标准", "凭证", "责任"];
    const MORE: &[&str] = &["承担", "负担", "送到", "送至", "交到", "交给", "交清", "汇到", "存入", "划入"];
    let long = lexicon::PAYS.iter().chain(MORE).flat_map(|word| bare.match_indices(*word)).filter_map(|(at, word)| {
        let end = at + word.len();
        let noun = NOUN.iter().any(|n| bare[end..].starts_with(n)) && !bare[end..].starts_with("人民币");
        (!noun || bare[..at].ends_with(['应', '须', '需'])).then_some((at, end))
    });
    let short = lexicon::PAYS_SHORT.iter().flat_map(|word| bare.match_indices(*word)).filter_map(|(at, word)| {
        let end = at + word.len();
        let follows = bare[end..].chars().next().is_some_and(|c| {
            c.is_ascii_digit()
                || cast::SIDES.contains(&c)
                || "付还清交回足齐讫到至¥人给费钱壹贰叁肆伍陆柒捌玖一二两三四五六七八九".contains(c)
        });
        follows.then_some((at, end))
    });
    long.min_by_key(|(at, end)| (*at, usize::MAX - end)).or_else(|| short.min())
}

/// Whom the money goes to: behind 向, 给, 至 or the verb.
fn payee(bare: &str, verb: (usize, usize), mentions: &[cast::Mention]) -> Option<Known> {
    const TO: &[&str] = &["向", "给", "至", "到", "入", "于", "往", "对"];
    let aside = |m: &&cast::Mention| {
        let before = &bare[..m.start];
        ["替", "代", "由", "为", "与", "和"].iter().any(|word| before.ends_with(word)) || before.ends_with("因")
    };
    let to = mentions
        .iter()
        .filter(|m| !aside(m))
        .find(|m| TO.iter().any(|word| bare[..m.start].ends_with(word)) && (m.start > verb.0 || bare[..m.start].ends_with(['向', '给'])));
    let behind = || mentions.iter().filter(|m| !aside(m)).find(|m| m.start >= verb.1 && m.start - verb.1 <= 3 * 10);
    to.or_else(behind).map(|m| m.who)
}

/// What a wording says of payer and payee against the fields: the party it names instead.
pub(super) fn other_side(direction: &Direction, term: &Term, application: &Application) -> Option<usize> {
    let place = |reference: &Option<String>| reference.as_deref().and_then(|r| application.parties.iter().position(|p| p.reference == r));
    let (Some(obligor), Some(obligee)) = (place(&term.obligor), place(&term.obligee)) else { return None };
    let other = |named: &[usize], field: usize| named.first().copied().filter(|_| !named.contains(&field));
    // Whom the wording asks to pay counts before whoever paid in its story.
    let payers = if direction.asked.is_empty() { &direction.payers } else { &direction.asked };
    other(payers, obligor).or_else(|| other(&direction.payees, obligee))
}
