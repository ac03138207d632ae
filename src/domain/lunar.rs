//! The traditional calendar (农历), as holidays of the law and agreements name its days. Months and days come from the
//! published almanac through `icu_calendar`; 清明 from the mean length of the solar year.

use super::day::Day;
use icu_calendar::Date;
use icu_calendar::cal::ChineseTraditional;
use icu_calendar::types::Month;

/// A day of the traditional calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LunarDay {
    /// The Gregorian year in which its year begins.
    pub year: i32,
    /// Month, 1–12.
    pub month: u8,
    /// Whether the month is a leap month (闰月).
    pub leap: bool,
    /// Day of the month, 1–30.
    pub day: u8,
}

impl LunarDay {
    /// The traditional day of a civil day.
    #[must_use]
    pub fn of(day: Day) -> Option<Self> {
        let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
        let date = Date::try_new_iso(day.year(), month, of_month).ok()?.to_calendar(ChineseTraditional::new());
        let month = date.month().to_input();
        Some(Self { year: date.cyclic_year().related_iso, month: month.number(), leap: month.is_leap(), day: date.day_of_month().0 })
    }

    /// The civil day, where the traditional one exists.
    #[must_use]
    pub fn civil(self) -> Option<Day> {
        let month = if self.leap { Month::leap(self.month) } else { Month::new(self.month) };
        let date = Date::try_new_chinese_traditional(self.year, month, self.day).ok()?;
        let civil = date.to_calendar(icu_calendar::cal::Iso);
        Day::new(civil.year().extended_year(), civil.month().ordinal.into(), civil.day_of_month().0.into())
    }
}

/// 清明: the day in April on which the sun's longitude reaches 15°, from 2000 to 2099.
#[must_use]
pub fn is_clear_and_bright(day: Day) -> bool {
    let in_century = day.year() - 2000;
    (0..100).contains(&in_century) && day.month() == 4 && {
        // 4.81 April at the century's beginning, 0.2422 days later each year, a day earlier after each leap day.
        let of_april = (48_100 + 2_422 * in_century) / 10_000 - in_century / 4;
        i32::try_from(day.day()) == Ok(of_april)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_almanacs_days_are_met() {
        // State Council notices for 2024 to 2026: 春节, 清明, 端午, 中秋; leap sixth month of 2025.
        for (civil, lunar) in [
            ("2024-02-10", (2024, 1, false, 1)),
            ("2025-01-28", (2024, 12, false, 29)),
            ("2026-02-17", (2026, 1, false, 1)),
            ("2026-06-19", (2026, 5, false, 5)),
            ("2025-10-06", (2025, 8, false, 15)),
            ("2025-07-25", (2025, 6, true, 1)),
        ] {
            let lunar = LunarDay { year: lunar.0, month: lunar.1, leap: lunar.2, day: lunar.3 };
            let day = Day::parse(civil);
            assert_eq!(day.and_then(LunarDay::of), Some(lunar), "{civil}");
            assert_eq!(lunar.civil(), day, "{civil}");
        }
        for clear in ["2024-04-04", "2025-04-04", "2026-04-05", "2027-04-05", "2028-04-04"] {
            assert!(Day::parse(clear).is_some_and(is_clear_and_bright), "{clear}");
        }
    }
}
