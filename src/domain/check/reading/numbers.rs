//! Numbers as agreements write them, with their units: 2万5千, 1亿2000万, 两万五千, 贰万零伍佰, 20,000.00, 20 000.

use crate::domain::money::Fen;

/// Whether a word stands at a place.
pub(super) fn starts(chars: &[char], at: usize, word: &str) -> bool {
    let mut place = at;
    word.chars().all(|c| {
        place += 1;
        chars.get(place - 1) == Some(&c)
    })
}

/// A digit in figures, everyday numerals or capitals.
pub(super) const fn digit(c: char) -> Option<i64> {
    match c {
        '0' | '零' | '〇' => Some(0),
        '1' | '一' | '壹' => Some(1),
        '2' | '二' | '贰' | '两' => Some(2),
        '3' | '三' | '叁' => Some(3),
        '4' | '四' | '肆' => Some(4),
        '5' | '五' | '伍' => Some(5),
        '6' | '六' | '陆' => Some(6),
        '7' | '七' | '柒' => Some(7),
        '8' | '八' | '捌' => Some(8),
        '9' | '九' | '玖' => Some(9),
        _ => None,
    }
}

pub(super) fn is_number_part(c: char) -> bool {
    digit(c).is_some() || matches!(c, '.' | '十' | '拾' | '百' | '佰' | '千' | '仟' | '万' | '亿')
}

pub(super) struct Number {
    /// In millionths of 元; `None` past what can be held.
    pub micro: Option<i128>,
    /// The same where no 元 follows: 两万五 is 25000.
    pub spoken: Option<i128>,
    pub end: usize,
    /// Whether 万 or 亿 is in it.
    pub scaled: bool,
    /// Whether it is written in everyday numerals with a last unit left out.
    pub lacks_unit: bool,
    /// Whether it is in everyday numerals: 三十万 counts many things.
    pub colloquial_only: bool,
}

pub(super) fn to_fen(micro: i128) -> Option<i64> {
    (micro % 10_000 == 0).then(|| i64::try_from(micro / 10_000).ok()).flatten().and_then(Fen::new).map(Fen::fen)
}

fn scale(c: char) -> Option<i128> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// Reads figures and numerals with their units: 2万5千, 1亿2000万, 两万五千, 贰万零伍佰.
pub(super) fn number(chars: &[char], start: usize) -> Option<Number> {
    const MICRO: i128 = 1_000_000;
    let (mut total, mut section, mut pending) = (0_i128, 0_i128, None::<i128>);
    let (mut at, mut scaled, mut last_scale, mut zero, mut figures) = (start, false, 1_i128, false, false);
    let mut whole = true;
    loop {
        let c = chars.get(at).copied();
        if let Some((value, end)) = c.filter(char::is_ascii_digit).and_then(|_| plain_figure(chars, at)) {
            if pending.is_some_and(|p| p != 0) {
                break;
            }
            (pending, at, figures) = (value, end, true);
            whole &= value.is_some();
            zero = false;
            if value.is_none() {
                break;
            }
        } else if let Some(value) = c.and_then(digit) {
            if pending.is_some_and(|p| p != 0) {
                break;
            }
            zero = value == 0;
            (pending, at) = (Some(i128::from(value) * MICRO), at + 1);
        } else if let Some(unit) = c.and_then(scale) {
            if at == start && unit >= 100 {
                return None;
            }
            let one = pending.take();
            if unit >= 10_000 {
                section = section.checked_add(one.unwrap_or(0))?;
                if section == 0 {
                    break;
                }
                total = total
                    .checked_add(section)?
                    .checked_mul(unit)
                    .filter(|_| unit == 100_000_000)
                    .or_else(|| section.checked_mul(unit).and_then(|part| total.checked_add(part)))?;
                section = 0;
                scaled = true;
            } else {
                section = section.checked_add(one.filter(|v| *v != 0).unwrap_or(MICRO).checked_mul(unit)?)?;
            }
            last_scale = unit;
            zero = false;
            at += 1;
        } else {
            break;
        }
    }
    if at == start {
        return None;
    }
    // A last digit counts ones only alone, after a ten or a zero: 三千五 leaves its hundred out.
    let last = pending.unwrap_or(0);
    let lacks_unit = last != 0 && last_scale > 10 && !figures && !zero_before(chars, start, at);
    let ones = if zero && last == 0 { 0 } else { last };
    let micro = whole.then(|| total.checked_add(section)?.checked_add(ones)).flatten();
    let left_out = if lacks_unit { last * (last_scale / 10 - 1) } else { 0 };
    let spoken = micro.and_then(|m| m.checked_add(left_out));
    Some(Number { micro, spoken, end: at, scaled, lacks_unit, colloquial_only: !figures && !scaled })
}

fn zero_before(chars: &[char], start: usize, end: usize) -> bool {
    end >= start + 2 && matches!(chars[end - 2], '零' | '〇')
}

/// `20,000.00`, `20 000`, `2.5`: in millionths; `None` as value where it is too long to be held.
fn plain_figure(chars: &[char], start: usize) -> Option<(Option<i128>, usize)> {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let group = |at: usize| (1..=3).all(|i| is_digit(at + i)) && !is_digit(at + 4);
    let mut digits = String::new();
    let mut at = start;
    while at < chars.len() {
        match chars[at] {
            c if c.is_ascii_digit() => digits.push(c),
            ',' | '，' | '\'' if group(at) => {}
            ' ' if group(at) && digits.len() <= 3 || chars[at] == ' ' && group(at) && start + 3 < at => {}
            _ => break,
        }
        at += 1;
    }
    let mut value = digits.parse::<i128>().ok().filter(|_| digits.len() < 18).map(|v| v * 1_000_000);
    if chars.get(at) == Some(&'.') && is_digit(at + 1) {
        let part: String = chars[at + 1..].iter().take_while(|c| c.is_ascii_digit()).collect();
        at += 1 + part.len();
        let micro = format!("{part:0<6}");
        value = value.filter(|_| part.len() <= 6).and_then(|v| Some(v + micro.parse::<i128>().ok()?));
    }
    (!digits.is_empty()).then_some((value, at))
}

/// Shares in per cent of a text, in hundredths of a per cent: 70%, 百分之七十, 六成.
pub(in super::super) fn shares(text: &str) -> Vec<i64> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for at in 0..chars.len() {
        let from = if starts(&chars, at, "百分之") { at + 3 } else { at };
        if at > 0 && from == at && is_number_part(chars[at - 1]) {
            continue;
        }
        let Some(number) = number(&chars, from) else { continue };
        let value = number.micro.and_then(|m| i64::try_from(m / 10_000).ok());
        match chars.get(number.end) {
            Some('%' | '％') => found.extend(value),
            Some('成') => found.extend(value.map(|v| v * 10)),
            _ if from > at => found.extend(value),
            _ => {}
        }
    }
    found
}

/// Numbers that count something, in thousandths: 37棵, 3人, 2.3亩, 十二个月. Years, days and sums count nothing here.
pub(in super::super) fn counts(text: &str) -> Vec<i64> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(number) = number(&chars, at) else {
            at += 1;
            continue;
        };
        let end = number.end.max(at + 1);
        let counted = chars.get(end).is_some_and(|c| !"元圆块年月日号%％角分.-/，。；、：）".contains(*c) && !c.is_ascii());
        let thousandths = number.micro.filter(|m| m % 1_000 == 0).and_then(|m| i64::try_from(m / 1_000).ok());
        if counted || starts(&chars, end, "个月") || starts(&chars, end, "年") {
            found.extend(thousandths);
        }
        at = end;
    }
    found
}
