//! The studio's pages: the queue with its strip of days, claiming and assigning, search.

use crate::domain::actor::Role;
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::{CaseNumber, PersonId};
use crate::office::people::appointments;
use crate::office::people::sessions::StaffSession;
use crate::office::review::assignment;
use crate::office::worklist::{self, QueueRow};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::case_row::{self, CaseRow};
use crate::web::page::days;
use crate::web::page::field::Choice;
use crate::web::page::frame::{Frame, done, see_other};
use crate::web::page::link::PersonLink;
use crate::web::page::navigation::{self, case_id, due_of};
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::request::actor::{Staff, Studio};
use crate::web::request::hop;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::{Deserialize, Serialize};

/// Rows on a page of the queue.
const ON_A_PAGE: usize = 50;

/// The tabs of the inbox: all, a stage of it, back from a supplement, near, late.
const TABS: [&str; 6] = ["all", StageName::Filed.name(), StageName::Reviewing.name(), "again", "near", "late"];

/// Which part of the queue.
#[derive(Deserialize, Clone, Default)]
pub struct QueueQuery {
    at: Option<String>,
    agency: Option<String>,
    cause: Option<String>,
    holder: Option<String>,
    page: Option<usize>,
    q: Option<String>,
}

/// A case on the strip: how high, its shape and tone.
#[derive(Serialize, Clone)]
pub struct DueMark {
    height: usize,
    shape: &'static str,
    tone: &'static str,
}

/// A tab of the inbox, and how many stand in it.
#[derive(Serialize, Clone)]
pub struct QueueTab {
    name: &'static str,
    count: usize,
}

/// A day of the strip.
#[derive(Serialize, Clone)]
pub struct Column {
    x: usize,
    label: String,
    rest: bool,
    today: bool,
    marks: Vec<DueMark>,
}

/// A filter.
#[derive(Serialize, Clone)]
pub struct Filter {
    name: &'static str,
    label: String,
    value: String,
    options: Vec<Choice>,
}

/// The queue.
#[derive(Serialize)]
pub struct QueuePage {
    at: String,
    state: String,
    tabs: Vec<QueueTab>,
    strip: Vec<Column>,
    strip_title: String,
    filters: Vec<Filter>,
    rows: Vec<CaseRow>,
    first: Option<CaseRow>,
    total: usize,
    page: usize,
    pages: usize,
    people: Vec<Choice>,
    query: String,
    search: Option<String>,
    base: &'static str,
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "pages/review/queue.html";

    fn samples() -> Vec<Self> {
        let row = CaseRow::example();
        let column = Column {
            x: 1,
            label: "今天".to_owned(),
            rest: true,
            today: true,
            marks: vec![DueMark { height: 0, shape: "▲", tone: "warn" }],
        };
        let choice = Choice { value: "a".to_owned(), label: "全部".to_owned(), hint: String::new() };
        let full = Self {
            at: "all".to_owned(),
            state: "在手 18 件。".to_owned(),
            tabs: TABS.map(|name| QueueTab { name, count: usize::from(name != StageName::Reviewing.name()) }).into(),
            strip: vec![column],
            strip_title: "今明两天要办完 6 件".to_owned(),
            filters: vec![Filter { name: "agency", label: "单位".to_owned(), value: "a".to_owned(), options: vec![choice.clone()] }],
            rows: vec![row.clone(), CaseRow { holder: None, days: None, again: false, ..row.clone() }],
            first: Some(row),
            total: 60,
            page: 2,
            pages: 3,
            people: vec![choice],
            query: "at=all".to_owned(),
            search: None,
            base: "/studio/cases",
        };
        let empty = Self {
            at: StageName::Ruled.to_string(),
            state: String::new(),
            tabs: vec![],
            strip: vec![],
            strip_title: String::new(),
            filters: vec![],
            rows: vec![],
            first: None,
            total: 0,
            page: 1,
            pages: 1,
            people: vec![],
            query: String::new(),
            search: Some("张".to_owned()),
            base: "/agency/cases",
        };
        vec![full, empty]
    }
}

fn stages(at: &str) -> &'static [StageName] {
    match (at, StageName::named(at)) {
        ("before", _) => &StageName::BEFORE_FILING,
        (_, Some(StageName::Proposed)) => &[StageName::Proposed],
        (_, Some(StageName::Supplementing)) => &[StageName::Supplementing],
        (_, Some(StageName::Ruled)) => &[StageName::Ruled],
        _ => &StageName::WITH_THE_STUDIO,
    }
}

fn in_tab(at: &str, listed: &QueueRow, today: Day) -> bool {
    let left = due_of(listed).map(|d| today.days_until(d));
    match at {
        "again" => listed.resubmitted,
        "near" => left.is_some_and(|l| (0..=5).contains(&l)),
        "late" => left.is_some_and(|l| l < 0),
        stage => StageName::named(stage).is_none_or(|stage| listed.stage == stage),
    }
}

pub(crate) fn people(office: &Office) -> crate::office::Result<Vec<(PersonId, String)>> {
    let mut list = appointments::in_role(office, Role::Clerk)?;
    list.extend(appointments::in_role(office, Role::Bureau)?);
    Ok(list)
}

fn queue(office: &Office, signed: &StaffSession, lang: Lang, wanted: &QueueQuery) -> crate::office::Result<QueuePage> {
    let at = wanted.at.clone().unwrap_or_else(|| "all".to_owned());
    let today = office.today();
    let mut listed = worklist::list(office, &signed.actor, stages(&at))?;
    listed.sort_by_key(|l| (due_of(l).is_none(), due_of(l), l.created_at));
    let inbox = stages(&at) == StageName::WITH_THE_STUDIO;
    let tabs = if inbox {
        TABS.map(|name| QueueTab { name, count: listed.iter().filter(|l| in_tab(name, l, today)).count() }).into()
    } else {
        Vec::new()
    };
    let people = people(office)?;
    let (strip, strip_title) = if inbox { strip(office, lang, &listed, today) } else { (Vec::new(), String::new()) };
    let filters = filters(lang, &listed, &people, wanted);
    let state = case_row::sentence(lang, &listed, None, today);
    let chosen: Vec<&QueueRow> = listed.iter().filter(|l| !inbox || in_tab(&at, l, today)).filter(|l| fits(l, wanted)).collect();
    let total = chosen.len();
    let pages = total.div_ceil(ON_A_PAGE).max(1);
    let page = wanted.page.unwrap_or(1).clamp(1, pages);
    let name = |id: &str| people.iter().find(|(p, _)| p.as_str() == id).map(|(_, n)| n.clone()).unwrap_or_default();
    let row = |l: &&QueueRow| {
        let row = CaseRow::of(lang, l, today);
        CaseRow { holder: row.holder.map(|h| PersonLink { name: name(&h.id), ..h }), ..row }
    };
    let rows: Vec<CaseRow> = chosen.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE).map(row).collect();
    let first = if inbox { chosen.first().map(row) } else { None };
    let query =
        [("at", Some(at.clone())), ("agency", wanted.agency.clone()), ("cause", wanted.cause.clone()), ("holder", wanted.holder.clone())];
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            encoded.append_pair(name, &value);
        }
    }
    Ok(QueuePage {
        at,
        state,
        tabs,
        strip,
        strip_title,
        filters,
        rows,
        first,
        total,
        page,
        pages,
        people: people.into_iter().map(|(id, name)| Choice { value: id.to_string(), label: name, hint: String::new() }).collect(),
        query: encoded.finish(),
        search: None,
        base: "/studio/cases",
    })
}

fn fits(listed: &QueueRow, wanted: &QueueQuery) -> bool {
    let same = |want: &Option<String>, have: &str| want.as_deref().is_none_or(|w| w.is_empty() || w == have);
    let holder = listed.assigned.as_ref().map_or("nobody", PersonId::as_str);
    same(&wanted.agency, &listed.agency) && same(&wanted.cause, &listed.cause) && same(&wanted.holder, holder)
}

fn filters(lang: Lang, listed: &[QueueRow], people: &[(PersonId, String)], wanted: &QueueQuery) -> Vec<Filter> {
    let all = || Choice { value: String::new(), label: say(lang, "filter-all", &[]), hint: String::new() };
    let of = |values: Vec<String>| {
        let mut values = values;
        values.sort();
        values.dedup();
        std::iter::once(all())
            .chain(values.into_iter().map(|v| Choice { value: v.clone(), label: v, hint: String::new() }))
            .collect::<Vec<_>>()
    };
    let one = |name: &'static str, value: &Option<String>, options| Filter {
        name,
        label: say(lang, &format!("filter-{name}"), &[]),
        value: value.clone().unwrap_or_default(),
        options,
    };
    let nobody = Choice { value: "nobody".to_owned(), label: say(lang, "unassigned", &[]), hint: String::new() };
    let holders = people.iter().map(|(id, name)| Choice { value: id.to_string(), label: name.clone(), hint: String::new() });
    vec![
        one("agency", &wanted.agency, of(listed.iter().map(|l| l.agency.clone()).collect())),
        one("cause", &wanted.cause, of(listed.iter().map(|l| l.cause.clone()).collect())),
        one("holder", &wanted.holder, std::iter::once(all()).chain([nobody]).chain(holders).collect()),
    ]
}

/// One mark a case, on the day it is due; rest days are grey.
fn strip(office: &Office, lang: Lang, listed: &[QueueRow], today: Day) -> (Vec<Column>, String) {
    let dues: Vec<Day> = listed.iter().filter_map(due_of).collect();
    let late: Vec<&Day> = dues.iter().filter(|d| **d < today).collect();
    let mut columns = Vec::new();
    if !late.is_empty() {
        let marks = (0..late.len().min(6)).map(|height| DueMark { height, shape: "✕", tone: "bad" }).collect();
        columns.push(Column { x: 0, label: say(lang, "strip-late", &[]), rest: false, today: false, marks });
    }
    let calendar = &office.register().calendar;
    for offset in 0..30_u32 {
        let day = today.plus_days(offset);
        let count = dues.iter().filter(|d| **d == day).count();
        let (shape, tone) = match offset {
            0 => ("▲", "warn"),
            1..=5 => ("◐", "warn"),
            _ => ("●", "good"),
        };
        let label = match (offset, count) {
            (0, _) => say(lang, "today", &[]),
            (_, 0) => String::new(),
            _ => days::short_day(lang, day),
        };
        let marks = (0..count.min(6)).map(|height| DueMark { height, shape, tone }).collect();
        let x = usize::try_from(offset).unwrap_or(0) + 2;
        columns.push(Column { x, label, rest: calendar.is_rest_day(day), today: offset == 0, marks });
    }
    let soon = dues.iter().filter(|d| (0..=1).contains(&today.days_until(**d))).count();
    (columns, say(lang, "strip-title", &[("count", soon.to_string()), ("late", late.len().to_string())]))
}

/// `GET /studio`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn list(frame: Frame, state: Data<State>, who: Studio, wanted: Query<QueueQuery>) -> Result<HttpResponse, Problem> {
    let wanted = wanted.into_inner();
    navigation::page(frame, &state, who.0, move |office, signed, lang| queue(office, signed, lang, &wanted)).await
}

/// `POST /studio`: gives the chosen cases to somebody.
///
/// # Errors
/// Refusals, as a page.
pub async fn assign(state: Data<State>, who: Studio, posted: Posted) -> Result<HttpResponse, Problem> {
    let to = PersonId::parse(posted.get("to")).ok_or(Problem::Office(Error::NotFound))?;
    let mut ids = Vec::new();
    for picked in posted.all("case") {
        // With whoever was seen to have it: what another has taken meanwhile is not taken away.
        let (id, holder) = picked.split_once(':').unwrap_or((picked, ""));
        ids.push((case_id(id)?, Some(holder.to_owned()).filter(|h| !h.is_empty())));
    }
    let actor = who.0.actor.clone();
    hop::act(&state, move |office| {
        for (id, seen) in &ids {
            assignment::assign(office, &actor, id, seen.as_deref(), &to)?;
        }
        Ok(())
    })
    .await?;
    Ok(done("/studio", "flash-assigned"))
}

/// `GET /find`: cases by number, party, agency, as far as somebody may see them.
///
/// # Errors
/// [`Error::Fault`].
pub async fn find(frame: Frame, state: Data<State>, who: Staff, wanted: Query<QueueQuery>) -> Result<HttpResponse, Problem> {
    let words = wanted.q.clone().unwrap_or_default();
    if matches!(who.0.actor.role, Role::Admin | Role::President) {
        return Ok(see_other("/admin"));
    }
    navigation::page(frame, &state, who.0, move |office, signed, lang| {
        let today = office.today();
        let mut listed = worklist::list(office, &signed.actor, &StageName::ALL)?;
        listed.retain(|l| matches_words(l, &words));
        let rows: Vec<CaseRow> = listed.iter().take(ON_A_PAGE).map(|l| CaseRow::of(lang, l, today)).collect();
        let base = match signed.actor.role {
            Role::Mediator => "/agency/cases",
            Role::Judge => "/judge/cases",
            Role::Clerk | Role::Bureau => "/studio/cases",
            Role::President | Role::Admin | Role::Party | Role::System => return Err(Error::NotFound),
        };
        Ok(QueuePage {
            at: "find".to_owned(),
            state: say(lang, "find-state", &[("count", listed.len().to_string()), ("words", words.clone())]),
            tabs: Vec::new(),
            strip: Vec::new(),
            strip_title: String::new(),
            filters: Vec::new(),
            total: listed.len(),
            rows,
            first: None,
            page: 1,
            pages: 1,
            people: Vec::new(),
            query: String::new(),
            search: Some(words),
            base,
        })
    })
    .await
}

/// Spaces and the many middle dots of names do not matter, brackets of numbers neither.
fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"·•‧・．.（）()".contains(*c)).flat_map(char::to_lowercase).collect()
}

fn matches_words(listed: &QueueRow, words: &str) -> bool {
    let wanted = fold(words);
    if wanted.is_empty() {
        return false;
    }
    let number = listed.number.clone().unwrap_or_default();
    let serial = CaseNumber::parse(&number).map(|n| n.serial.to_string());
    let texts = [number, listed.external_ref.clone().unwrap_or_default(), listed.agency.clone(), listed.cause.clone()];
    serial.as_deref() == Some(wanted.as_str()) || texts.iter().chain(&listed.parties).any(|t| fold(t).contains(&wanted))
}
