//! Beside a case: the signs its history shows, who of its parties appears where else, and what this agency's cases of the kind
//! usually come to.

use crate::domain::application::Application;
use crate::domain::day::Day;
use crate::domain::money::Fen;
use crate::domain::signal::{History, Signal, median, signals};
use crate::office::Office;
use crate::office::case_overview::Overview;
use crate::office::review::related;
use crate::web::page::days;
use crate::words::{Lang, say};
use serde::Serialize;

/// A person or a case in the picture.
#[derive(Serialize, Clone)]
pub struct Node {
    /// Height of its middle.
    pub y: usize,
    /// What it is called.
    pub label: String,
}

/// Between a person and a case: the heights of both ends.
#[derive(Serialize, Clone, Copy)]
pub struct Tie {
    /// Of the person.
    pub person: usize,
    /// Of the case.
    pub case: usize,
}

/// A case that shares somebody.
#[derive(Serialize, Clone)]
pub struct RelatedCase {
    /// The case's id.
    pub id: String,
    /// Its number, or its reference.
    pub label: String,
    /// Who of this case is in it, with whom, and since when.
    pub told: String,
}

/// What the agency's other cases come to, on a scale.
#[derive(Serialize, Clone)]
pub struct Usual {
    /// In one sentence.
    pub told: String,
    /// Where the others stand, of 400.
    pub marks: Vec<usize>,
    /// Where the middle stands.
    pub middle: usize,
    /// Where this case stands.
    pub own: usize,
}

/// The panel.
#[derive(Serialize, Clone, Default)]
pub struct Panel {
    /// Signs with their reasons.
    pub signs: Vec<String>,
    /// This case's parties.
    pub people: Vec<Node>,
    /// Other cases.
    pub cases: Vec<Node>,
    /// From a person to a case.
    pub lines: Vec<Tie>,
    /// Height of the picture.
    pub height: usize,
    /// The same as a list.
    pub elsewhere: Vec<RelatedCase>,
    /// Sums; none where there are too few to compare.
    pub usual: Option<Usual>,
}

/// Height of a line of the picture.
const STEP: usize = 34;

/// Most cases in the picture.
const MOST: usize = 12;

/// Length of the scale.
const SCALE: f64 = 400.0;

impl Panel {
    /// An example.
    #[must_use]
    pub fn example() -> Self {
        let node = |y, label: &str| Node { y, label: label.to_owned() };
        Self {
            signs: vec!["韩志远一年内还在 2 件案件里。".to_owned()],
            people: vec![node(17, "韩志远"), node(51, "示范县宏顺装饰有限公司")],
            cases: vec![node(17, "（2026）浙0499诉前调确7号"), node(51, "（2026）浙0499诉前调确9号")],
            lines: vec![Tie { person: 17, case: 17 }, Tie { person: 17, case: 51 }],
            height: 68,
            elsewhere: vec![RelatedCase {
                id: "K".to_owned(),
                label: "（2026）浙0499诉前调确7号".to_owned(),
                told: "韩志远，10月8日".to_owned(),
            }],
            usual: Some(Usual {
                told: "本单位同类 9 件，居中 3,000.00 元。".to_owned(), marks: vec![40, 80, 120], middle: 80, own: 380
            }),
        }
    }
}

/// The panel of a case.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn panel(office: &Office, lang: Lang, seen: &Overview) -> crate::office::Result<Panel> {
    let history = related::of_case(office, &seen.case, &seen.application)?;
    Ok(of(lang, &history, &seen.application, office.today()))
}

fn of(lang: Lang, history: &History, application: &Application, today: Day) -> Panel {
    let name = |reference: &str| {
        application.parties.iter().find(|p| p.reference == reference).map_or_else(|| reference.to_owned(), |p| p.name().to_owned())
    };
    let middle = |index: usize| STEP * index + STEP / 2;
    let shown: Vec<_> = history.related.iter().take(MOST).collect();
    let lines = shown.iter().enumerate().flat_map(|(c, related)| {
        let people = history.parties.iter().enumerate().filter(|(_, p)| related.shared.contains(p));
        people.map(move |(p, _)| Tie { person: middle(p), case: middle(c) }).collect::<Vec<_>>()
    });
    let told = |related: &crate::domain::signal::Related| {
        let comma = say(lang, "list-comma", &[]);
        let shared: Vec<String> = related.shared.iter().map(|p| name(p)).collect();
        let args = [("who", shared.join(&comma)), ("others", related.others.join(&comma)), ("day", days::short_day(lang, related.on))];
        say(lang, if related.others.is_empty() { "history-all" } else { "history-with" }, &args)
    };
    Panel {
        signs: signals(history, today).iter().map(|s| sign(lang, s, &name)).collect(),
        people: history.parties.iter().enumerate().map(|(i, p)| Node { y: middle(i), label: short(&name(p)) }).collect(),
        cases: shown.iter().enumerate().map(|(i, r)| Node { y: middle(i), label: r.label.clone() }).collect(),
        height: STEP * history.parties.len().max(shown.len()),
        lines: lines.collect(),
        elsewhere: shown.iter().map(|r| RelatedCase { id: r.id.clone(), label: r.label.clone(), told: told(r) }).collect(),
        usual: usual(lang, history),
    }
}

/// A name as far as the picture has room.
fn short(name: &str) -> String {
    const ROOM: usize = 12;
    if name.chars().count() <= ROOM { name.to_owned() } else { name.chars().take(ROOM - 1).chain(['…']).collect() }
}

fn sign(lang: Lang, signal: &Signal, name: &impl Fn(&str) -> String) -> String {
    match signal {
        Signal::ManyCases { party, count } => say(lang, "sign-many-cases", &[("who", name(party)), ("count", count.to_string())]),
        Signal::SamePair { case } => say(lang, "sign-same-pair", &[("case", case.clone())]),
        Signal::OtherName { party, other } => say(lang, "sign-other-name", &[("who", name(party)), ("other", other.clone())]),
        Signal::SharedPhone { party, other } => say(lang, "sign-shared-phone", &[("who", name(party)), ("other", other.clone())]),
        Signal::UnusualSum { median, count } => {
            say(lang, "sign-unusual-sum", &[("sum", median.with_commas()), ("count", count.to_string())])
        }
    }
}

/// Sums on a scale of powers of ten: what is ten times as much stands one step further.
fn usual(lang: Lang, history: &History) -> Option<Usual> {
    let middle = median(&history.usual)?;
    let all = || history.usual.iter().chain([&history.sum]).map(|f| f.fen().max(1));
    let (least, most) = (all().min()?, all().max()?);
    let place = |sum: Fen| {
        let log = |fen: i64| (fen.max(1) as f64).log10();
        let span = (log(most) - log(least)).max(0.1);
        ((log(sum.fen()) - log(least)) / span * SCALE).clamp(0.0, SCALE) as usize
    };
    let args = [("count", history.usual.len().to_string()), ("middle", middle.with_commas()), ("sum", history.sum.with_commas())];
    Some(Usual {
        told: say(lang, "history-usual", &args),
        marks: history.usual.iter().map(|f| place(*f)).collect(),
        middle: place(middle),
        own: place(history.sum),
    })
}
