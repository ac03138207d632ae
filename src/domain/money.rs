//! Money in 分 and its capital form (大写).

use std::fmt;

/// An amount in 分 (1/100 元), never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Fen(i64);

/// 9,999,999,999,999.99 元: the largest sum the capital form writes here.
const LARGEST: i64 = 999_999_999_999_999;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];

impl Fen {
    /// An amount of this many 分; `None` when negative or beyond what can be written.
    #[must_use]
    pub const fn new(fen: i64) -> Option<Self> {
        if fen < 0 || fen > LARGEST { None } else { Some(Self(fen)) }
    }

    /// The number of 分.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// `20,000.00 元`'s figures: `20,000.00`.
    #[must_use]
    pub fn with_commas(self) -> String {
        let yuan = (self.0 / 100).to_string();
        let mut out = String::new();
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        format!("{out}.{:02}", self.0 % 100)
    }

    /// The capital form by the rules for bills: `贰万元整`, `叁仟贰佰陆拾伍元伍角`,
    /// `壹佰零叁元零伍分` (《正确填写票据和结算凭证的基本规定》).
    #[must_use]
    pub fn in_capitals(self) -> String {
        let (yuan, jiao, fen) = (self.0 / 100, self.0 / 10 % 10, self.0 % 10);
        let mut out = String::new();
        if yuan > 0 {
            out.push_str(&integer_in_capitals(yuan));
            out.push('元');
        }
        match (jiao, fen) {
            (0, 0) if yuan == 0 => out.push_str("零元整"),
            (0, 0) => out.push('整'),
            _ => {
                if jiao > 0 {
                    out.extend([digit(jiao), '角']);
                } else if yuan > 0 {
                    out.push('零');
                }
                if fen > 0 {
                    out.extend([digit(fen), '分']);
                }
            }
        }
        out
    }

    /// Reads a capital form. Accepted beside [`Fen::in_capitals`]: traditional characters (正确填写票据和结算凭证的基本规定
    /// 一: 也应受理), `圆` for `元`, `正` for `整`, a closing
    /// `整` left out or set after 角, a leading `人民币`, `壹拾` for `拾`, and the optional 零 before 角 where the
    /// 元 place is zero (`壹佰元零伍角`, `贰仟叁佰肆拾元零捌角`). Everything else is `None`.
    #[must_use]
    pub fn parse_capitals(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['人', '民', '币', '幣', '：', ':']).trim();
        let plain: String = text.chars().map(simplified).collect();
        let body = plain.strip_suffix(['整', '正']).unwrap_or(&plain);
        let closed = body.len() != plain.len();
        let fen = fen_of_capitals(body)?;
        let amount = Self::new(fen)?;
        if closed && fen % 10 != 0 {
            return None; // 整 never follows 分
        }
        amount.capital_spellings().iter().any(|s| s == body).then_some(amount)
    }

    /// The well-formed spellings without the closing 整.
    fn capital_spellings(self) -> Vec<String> {
        let usual = self.in_capitals();
        let usual = usual.strip_suffix('整').unwrap_or(&usual).to_owned();
        let mut all = vec![usual.clone()];
        if let Some(rest) = usual.strip_prefix("壹拾") {
            all.push(format!("拾{rest}"));
        }
        // 元 place zero, 角 given: the bill rules allow 零 between 元 and 角.
        if self.0 >= 100 && self.0 / 100 % 10 == 0 && self.0 / 10 % 10 != 0 {
            for spelling in all.clone() {
                all.push(spelling.replacen('元', "元零", 1));
            }
        }
        // 万 place zero, 仟 given: 零 between them may be written or left out.
        let yuan = self.0 / 100;
        if yuan >= 10_000 && yuan / 10_000 % 10 == 0 && yuan / 1000 % 10 != 0 {
            for spelling in all.clone() {
                all.push(spelling.replacen('万', "万零", 1));
            }
        }
        all
    }
}

impl fmt::Display for Fen {
    /// `20000` or `3265.50`: the figure as an agreement writes it, without unit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 100 {
            0 => write!(f, "{}", self.0 / 100),
            rest => write!(f, "{}.{rest:02}", self.0 / 100),
        }
    }
}

/// A rate of interest a year, in hundred-thousandths of a per cent: `3.10` per cent is 310000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rate(i64);

impl Rate {
    const PER_CENT: i64 = 100_000;

    /// Reads per cent a year: `3.10`; at most five decimals.
    #[must_use]
    pub fn parse_percent(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 6 || part.len() > 5 || !plain(whole) || !plain(part) {
            return None;
        }
        let part: i64 = format!("{part:0<5}").parse().ok()?;
        Some(Self(whole.parse::<i64>().ok()? * Self::PER_CENT + part))
    }

    /// So many times as much.
    #[must_use]
    pub const fn times(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// So many thousandths of a per cent.
    #[must_use]
    pub const fn from_thousandths(value: i64) -> Self {
        Self(value.saturating_mul(Self::PER_CENT / 1_000))
    }

    /// So many hundredths of it.
    #[must_use]
    pub const fn hundredths(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count) / 100)
    }

    /// And so much more.
    #[must_use]
    pub const fn plus(self, more: Self) -> Self {
        Self(self.0.saturating_add(more.0))
    }
}

impl fmt::Display for Rate {
    /// `12.4`: per cent a year.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = format!("{:05}", self.0 % Self::PER_CENT);
        let part = part.trim_end_matches('0');
        write!(f, "{}", self.0 / Self::PER_CENT)?;
        if part.is_empty() { Ok(()) } else { write!(f, ".{part}") }
    }
}

/// A character of a capital form as the rules print it.
const fn simplified(c: char) -> char {
    match c {
        '圆' | '圓' => '元',
        '貳' | '弍' => '贰',
        '參' | '叄' | '叁' => '叁',
        '陸' => '陆',
        '萬' => '万',
        '億' => '亿',
        '兩' => '两',
        other => other,
    }
}

fn digit(value: i64) -> char {
    DIGITS[usize::try_from(value % 10).unwrap_or(0)]
}

fn integer_in_capitals(value: i64) -> String {
    let mut groups = Vec::new();
    let mut rest = value;
    while rest > 0 {
        groups.push(rest % 10_000);
        rest /= 10_000;
    }
    let mut out = String::new();
    let mut zero_owed = false;
    for (place, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            zero_owed = !out.is_empty();
            // 万亿 without a 亿 group still needs its 亿.
            if place == 2 && groups.len() > 3 {
                out.push('亿');
            }
            continue;
        }
        if !out.is_empty() && (zero_owed || *group < 1000) {
            out.push('零');
        }
        zero_owed = false;
        push_group(&mut out, *group);
        let suffix = if place == 3 { "万" } else { GROUPS[place] };
        out.push_str(suffix);
    }
    out
}

fn push_group(out: &mut String, group: i64) {
    let mut zero = false;
    let mut begun = false;
    for place in (0..4_u32).rev() {
        let value = group / 10_i64.pow(place) % 10;
        if value == 0 {
            zero = begun;
            continue;
        }
        if zero {
            out.push('零');
            zero = false;
        }
        begun = true;
        out.push(digit(value));
        out.push_str(PLACES[place as usize]);
    }
}

/// The value of a capital form, leniently: well-formedness is judged by comparing spellings.
fn fen_of_capitals(body: &str) -> Option<i64> {
    let (mut total, mut group, mut unit_value) = (0_i64, 0_i64, None::<i64>);
    let mut seen_yuan = 0_i64;
    for c in body.chars() {
        if let Some(value) = DIGITS.iter().position(|d| *d == c) {
            unit_value = Some(i64::try_from(value).ok()?);
            continue;
        }
        let value = unit_value.take();
        match c {
            '拾' => group = group.checked_add(value.unwrap_or(1).checked_mul(10)?)?,
            '佰' => group = group.checked_add(value?.checked_mul(100)?)?,
            '仟' => group = group.checked_add(value?.checked_mul(1000)?)?,
            '万' => {
                total = total.checked_add(group.checked_add(value.unwrap_or(0))?.checked_mul(10_000)?)?;
                group = 0;
            }
            '亿' => {
                total = total.checked_add(group)?.checked_add(value.unwrap_or(0))?.checked_mul(100_000_000)?;
                group = 0;
            }
            '元' => {
                total = total.checked_add(group)?.checked_add(value.unwrap_or(0))?;
                seen_yuan = total.checked_mul(100)?;
                (total, group) = (0, 0);
            }
            '角' => seen_yuan = seen_yuan.checked_add(value?.checked_mul(10)?)?,
            '分' => seen_yuan = seen_yuan.checked_add(value?)?,
            _ => return None,
        }
    }
    (unit_value.is_none() && total == 0 && group == 0).then_some(seen_yuan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capitals(fen: i64) -> String {
        Fen::new(fen).map(Fen::in_capitals).unwrap_or_default()
    }

    #[test]
    fn capitals_follow_the_rules_for_bills() {
        for (fen, text) in [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角"),
            (2_000_000, "贰万元整"),
            (326_550, "叁仟贰佰陆拾伍元伍角"),
            (10_305, "壹佰零叁元零伍分"),
            (140_950, "壹仟肆佰零玖元伍角"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (600_005_000, "陆佰万零伍拾元整"),
            (10_000_000_000, "壹亿元整"),
            (10_001_000_100, "壹亿零壹万零壹元整"),
        ] {
            assert_eq!(capitals(fen), text, "{fen}");
        }
    }

    #[test]
    fn every_capital_form_reads_back_as_its_amount() {
        let mut fen = 1_i64;
        while fen < LARGEST {
            for value in [fen, fen + 1, fen * 10 + 7, fen + 100] {
                assert_eq!(Fen::parse_capitals(&capitals(value)).map(Fen::fen), Some(value), "{}", capitals(value));
            }
            fen = fen * 3 + 11;
            if fen > LARGEST / 20 {
                break;
            }
        }
    }

    #[test]
    fn capitals_that_are_not_well_formed_are_refused() {
        for text in ["贰万", "贰万元整整", "二万元整", "贰万元壹", "佰元整", "贰万零元整", "壹佰叁元整", "伍分整", ""]
        {
            assert_eq!(Fen::parse_capitals(text), None, "{text}");
        }
    }

    #[test]
    fn spellings_of_practice_are_accepted() {
        for (text, fen) in
            [("人民币贰万圆正", 2_000_000), ("贰仟叁佰肆拾元零捌角", 234_080), ("贰万元", 2_000_000), ("拾元整", 1000), ("叁元伍角整", 350)]
        {
            assert_eq!(Fen::parse_capitals(text).map(Fen::fen), Some(fen), "{text}");
        }
    }
}
