//! Civil days (Asia/Shanghai), instants, and how the law writes them.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, Utc, Weekday};
use std::fmt;

/// A civil date in Asia/Shanghai, the unit in which every statutory period runs (民诉法第八十五条).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(NaiveDate);

impl Day {
    /// Reads `YYYY-MM-DD`, exactly; anything else, or a date that does not exist, is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| match i {
                4 | 7 => *b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !shape || &text[..4] < "1800" {
            return None;
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self)
    }

    /// The day with this year, month (1–12) and day of the month, where it exists.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Wraps a chrono date: how rows hold a day.
    #[must_use]
    pub const fn from_date(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The chrono date: how rows hold a day.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The same by reference, for a column.
    #[must_use]
    pub const fn as_date(&self) -> &NaiveDate {
        &self.0
    }

    /// This day and `count` more (saturating at the end of the calendar).
    #[must_use]
    pub fn plus_days(self, count: u32) -> Self {
        Self(self.0.checked_add_days(Days::new(count.into())).unwrap_or(NaiveDate::MAX))
    }

    /// The day `count` days before this one (saturating at the beginning of the calendar).
    #[must_use]
    pub fn minus_days(self, count: u32) -> Self {
        Self(self.0.checked_sub_days(Days::new(count.into())).unwrap_or(NaiveDate::MIN))
    }

    /// The corresponding day `count` months on, or the month's last day where there is none
    /// (民法典第二百零二条).
    #[must_use]
    pub fn plus_months(self, count: u32) -> Self {
        Self(self.0.checked_add_months(Months::new(count)).unwrap_or(NaiveDate::MAX))
    }

    /// Whole days from this day to `later`; negative when `later` is earlier.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        (later.0 - self.0).num_days()
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1–12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Day of the month, 1–31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// Saturday or Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// `2026年3月7日`, as the body of a document writes a date.
    #[must_use]
    pub fn written(self) -> String {
        format!("{}年{}月{}日", self.year(), self.month(), self.day())
    }

    /// `二〇二六年三月七日`, as the ending of a ruling writes its date (民事诉讼文书样式).
    #[must_use]
    pub fn in_chinese_numerals(self) -> String {
        let year: String = self.year().to_string().chars().map(chinese_digit).collect();
        format!("{year}年{}月{}日", below_hundred(self.month()), below_hundred(self.day()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

fn chinese_digit(digit: char) -> char {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    digit.to_digit(10).map_or(digit, |d| DIGITS[d as usize])
}

/// 1–99 in Chinese numerals (`十`, `二十一`): months, days, and numbers of items.
#[must_use]
pub fn below_hundred(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = ((number / 10 % 10) as usize, (number % 10) as usize);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

/// An instant in UTC, to the second: the time inside signatures, log and history.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment(DateTime<Utc>);

impl Moment {
    /// The instant `seconds` after 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Self {
        Self(DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MIN_UTC))
    }

    /// Reads `2026-11-22T12:00:00Z`, exactly.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 20 {
            return None;
        }
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").ok()?;
        Some(Self(time.and_utc()))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// The UTC date and time: how rows hold an instant.
    #[must_use]
    pub fn naive(self) -> NaiveDateTime {
        self.0.naive_utc()
    }

    /// From the UTC date and time of a row.
    #[must_use]
    pub fn from_naive(time: NaiveDateTime) -> Self {
        Self::from_unix(time.and_utc().timestamp())
    }

    /// The instant this many seconds later.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix(self.unix().saturating_add(seconds))
    }

    /// The civil day in Asia/Shanghai (UTC+8, no daylight saving since 1991).
    #[must_use]
    pub fn day_in_shanghai(self) -> Day {
        Day(self.plus_seconds(8 * 3600).0.date_naive())
    }

    /// The UTC day.
    #[must_use]
    pub fn day_in_utc(self) -> Day {
        Day(self.0.date_naive())
    }

    /// `(D:YYYYMMDDHHMMSSZ)` fields: year, month, day, hour, minute, second.
    #[must_use]
    pub fn fields(self) -> [u32; 6] {
        use chrono::Timelike;
        let t = self.0;
        [t.year().unsigned_abs(), t.month(), t.day(), t.hour(), t.minute(), t.second()]
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_only_in_its_exact_form() {
        assert!(Day::parse("2026-02-29").is_none(), "2026 has no 29 February");
        assert!(Day::parse("2026-2-01").is_none());
        assert!(Day::parse("２０26-02-01").is_none());
        assert_eq!(Day::parse("2024-02-29").map(|d| d.to_string()), Some("2024-02-29".into()));
    }

    #[test]
    fn the_ending_of_a_ruling_writes_its_date_in_chinese_numerals() {
        let day = Day::new(2026, 10, 22);
        assert_eq!(day.map(Day::in_chinese_numerals).as_deref(), Some("二〇二六年十月二十二日"));
        assert_eq!(Day::new(2030, 1, 30).map(Day::in_chinese_numerals).as_deref(), Some("二〇三〇年一月三十日"));
    }

    #[test]
    fn the_civil_day_turns_at_midnight_in_shanghai() {
        let late = Moment::parse("2026-11-21T16:00:00Z");
        assert_eq!(late.map(|m| m.day_in_shanghai().to_string()).as_deref(), Some("2026-11-22"));
    }
}
