//! Every statutory period of a confirmation case: length, source, and whether its last day rolls
//! (民诉法 85; 民法典 200–204). The start day is not counted; the last day moves off rest days; months and years end on
//! the corresponding day.

use super::calendar::Calendar;
use super::day::Day;
use super::statute::{Topic, cite};

/// How long a period is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// So many days.
    Days(u32),
    /// So many months.
    Months(u32),
    /// Set by the court in the notice: no default.
    SetByCourt,
}

/// A statutory period (期间).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    /// D1: apply for confirmation, from the agreement's taking effect.
    Apply,
    /// D2: decide on acceptance, from receipt.
    Accept,
    /// D3: supplement, from service of the notice; the court sets its length.
    Supplement,
    /// D4: review, from filing on the docket (立案).
    Review,
    /// D4, local target.
    ReviewLocal,
    /// D4, local target with its extension.
    ReviewLocalExtended,
    /// D5: objection by a party, from its own service.
    ObjectParty,
    /// D6: objection by an interested third party, from knowledge; a fixed period.
    ObjectThirdParty,
    /// D7: application for enforcement, from the last day of performance.
    Enforce,
    /// D8: restoring a missed period, from the end of the obstacle.
    Restore,
}

/// The end of a period, with how it came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// The day of the event, not counted.
    pub start: Day,
    /// Where the period ends before rest days are looked at; extensions run from here.
    pub nominal: Day,
    /// The last day on which the act is in time.
    pub due: Day,
}

impl Deadline {
    /// Whether the period is over: the last day itself is still in time (民诉法第八十五条).
    #[must_use]
    pub fn is_over(self, today: Day) -> bool {
        today > self.due
    }

    /// Days left, negative when it is over.
    #[must_use]
    pub fn days_left(self, today: Day) -> i64 {
        today.days_until(self.due)
    }
}

/// A period that has been computed for a start day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueDate {
    /// Which period.
    pub period: Period,
    /// When it began and when it ends.
    pub deadline: Deadline,
    /// The article, by the law in force on the start day.
    pub article: String,
    /// Computed without a rest-day table for a year that mattered.
    pub provisional: bool,
}

impl Period {
    /// Every period, in the order of a case.
    pub const ALL: [Self; 10] = [
        Self::Apply,
        Self::Accept,
        Self::Supplement,
        Self::Review,
        Self::ReviewLocal,
        Self::ReviewLocalExtended,
        Self::ObjectParty,
        Self::ObjectThirdParty,
        Self::Enforce,
        Self::Restore,
    ];

    /// The name by which programs and people at a shell know it (`src/web/INTERFACE.md` §2).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Accept => "accept",
            Self::Supplement => "supplement",
            Self::Review => "review",
            Self::ReviewLocal => "review-local",
            Self::ReviewLocalExtended => "review-local-extended",
            Self::ObjectParty => "object-party",
            Self::ObjectThirdParty => "object-third-party",
            Self::Enforce => "enforce",
            Self::Restore => "restore",
        }
    }

    /// The period of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }

    /// Whether it is somebody's right that ends with it, and no duty that is then late.
    #[must_use]
    pub const fn is_right(self) -> bool {
        matches!(self, Self::ObjectParty | Self::ObjectThirdParty | Self::Enforce | Self::Restore)
    }

    /// Its length by law.
    #[must_use]
    pub const fn length(self) -> Length {
        match self {
            Self::Apply | Self::Review => Length::Days(30),
            Self::Accept => Length::Days(3),
            Self::Supplement => Length::SetByCourt,
            Self::ReviewLocal | Self::ObjectParty => Length::Days(15),
            Self::ReviewLocalExtended => Length::Days(25),
            Self::ObjectThirdParty => Length::Months(6),
            Self::Enforce => Length::Months(24),
            Self::Restore => Length::Days(10),
        }
    }

    /// The article that sets it, by the law in force on `day`.
    #[must_use]
    pub fn article(self, day: Day) -> String {
        match self {
            Self::Apply => cite(Topic::Application, day),
            Self::Accept => "法释〔2011〕5号第四条".to_owned(),
            Self::Supplement => "民事诉讼法解释第三百五十四条".to_owned(),
            Self::Review => cite(Topic::ReviewLimit, day),
            Self::ReviewLocal | Self::ReviewLocalExtended => "法释〔2011〕5号第五条".to_owned(),
            Self::ObjectParty | Self::ObjectThirdParty => "民事诉讼法解释第三百七十二条".to_owned(),
            Self::Enforce => cite(Topic::EnforcementLimit, day),
            Self::Restore => cite(Topic::Restoring, day),
        }
    }

    /// Computes the period from `start`. `length` replaces the number of days (or months) of the law; a
    /// period whose length the court sets has none of its own, and is `None` without it.
    #[must_use]
    pub fn from(self, start: Day, length: Option<u32>, calendar: &Calendar) -> Option<DueDate> {
        let nominal = match (self.length(), length) {
            (Length::Days(_) | Length::SetByCourt, Some(days)) | (Length::Days(days), None) => start.plus_days(days),
            (Length::Months(_), Some(months)) | (Length::Months(months), None) => start.plus_months(months),
            (Length::SetByCourt, None) => return None,
        };
        let rolled = calendar.roll(nominal);
        let deadline = Deadline { start, nominal, due: rolled.due };
        Some(DueDate { period: self, deadline, article: self.article(start), provisional: rolled.provisional })
    }
}
