//! Parts that recur on pages: case head and rail, days left, who owes whom, the timeline.

use crate::domain::application::{Application, Term, TermKind};
use crate::domain::case::{Stage, StageName};
use crate::domain::day::{Day, Moment};
use crate::domain::document::DocumentKind;
use crate::domain::finding::Finding;
use crate::domain::money::Fen;
use crate::domain::period::{Deadline, Period};
use crate::office::case_overview::{DueDateRow, HistoryEntry, Overview};
use crate::office::review::requests;
use crate::web::page::rail::{self, RailStep, Viewer};
use crate::words::{Lang, bracketed, known, say};
use serde::Serialize;

/// The head of an invented case.
#[must_use]
pub fn example_head(day: Day) -> Head {
    Head {
        id: "C".to_owned(),
        version: 3,
        stage: "草稿".to_owned(),
        number: "ODR-330499-2026-000152".to_owned(),
        numbered: false,
        parties: vec!["高文静".to_owned(), "示范县启明家居有限公司".to_owned()],
        cause: "买卖合同纠纷".to_owned(),
        sum: "20,000.00".to_owned(),
        agency: "示范县市场监督管理局".to_owned(),
        days: Some(days(Lang::Zh, Period::Apply, "民事诉讼法第二百零五条", Deadline { start: day, nominal: day, due: day }, day)),
        rail: vec![RailStep { key: "step-draft", state: "now", day: "10月8日止".to_owned() }],
        step: 1,
    }
}

/// Which part of the application a finding belongs to.
#[must_use]
pub fn part_of(finding: &Finding) -> &'static str {
    let at = finding.at.as_str();
    if at.starts_with("/parties") && at.contains("/service") {
        "service"
    } else if at.starts_with("/parties") {
        "parties"
    } else if at.starts_with("/terms") {
        "terms"
    } else if at.starts_with("/attachments") {
        "files"
    } else if at.starts_with("/undertakings") {
        "undertakings"
    } else {
        "facts"
    }
}

/// What the parties ask: id, word of the kind, who, in which words.
#[must_use]
pub fn asked(seen: &Overview) -> Vec<[String; 4]> {
    let name = |reference: &str| {
        seen.application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned()).unwrap_or_default()
    };
    let one =
        |a: &requests::OpenRequest| [a.id.clone(), format!("ask-{}", a.kind.name().replace('_', "-")), name(&a.party), a.body.clone()];
    seen.requests.iter().map(one).collect()
}

/// The documents of a case: id, what it is called, its day.
#[must_use]
pub fn documents(lang: Lang, seen: &Overview) -> Vec<[String; 3]> {
    let title = |kind: DocumentKind| say(lang, &format!("document-kind-{}", kind.name().replace('_', "-")), &[]);
    seen.documents.iter().map(|d| [d.id.clone(), title(d.kind), short_day(lang, d.issued_on)]).collect()
}

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

/// A clock as its table shows it.
#[derive(Clone, Serialize, Debug)]
pub struct ClockRow {
    /// What it counts, and whose.
    pub period: String,
    /// From when.
    pub start: String,
    /// Nominal last day.
    pub nominal: String,
    /// Last day, rest days looked at.
    pub due: String,
    /// The article.
    pub article: String,
    /// Days left, where it runs.
    pub days: Option<Days>,
    /// When it was met.
    pub met: String,
    /// Computed without a rest-day table.
    pub provisional: bool,
}

impl ClockRow {
    /// An example.
    #[must_use]
    pub fn example(met: bool) -> Self {
        let day = Day::from_date(chrono::NaiveDate::default());
        let running = days(Lang::Zh, Period::Review, "民事诉讼法第一百八十七条", Deadline { start: day, nominal: day, due: day }, day);
        Self {
            period: "审查期限".to_owned(),
            start: "9月24日".to_owned(),
            nominal: "10月24日".to_owned(),
            due: "10月26日（周一）".to_owned(),
            article: "民事诉讼法第一百八十七条".to_owned(),
            days: (!met).then_some(running),
            met: if met { "10月8日".to_owned() } else { String::new() },
            provisional: !met,
        }
    }
}

/// A clock that has been neither met nor, where it is somebody's right, used up.
fn runs(clock: &DueDateRow, today: Day) -> bool {
    let ended = clock.deadline.is_over(today) && clock.period.is_right();
    clock.met_on.is_none() && !ended
}

/// Every clock of a case, met or running.
#[must_use]
pub fn clocks(lang: Lang, seen: &Overview, today: Day) -> Vec<ClockRow> {
    let name = |party: &String| seen.application.parties.iter().find(|p| p.reference == *party).map(|p| p.name().to_owned());
    let row = |c: &DueDateRow| {
        let whose = c.party.as_ref().and_then(name).map(|n| bracketed(lang, &n)).unwrap_or_default();
        ClockRow {
            period: format!("{}{whose}", say(lang, &format!("period-{}", c.period.name()), &[])),
            start: short_day(lang, c.deadline.start),
            nominal: short_day(lang, c.deadline.nominal),
            due: long_day(lang, c.deadline.due),
            article: c.article.clone(),
            days: runs(c, today).then(|| days(lang, c.period, &c.article, c.deadline, today)),
            met: c.met_on.map(|d| short_day(lang, d)).unwrap_or_default(),
            provisional: c.provisional,
        }
    };
    seen.clocks.iter().map(row).collect()
}

/// The head of a case.
#[derive(Clone, Serialize)]
pub struct Head {
    /// Id.
    pub id: String,
    /// Version.
    pub version: i32,
    /// Stage's word.
    pub stage: String,
    /// Case number, or the agency's own.
    pub number: String,
    /// Whether the number is the court's.
    pub numbered: bool,
    /// Parties in order.
    pub parties: Vec<String>,
    /// Cause.
    pub cause: String,
    /// Sum of the payments.
    pub sum: String,
    /// Agency.
    pub agency: String,
    /// Days left.
    pub days: Option<Days>,
    /// Rail.
    pub rail: Vec<RailStep>,
    /// Which step, from 1.
    pub step: usize,
}

/// The head of a case.
#[must_use]
pub fn head(lang: Lang, seen: &Overview, today: Day) -> Head {
    let days = days_of(lang, &seen.case.stage, &seen.clocks, today);
    let rail = rail::of(lang, seen, Viewer::Staff, today);
    let total: i64 = seen.application.terms.iter().filter_map(|t| t.amount).map(Fen::fen).sum();
    let number = seen.case.stage.number().map(ToString::to_string);
    Head {
        id: seen.case.id.to_string(),
        version: seen.case.version,
        stage: stage_word(lang, &seen.case.stage),
        numbered: number.is_some(),
        number: number.or_else(|| seen.application.external_ref.clone()).unwrap_or_default(),
        parties: seen.application.parties.iter().map(|p| p.name().to_owned()).filter(|n| !n.is_empty()).collect(),
        cause: seen.application.cause.clone().unwrap_or_default(),
        sum: Fen::new(total).filter(|_| total > 0).map(Fen::with_commas).unwrap_or_default(),
        agency: seen.agency.clone(),
        step: rail.iter().position(|s| s.state == "now").unwrap_or(0) + 1,
        days,
        rail,
    }
}

/// What a stage is called; a ruled case by its outcome.
#[must_use]
pub fn stage_word(lang: Lang, stage: &Stage) -> String {
    let name = match stage {
        Stage::Ruled(ruled) => ruled.outcome.name(),
        other => other.name().name(),
    };
    say(lang, &format!("stage-{}", name.replace('_', "-")), &[])
}

/// One who owes, one who is owed, and what.
#[derive(Clone, Serialize)]
pub struct Owe {
    /// Who owes.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Sum, with commas.
    pub sum: String,
    /// Sum, in fen.
    #[serde(skip)]
    pub fen: i64,
    /// In capitals.
    pub capitals: String,
    /// Until when, or in how many instalments.
    pub until: String,
    /// Payments, in order.
    pub strip: Option<Strip>,
    /// References: who owes, to whom.
    #[serde(skip)]
    pub sides: [String; 2],
}

/// A time line with one mark per instalment.
#[derive(Clone, Serialize)]
pub struct Strip {
    /// Marks: x in per mille, sum, day, anchor of the text.
    pub marks: Vec<InstalmentMark>,
    /// The same in one sentence, for those who do not see it.
    pub told: String,
}

/// A mark of the strip.
#[derive(Clone, Serialize)]
pub struct InstalmentMark {
    /// Where, 0–1000.
    pub x: i64,
    /// Sum.
    pub sum: String,
    /// Day.
    pub day: String,
    /// `start`, `middle`, `end`.
    pub anchor: &'static str,
}

/// The sum of payments, with commas.
#[must_use]
pub fn total<'a>(owes: impl IntoIterator<Item = &'a Owe>) -> String {
    let fen = owes.into_iter().map(|o| o.fen).sum();
    crate::domain::money::Fen::new(fen).map(crate::domain::money::Fen::with_commas).unwrap_or_default()
}

/// Who owes whom, payment by payment.
#[must_use]
pub fn owes(lang: Lang, application: &Application, today: Day) -> Vec<Owe> {
    let payments = application.terms.iter().filter(|t| t.kind == Some(TermKind::Payment));
    payments.filter_map(|t| owe(lang, application, t, today)).collect()
}

fn owe(lang: Lang, application: &Application, term: &Term, today: Day) -> Option<Owe> {
    let name = |r: &Option<String>| {
        let reference = r.as_deref()?;
        application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned()).filter(|n| !n.is_empty())
    };
    let amount = term.amount?;
    let days = term.days();
    let until = match (days.len(), days.last()) {
        (_, None) => String::new(),
        (0 | 1, Some(last)) => say(lang, "owe-by", &[("day", short_day(lang, *last))]),
        (count, Some(last)) => say(lang, "owe-instalments", &[("count", count.to_string()), ("day", short_day(lang, *last))]),
    };
    Some(Owe {
        from: name(&term.obligor)?,
        to: name(&term.obligee)?,
        sum: amount.with_commas(),
        fen: amount.fen(),
        capitals: amount.in_capitals(),
        until,
        strip: strip(lang, term, today),
        sides: [term.obligor.clone()?, term.obligee.clone()?],
    })
}

fn strip(lang: Lang, term: &Term, today: Day) -> Option<Strip> {
    if term.instalments.len() < 2 || term.instalments.len() > 6 {
        return None;
    }
    let last = *term.days().last()?;
    let first = today.min(*term.days().first()?);
    let span = first.days_until(last).max(1);
    let count = term.instalments.len();
    let mut marks = Vec::new();
    for (index, instalment) in term.instalments.iter().enumerate() {
        let (due, sum) = (instalment.due_on?, instalment.amount?);
        // Where days lie close together the marks keep a distance at which their sums can be read.
        let even = 1000 * (i64::try_from(index).ok()? + 1) / i64::try_from(count).ok()?;
        let true_place = 1000 * first.days_until(due) / span;
        let x = if count > 3 { even } else { true_place.max(even - 160).min(even) };
        let anchor = if index + 1 == count { "end" } else { "middle" };
        marks.push(InstalmentMark { x, sum: sum.with_commas(), day: short_day(lang, due), anchor });
    }
    let told = marks.iter().map(|m| format!("{} {}", m.day, m.sum)).collect::<Vec<_>>().join(&say(lang, "list-comma", &[]));
    Some(Strip { marks, told })
}

/// A line of the timeline.
#[derive(Clone, Serialize)]
pub struct TimelineEntry {
    /// When.
    pub when: String,
    /// What.
    pub text: String,
}

/// The history in plain sentences, newest first.
#[must_use]
pub fn timeline(lang: Lang, lines: &[HistoryEntry], application: &Application) -> Vec<TimelineEntry> {
    let mut told: Vec<TimelineEntry> = Vec::new();
    for line in lines.iter().rev() {
        let key = format!("told-{}", line.act.name().replace('_', "-"));
        if !known(lang, &key) {
            continue;
        }
        let party =
            application.parties.iter().find(|p| p.reference == line.detail).map_or_else(|| line.detail.clone(), |p| p.name().to_owned());
        let text = say(lang, &key, &[("who", line.who.clone()), ("party", party), ("detail", line.detail.clone())]);
        let when = short_day(lang, line.on);
        // Editing goes in small steps: a day's work of one person is one line.
        if told.last().is_some_and(|t| t.text == text && t.when == when) {
            continue;
        }
        told.push(TimelineEntry { when, text });
    }
    told
}
