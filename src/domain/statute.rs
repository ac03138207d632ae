//! Citations by the law in force on a day: tables, so that a ruling of any year cites its own numbers
//! (`LAW.md`).

use super::day::Day;

/// What a citation is about; each row of the crosswalk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// Who may apply, when, where (司法确认的申请).
    Application,
    /// Effect of the ruling, dismissal (裁定的效力).
    Effect,
    /// Time limit of special procedure (特别程序审限).
    ReviewLimit,
    /// One instance, sole judge (一审终审、独任).
    OneInstance,
    /// A real dispute appears (终结特别程序).
    RealDispute,
    /// Agents and powers of attorney (委托代理).
    Agents,
    /// How periods run (期间).
    Periods,
    /// Restoring a period (期间的耽误).
    Restoring,
    /// Limitation of enforcement (申请执行期间).
    EnforcementLimit,
    /// Guardians act for persons without capacity (法定代理).
    Guardians,
    /// What rulings are for and how they are corrected (裁定的范围).
    Rulings,
}

/// A version of the Civil Procedure Law (民事诉讼法) and the article numbers it gave each topic.
struct Version {
    from: (i32, u32, u32),
    label: &'static str,
    article: fn(Topic) -> u16,
}

const VERSIONS: [Version; 3] = [
    Version { from: (2024, 1, 1), label: "2023", article: article_2023 },
    Version { from: (2022, 1, 1), label: "2021", article: article_2021 },
    Version { from: (1991, 4, 9), label: "2017", article: article_2017 },
];

const fn article_2023(topic: Topic) -> u16 {
    match topic {
        Topic::Application => 205,
        Topic::Effect => 206,
        Topic::ReviewLimit => 187,
        Topic::OneInstance => 185,
        Topic::RealDispute => 186,
        Topic::Agents => 62,
        Topic::Periods => 85,
        Topic::Restoring => 86,
        Topic::EnforcementLimit => 250,
        Topic::Guardians => 60,
        Topic::Rulings => 157,
    }
}

const fn article_2021(topic: Topic) -> u16 {
    match topic {
        Topic::Application => 201,
        Topic::Effect => 202,
        Topic::EnforcementLimit => 246,
        other => article_2023(other),
    }
}

const fn article_2017(topic: Topic) -> u16 {
    match topic {
        Topic::Application => 194,
        Topic::Effect => 195,
        Topic::ReviewLimit => 180,
        Topic::OneInstance => 178,
        Topic::RealDispute => 179,
        Topic::Agents => 59,
        Topic::Periods => 82,
        Topic::Restoring => 83,
        Topic::EnforcementLimit => 239,
        Topic::Guardians => 57,
        Topic::Rulings => 154,
    }
}

fn version_on(day: Day) -> &'static Version {
    VERSIONS.iter().find(|v| (day.year(), day.month(), day.day()) >= v.from).unwrap_or(&VERSIONS[VERSIONS.len() - 1])
}

/// The article of the Civil Procedure Law in force on `day`, as a number.
#[must_use]
pub fn article(topic: Topic, day: Day) -> u16 {
    (version_on(day).article)(topic)
}

/// Which amendment of the Civil Procedure Law is in force on `day`: `2023`, `2021` or `2017`.
#[must_use]
pub fn amendment(day: Day) -> &'static str {
    version_on(day).label
}

/// `民事诉讼法第二百零五条`, by the law in force on `day`.
#[must_use]
pub fn cite(topic: Topic, day: Day) -> String {
    format!("民事诉讼法第{}条", in_numerals(article(topic, day)))
}

/// `第二百零五条`.
#[must_use]
pub fn article_written(topic: Topic, day: Day) -> String {
    format!("第{}条", in_numerals(article(topic, day)))
}

/// The first day on which the interpretation of the Civil Procedure Law (民诉法解释) has its numbers of 2022.
const INTERPRETATION_2022: (i32, u32, u32) = (2022, 4, 10);
/// By how much its articles on confirmation (351–372) stood further on in the version of 2015.
const INTERPRETATION_2015_AHEAD: u16 = 2;

/// `第三百五十五条` of the interpretation, by the version in force on `day`; `article` is its number of 2022, of those on
/// confirmation and objection (351–372).
#[must_use]
pub fn interpretation_written(article: u16, day: Day) -> String {
    let now = (day.year(), day.month(), day.day()) >= INTERPRETATION_2022;
    format!("第{}条", in_numerals(if now { article } else { article + INTERPRETATION_2015_AHEAD }))
}

/// An article number in Chinese numerals (1–999).
#[must_use]
pub fn in_numerals(number: u16) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (hundreds, tens, ones) = ((number / 100 % 10) as usize, (number / 10 % 10) as usize, (number % 10) as usize);
    let mut out = String::new();
    if hundreds > 0 {
        out.push_str(DIGITS[hundreds]);
        out.push('百');
        if tens == 0 && ones > 0 {
            out.push('零');
        }
    }
    if tens > 0 {
        if tens > 1 || hundreds > 0 {
            out.push_str(DIGITS[tens]);
        }
        out.push('十');
    }
    if ones > 0 || out.is_empty() {
        out.push_str(DIGITS[ones]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruling_cites_the_numbers_of_its_own_day() {
        let on = |text| Day::parse(text).map(|d| cite(Topic::Application, d)).unwrap_or_default();
        assert_eq!(on("2026-04-20"), "民事诉讼法第二百零五条");
        assert_eq!(on("2023-12-31"), "民事诉讼法第二百零一条");
        assert_eq!(on("2021-12-31"), "民事诉讼法第一百九十四条");
    }

    #[test]
    fn the_interpretation_is_cited_by_its_numbers_of_the_day() {
        let on = |article, text| Day::parse(text).map(|d| interpretation_written(article, d)).unwrap_or_default();
        assert_eq!(on(355, "2026-04-20"), "第三百五十五条");
        assert_eq!(on(355, "2022-04-09"), "第三百五十七条");
        assert_eq!(on(372, "2022-04-10"), "第三百七十二条");
        assert_eq!(on(372, "2021-06-01"), "第三百七十四条");
    }

    #[test]
    fn numerals_of_articles_are_written_as_statutes_write_them() {
        for (number, text) in [
            (9, "九"),
            (10, "十"),
            (15, "十五"),
            (60, "六十"),
            (100, "一百"),
            (185, "一百八十五"),
            (206, "二百零六"),
            (250, "二百五十"),
            (110, "一百一十"),
        ] {
            assert_eq!(in_numerals(number), text);
        }
    }
}
