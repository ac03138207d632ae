//! From when until when an entry of the register counts.

use super::day::Day;

/// From when until when something of the register counts: both days within, an open end where none is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Validity {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

impl Validity {
    /// Whether it counts on a day.
    #[must_use]
    pub fn covers(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// As an interval of ISO 8601-2 (`2026-01-01/..`), empty where both ends are open.
    #[must_use]
    pub fn interval(self) -> String {
        let end = |day: Option<Day>| day.map_or_else(|| "..".to_owned(), |d| d.to_string());
        if self == Self::default() { String::new() } else { format!("{}/{}", end(self.from), end(self.until)) }
    }

    /// Reads an interval of ISO 8601-2; `None` where it is not one, or ends before it begins.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let end = |text: &str| if text == ".." { Some(None) } else { Day::parse(text).map(Some) };
        let (from, until) = text.split_once('/')?;
        let validity = Self { from: end(from)?, until: end(until)? };
        let ordered = validity.from.zip(validity.until).is_none_or(|(from, until)| from <= until);
        ordered.then_some(validity)
    }

    /// Parts a line of a form into what it says and the interval at its end, if there is one.
    #[must_use]
    pub fn at_end_of(line: &str) -> (&str, Self) {
        let parted = line.trim().rsplit_once([' ', '\u{3000}', '\t']);
        let found = parted.and_then(|(rest, last)| Some((rest.trim(), Self::parse(last)?)));
        found.unwrap_or((line.trim(), Self::default()))
    }

    /// A line of a form: what it says, and the interval behind it.
    #[must_use]
    pub fn behind(self, text: &str) -> String {
        format!("{text} {}", self.interval()).trim_end().to_owned()
    }
}
