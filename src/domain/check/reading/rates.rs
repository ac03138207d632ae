//! The rate at which a loan bears interest, in every way agreements write it: 年利率15%, 月息2分, 日万分之五, LPR的四倍.

use crate::domain::check::pattern;
use crate::domain::money::Rate;
use regex_lite::Regex;
use std::sync::LazyLock;

/// A rate of interest, for a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in super::super) enum Interest {
    /// So much a year.
    Yearly(Rate),
    /// So many hundredths of the prime rate.
    OfPrime(i64),
    /// The prime rate and so much more.
    OverPrime(Rate),
}

const VALUE: &str = "([0-9]+(?:[.][0-9]+)?|[一二两三四五六七八九十点〇零]+)";

static IN_PARTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(年|月|日)(?:利率|利息|化利率|化|息|率)?(?:标准)?(?:为|按|是|以|计|约|：)?(?:{VALUE}(%|％|‰)|(百|千|万)分之{VALUE}|{VALUE}分(?:{VALUE}厘)?|{VALUE}厘)"
    ))
});
static BEHIND: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"{VALUE}(?:%|％)(?:/|每|的)?(年|月|日|天)")));
static OF_PRIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:LPR|lpr|贷款市场报价利率)[^，。；0-9一二两三四五六七八九十]{{0,12}}?(?:{VALUE}倍|(?:加|上浮|\+){VALUE}(个?基点|BP|bp|个百分点|%|％))|{VALUE}倍(?:的)?(?:同期)?(?:一年期)?(?:的)?(?:LPR|贷款市场报价利率)"
    ))
});

/// Rates of interest a clause names. A rate of 违约金 or 滞纳金 is none.
pub(in super::super) fn rates(clause: &str) -> Vec<Interest> {
    /// A penalty, or a rate that was, or is given up.
    const PENALTY: &[&str] =
        &["违约金", "滞纳金", "迟延履行", "原约定", "原写", "原定", "原按", "放弃", "免除", "不再主张", "不计", "取消"];
    if PENALTY.iter().any(|word| clause.contains(word)) {
        return Vec::new();
    }
    let mut found: Vec<Interest> = Vec::new();
    for c in IN_PARTS.captures_iter(clause) {
        let part = |i: usize| c.get(i).map(|m| m.as_str());
        let per_mille = |value: i64| if part(3) == Some("‰") { value / 10 } else { value };
        let per_cent = part(2).and_then(|v| thousandths(v, 1_000)).map(per_mille).or_else(|| {
            let value = thousandths(part(5)?, 1_000)?;
            Some(match part(4)? {
                "百" => value,
                "千" => value / 10,
                _ => value / 100,
            })
        });
        // 月息2分 is two per cent a month, 年息一分五 fifteen a year: a tenth by the year, a hundredth by the month.
        let tenth = if part(1) == Some("年") { 10 } else { 1 };
        let in_fen = part(6).and_then(|fen| Some(thousandths(fen, 1_000)? + part(7).and_then(|li| thousandths(li, 100)).unwrap_or(0)));
        let in_li = part(8).and_then(|li| thousandths(li, 100));
        let value = per_cent.or_else(|| in_fen.or(in_li).map(|v| v * tenth));
        found.extend(value.and_then(|value| yearly(value, part(1)?)));
    }
    for c in BEHIND.captures_iter(clause) {
        let value = c.get(1).and_then(|m| thousandths(m.as_str(), 1_000));
        found.extend(value.zip(c.get(2)).and_then(|(value, unit)| yearly(value, unit.as_str())));
    }
    for c in OF_PRIME.captures_iter(clause) {
        let times = c.get(1).or(c.get(4)).and_then(|m| thousandths(m.as_str(), 100));
        let more = c.get(2).and_then(|m| thousandths(m.as_str(), 1_000)).map(|value| {
            let points = c.get(3).is_some_and(|unit| unit.as_str().contains("基点") || unit.as_str().eq_ignore_ascii_case("bp"));
            Rate::from_thousandths(if points { value / 100 } else { value })
        });
        found.extend(times.map(Interest::OfPrime).or(more.map(Interest::OverPrime)));
    }
    found
}

fn yearly(thousandths: i64, unit: &str) -> Option<Interest> {
    let times = match unit {
        "年" => 1,
        "月" => 12,
        _ => 365,
    };
    thousandths.checked_mul(times).map(|value| Interest::Yearly(Rate::from_thousandths(value)))
}

/// A number times `unit`: 1.5 and 一点五 alike.
fn thousandths(text: &str, unit: i64) -> Option<i64> {
    let digit = |c: char| {
        c.to_digit(10).or_else(|| {
            "〇一二三四五六七八九"
                .chars()
                .position(|d| d == c || (d == '二' && c == '两') || (d == '〇' && c == '零'))
                .and_then(|v| u32::try_from(v).ok())
        })
    };
    let (whole, part) = text.split_once(['.', '点']).unwrap_or((text, ""));
    let integer = match whole.split_once('十') {
        Some((tens, ones)) => {
            let one = |text: &str, none: i64| text.chars().next().map_or(Some(none), |c| digit(c).map(i64::from));
            one(tens, 1)? * 10 + one(ones, 0)?
        }
        None => whole.chars().try_fold(0_i64, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?.into()))?,
    };
    let mut value = integer.checked_mul(unit)?;
    let mut worth = unit;
    for c in part.chars().take(4) {
        worth /= 10;
        value = value.checked_add(worth.checked_mul(digit(c)?.into())?)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_for_a_year() {
        for (text, per_cent) in [
            ("按年利率15%支付借款利息", "15"),
            ("利息按月息2分照算", "24"),
            ("按日利率万分之五计付利息", "18.25"),
            ("月利率1%", "12"),
            ("年息一分五厘", "15"),
            ("年利率百分之十五点五", "15.5"),
            ("按12.5%每年计息", "12.5"),
        ] {
            let rates = rates(text);
            let found: Vec<String> =
                rates.iter().map(|r| if let Interest::Yearly(rate) = r { rate.to_string() } else { String::new() }).collect();
            assert_eq!(found, [per_cent], "{text}");
        }
        assert_eq!(rates("按一年期贷款市场报价利率的四倍计算"), [Interest::OfPrime(400)]);
        assert_eq!(rates("按日万分之五支付违约金"), []);
    }
}
