//! Days as agreements write them: fixed ones in every notation, ones fixed by counting (月底, 第二季度, 签订之日起十日内,
//! 农历, 每月15日), and ones that hang on an event.
//!
//! A day counts where it is one of performance: days of the story, of a birth, of a contract and of what follows a
//! breach do not. Counted days follow 民法典 201–203: the first day is not counted, months end on the same number, and
//! the nominal day and the one rolled off rest days both agree.

use super::{Clause, Role, Sentence, lexicon};
use crate::domain::calendar::Calendar;
use crate::domain::check::pattern;
use crate::domain::day::Day;
use crate::domain::lunar::LunarDay;
use regex_lite::{Captures, Regex};
use std::sync::LazyLock;

/// From where the wording counts.
#[derive(Clone, Copy)]
pub(in super::super) struct Clock<'a> {
    /// The day the agreement was reached (签订).
    pub concluded: Option<Day>,
    /// The day it took effect (生效).
    pub effective: Option<Day>,
    /// Rest days.
    pub calendar: &'a Calendar,
}

/// A day of performance in a wording.
#[derive(Clone, Debug)]
pub(in super::super) struct NamedDay {
    /// As written, folded.
    pub written: String,
    /// Which day it is.
    pub when: When,
    /// Number of its sentence.
    pub sentence: usize,
    /// Number of its clause in the sentence.
    pub clause: usize,
    /// Whether its clause says what accompanies a payment, and nothing of it: 提供账号.
    pub beside: bool,
}

/// Which day a wording means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in super::super) enum When {
    /// Any of these days agrees; none, where no such day exists.
    On(Vec<Day>),
    /// Month and day of the month of a year that is not said.
    MonthDay(u32, u32),
    /// This day of each month; the last one where it is greater than 28 and the month has none.
    Monthly(u32),
    /// The last day of a month (or year) that is not said further.
    MonthEnd(u32),
}

impl When {
    /// Whether a field's day is the day meant.
    pub(in super::super) fn is(&self, day: Day, calendar: &Calendar) -> bool {
        match self {
            Self::On(days) => days.contains(&day),
            Self::MonthDay(month, of_month) => (*month, *of_month) == (day.month(), day.day()),
            Self::Monthly(of_month) => near(day, calendar, |d| d.day() == *of_month || (*of_month > d.day() && is_month_end(d))),
            Self::MonthEnd(month) => near(day, calendar, |d| d.month() == *month && is_month_end(d)),
        }
    }

    /// Whether every day of the term must be it.
    pub(in super::super) const fn of_all(&self) -> bool {
        matches!(self, Self::Monthly(_))
    }
}

fn is_month_end(day: Day) -> bool {
    day.plus_days(1).day() == 1
}

/// Whether a day is one of these, or one of these rolls to it.
fn near(day: Day, calendar: &Calendar, meant: impl Fn(Day) -> bool) -> bool {
    let before = |back: u32| Day::from_date(day.date() - chrono::Days::new(back.into()));
    meant(day) || (1..10).map(before).any(|d| meant(d) && calendar.roll(d).due == day)
}

const NUMERAL: &str = "[0-9一二两三四五六七八九十廿半]";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:([0-9]{4}|[0-9]{2}|[〇零一二三四五六七八九]{4})年|(同年|当年|本年|今年|次年|明年|翌年|去年|上年|前年))?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*月(?:份)?\s*([0-9]{1,2}|[一二三四五六七八九十廿]{1,3})\s*[日号]",
    )
});
static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})日?"));
static MONTH_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:([0-9]{4}|[0-9]{2}|[〇零一二三四五六七八九]{4})年|(同年|当年|本年|今年|次年|明年|翌年))?(?:([0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?|(本月|当月|下个?月))(?:的)?(月底|月末|底|末|上旬|中旬|下旬|最后一天|最后一日|内|以内|之内)",
    )
});
static YEAR_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:([0-9]{4})年|(本年|今年|明年|当年|次年|翌年|去年|上年|前年))?(?:的)?(年底|年末|年终|底|末|内|年内|上半年|下半年)")
});
static QUARTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:([0-9]{4})年|(本年|今年|明年|当年|次年|翌年))?(?:的)?第?([一二三四1-4])季度"));
static LUNAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:([0-9]{4})年|(今年|明年|本年))?(?:的)?(?:农历|阴历|旧历)(?:([0-9]{4})年|(今年|明年|本年))?(闰)?(正|一|二|三|四|五|六|七|八|九|十一|十二|十|冬|腊|[0-9]{1,2})月(初[一二三四五六七八九十]|[一二三四五六七八九十廿]{1,3}|[0-9]{1,2}|底|末)日?",
    )
});
static FEAST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:([0-9]{4})年|(今年|明年|本年))?(?:的)?(春节|中秋节?|端午节?|元宵节?|除夕|重阳节?|元旦|国庆节?|劳动节)"));
static MONTHLY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"每个?月(?:的)?(?:([0-9]{1,2}|[一二三四五六七八九十廿]{1,3})[日号]|(月?底|月?末|最后一[天日]))"));
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"((?:签订|签署|签字|签约|签名|签章|达成|订立|生效|即日|今日)[^，。；0-9一二两三四五六七八九十半]{{0,14}}?)(?:起|后|之后|以后|内)?(?:的|，|计)?({NUMERAL}+)(个)?(日|天|个?工作日|周|星期|月|年)(?:之内|以内|内)"
    ))
});
static AT_ONCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:签订|签署|签字|签约|达成|订立|生效)[^，。；]{0,6}?(?:当日|当天|当场|之时|之日(?:当日|即|一次)|时当场|时一次)")
});

/// The days of performance a wording names.
pub(in super::super) fn days(sentences: &[Sentence], clock: Clock<'_>) -> Vec<NamedDay> {
    let mut found = Vec::new();
    let mut year = None;
    for (number, sentence) in sentences.iter().enumerate() {
        for (place, clause) in sentence.clauses.iter().enumerate() {
            let mut spans: Vec<Span> = Vec::new();
            counted(&clause.text, clock, &mut spans);
            fixed(&clause.text, clock, &mut year, &mut spans);
            let next = sentence.clauses.get(place + 1);
            let counting = performing(clause, next, clock, &mut spans);
            found.extend(counting.into_iter().map(|span| NamedDay {
                written: clause.text[span.start..span.end].trim().to_owned(),
                when: span.when,
                sentence: number,
                clause: place,
                beside: lexicon::has(&clause.bare, BESIDE) && !lexicon::has(&clause.bare, lexicon::PAYS),
            }));
        }
    }
    found
}

#[derive(Debug, Clone)]
struct Span {
    start: usize,
    end: usize,
    when: When,
    /// 农历, 第二季度, 签订之日起十日内: what it was counted from.
    computed: bool,
}

fn taken(spans: &[Span], start: usize, end: usize) -> bool {
    spans.iter().any(|s| start < s.end && s.start < end)
}

fn part<'a>(captures: &Captures<'a>, index: usize) -> Option<&'a str> {
    captures.get(index).map(|m| m.as_str())
}

/// 12, 十二, 廿三, 〇: a small number.
fn small(text: &str) -> Option<u32> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let digit =
        |c: char| "〇一二三四五六七八九".chars().position(|d| d == c || (d == '二' && c == '两')).and_then(|v| u32::try_from(v).ok());
    let text = text.replace('廿', "二十");
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { Some(1) } else { tens.chars().next().and_then(digit) };
            let ones = if ones.is_empty() { Some(0) } else { ones.chars().next().and_then(digit) };
            Some(tens? * 10 + ones?)
        }
        None => {
            let mut chars = text.chars();
            let one = digit(chars.next()?)?;
            chars.next().is_none().then_some(one)
        }
    }
}

fn year_of(text: &str) -> Option<i32> {
    let value = match text.parse::<i32>() {
        Ok(value) => value,
        Err(_) => {
            let digit = |c: char| {
                "〇一二三四五六七八九".chars().position(|d| d == c || (d == '〇' && c == '零')).and_then(|v| i32::try_from(v).ok())
            };
            text.chars().try_fold(0, |sum, c| Some(sum * 10 + digit(c)?))?
        }
    };
    Some(if value < 100 { 2000 + value } else { value })
}

/// The year that is written, or that a word tells: 今年 is that of the agreement, 同年 the one named last.
fn year_told(written: Option<&str>, word: Option<&str>, clock: Clock<'_>, last: Option<i32>) -> Option<i32> {
    let own = clock.concluded.map(Day::year);
    match (written, word) {
        (Some(text), _) => year_of(text),
        (_, Some("同年" | "当年")) => last.or(own),
        (_, Some("次年" | "翌年")) => last.or(own).map(|y| y + 1),
        (_, Some("明年")) => own.map(|y| y + 1),
        (_, Some("去年" | "上年")) => own.map(|y| y - 1),
        (_, Some("前年")) => own.map(|y| y - 2),
        (_, Some(_)) => own,
        _ => None,
    }
}

fn on(day: Option<Day>, calendar: &Calendar) -> When {
    When::On(day.map_or_else(Vec::new, |day| vec![day, calendar.roll(day).due]))
}

fn month_end(year: i32, month: u32) -> Option<Day> {
    Day::new(year, month, 1).map(|first| first.plus_months(1)).map(|next| Day::from_date(next.date() - chrono::Days::new(1)))
}

/// Days fixed by counting.
fn counted(text: &str, clock: Clock<'_>, spans: &mut Vec<Span>) {
    let mut push = |m: regex_lite::Match<'_>, when: When| {
        if !taken(spans, m.start(), m.end()) {
            spans.push(Span { start: m.start(), end: m.end(), when, computed: true });
        }
    };
    for c in COUNTED.captures_iter(text) {
        let (Some(whole), Some(anchor), Some(count)) = (c.get(0), part(&c, 1), part(&c, 2)) else { continue };
        let Some(start) = anchor_day(anchor, clock).filter(|_| !is_of_another_paper(&text[..whole.start()])) else { continue };
        if let Some(day) = later(start, count, part(&c, 4).unwrap_or(""), clock.calendar) {
            push(whole, on(Some(day), clock.calendar));
        }
    }
    for m in AT_ONCE.find_iter(text) {
        if let Some(day) = anchor_day(m.as_str(), clock).filter(|_| !is_of_another_paper(&text[..m.start()])) {
            push(m, on(Some(day), clock.calendar));
        }
    }
    for c in LUNAR.captures_iter(text) {
        let Some(whole) = c.get(0) else { continue };
        let year = year_told(part(&c, 1).or(part(&c, 3)), part(&c, 2).or(part(&c, 4)), clock, None);
        push(whole, on(lunar(year, part(&c, 5).is_some(), part(&c, 6).unwrap_or(""), part(&c, 7).unwrap_or(""), clock), clock.calendar));
    }
    for c in FEAST.captures_iter(text) {
        let Some(whole) = c.get(0) else { continue };
        let year = year_told(part(&c, 1), part(&c, 2), clock, None);
        if let Some(days) = feast(part(&c, 3).unwrap_or(""), year, clock) {
            push(whole, When::On(days));
        }
    }
    for c in MONTHLY.captures_iter(text) {
        let Some(whole) = c.get(0) else { continue };
        push(whole, When::Monthly(part(&c, 1).and_then(small).unwrap_or(31)));
    }
    for c in QUARTER.captures_iter(text) {
        let Some(whole) = c.get(0) else { continue };
        let quarter = part(&c, 3).and_then(small).unwrap_or(0);
        let year = year_told(part(&c, 1), part(&c, 2), clock, None);
        push(whole, year.map_or(When::MonthEnd(quarter * 3), |y| on(month_end(y, quarter * 3), clock.calendar)));
    }
}

fn anchor_day(anchor: &str, clock: Clock<'_>) -> Option<Day> {
    if anchor.contains("生效") { clock.effective } else { clock.concluded }
}

/// 裁定生效后, 买卖合同签订之日: another paper than this agreement.
fn is_of_another_paper(before: &str) -> bool {
    const OTHER: &[&str] = &["裁定", "判决", "裁决", "文书", "验收", "合同", "交接", "收条", "保险", "确认书"];
    let near: Vec<char> = before.chars().rev().take(6).collect();
    lexicon::has(&near.into_iter().rev().collect::<String>(), OTHER)
}

/// The day `count` units after one that is not counted (民法典 201–203).
fn later(start: Day, count: &str, unit: &str, calendar: &Calendar) -> Option<Day> {
    let half = count == "半";
    let number = if half { 0 } else { small(count)? };
    match unit {
        "月" if half => Some(start.plus_days(15)),
        "年" if half => Some(start.plus_months(6)),
        "日" | "天" => Some(start.plus_days(number)),
        "周" | "星期" => Some(start.plus_days(number * 7)),
        "月" => Some(start.plus_months(number)),
        "年" => Some(start.plus_months(number * 12)),
        _ => {
            let mut day = start;
            for _ in 0..number.min(400) {
                day = calendar.roll(day.plus_days(1)).due;
            }
            Some(day)
        }
    }
}

fn lunar(year: Option<i32>, leap: bool, month: &str, day: &str, clock: Clock<'_>) -> Option<Day> {
    let month = match month {
        "正" => 1,
        "冬" => 11,
        "腊" => 12,
        other => small(other)?,
    };
    let own = clock.concluded?;
    let month = u8::try_from(month).ok()?;
    let of_month = match day {
        "底" | "末" => None,
        other => Some(u8::try_from(small(other.trim_start_matches('初'))?).ok()?),
    };
    let in_year = |year: i32| {
        let of = |day: u8| LunarDay { year, month, leap, day }.civil();
        of_month.map_or_else(|| of(30).or_else(|| of(29)), of)
    };
    match year {
        Some(year) => in_year(year),
        // Without a year: the next one from the agreement on.
        None => (own.year() - 1..=own.year() + 1).filter_map(in_year).find(|d| *d >= own),
    }
}

/// A feast by which something is to be done: the day itself, or the one before it.
fn feast(name: &str, year: Option<i32>, clock: Clock<'_>) -> Option<Vec<Day>> {
    let own = clock.concluded?;
    let in_year = |year: i32| -> Option<Day> {
        let lunar = |month: u8, day: u8| LunarDay { year, month, leap: false, day }.civil();
        match name.trim_end_matches('节') {
            "春" => lunar(1, 1),
            "除夕" => lunar(1, 1).map(|d| Day::from_date(d.date() - chrono::Days::new(1))),
            "元宵" => lunar(1, 15),
            "端午" => lunar(5, 5),
            "中秋" => lunar(8, 15),
            "重阳" => lunar(9, 9),
            "元旦" => Day::new(year, 1, 1),
            "国庆" => Day::new(year, 10, 1),
            _ => Day::new(year, 5, 1),
        }
    };
    let day = match year {
        Some(year) => in_year(year)?,
        None => (own.year()..=own.year() + 1).filter_map(in_year).find(|d| *d >= own)?,
    };
    let before = Day::from_date(day.date() - chrono::Days::new(1));
    Some(vec![day, before, clock.calendar.roll(day).due])
}

/// Days that are written out, and ends of months and years.
fn fixed(text: &str, clock: Clock<'_>, last: &mut Option<i32>, spans: &mut Vec<Span>) {
    let mut all: Vec<(usize, usize, Captures<'_>, u8)> = Vec::new();
    for (kind, regex) in [&*DATE, &*DIGITS, &*MONTH_END, &*YEAR_END].into_iter().enumerate() {
        let kind = u8::try_from(kind).unwrap_or(0);
        all.extend(regex.captures_iter(text).filter_map(|c| c.get(0).map(|m| (m.start(), m.end(), c, kind))));
    }
    all.sort_by_key(|(start, _, _, kind)| (*start, *kind));
    for (start, end, c, kind) in all {
        if taken(spans, start, end) {
            continue;
        }
        let when = match kind {
            0 | 1 => {
                let (year, word) = if kind == 0 { (part(&c, 1), part(&c, 2)) } else { (part(&c, 1), None) };
                let (month, day) = if kind == 0 { (part(&c, 3), part(&c, 4)) } else { (part(&c, 2), part(&c, 3)) };
                let (Some(month), Some(day)) = (month.and_then(small), day.and_then(small)) else { continue };
                *last = year_told(year, word, clock, *last).or(*last);
                match *last {
                    Some(year) => When::On(Day::new(year, month, day).into_iter().collect()),
                    None => When::MonthDay(month, day),
                }
            }
            2 => match end_of_month(&c, clock, last) {
                Some(when) => when,
                None => continue,
            },
            _ => match end_of_year(&c, clock, *last) {
                Some(when) => when,
                None => continue,
            },
        };
        spans.push(Span { start, end, when, computed: kind >= 2 });
    }
    spans.sort_by_key(|s| s.start);
}

fn end_of_month(c: &Captures<'_>, clock: Clock<'_>, last: &mut Option<i32>) -> Option<When> {
    let told = year_told(part(c, 1), part(c, 2), clock, *last);
    let third = |year: i32, month: u32| match part(c, 5).unwrap_or("") {
        "上旬" => Day::new(year, month, 10),
        "中旬" => Day::new(year, month, 20),
        _ => month_end(year, month),
    };
    if let Some(word) = part(c, 4) {
        let own = clock.concluded?;
        let own = if word.starts_with('下') { own.plus_months(1) } else { own };
        return Some(on(third(own.year(), own.month()), clock.calendar));
    }
    let month = part(c, 3).and_then(small).filter(|m| (1..=12).contains(m))?;
    *last = told.or(*last);
    Some(match *last {
        Some(year) => on(third(year, month), clock.calendar),
        None => When::MonthEnd(month),
    })
}

/// 年底 says its year, or means that of the agreement; 底 and 内 alone only behind a year.
fn end_of_year(c: &Captures<'_>, clock: Clock<'_>, last: Option<i32>) -> Option<When> {
    let word = part(c, 3)?;
    let told = year_told(part(c, 1), part(c, 2), clock, last);
    let by_itself = matches!(word, "年底" | "年末" | "年终" | "上半年" | "下半年");
    let year = told.or_else(|| clock.concluded.filter(|_| by_itself).map(Day::year))?;
    Some(on(month_end(year, if word == "上半年" { 6 } else { 12 }), clock.calendar))
}

/// The days of a clause that are days of performance; days in a row stand and fall together.
fn performing(clause: &Clause, next: Option<&Clause>, clock: Clock<'_>, spans: &mut [Span]) -> Vec<Span> {
    let text = &clause.text;
    let mut counts = vec![false; spans.len()];
    for place in (0..spans.len()).rev() {
        let span = &spans[place];
        let (before, after) = (close_before(&text[..span.start]), close_behind(&text[span.end..]));
        let row = spans.get(place + 1).is_some_and(|n| text[span.end..n.start].chars().all(|c| "、和及与".contains(c)));
        counts[place] = if row {
            counts[place + 1]
        } else if is_over(&span.when, clock) && !is_marked(after) {
            false // a day before the agreement is one of its story, unless something is due by it
        } else if span.computed {
            counts_if_computed(clause, before, after, next)
        } else {
            clause.role != Role::Breach && performs(before, after)
        };
    }
    spans.iter().zip(counts).filter(|(_, counts)| *counts).map(|(span, _)| span.clone()).collect()
}

/// How far the words around a day are looked at, in characters.
const CLOSE: usize = 60;

fn close_before(text: &str) -> &str {
    text.char_indices().rev().nth(CLOSE).map_or(text, |(at, _)| &text[at..])
}

fn close_behind(text: &str) -> &str {
    text.char_indices().nth(CLOSE).map_or(text, |(at, _)| &text[..at])
}

fn is_over(when: &When, clock: Clock<'_>) -> bool {
    let When::On(days) = when else { return false };
    clock.concluded.is_some_and(|concluded| !days.is_empty() && days.iter().all(|day| *day < concluded))
}

fn is_marked(after: &str) -> bool {
    ["之前", "以前", "前", "止", "内"].iter().any(|word| after.starts_with(word))
}

/// What accompanies performance and has no day of its own: a receipt, a word, a hand lent, a request to the court.
#[rustfmt::skip]
pub(in super::super) const BESIDE: &[&str] = &[
    "收条", "收据", "发票", "凭证", "出具", "开具", "配合", "协助", "帮助", "通知", "告知", "撤回", "撤诉", "撤销投诉", "签收",
    "回执", "申请司法确认", "共同申请", "共同向", "申请确认", "说明", "提供账", "提供账户", "联系", "打开", "方便", "验收",
    "配合办理", "回复", "答复", "申请",
];

/// A counted day of the story (2025年6月至2026年5月, 自…起) is no day of performance.
fn counts_if_computed(clause: &Clause, before: &str, after: &str, next: Option<&Clause>) -> bool {
    const SPAN: &[&str] = &["至", "到", "—", "～", "起", "以来", "期间", "的", "租"];
    const STORY: &[&str] = &["费", "租金", "工资", "利息", "签订", "发生", "产生", "欠", "受伤", "购买", "借"];
    if after.starts_with('已') || lexicon::has(after, &["曾", "已付", "已经", "催讨"]) {
        return false;
    }
    if clause.role == Role::Breach || before.ends_with("自") && !after.contains('内') && after.starts_with('起') {
        return false;
    }
    let spans = SPAN.iter().any(|word| after.starts_with(word))
        || before.ends_with(['至', '到'])
            && !lexicon::has(before, &["推迟", "延", "期限", "宽限", "放到", "改到", "推到", "移到", "定到", "缓到"]);
    let story = STORY.iter().any(|word| after.trim_start_matches(['前', '的']).starts_with(word))
        || lexicon::has(before, &["截至", "截止", "暂计"]);
    if spans || story {
        return false;
    }
    // A clause that is nothing but the day speaks of what the next one says.
    let own = lexicon::has(after, BESIDE) && !lexicon::has(&clause.text, lexicon::PAYS);
    let of_next =
        after.chars().count() <= 2 && next.is_some_and(|n| lexicon::has(&n.text, BESIDE) && !lexicon::has(&n.text, lexicon::PAYS));
    !own && !of_next
}

/// A day before which these stand is the last day.
const NO_LATER: &[&str] = &[
    "不超过",
    "不迟于",
    "不晚于",
    "最迟",
    "最晚",
    "至迟",
    "截止",
    "截至",
    "截止到",
    "日期为",
    "期限为",
    "时间为",
    "日为",
    "不得过",
    "不得晚于",
    "不得迟于",
    "不得超过",
    "不过",
];

/// After a day, these verbs say that something is performed by it.
#[rustfmt::skip]
const PERFORMED: &[&str] = &[
    "支付", "付清", "付款", "给付", "交付", "汇", "转账", "打入", "退还", "返还", "退回", "归还", "偿还", "赔偿", "补偿",
    "履行", "完成", "拆除", "移走", "搬离", "搬走", "腾退", "清理", "清除", "修复", "维修", "安装", "加装", "补贴", "付",
    "还清", "结清", "到账", "退给", "交给", "交清", "缴", "起走", "移栽", "办妥", "恢复", "赔付", "补助", "给",
    "送来", "送到", "送交", "拿来", "把", "交到", "打到", "拆走", "搬走", "退清", "缴清", "奉还",
];

/// After a day, these say that the day is one of the story.
#[rustfmt::skip]
const TOLD: &[&str] = &[
    "结算", "核算", "对账", "协商", "约定", "签订", "签署", "订立", "达成", "发生", "起诉", "购买", "订购", "受理", "出具",
    "开具", "认定", "作出", "生效", "登记", "立案", "借款", "交通事故", "事故", "期间", "以来", "起至", "投诉", "入院", "出院",
    "承租", "出生", "生，", "借", "受伤", "检查", "鉴定", "已", "曾", "监测",
];

/// Whether the words around a written day make it a day of performance.
fn performs(before: &str, after: &str) -> bool {
    const DEADLINE: &[&str] = &["之前", "以前", "前", "之日", "当日", "当天", "止", "内", "为止"];
    const FROM: &[&str] = &["自", "从", "根据", "依据", "按照", "依照", "系", "生于", "出生日期"];
    let near = before.trim_end_matches(['：', '（']);
    if FROM.iter().any(|word| near.ends_with(word)) || lexicon::has(after, &["违约金", "滞纳金", "罚息"]) {
        return false;
    }
    if after.starts_with('生') && !after.starts_with("生效")
        || after == "生"
        || lexicon::has(after, &["利息", "利率", "LPR"]) && !after.contains("付")
    {
        return false;
    }
    let marker = DEADLINE.iter().find_map(|word| after.strip_prefix(word));
    let rest = marker.unwrap_or(after);
    // After 前 a 到 leads to a place; without it, it leads to the end of a span.
    let spans =
        marker.is_none() && (rest.starts_with(['至', '到', '起', '—', '-', '～']) || rest.starts_with("以来") || rest.starts_with("期间"));
    if rest.starts_with('的') || spans {
        return false;
    }
    performed_first(before, rest, marker.is_some())
}

/// Whether what is done by a day comes before what is told of it.
fn performed_first(before: &str, rest: &str, marked: bool) -> bool {
    // 安装的, 付清的: a verb that qualifies a thing tells its story.
    let qualifies = |word: &&&str| rest.find(**word).is_some_and(|at| rest[at + word.len()..].starts_with('的'));
    let row = |word: &&&str| {
        let follows = rest.find(**word).map_or("", |at| &rest[at + word.len()..]);
        follows.chars().take(2).any(|c| c == '、') && PERFORMED.iter().any(|verb| qualifies(&verb))
    };
    let told = TOLD.iter().chain(PERFORMED.iter().filter(qualifies)).filter_map(|word| rest.find(word)).min();
    let performed = PERFORMED.iter().filter(|word| !qualifies(word) && !row(word)).filter_map(|word| rest.find(word)).min();
    match (performed, told) {
        (Some(done), Some(told)) => done < told,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => {
            marked || before.ends_with(['于', '在']) || NO_LATER.iter().any(|word| before.ends_with(word)) || before.ends_with('：')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn meant(text: &str) -> Vec<String> {
        let calendar = Calendar::default();
        let clock = Clock { concluded: Day::parse("2026-03-18"), effective: Day::parse("2026-03-20"), calendar: &calendar };
        let days = days(&read(text), clock);
        days.into_iter()
            .map(|d| match d.when {
                When::On(days) => days.first().map_or_else(|| "none".to_owned(), ToString::to_string),
                When::MonthDay(month, day) => format!("{month}-{day}"),
                When::Monthly(day) => format!("monthly {day}"),
                When::MonthEnd(month) => format!("end of {month}"),
            })
            .collect()
    }

    #[test]
    fn days_are_read_in_every_notation_and_counted_by_the_civil_code() {
        for (text, day) in [
            ("乙方于2026年5月底前付清", "2026-05-31"),
            ("乙方保证2026年年底前还给甲方", "2026-12-31"),
            ("在2026年第三季度内付清", "2026-09-30"),
            ("乙方于农历四月十五前交还", "2026-05-31"),
            ("自本协议签订之日起十日内支付", "2026-03-28"),
            ("协议生效之日起三十日内支付", "2026-04-19"),
            ("签字后一个月内付清", "2026-04-18"),
            ("每月15日前支付500元", "monthly 15"),
            ("退款期限：2026.4.30前", "2026-04-30"),
            ("于二〇二六年四月三十日前付清", "2026-04-30"),
            ("4月29日前退还", "4-29"),
        ] {
            assert_eq!(meant(text), [day], "{text}");
        }
    }

    #[test]
    fn a_day_of_the_story_is_no_day_of_performance() {
        for text in [
            "按2026年3月1日签订的合同支付",
            "自2026年3月1日起计算",
            "就2026年3月1日的事故赔偿",
            "2026年3月1日以前的费用",
            "乙方（1980年1月2日出生）支付",
            "甲方，2019年6月1日生，因伤就诊",
            "支付2025年6月至2026年5月的物业费",
            "双方于协议生效之日起三十日内共同向法院申请司法确认",
        ] {
            assert_eq!(meant(text), Vec::<String>::new(), "{text}");
        }
    }
}
