//! Sums, days and vague words as an agreement writes them.

use crate::domain::day::Day;
use crate::domain::money::Fen;
use regex_lite::Regex;
use std::sync::LazyLock;

/// Wording that no bailiff can carry out where a day or a sum should stand.
const VAGUE: [&str; 33] = [
    "尽快",
    "尽早",
    "尽速",
    "适时",
    "视情况",
    "视情形",
    "视情",
    "协商解决",
    "协商确定",
    "另行协商",
    "另行约定",
    "择期",
    "条件允许",
    "条件成熟",
    "有钱",
    "经济好转",
    "经济条件",
    "酌情",
    "适当补偿",
    "适当支付",
    "适当金额",
    "适当数额",
    "若干",
    "合理期限",
    "合理时间",
    "待定",
    "近期",
    "近日内",
    "资金宽裕",
    "手头宽裕",
    "资金充裕",
    "方便时",
    "有能力时",
];

/// Vague for a payment alone: an act done in time has its day elsewhere.
const VAGUE_PAYMENT: [&str; 3] = ["及时", "立即", "马上"];

/// A sentence about later disputes is no obligation, however it is to be settled.
const DISPUTE: [&str; 6] = ["争议", "分歧", "未尽事宜", "纠纷", "协商不成", "协商未成"];

/// What accompanies performance and has no day of its own: a receipt, a word, a hand lent.
static BESIDE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:适时|及时|尽快|立即|马上)[^，。；]{0,4}(?:配合|协助|告知|通知|出具|开具|提供收[条据]|说明)"));

/// What is left of a sum, in a clause of its own.
const REST: [&str; 5] = ["余款", "余额", "剩余", "其余", "尾款"];

/// A day before which these stand is the last day.
const NO_LATER: [&str; 9] = ["不超过", "不迟于", "不晚于", "最迟", "最晚", "至迟", "截止", "截至", "截止到"];

/// A clause that holds one of these speaks of what follows a breach, not of the sum that is paid.
const BREACH: [&str; 7] = ["违约金", "利息", "滞纳金", "利率", "罚息", "迟延履行金", "LPR"];

/// A sentence that begins so turns to the case of breach.
const CONDITION: [&str; 8] = ["逾期", "未按", "不按", "否则", "如未", "若未", "迟延", "未能"];

/// After a day, these verbs say that something is performed by it.
const PERFORMED: [&str; 30] = [
    "支付", "付清", "付款", "给付", "交付", "汇", "转账", "打入", "退还", "返还", "退回", "归还", "偿还", "赔偿", "补偿", "履行", "完成",
    "拆除", "移走", "搬离", "搬走", "腾退", "清理", "清除", "修复", "维修", "安装", "加装", "补贴", "付",
];

/// After a day, these say that the day is one of the story.
const TOLD: [&str; 31] = [
    "结算",
    "核算",
    "对账",
    "协商",
    "约定",
    "签订",
    "签署",
    "订立",
    "达成",
    "发生",
    "起诉",
    "购买",
    "订购",
    "受理",
    "出具",
    "开具",
    "认定",
    "作出",
    "生效",
    "登记",
    "立案",
    "借款",
    "交通事故",
    "事故",
    "期间",
    "以来",
    "起至",
    "投诉",
    "入院",
    "出院",
    "承租",
];

/// A pattern of these checks.
pub(super) fn pattern(text: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "every pattern is a literal, and the tests compile them all")]
    Regex::new(text).unwrap()
}

static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:(?:[¥￥]\s*)(\d[\d,，]*(?:\.\d+)?)|(\d[\d,，]*(?:\.\d+)?)\s*(亿|千万|百万|万|千)?\s*(?:余)?(?:元|圆|块))")
});
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[零壹贰叁肆伍陆柒捌玖拾][零壹贰叁肆伍陆柒捌玖拾佰仟万亿]*[元圆](?:零?[壹贰叁肆伍陆柒捌玖]角)?(?:零?[壹贰叁肆伍陆柒捌玖]分)?[整正]?",
    )
});
static EVERYDAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"([一二两三四五六七八九十][零一二两三四五六七八九十百千万亿]*)(?:元|圆|块)"));
static DATES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:(\d{4})\s*年|(同年|当年|次年)|)\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]|(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
});

static CHINESE_DATES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"));

/// The sentences of a wording.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '；', ';', '！', '\n']).filter(|s| !s.trim().is_empty())
}

/// A sum found in the wording.
pub(super) struct Sum<'a> {
    /// As written.
    pub written: &'a str,
    /// Its value; `None` where capitals are not well-formed.
    pub amount: Option<Fen>,
}

/// The sums of performance a wording names: not interest, not 违约金, not what follows a breach.
pub(super) fn sums(text: &str) -> Vec<Sum<'_>> {
    let mut found = Vec::new();
    for sentence in sentences(text) {
        let breach_from = CONDITION.iter().filter_map(|word| sentence.find(word)).min().unwrap_or(usize::MAX);
        for clause in clauses(sentence) {
            let end = clause.as_ptr() as usize - sentence.as_ptr() as usize + clause.len();
            if end > breach_from {
                break;
            }
            let counts = |start: usize, end: usize| !of_breach(&clause[..start], &clause[end..]);
            let figures = FIGURES.captures_iter(clause).filter(|c| c.get(0).is_some_and(|m| counts(m.start(), m.end())));
            found.extend(figures.filter_map(|c| figure(&c)));
            let capitals = CAPITALS.find_iter(clause).filter(|m| counts(m.start(), m.end()));
            let spoken = EVERYDAY.captures_iter(clause).filter(|c| c.get(0).is_some_and(|m| counts(m.start(), m.end())));
            found.extend(spoken.filter_map(|c| Some(Sum { written: c.get(0)?.as_str(), amount: Some(everyday(c.get(1)?.as_str())?) })));
            found.extend(capitals.map(|m| Sum { written: m.as_str(), amount: Fen::parse_capitals(m.as_str()) }));
        }
    }
    found
}

/// `三万元`, `两千五百元`: a sum in everyday numerals; nothing for one that leaves its last unit out (三千五).
fn everyday(numerals: &str) -> Option<Fen> {
    let (mut total, mut section, mut digit, mut unit) = (0_i64, 0_i64, 0_i64, 1_i64);
    for c in numerals.chars() {
        match "零一二三四五六七八九".chars().position(|d| d == c || (d == '二' && c == '两')) {
            Some(value) => digit = i64::try_from(value).ok()?,
            None => {
                unit = match c {
                    '十' => 10,
                    '百' => 100,
                    '千' => 1_000,
                    '万' => 10_000,
                    _ => 100_000_000,
                };
                if unit < 10_000 {
                    section = section.checked_add(digit.max(i64::from(unit == 10)).checked_mul(unit)?)?;
                } else {
                    total = total.checked_add((section + digit).checked_mul(unit)?)?;
                    section = 0;
                }
                digit = 0;
            }
        }
    }
    // A last digit counts ones only after a ten or a zero: 三千五 leaves its hundred out.
    let whole = digit == 0 || unit == 10 || unit == 1 || numerals.chars().rev().nth(1) == Some('零');
    whole.then(|| total.checked_add(section)?.checked_add(digit)?.checked_mul(100)).flatten().and_then(Fen::new)
}

/// A sum that is interest or 违约金, or what they are computed on.
fn of_breach(before: &str, after: &str) -> bool {
    let after = after.trim_start_matches(['的', '（', '(']);
    BREACH.iter().any(|word| before.contains(word) || after.starts_with(word)) || after.starts_with("为基数") || after.starts_with("为本金")
}

fn figure<'a>(captures: &regex_lite::Captures<'a>) -> Option<Sum<'a>> {
    let digits = captures.get(1).or_else(|| captures.get(2))?.as_str();
    let scale: i64 = match captures.get(3).map(|m| m.as_str()) {
        Some("亿") => 100_000_000,
        Some("千万") => 10_000_000,
        Some("百万") => 1_000_000,
        Some("万") => 10_000,
        Some("千") => 1_000,
        _ => 1,
    };
    let plain: String = digits.chars().filter(|c| !matches!(c, ',' | '，')).collect();
    let written = captures.get(0)?.as_str();
    Some(Sum { written, amount: decimal_fen(&plain, scale).and_then(Fen::new) })
}

/// `digits` (with a decimal point or not) times `scale` 元, in 分; `None` past two decimals of 元 or overflow.
fn decimal_fen(digits: &str, scale: i64) -> Option<i64> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut fen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_mul(scale)?;
    let mut worth = scale.checked_mul(100)?;
    for digit in part.chars() {
        let value = i64::from(digit.to_digit(10)?);
        if worth % 10 != 0 && value != 0 {
            return None;
        }
        worth /= 10;
        fen = fen.checked_add(value.checked_mul(worth)?)?;
    }
    Some(fen)
}

/// The clauses of a sentence; a comma inside a figure does not part it.
fn clauses(sentence: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let chars: Vec<(usize, char)> = sentence.char_indices().collect();
    for (i, (at, c)) in chars.iter().enumerate() {
        let digit = |j: Option<usize>| j.and_then(|j| chars.get(j)).is_some_and(|(_, c)| c.is_ascii_digit());
        let inside = digit(i.checked_sub(1)) && digit(Some(i + 1)) && digit(Some(i + 3));
        if matches!(c, '，' | ',' | '：' | ':') && !inside {
            out.push(&sentence[start..*at]);
            start = at + c.len_utf8();
        }
    }
    out.push(&sentence[start..]);
    out
}

/// A day of performance a wording names.
pub(super) struct NamedDay<'a> {
    /// As written.
    pub written: &'a str,
    /// The year, where it is written or follows from the words before.
    pub year: Option<i32>,
    /// Month and day of the month.
    pub month_day: (u32, u32),
}

impl NamedDay<'_> {
    /// Whether this is the day meant.
    pub(super) fn is(&self, day: Day) -> bool {
        self.year.is_none_or(|y| y == day.year()) && self.month_day == (day.month(), day.day())
    }
}

/// The days of performance a wording names: not days of the story.
pub(super) fn days(text: &str) -> Vec<NamedDay<'_>> {
    let mut found = Vec::new();
    let mut year = None;
    for clause in sentences(text).flat_map(clauses) {
        for captures in DATES.captures_iter(clause) {
            let Some(whole) = captures.get(0) else { continue };
            let number = |i: usize| captures.get(i).and_then(|m| m.as_str().parse::<u32>().ok());
            let written_year = number(1).or_else(|| number(5)).and_then(|y| i32::try_from(y).ok());
            if captures.get(2).map(|m| m.as_str()) == Some("次年") {
                year = year.map(|y| y + 1);
            }
            year = written_year.or(year);
            let month_day = (number(3).or_else(|| number(6)).unwrap_or(0), number(4).or_else(|| number(7)).unwrap_or(0));
            if performs(&clause[..whole.start()], &clause[whole.end()..]) {
                found.push(NamedDay { written: whole.as_str().trim(), year, month_day });
            }
        }
        found.extend(chinese_days(clause));
    }
    found
}

/// Days written in Chinese numerals.
fn chinese_days(clause: &str) -> Vec<NamedDay<'_>> {
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c || (d == '〇' && matches!(c, '零' | '○')));
    let year = |text: &str| text.chars().try_fold(0, |sum, c| Some(sum * 10 + i32::try_from(digit(c)?).ok()?));
    let small = |text: &str| (1..=31).find(|n| crate::domain::day::below_hundred(*n) == text);
    let mut found = Vec::new();
    for captures in CHINESE_DATES.captures_iter(clause) {
        let part = |i: usize| captures.get(i).map_or("", |m| m.as_str());
        let (Some(whole), Some(month), Some(day)) = (captures.get(0), small(part(2)), small(part(3))) else { continue };
        if performs(&clause[..whole.start()], &clause[whole.end()..]) {
            found.push(NamedDay { written: whole.as_str(), year: year(part(1)), month_day: (month, day) });
        }
    }
    found
}

/// Whether the words around a day make it a day of performance.
fn performs(before: &str, after: &str) -> bool {
    const DEADLINE: [&str; 8] = ["之前", "以前", "前", "之日", "当日", "当天", "止", "内"];
    const FROM: [&str; 7] = ["自", "从", "根据", "依据", "按照", "依照", "系"];
    if FROM.iter().any(|word| before.ends_with(word)) || BREACH.iter().any(|word| after.contains(word)) {
        return false;
    }
    let marker = DEADLINE.iter().find_map(|word| after.strip_prefix(word));
    let rest = marker.unwrap_or(after);
    // After 前 a 到 leads to a place; without it, it leads to the end of a span.
    let spans =
        marker.is_none() && (rest.starts_with(['至', '到', '起', '—', '-']) || rest.starts_with("以来") || rest.starts_with("期间"));
    if rest.starts_with('的') || spans {
        return false;
    }
    let first = |words: &[&str]| words.iter().filter_map(|word| rest.find(word)).min();
    // 安装的, 付清的: a verb that qualifies a thing tells its story.
    let qualifies = |word: &&&str| rest.find(**word).is_some_and(|at| rest[at + word.len()..].starts_with('的'));
    let told = first(&TOLD).into_iter().chain(PERFORMED.iter().filter(qualifies).filter_map(|word| rest.find(word))).min();
    // 付款、安装的: the first of a row of verbs that qualify a thing.
    let row = |word: &&&str| {
        let follows = rest.find(**word).map_or("", |at| &rest[at + word.len()..]);
        follows.chars().take(2).any(|c| c == '、') && PERFORMED.iter().any(|verb| qualifies(&verb))
    };
    let performed = PERFORMED.iter().filter(|word| !qualifies(word) && !row(word)).filter_map(|word| rest.find(word)).min();
    match (performed, told) {
        (Some(done), Some(told)) => done < told,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => marker.is_some() || before.ends_with(['于', '在']) || NO_LATER.iter().any(|word| before.ends_with(word)),
    }
}

/// The vague word that stands where a day (and, for a payment, a sum) should: in a sentence that does not fix
/// what is needed.
pub(super) fn vague_word(text: &str, needs: Needs) -> Option<&'static str> {
    sentences(text).find_map(|sentence| {
        let payment: &[&str] = if needs == Needs::DayAndSum { &VAGUE_PAYMENT } else { &[] };
        let rest = clauses(sentence).into_iter().find_map(|clause| {
            let left = REST.iter().any(|rest| clause.contains(rest)) && days(clause).is_empty();
            VAGUE.iter().copied().find(|word| left && clause.contains(word))
        });
        if rest.is_some() {
            return rest;
        }
        let beside = BESIDE.replace_all(sentence, "");
        let word = VAGUE.iter().chain(payment).copied().find(|word| beside.contains(word))?;
        if word.contains("协商") && DISPUTE.iter().chain(&CONDITION).any(|d| sentence.contains(d)) {
            return None;
        }
        let day = !days(sentence).is_empty();
        let fixed = match needs {
            Needs::DayAndSum => day && !sums(sentence).is_empty(),
            Needs::Day => day,
        };
        (!fixed).then_some(word)
    })
}

/// What a sentence must fix to be enforceable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// A payment: its day and its sum.
    DayAndSum,
    /// An act: its day.
    Day,
}

/// Whether a wording puts an obligation on somebody at all.
pub(super) fn obliges(sentence: &str) -> bool {
    PERFORMED.iter().any(|verb| sentence.contains(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(text: &str) -> Vec<Option<i64>> {
        sums(text).iter().map(|s| s.amount.map(Fen::fen)).collect()
    }

    #[test]
    fn figures_are_read_in_every_form_the_contract_names() {
        for text in ["支付20000元", "支付20,000.00元", "支付2万元", "支付贰万元整", "支付￥20,000"] {
            assert_eq!(amounts(text), vec![Some(2_000_000)], "{text}");
        }
        assert_eq!(amounts("支付3265.50元（大写：叁仟贰佰陆拾伍元伍角）"), vec![Some(326_550), Some(326_550)]);
        assert_eq!(amounts("支付1.5万元"), vec![Some(1_500_000)]);
        for (text, yuan) in [
            ("三万元", 30_000),
            ("两万五千元", 25_000),
            ("一千二百元", 1_200),
            ("十元", 10),
            ("十五元", 15),
            ("一百零五元", 105),
            ("一亿二千万元", 120_000_000),
        ] {
            assert_eq!(amounts(text), vec![Some(yuan * 100)], "{text}");
        }
        assert!(amounts("三千五元").is_empty(), "what leaves a unit out is not read");
    }

    #[test]
    fn what_follows_a_breach_is_no_sum_of_performance() {
        assert_eq!(amounts("乙方支付100元，逾期未付的，另付50元"), vec![Some(10_000)]);
        assert_eq!(amounts("乙方支付100元。逾期按每日5元支付违约金"), vec![Some(10_000)]);
    }

    #[test]
    fn a_day_of_the_story_is_no_day_of_performance() {
        for text in ["按2026年3月1日签订的合同支付", "自2026年3月1日起计算", "就2026年3月1日的事故赔偿", "2026年3月1日以前的费用"]
        {
            assert!(days(text).is_empty(), "{text}");
        }
        for text in ["于2026年3月1日前支付", "2026年3月1日支付100元", "在2026年3月1日之前付清", "最迟2026-03-01前拆除"]
        {
            assert_eq!(days(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_vague_word_beside_a_fixed_day_and_sum_is_harmless() {
        assert_eq!(vague_word("乙方尽快支付1000元", Needs::DayAndSum), Some("尽快"));
        assert_eq!(vague_word("乙方尽快且不迟于2026年3月1日支付1000元", Needs::DayAndSum), None);
        assert_eq!(vague_word("乙方适时拆除", Needs::Day), Some("适时"));
    }
}
