//! The administrator's page of keys: their time line, what to run and by when, and what to do where one is in other hands.

use crate::domain::day::Day;
use crate::office::Office;
use crate::office::system::key_overview::{self, KeyLine, KeyOverview, KeyState, KeyUse};
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::request::actor::Admin;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

/// Days before and after today that the time line shows at the least, and how far back at the most.
const BEFORE: u32 = 60;
const AFTER: u32 = 370;
const FURTHEST: u32 = 1100;

/// Days before its end at which an end is near, and at which it presses.
const NEAR: u32 = 90;
const PRESSING: u32 = 30;

/// Pixels of a row of the time line, the word above its bar included.
const ROW: usize = 52;

/// A bar of the time line; places in hundredths of its width.
#[derive(Serialize, Clone)]
pub struct TimeBar {
    word: String,
    tone: &'static str,
    x: String,
    width: String,
    label_y: usize,
    bar_y: usize,
}

/// A year on the time line.
#[derive(Serialize, Clone)]
pub struct YearMark {
    year: i32,
    x: String,
}

/// A key in the table.
#[derive(Serialize, Clone)]
pub struct KeyRow {
    usage: String,
    id: String,
    from: String,
    until: String,
    sealed: String,
    state: String,
    tone: &'static str,
    shape: &'static str,
}

/// Something to be done, by a day, with the line to run.
#[derive(Serialize, Clone)]
pub struct KeyStep {
    by: String,
    what: String,
    command: String,
    tone: &'static str,
}

/// The keys.
#[derive(Serialize)]
pub struct KeysPage {
    summary: String,
    tone: &'static str,
    bars: Vec<TimeBar>,
    years: Vec<YearMark>,
    today_x: String,
    today: String,
    height: usize,
    steps: Vec<KeyStep>,
    compromise: Vec<String>,
    rows: Vec<KeyRow>,
}

impl Page for KeysPage {
    const TEMPLATE: &'static str = "pages/system/keys.html";

    fn samples() -> Vec<Self> {
        let day = |text: &str| Day::parse(text).unwrap_or_else(|| Day::from_date(chrono::NaiveDate::default()));
        let line = |usage, id: &str, from: &str, until: Option<&str>, state| KeyLine {
            usage,
            id: id.to_owned(),
            from: Some(day(from)),
            until: until.map(day),
            sealed: (usage == KeyUse::Seal).then_some(121),
            state,
        };
        let lines = vec![
            line(KeyUse::Seal, "3f9a7c21b04d8e56", "2026-11-30", Some("2027-11-30"), KeyState::InUse),
            line(KeyUse::Seal, "8c51e0d7a92f4b13", "2025-12-01", Some("2026-12-01"), KeyState::Retired),
            line(KeyUse::Seal, "0b94d75fe28a6c31", "2025-06-01", Some("2026-06-01"), KeyState::Compromised),
            line(KeyUse::Log, "d2076be98f31c4a0", "2025-12-01", None, KeyState::InUse),
            line(KeyUse::Status, "51b8f4ce0937a26d", "2025-12-01", None, KeyState::InUse),
            line(KeyUse::TrustNote, "4", "2026-11-30", Some("2027-11-30"), KeyState::InUse),
            KeyLine { from: None, ..line(KeyUse::Root, "e7421fa85d06b39c", "2025-12-01", None, KeyState::Apart) },
        ];
        let page = |today: &str, lang| Self::of(lang, &KeyOverview { lines: lines.clone(), today: day(today), newest_entry: 1038 });
        vec![page("2026-12-01", Lang::Zh), page("2027-10-20", Lang::Zh), page("2028-01-01", Lang::En)]
    }
}

/// Where a day lies between the ends of the time line, in hundredths.
struct Scale {
    from: Day,
    days: i64,
}

impl Scale {
    fn of(overview: &KeyOverview) -> Self {
        let today = overview.today;
        let mut first = today.minus_days(BEFORE);
        let mut last = today.plus_days(AFTER);
        for line in overview.lines.iter().filter(|line| line.usage != KeyUse::Root) {
            first = line.from.map_or(first, |from| from.min(first)).max(today.minus_days(FURTHEST));
            last = line.until.map_or(last, |until| until.max(last));
        }
        Self { from: first, days: first.days_until(last).max(1) }
    }

    fn at(&self, day: Day) -> f64 {
        let gone = self.from.days_until(day).clamp(0, self.days);
        gone as f64 * 100.0 / self.days as f64
    }
}

fn hundredths(value: f64) -> String {
    format!("{value:.2}%")
}

impl KeysPage {
    fn of(lang: Lang, overview: &KeyOverview) -> Self {
        let scale = Scale::of(overview);
        let shown: Vec<&KeyLine> = overview.lines.iter().filter(|line| line.usage != KeyUse::Root).collect();
        let bars = shown.iter().enumerate().map(|(row, line)| bar(lang, line, overview.today, &scale, row));
        let first = scale.from.year() + 1;
        let last = scale.from.plus_days(u32::try_from(scale.days).unwrap_or(u32::MAX)).year();
        let new_year = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 1).map(Day::from_date);
        let years = (first..=last).filter_map(|year| Some(YearMark { year, x: hundredths(scale.at(new_year(year)?)) }));
        let (summary, tone) = summary(lang, overview);
        Self {
            summary,
            tone,
            bars: bars.collect(),
            years: years.collect(),
            today_x: hundredths(scale.at(overview.today)),
            today: days::short_day(lang, overview.today),
            height: shown.len() * ROW + 30,
            steps: steps(lang, overview),
            compromise: compromise(overview),
            rows: overview.lines.iter().map(|line| row(lang, line, overview.today)).collect(),
        }
    }
}

/// The end that comes first, among what is in use.
fn next_end(overview: &KeyOverview) -> Option<(&KeyLine, Day)> {
    let in_use = overview.lines.iter().filter(|line| line.state == KeyState::InUse);
    in_use.filter_map(|line| Some((line, line.until?))).min_by_key(|(_, until)| *until)
}

fn tone_of(left: i64) -> &'static str {
    match left {
        i64::MIN..0 => "bad",
        0.. if left <= i64::from(NEAR) => "warn",
        _ => "good",
    }
}

fn summary(lang: Lang, overview: &KeyOverview) -> (String, &'static str) {
    let in_use = overview.lines.iter().filter(|line| line.usage == KeyUse::Seal);
    if in_use.clone().next().is_some_and(|line| line.state == KeyState::Compromised) {
        return (say(lang, "keys-summary-compromised", &[]), "bad");
    }
    let Some((line, until)) = next_end(overview) else { return (String::new(), "good") };
    let left = overview.today.days_until(until);
    let what = say(lang, line.usage.word(), &[]);
    let arguments = [("what", what), ("days", left.to_string()), ("day", days::long_day(lang, until))];
    let key = if left < 0 { "keys-summary-over" } else { "keys-summary" };
    (say(lang, key, &arguments), tone_of(left))
}

fn bar(lang: Lang, line: &KeyLine, today: Day, scale: &Scale, row: usize) -> TimeBar {
    let from = line.from.map_or(0.0, |day| scale.at(day));
    let until = line.until.map_or(100.0, |day| scale.at(day));
    let tone = match (line.state, line.until) {
        (KeyState::Compromised, _) => "bad",
        (KeyState::InUse, Some(until)) => tone_of(today.days_until(until)),
        (KeyState::InUse, None) => "good",
        (KeyState::Replaced | KeyState::Retired | KeyState::Apart, _) => "muted",
    };
    let end = line.until.map(|u| say(lang, "keys-bar-until", &[("day", days::short_day(lang, u))])).unwrap_or_default();
    let word = format!("{} {} {}{end}", say(lang, line.usage.word(), &[]), short(&line.id), say(lang, line.state.word(), &[]));
    TimeBar { word, tone, x: hundredths(from), width: hundredths((until - from).max(0.5)), label_y: row * ROW + 44, bar_y: row * ROW + 50 }
}

/// The beginning of an id, enough to tell keys apart.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

fn row(lang: Lang, line: &KeyLine, today: Day) -> KeyRow {
    let day = |day: Option<Day>| day.map(|d| days::long_day(lang, d)).unwrap_or_default();
    let (tone, shape) = match (line.state, line.until.map(|until| tone_of(today.days_until(until)))) {
        (KeyState::Compromised, _) => ("bad", "✕"),
        (KeyState::InUse, Some("bad")) => ("bad", "✕"),
        (KeyState::InUse, Some("warn")) => ("warn", "◐"),
        (KeyState::InUse, _) => ("good", "●"),
        (KeyState::Replaced | KeyState::Retired | KeyState::Apart, _) => ("muted", "○"),
    };
    KeyRow {
        usage: say(lang, line.usage.word(), &[]),
        id: line.id.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>().join(" "),
        from: day(line.from),
        until: day(line.until),
        sealed: line.sealed.map(|count| say(lang, "keys-sealed", &[("count", count.to_string())])).unwrap_or_default(),
        state: say(lang, line.state.word(), &[]),
        tone,
        shape,
    }
}

/// What is to be run, by when: before the end that comes first, and after a new key is there.
fn steps(lang: Lang, overview: &KeyOverview) -> Vec<KeyStep> {
    let Some((line, until)) = next_end(overview) else { return Vec::new() };
    let step = |day: Day, key: &str, command: String| KeyStep {
        by: days::long_day(lang, day),
        what: say(lang, key, &[]),
        command,
        // A month before its day it begins to press.
        tone: match overview.today.days_until(day) {
            i64::MIN..0 => "bad",
            left if left <= i64::from(PRESSING) => "warn",
            _ => "muted",
        },
    };
    let with = "--data DIR --roots /media/one --roots /media/two";
    let rotate = if line.usage == KeyUse::Seal {
        step(until.minus_days(PRESSING), "keys-step-rotate", format!("portal keys rotate seal {with}"))
    } else {
        step(until.minus_days(PRESSING), "keys-step-renew", format!("portal trust renew {with}"))
    };
    let mut list = vec![
        step(until.minus_days(NEAR), "keys-step-meet", String::new()),
        rotate,
        step(until.minus_days(7), "keys-step-publish", "portal trust show --data DIR > trust.note".to_owned()),
    ];
    let replaced = overview.lines.iter().filter(|line| line.state == KeyState::Replaced && line.usage == KeyUse::Seal);
    list.extend(replaced.map(|line| KeyStep {
        by: String::new(),
        what: say(lang, "keys-step-retire", &[("what", say(lang, line.usage.word(), &[])), ("kid", short(&line.id).to_owned())]),
        command: format!("portal keys retire {} {with}", line.id),
        tone: "muted",
    }));
    list
}

fn compromise(overview: &KeyOverview) -> Vec<String> {
    let in_use = overview.lines.iter().find(|line| line.usage == KeyUse::Seal).map(|line| line.id.clone()).unwrap_or_default();
    let with = "--data DIR --roots /media/one --roots /media/two";
    vec![format!("portal keys compromise {in_use} --last-good {} {with}", overview.newest_entry), format!("portal keys rotate seal {with}")]
}

/// `GET /admin/keys`.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn show(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    let read = |office: &Office, _: &_, lang| Ok(KeysPage::of(lang, &key_overview::overview(office)?));
    navigation::page(frame, &state, who.0, read).await
}
