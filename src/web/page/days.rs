//! Days as a page writes them, and the days left of a clock.

use crate::domain::case::{Stage, StageName};
use crate::domain::day::{Day, Moment};
use crate::domain::period::{Deadline, Period};
use crate::office::case_overview::DueDateRow;
use crate::words::{Lang, say};
use serde::Serialize;

/// `2026年10月8日（周四）`, or `8 October 2026 (Thu)`.
#[must_use]
pub fn long_day(lang: Lang, day: Day) -> String {
    let weekday = say(lang, &format!("weekday-{}", day.date().format("%u")), &[]);
    let month = say(lang, &format!("month-{}", day.month()), &[]);
    let parts = [("year", day.year().to_string()), ("month", month), ("day", day.day().to_string()), ("weekday", weekday)];
    say(lang, "day-long", &parts)
}

/// `10月8日`, or `8 October`.
#[must_use]
pub fn short_day(lang: Lang, day: Day) -> String {
    let month = say(lang, &format!("month-{}", day.month()), &[]);
    say(lang, "day-short", &[("month", month), ("day", day.day().to_string())])
}

/// `10:32` in Asia/Shanghai.
#[must_use]
pub fn time_of(at: chrono::NaiveDateTime) -> String {
    let [_, _, _, hour, minute, _] = Moment::from_naive(at).plus_seconds(8 * 3600).fields();
    format!("{hour:02}:{minute:02}")
}

/// A day and a time of day in Asia/Shanghai, with the year.
#[must_use]
pub fn moment_of(lang: Lang, at: chrono::NaiveDateTime) -> String {
    let day = Moment::from_naive(at).day_in_shanghai();
    format!("{} {}", long_day(lang, day), time_of(at))
}

/// Days left of a clock: shape, word, last day, and how it was counted.
#[derive(Clone, Serialize, Debug)]
pub struct Days {
    /// ● ◐ ▲ ✕
    pub shape: &'static str,
    /// `good`, `warn`, `bad`: of the shape.
    pub tone: &'static str,
    /// `ink`, `warn`, `bad`: of the word.
    pub word_tone: &'static str,
    /// 还剩 3 天.
    pub left: String,
    /// 10月8日（周四）止.
    pub until: String,
    /// 10月15日前受理.
    pub act: String,
    /// How it was counted.
    pub counted: String,
    /// The article.
    pub article: String,
    /// The last day.
    #[serde(skip)]
    pub due: Day,
    /// Days left, negative when over.
    pub number: i64,
    /// Computed without a rest-day table.
    pub provisional: bool,
}

/// Days left of a clock as of a day.
#[must_use]
pub fn days(lang: Lang, period: Period, article: &str, deadline: Deadline, today: Day) -> Days {
    let Deadline { start, nominal, due } = deadline;
    let number = deadline.days_left(today);
    let (shape, tone, word_tone) = match number {
        6.. => ("●", "good", "ink"),
        1..=5 => ("◐", "warn", "warn"),
        0 => ("▲", "warn", "warn"),
        _ => ("✕", "bad", "bad"),
    };
    let left = match number {
        1.. => say(lang, "days-left", &[("count", number.to_string())]),
        0 => say(lang, "days-today", &[]),
        _ => say(lang, "days-over", &[("count", (-number).to_string())]),
    };
    let length = start.days_until(nominal).to_string();
    let rolled = if nominal == due { "counted-plain" } else { "counted-rolled" };
    let args = [("start", short_day(lang, start)), ("count", length), ("nominal", short_day(lang, nominal))];
    Days {
        shape,
        tone,
        word_tone,
        left,
        until: say(lang, "days-until", &[("day", long_day(lang, due))]),
        act: say(lang, &format!("due-{}", period.name()), &[("day", short_day(lang, due))]),
        counted: format!("{}{}", say(lang, &format!("starts-{}", period.name()), &args), say(lang, rolled, &args)),
        article: article.to_owned(),
        due,
        number,
        provisional: false,
    }
}

/// The clock that counts at a stage.
#[must_use]
pub const fn clock_of(stage: StageName) -> Option<Period> {
    Some(match stage {
        StageName::Drafting | StageName::Joining => Period::Apply,
        StageName::Filed => Period::Accept,
        StageName::Supplementing => Period::Supplement,
        StageName::Reviewing | StageName::Proposed => Period::Review,
        StageName::Ruled | StageName::Lapsed | StageName::Declined | StageName::Abandoned => return None,
    })
}

/// The days left of a case, where a clock runs.
#[must_use]
pub fn days_of(lang: Lang, stage: &Stage, clocks: &[DueDateRow], today: Day) -> Option<Days> {
    let period = clock_of(stage.name())?;
    let clock = clocks.iter().rfind(|c| c.period == period && c.met_on.is_none())?;
    Some(Days { provisional: clock.provisional, ..days(lang, period, &clock.article, clock.deadline, today) })
}
