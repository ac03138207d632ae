//! Sums of money as agreements write them, each read whole and with what it is for.
//!
//! Read are figures (20000元, 20,000.00, 20 000元, 2万5千元, 1亿2000万元, 3265元5角8分, ¥), everyday numerals (三万五千元)
//! and capitals, after folding; foreign currencies as such. A number is a sum by its unit or mark, never by its look.

use super::numbers::{digit, is_number_part, number, starts, to_fen};
use super::{Clause, Role, Sentence, lexicon};

/// What a sum is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in super::super) enum Purpose {
    /// Owed, as far as the words around it say.
    Owed,
    /// What was paid before.
    Paid,
    /// Interest.
    Interest,
    /// 违约金 and the like, or what follows a breach.
    Breach,
    /// What a rate is computed on, or a limit within which somebody answers.
    Base,
    /// The price of one of several.
    UnitPrice,
    /// What a thing is worth, or cost.
    Value,
    /// What is let off.
    Reduction,
}

/// A sum in a wording.
#[derive(Clone, Debug)]
pub(in super::super) struct Sum {
    /// As written, folded.
    pub written: String,
    /// Its value; `None` where it cannot be told, or in another currency.
    pub amount: Option<i64>,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether the words leave it open: 约, 不超过, 余.
    pub open: bool,
    /// Whether it is in another currency.
    pub foreign: bool,
    /// Whether it is called what is left: 余款, 尚欠.
    pub rest: bool,
    /// Number of its sentence.
    pub sentence: usize,
    /// What its clause is to the sentence.
    pub role: Role,
}

#[rustfmt::skip]
const FOREIGN: &[&str] = &[
    "美元", "美金", "港元", "港币", "港纸", "欧元", "日元", "日圆", "英镑", "新台币", "台币", "澳元", "澳币", "加元", "加币",
    "韩元", "韩币", "卢布", "泰铢", "新加坡元", "瑞士法郎", "法郎", "澳门元", "比特币", "USDT", "USD", "HKD",
];
const FOREIGN_MARKS: &[&str] = &["US$", "HK$", "NT$", "A$", "$", "€", "£", "USD", "HKD", "EUR", "JPY", "GBP", "美元", "港币"];

/// The sums of a wording, in order.
pub(in super::super) fn sums(sentences: &[Sentence]) -> Vec<Sum> {
    let mut found = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        for clause in &sentence.clauses {
            found.extend(of_clause(clause, index));
        }
    }
    found
}

/// A number and the span it takes in a text of characters.
struct Span {
    start: usize,
    end: usize,
    fen: Option<i64>,
    open: bool,
    foreign: bool,
}

fn of_clause(clause: &Clause, sentence: usize) -> Vec<Sum> {
    let chars: Vec<char> = clause.text.chars().collect();
    let spans = spans(&chars);
    let text = |from: usize, to: usize| -> String { chars[from..to].iter().collect() };
    let mut out: Vec<Sum> = Vec::new();
    for (place, span) in spans.iter().enumerate() {
        let before = text(if place == 0 { 0 } else { spans[place - 1].end }, span.start);
        let after = text(span.end, spans.get(place + 1).map_or(chars.len(), |next| next.start));
        let written = text(span.start, span.end);
        let again = out.last().filter(|last| last.amount.is_some() && last.amount == span.fen && before.chars().all(is_between));
        let (purpose, open) = match again {
            // 20000元（大写：贰万元整）: the same sum twice.
            Some(last) => (last.purpose, last.open),
            None => (purpose(clause, &before, &after), span.open || is_open(&before, &after)),
        };
        out.push(Sum {
            written,
            amount: span.fen,
            purpose,
            open,
            foreign: span.foreign,
            rest: is_rest(&before),
            sentence,
            role: clause.role,
        });
    }
    out
}

fn is_between(c: char) -> bool {
    "（）大写：:即人民币¥，、计小 ".contains(c)
}

fn purpose(clause: &Clause, before: &str, after: &str) -> Purpose {
    const PENALTY: &[&str] = &["违约金", "滞纳金", "罚息", "罚款", "迟延履行金", "赔偿金每", "逾期"];
    #[rustfmt::skip]
    const OF_THING: &[&str] = &[
        "价值", "作价", "市价", "原价", "购价", "购置价", "购买价", "进价", "评估价", "造价", "总价", "总价款", "合同价",
        "标价", "定价", "售价", "限额",
    ];
    #[rustfmt::skip]
    const LET_OFF: &[&str] = &[
        "减免", "免除", "免去", "减去", "核减", "扣减", "优惠", "扣除", "抵扣", "折抵", "抵销", "冲抵", "放弃", "让利", "少收",
        "少付", "豁免", "免收", "让步", "不再要求", "不再主张", "不再收取", "不要",
    ];
    let behind = after.trim_start_matches(['（', '）', '整', '人', '民', '币']);
    let after = behind.trim_start_matches('的');
    if clause.role == Role::Breach || lexicon::has(before, PENALTY) || PENALTY.iter().any(|word| after.starts_with(word)) {
        return Purpose::Breach;
    }
    if lexicon::has(before, &["利息", "利率", "LPR"]) && !before.contains("本息") && !before.contains("利息后") || after.starts_with("利息")
    {
        return Purpose::Interest;
    }
    let share = after.trim_start_matches(|c: char| "的之".contains(c));
    if share.starts_with("百分之")
        || share.find(['%', '％']).is_some_and(|at| at > 0 && share[..at].chars().all(|c| c.is_ascii_digit() || c == '.'))
    {
        return Purpose::Base;
    }
    if ["为基数", "为本金", "为计算基数", "为限", "范围内", "限额内", "以内承担"].iter().any(|word| after.starts_with(word))
    {
        return Purpose::Base;
    }
    if is_unit_price(before, after) {
        return Purpose::UnitPrice;
    }
    let near = before.trim_end_matches(|c: char| "为是约共计即人民币：:¥（大写".contains(c));
    if OF_THING.iter().any(|word| near.ends_with(word)) || is_worth(behind) {
        return Purpose::Value;
    }
    let unless_owed = |text: &str| !lexicon::has(text, &["应付", "应支付", "需支付", "须支付"]);
    // 冲抵后实交: what comes after it was let off is owed.
    let off_before = LET_OFF.iter().any(|word| before.rfind(word).is_some_and(|at| !before[at + word.len()..].starts_with('后')));
    if off_before || (lexicon::has(after, LET_OFF) && unless_owed(after)) {
        return Purpose::Reduction;
    }
    if is_paid(before, after) { Purpose::Paid } else { Purpose::Owed }
}

/// 每棵120元, 500元/吨, 单价30元.
fn is_unit_price(before: &str, after: &str) -> bool {
    const AFTER: &[&str] = &["/", "每", "一棵", "一株", "一个", "一亩"];
    let near: String = before.chars().rev().take(7).collect::<Vec<_>>().into_iter().rev().collect();
    let each =
        near.rfind('每').is_some_and(|at| !near[at..].contains(['，', '、', '。'])) || near.contains("单价") || near.contains("人均");
    each || AFTER.iter().any(|word| after.starts_with(word))
}

/// 20000元的净水设备: the sum describes a thing, which is no money.
fn is_worth(after: &str) -> bool {
    #[rustfmt::skip]
    const MONEY: &[&str] = &[
        "款", "费", "金", "钱", "租", "损失", "债", "欠", "补", "赔", "本", "息", "差", "额", "部分", "义务", "责任", "付",
        "工资", "报酬", "标准", "现",
    ];
    let thing = after.strip_prefix('的').unwrap_or("");
    let thing: String = thing.chars().take(8).collect();
    !thing.is_empty() && !lexicon::has(&thing, MONEY)
}

/// 余款15000元, 尚欠1.3万元, 冲抵后实交.
fn is_rest(before: &str) -> bool {
    const REST: &[&str] =
        &["余款", "余额", "剩余", "余下", "尚欠", "下欠", "仍欠", "尾款", "尚余", "还欠", "未付", "抵后", "扣除后", "扣减后", "减免后"];
    let near: String = before.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    lexicon::has(&near, REST)
}

/// 已付5000元, 先行垫付的300元.
fn is_paid(before: &str, after: &str) -> bool {
    const PAID: &[&str] = &["已", "先行", "先期", "垫付", "预付", "实付", "当场付", "此前"];
    const VERBS: &[&str] = &["付", "退", "还", "赔", "交", "缴", "支", "收", "转", "垫", "补", "给"];
    // 预付款, 垫付款: money called after what was done with it is not paid by its name.
    let noun = |at: usize, word: &str| before[at + word.len()..].starts_with(['款', '费', '金']);
    let told = lexicon::first(before, PAID).is_some_and(|(at, word)| !noun(at, word) && lexicon::has(&before[at..], VERBS));
    let after_told = ["已付", "已经付", "已支付", "已退", "已经退", "已收", "已给付", "已于", "已垫付", "已结清", "已经支付"];
    told || after_told.iter().any(|word| after.trim_start_matches(['，', '乙', '甲', '丙', '丁', '方']).starts_with(word))
}

/// Words that leave a sum open.
fn is_open(before: &str, after: &str) -> bool {
    #[rustfmt::skip]
    const BEFORE: &[&str] = &[
        "约", "大约", "约为", "大概", "大致", "将近", "接近", "近", "不超过", "不高于", "不多于", "最高", "至多", "最多",
        "不低于", "不少于", "至少", "最少", "差不多",
    ];
    const AFTER: &[&str] = &["左右", "上下", "以内", "以下", "以上", "不等", "之内"];
    let near = before.trim_end_matches(|c: char| "人民币¥：（计款".contains(c));
    let agreed = near.ends_with("合约") || near.ends_with("契约") || near.ends_with("违约") || near.ends_with("附近");
    let after = after.trim_start_matches(['整', '）', '人', '民', '币']);
    (!agreed && BEFORE.iter().any(|word| near.ends_with(word))) || AFTER.iter().any(|word| after.starts_with(word))
}

fn spans(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match span_at(chars, at) {
            Some(span) => {
                at = span.end;
                found.push(span);
            }
            None => at += 1,
        }
    }
    found
}

/// A sum that begins here: a mark and a number, or a number and a unit.
fn span_at(chars: &[char], start: usize) -> Option<Span> {
    let rest = |at: usize, words: &[&'static str]| words.iter().copied().find(|word| starts(chars, at, word));
    let mut at = start;
    let foreign_mark = rest(at, FOREIGN_MARKS);
    let home_mark = rest(at, &["¥", "RMB", "CNY", "人民币"]);
    if let Some(mark) = foreign_mark.or(home_mark) {
        at += mark.chars().count();
        while chars.get(at).is_some_and(|c| matches!(c, ' ' | '：' | '¥')) {
            at += 1;
        }
    }
    if at == start && start > 0 && is_number_part(chars[start - 1]) {
        return None; // read from its beginning, or not at all
    }
    let number = number(chars, at)?;
    let mut end = number.end;
    let mut open = false;
    while chars.get(end).is_some_and(|c| matches!(c, ' ' | '余' | '多' | '来' | '几')) {
        open |= chars[end] != ' ';
        end += 1;
    }
    if let Some(word) = rest(end, FOREIGN) {
        return Some(Span { start, end: end + word.chars().count(), fen: None, open, foreign: true });
    }
    let unit = chars.get(end).is_some_and(|c| matches!(c, '元' | '圆' | '块'));
    let big = number.scaled && !number.colloquial_only && ends_a_sum(chars, number.end);
    let marked = foreign_mark.is_some() || home_mark.is_some();
    if !unit && !big && !marked {
        return None;
    }
    if !unit {
        let fen = number.spoken.and_then(to_fen);
        return Some(Span { start, end: number.end, fen, open: false, foreign: foreign_mark.is_some() });
    }
    if number.lacks_unit {
        return None; // 三千五元 leaves a unit out: nobody can say which
    }
    end += 1;
    if starts(chars, end, "钱") {
        end += 1;
    }
    let (small, end) = small_change(chars, end);
    let fen = number.micro.and_then(to_fen).and_then(|fen| fen.checked_add(small));
    Some(Span { start, end, fen, open, foreign: foreign_mark.is_some() })
}

/// 5角8分, and the closing 整.
fn small_change(chars: &[char], mut end: usize) -> (i64, usize) {
    let mut fen = 0;
    for (units, worth) in [(['角', '毛'], 10), (['分', '分'], 1)] {
        let from = if chars.get(end).is_some_and(|c| matches!(c, '零' | '〇')) { end + 1 } else { end };
        let digit = chars.get(from).and_then(|c| digit(*c));
        if let Some(value) = digit.filter(|_| chars.get(from + 1).is_some_and(|c| units.contains(c))) {
            fen += value * worth;
            end = from + 2;
        }
    }
    if chars.get(end).is_some_and(|c| matches!(c, '整' | '正')) {
        end += 1;
    }
    (fen, end)
}

/// A number without 元 is a sum by 万 or 亿 alone where nothing is counted behind it: 支付30万，
fn ends_a_sum(chars: &[char], at: usize) -> bool {
    chars.get(at).is_none_or(|c| "，。；、）给整付的即分于由作为归，交到".contains(*c))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn amounts(text: &str) -> Vec<Option<i64>> {
        sums(&read(text)).iter().map(|s| s.amount).collect()
    }

    #[test]
    fn sums_are_read_whole_in_every_notation() {
        for (text, fen) in [
            ("20000元", 2_000_000),
            ("20,000.00元", 2_000_000),
            ("20 000元", 2_000_000),
            ("1 020 000元", 102_000_000),
            ("２００００元", 2_000_000),
            ("2万5千元", 2_500_000),
            ("1亿2000万元", 12_000_000_000),
            ("3265元5角8分", 326_558),
            ("¥3,265.5", 326_550),
            ("人民币贰万圆整", 2_000_000),
            ("叁萬陸仟貳佰圓整", 3_620_000),
            ("三万五千元", 3_500_000),
            ("一百零五元", 10_500),
            ("十五元", 1_500),
            ("贰万零伍佰元整", 2_050_000),
            ("一亿二千万元", 12_000_000_000),
            ("支付30万，", 30_000_000),
            ("2.01万元", 2_010_000),
        ] {
            assert_eq!(amounts(text), [Some(fen)], "{text}");
        }
        for none in ["三千五元", "2026年", "18号3幢201室", "30万亩", "第30000号合同", "5日内"] {
            assert_eq!(amounts(none), [], "{none}");
        }
        assert_eq!(amounts("999999999999999999999元"), [None], "past what can be held");
        assert!(sums(&read("尾款3000美元"))[0].foreign);
    }

    #[test]
    fn each_sum_knows_what_it_is_for() {
        for (text, purpose) in [
            ("乙方支付甲方100元", Purpose::Owed),
            ("乙方已付5000元", Purpose::Paid),
            ("利息2400元", Purpose::Interest),
            ("逾期的，另付3000元", Purpose::Breach),
            ("3000元违约金", Purpose::Breach),
            ("每棵作价120元", Purpose::UnitPrice),
            ("烤箱购置价为9800元", Purpose::Value),
            ("取回20000元的设备", Purpose::Value),
            ("甲方放弃600元", Purpose::Reduction),
            ("余下500元甲方不再要求支付", Purpose::Reduction),
            ("以20000元为基数", Purpose::Base),
        ] {
            let found = sums(&read(text));
            assert_eq!(found.last().map(|s| s.purpose), Some(purpose), "{text}");
        }
    }
}
