//! Rest days and make-up workdays as data: the State Council's yearly notice, one row a day.
//!
//! A day that is not listed is a rest day on Saturday and Sunday and a working day otherwise.
//! A year of which no row is there has no table: what is shown for it is provisional, and what would
//! be decided on it is refused (`CALENDAR_MISSING`).

use super::day::Day;
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

/// A last day moved off rest days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rolled {
    /// The last day on which the act is still in time.
    pub due: Day,
    /// Computed with weekends alone, because a year that mattered has no table.
    pub provisional: bool,
}

impl Calendar {
    /// Reads `date,kind,note` with a heading line; `kind` is `rest` or `work`.
    ///
    /// # Errors
    /// The number of the first line that is not of this form.
    pub fn parse_csv(text: &str) -> Result<Self, usize> {
        let mut calendar = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || (index == 0 && line.starts_with("date,")) {
                continue;
            }
            let mut cells = line.split(',').map(str::trim);
            let day = cells.next().and_then(Day::parse).ok_or(index + 1)?;
            let kind = match cells.next() {
                Some("rest") => DayKind::Rest,
                Some("work") => DayKind::Work,
                _ => return Err(index + 1),
            };
            calendar.years.insert(day.year());
            calendar.listed.insert(day, kind);
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
            None => day.is_weekend(),
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
    fn a_table_with_an_unknown_kind_names_its_line() {
        assert_eq!(Calendar::parse_csv("date,kind,note\n2026-05-09,half,\n").err(), Some(2));
    }
}
