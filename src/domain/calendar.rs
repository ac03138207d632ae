//! Rest days and make-up workdays as data: the State Council's yearly notice, one row a day.
//!
//! A day that is not listed is a rest day on Saturday and Sunday and a working day otherwise.
//! A year of which no row is there has no table: what is shown for it knows weekends and the holidays that are law
//! without a notice, and is provisional; what would be decided on it is refused (`CALENDAR_MISSING`).

use super::day::Day;
use super::lunar;
use std::collections::{BTreeMap, BTreeSet};

/// The rest-day calendar (法定休假日).
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    listed: BTreeMap<Day, DayKind>,
    years: BTreeSet<i32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DayKind {
    Rest,
    Work,
}

/// What is wrong with a rest-day table; lines are counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableFault {
    /// This line is not `date,kind,note`.
    Line(usize),
    /// Two lines give one day two meanings.
    TwoMeanings {
        /// The earlier line.
        first: usize,
        /// The later one.
        second: usize,
    },
}

/// A last day moved off rest days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rolled {
    /// The last day on which the act is still in time.
    pub due: Day,
    /// Computed with weekends and the holidays of the law alone, because a year that mattered has no table.
    pub provisional: bool,
}

/// A year without a rest-day table that is needed, or will be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// The year.
    pub year: i32,
    /// From this day of taking effect on, no agreement can be filed: its thirty days end in that year.
    pub from: Day,
}

/// From this month on the coming year's table is asked for: the notice is out by then.
const ASKED_FROM: u32 = 11;

/// Length of the period to apply (民诉法第二百零五条), in days.
const TO_APPLY: u32 = 30;

impl Calendar {
    /// The year whose table is missing: this one, or from 1 November the next.
    #[must_use]
    pub fn gap(&self, today: Day) -> Option<Gap> {
        let year = today.year();
        if !self.has_table(year) {
            return Some(Gap { year, from: today });
        }
        let ends_next_year = |day: &u32| Day::new(year, 12, *day).is_some_and(|d| d.plus_days(TO_APPLY).year() > year);
        let from = (1..=31).find(ends_next_year).and_then(|day| Day::new(year, 12, day))?;
        (today.month() >= ASKED_FROM && !self.has_table(year + 1)).then_some(Gap { year: year + 1, from })
    }

    /// Reads `date,kind,note` with a heading line; `kind` is `rest` or `work`.
    ///
    /// # Errors
    /// The first line that is not of this form, or gives a day another meaning than a line before it.
    pub fn parse_csv(text: &str) -> Result<Self, TableFault> {
        let mut calendar = Self::default();
        let mut lines: BTreeMap<Day, usize> = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || (index == 0 && line.starts_with("date,")) {
                continue;
            }
            let mut cells = line.split(',').map(str::trim);
            let day = cells.next().and_then(Day::parse).ok_or(TableFault::Line(index + 1))?;
            let kind = match cells.next() {
                Some("rest") => DayKind::Rest,
                Some("work") => DayKind::Work,
                _ => return Err(TableFault::Line(index + 1)),
            };
            calendar.years.insert(day.year());
            if calendar.listed.insert(day, kind).is_some_and(|before| before != kind) {
                return Err(TableFault::TwoMeanings { first: lines.get(&day).copied().unwrap_or(0), second: index + 1 });
            }
            lines.insert(day, index + 1);
        }
        Ok(calendar)
    }

    /// Whether the year has a table (one row of it is enough).
    #[must_use]
    pub fn has_table(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether nobody need act on this day.
    #[must_use]
    pub fn is_rest_day(&self, day: Day) -> bool {
        match self.listed.get(&day) {
            Some(DayKind::Rest) => true,
            Some(DayKind::Work) => false,
            None => day.is_weekend() || (!self.has_table(day.year()) && is_holiday_by_law(day)),
        }
    }

    /// The first day from `nominal` on that is not a rest day (民诉法第八十五条第三款).
    /// Provisional where the nominal or the rolled day lies in a year without a table.
    #[must_use]
    pub fn roll(&self, nominal: Day) -> Rolled {
        let mut due = nominal;
        while self.is_rest_day(due) {
            due = due.plus_days(1);
        }
        let provisional = !self.has_table(nominal.year()) || !self.has_table(due.year());
        Rolled { due, provisional }
    }

    /// How many days of a year are listed.
    #[must_use]
    pub fn days_in(&self, year: i32) -> usize {
        self.listed.keys().filter(|day| day.year() == year).count()
    }

    /// The years that have a table, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.iter().copied()
    }
}

/// Holidays that are law without a yearly notice (全国年节及纪念日放假办法 第二条, 2024): 1 January; New Year's Eve
/// and the first three days of the lunar year; 清明; 1 and 2 May; 端午; 中秋; 1 to 3 October.
fn is_holiday_by_law(day: Day) -> bool {
    if matches!((day.month(), day.day()), (1, 1) | (5, 1 | 2) | (10, 1..=3)) || lunar::is_clear_and_bright(day) {
        return true;
    }
    let eve = lunar::LunarDay::of(day.plus_days(1));
    let lunar = lunar::LunarDay::of(day);
    let is = |lunar: Option<lunar::LunarDay>, month: u8, days: std::ops::RangeInclusive<u8>| {
        lunar.is_some_and(|l| !l.leap && l.month == month && days.contains(&l.day))
    };
    is(eve, 1, 1..=1) || is(lunar, 1, 1..=3) || is(lunar, 5, 5..=5) || is(lunar, 8, 15..=15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saturday_made_up_for_a_holiday_is_no_rest_day() {
        let calendar = Calendar::parse_csv("date,kind,note\n2026-05-09,work,调休\n").unwrap_or_default();
        let saturday = Day::parse("2026-05-09").unwrap_or(Day::from_date(chrono::NaiveDate::MIN));
        assert!(!calendar.is_rest_day(saturday));
        assert!(calendar.is_rest_day(saturday.plus_days(7)));
    }

    #[test]
    fn next_years_table_is_asked_for_from_november_on() {
        let calendar = Calendar::parse_csv("date,kind,note\n2026-10-01,rest,国庆\n").unwrap_or_default();
        let gap = |day: &str| Day::parse(day).and_then(|d| calendar.gap(d)).map(|g| (g.year, g.from.to_string()));
        assert_eq!(gap("2026-10-31"), None);
        assert_eq!(gap("2026-11-01"), Some((2027, "2026-12-02".to_owned())));
        assert_eq!(gap("2027-01-05"), Some((2027, "2027-01-05".to_owned())));
    }

    #[test]
    fn holidays_that_are_law_count_where_a_year_has_no_table() {
        let calendar = Calendar::default();
        for rest in ["2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-05-01", "2027-06-09", "2027-09-15", "2027-10-01"] {
            assert!(Day::parse(rest).is_some_and(|d| calendar.is_rest_day(d)), "{rest}");
        }
        for work in ["2027-01-04", "2027-02-09", "2027-05-04", "2027-10-08"] {
            assert!(Day::parse(work).is_some_and(|d| !calendar.is_rest_day(d)), "{work}");
        }
    }

    #[test]
    fn a_table_with_an_unknown_kind_names_its_line() {
        assert_eq!(Calendar::parse_csv("date,kind,note\n2026-05-09,half,\n").err(), Some(TableFault::Line(2)));
    }

    #[test]
    fn a_day_with_two_meanings_names_both_lines() {
        let table = "date,kind,note\n2026-05-01,rest,\n2026-05-02,rest,\n2026-05-01,work,\n2026-05-02,rest,\n";
        assert_eq!(Calendar::parse_csv(table).err(), Some(TableFault::TwoMeanings { first: 2, second: 4 }));
    }
}
