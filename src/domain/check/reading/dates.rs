//! Days in every notation: written out, by month's or year's end, by quarter, feast or the traditional calendar, monthly,
//! or counted from the agreement.

use super::days::{Clock, When};
use super::lexicon;
use crate::domain::calendar::Calendar;
use crate::domain::check::pattern;
use crate::domain::day::Day;
use crate::domain::lunar::LunarDay;
use regex_lite::{Captures, Regex};
use std::sync::LazyLock;

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

/// A day and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
    pub when: When,
    /// 农历, 第二季度, 签订之日起十日内: what it was counted from.
    pub computed: bool,
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

/// What a pattern finds in a text that holds one of the words it needs: most clauses name no day.
fn captures<'t>(regex: &'t Regex, text: &'t str, needs: &[&str]) -> impl Iterator<Item = Captures<'t>> {
    lexicon::has(text, needs).then(|| regex.captures_iter(text)).into_iter().flatten()
}

/// Days fixed by counting.
pub(super) fn counted(text: &str, clock: Clock<'_>, spans: &mut Vec<Span>) {
    let mut push = |m: regex_lite::Match<'_>, when: When| {
        if !taken(spans, m.start(), m.end()) {
            spans.push(Span { start: m.start(), end: m.end(), when, computed: true });
        }
    };
    for c in captures(&COUNTED, text, &["签", "订", "生效", "达成", "即日", "今日"]) {
        let (Some(whole), Some(anchor), Some(count)) = (c.get(0), part(&c, 1), part(&c, 2)) else { continue };
        let Some(start) = anchor_day(anchor, clock).filter(|_| !is_of_another_paper(&text[..whole.start()])) else { continue };
        if let Some(day) = later(start, count, part(&c, 4).unwrap_or(""), clock.calendar) {
            push(whole, on(Some(day), clock.calendar));
        }
    }
    for m in captures(&AT_ONCE, text, &["签", "订", "生效", "达成"]).filter_map(|c| c.get(0)) {
        if let Some(day) = anchor_day(m.as_str(), clock).filter(|_| !is_of_another_paper(&text[..m.start()])) {
            push(m, on(Some(day), clock.calendar));
        }
    }
    for c in captures(&LUNAR, text, &["历"]) {
        let Some(whole) = c.get(0) else { continue };
        let year = year_told(part(&c, 1).or(part(&c, 3)), part(&c, 2).or(part(&c, 4)), clock, None);
        push(whole, on(lunar(year, part(&c, 5).is_some(), part(&c, 6).unwrap_or(""), part(&c, 7).unwrap_or(""), clock), clock.calendar));
    }
    for c in captures(&FEAST, text, &["节", "元旦", "除夕", "国庆", "中秋", "端午", "元宵", "重阳"]) {
        let Some(whole) = c.get(0) else { continue };
        let year = year_told(part(&c, 1), part(&c, 2), clock, None);
        if let Some(days) = feast(part(&c, 3).unwrap_or(""), year, clock) {
            push(whole, When::On(days));
        }
    }
    for c in captures(&MONTHLY, text, &["每"]) {
        let Some(whole) = c.get(0) else { continue };
        push(whole, When::Monthly(part(&c, 1).and_then(small).unwrap_or(31)));
    }
    for c in captures(&QUARTER, text, &["季度"]) {
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
pub(super) fn fixed(text: &str, clock: Clock<'_>, last: &mut Option<i32>, spans: &mut Vec<Span>) {
    let mut all: Vec<(usize, usize, Captures<'_>, u8)> = Vec::new();
    let kinds: [(&Regex, &[&str]); 4] = [
        (&DATE, &["月"]),
        (&DIGITS, &["-", ".", "/"]),
        (&MONTH_END, &["月"]),
        (&YEAR_END, &["年底", "年末", "年终", "年内", "年的", "底", "末", "半年"]),
    ];
    for (kind, (regex, needs)) in kinds.into_iter().enumerate() {
        let kind = u8::try_from(kind).unwrap_or(0);
        all.extend(captures(regex, text, needs).filter_map(|c| c.get(0).map(|m| (m.start(), m.end(), c, kind))));
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
