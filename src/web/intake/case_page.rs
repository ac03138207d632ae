//! A case as its mediator sees it: task list, follow-up of the parties, supplement notice.

use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::finding::{Finding, Severity};
use crate::domain::period::Period;
use crate::domain::wording::supplement::Item;
use crate::office::case_overview::{self, Overview};
use crate::office::intake::{invitation, joining, writing};
use crate::office::people::accounts;
use crate::office::people::sessions::StaffSession;
use crate::office::review::{requests, supplement};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::case_parts::{self, DocumentLink, Head, RequestRow, asked, documents, example_head, part_of};
use crate::web::page::clock_row::{self, ClockRow};
use crate::web::page::days;
use crate::web::page::field::found;
use crate::web::page::frame::{Frame, done};
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::owe::{self, Owe};
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::page::timeline::{self, TimelineEntry};
use crate::web::request::actor::Mediator;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// A task of a case.
#[derive(Serialize, Clone)]
pub struct Task {
    key: &'static str,
    href: String,
    detail: String,
    /// `done`, `todo`, `wrong`, `missing`, `blocked`.
    state: &'static str,
    count: usize,
}

/// Tasks under a heading.
#[derive(Serialize, Clone)]
pub struct TaskGroup {
    key: &'static str,
    tasks: Vec<Task>,
}

/// The task to go on with.
#[derive(Serialize, Clone)]
pub struct NextTask {
    key: &'static str,
    href: String,
}

/// The days of the period to apply: how many are gone, of how many, since when.
#[derive(Serialize, Clone)]
pub struct DaysBar {
    gone: usize,
    all: usize,
    from: String,
}

/// A party as the mediator follows it up.
#[derive(Serialize, Clone)]
pub struct Follow {
    reference: String,
    name: String,
    /// `joined`, `opened`, `sent`.
    state: &'static str,
    shape: &'static str,
    tone: &'static str,
    how: String,
    code: String,
    mobile: bool,
}

/// A case as its mediator sees it.
#[derive(Serialize)]
pub struct CasePage {
    clocks: Vec<ClockRow>,
    head: Head,
    /// The parties are joining.
    joining: bool,
    /// It can still be abandoned.
    may_abandon: bool,
    /// There is a ruling.
    ruled: bool,
    next: String,
    tasks: Vec<TaskGroup>,
    done: usize,
    total: usize,
    go: Option<NextTask>,
    bar: Option<DaysBar>,
    owes: Vec<Owe>,
    told: Vec<TimelineEntry>,
    follow: Vec<Follow>,
    asked: Vec<RequestRow>,
    notice: Option<NoticeTold>,
    documents: Vec<DocumentLink>,
    again: Option<String>,
}

/// A supplement notice that has not been answered.
#[derive(Serialize, Clone)]
pub struct NoticeTold {
    due: String,
    /// Why it is the second; empty for the first.
    again: String,
    items: Vec<NoticeItem>,
}

/// An item of a supplement notice, with the page where it is mended.
#[derive(Serialize, Clone)]
pub struct NoticeItem {
    part: String,
    defect: String,
    form: String,
    href: String,
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "pages/intake/case.html";

    fn samples() -> Vec<Self> {
        let day = Day::from_date(chrono::NaiveDate::default());
        let head = example_head(day);
        let task = |state| Task { key: "task-parties", href: "/x".to_owned(), detail: "2 方".to_owned(), state, count: 2 };
        let follow = |state| Follow {
            reference: "A".to_owned(),
            name: "高文静".to_owned(),
            state,
            shape: sign_of(state).0,
            tone: sign_of(state).1,
            how: String::new(),
            code: "7KQ2-MX9D".to_owned(),
            mobile: true,
        };
        let owe = Owe {
            from: "甲".to_owned(),
            to: "乙".to_owned(),
            sum: "1.00".to_owned(),
            fen: 100,
            capitals: "壹元整".to_owned(),
            until: "11月30日前付清".to_owned(),
            strip: None,
            sides: Default::default(),
        };
        let full = |stage: StageName| Self {
            clocks: vec![ClockRow::example(false)],
            head: head.clone(),
            joining: stage == StageName::Joining,
            may_abandon: StageName::BEFORE_FILING.contains(&stage),
            ruled: stage == StageName::Ruled,
            next: "还差 3 项。".to_owned(),
            tasks: vec![TaskGroup { key: "tasks-write", tasks: ["done", "todo", "wrong", "missing", "blocked"].map(task).into() }],
            done: 1,
            total: 5,
            go: Some(NextTask { key: "task-terms", href: "/x".to_owned() }),
            bar: Some(DaysBar { gone: 26, all: 30, from: "9月16日".to_owned() }),
            owes: vec![owe.clone()],
            told: vec![TimelineEntry { when: "今天".to_owned(), text: "改了".to_owned() }],
            follow: ["sent", "opened", "joined"].map(follow).into(),
            asked: vec![RequestRow::example("高文静", "不想办了")],
            notice: Some(NoticeTold {
                due: "10月8日".to_owned(),
                again: String::new(),
                items: vec![NoticeItem {
                    part: "terms".to_owned(),
                    defect: "不清".to_owned(),
                    form: "改".to_owned(),
                    href: "/x".to_owned(),
                }],
            }),
            documents: vec![DocumentLink::example("申请书")],
            again: Some("K".to_owned()),
        };
        let empty = Self {
            clocks: Vec::new(),
            tasks: Vec::new(),
            go: None,
            bar: None,
            owes: Vec::new(),
            told: Vec::new(),
            follow: Vec::new(),
            asked: Vec::new(),
            notice: None,
            documents: Vec::new(),
            again: None,
            ..full(StageName::Filed)
        };
        [StageName::Drafting, StageName::Joining, StageName::Supplementing, StageName::Ruled, StageName::Declined]
            .into_iter()
            .map(full)
            .chain([empty])
            .collect()
    }
}

/// Name of the sentence a faultless part gets.
fn part_state(lang: Lang, seen: &Overview, part: &'static str, id: &str) -> Task {
    let own: Vec<&Finding> = seen.found.iter().filter(|f| part_of(f) == part && f.severity == Severity::Refuse).collect();
    let missing =
        |f: &&&Finding| f.why.ends_with("missing") || f.why.contains("material") || matches!(f.why, "term-due" | "schema-missing");
    let wrong = own.iter().filter(|f| !missing(f)).count();
    let count = if wrong > 0 { wrong } else { own.len() };
    let state = match (own.len(), wrong) {
        (0, _) => "done",
        (_, 0) => "missing",
        _ => "wrong",
    };
    let detail = match own.iter().find(|f| wrong == 0 || !missing(f)) {
        Some(finding) => found(lang, finding).text,
        None => say(lang, &format!("task-{part}-done"), &[("count", count_of(seen, part).to_string())]),
    };
    let href = if part == "service" { "parties" } else { part };
    let key = match part {
        "facts" => "task-facts",
        "parties" => "task-parties",
        "terms" => "task-terms",
        "files" => "task-files",
        _ => "task-service",
    };
    Task { key, href: format!("/agency/cases/{id}/{href}"), detail, state, count }
}

fn count_of(seen: &Overview, part: &str) -> usize {
    match part {
        "parties" | "service" => seen.application.parties.len(),
        "terms" => seen.application.terms.len(),
        "files" => seen.files.len(),
        _ => seen.application.facts.as_deref().unwrap_or("").chars().count(),
    }
}

fn case_page(office: &Office, signed: &StaffSession, lang: Lang, id: &crate::domain::id::CaseId) -> crate::office::Result<CasePage> {
    let seen = case_overview::of(office, &signed.actor, id)?;
    let today = office.today();
    let head = case_parts::head(lang, &seen, today);
    let stage = seen.case.stage.name();
    let editable = matches!(stage, StageName::Drafting | StageName::Supplementing);
    let mut tasks = Vec::new();
    let (mut finished, mut total) = (0, 0);
    let mut go = None;
    if editable {
        let group = |key, tasks| TaskGroup { key, tasks };
        let state = |part| part_state(lang, &seen, part, &head.id);
        let write: Vec<Task> = ["parties", "facts", "terms"].map(state).into();
        let material: Vec<Task> = ["files", "service"].map(state).into();
        let all: Vec<&Task> = write.iter().chain(&material).collect();
        (finished, total) = (all.iter().filter(|t| t.state == "done").count(), all.len() + 1);
        let open = all.iter().find(|t| t.state == "wrong").or_else(|| all.iter().find(|t| t.state != "done"));
        let last = Task {
            key: if stage == StageName::Drafting { "task-ask" } else { "task-resubmit" },
            href: format!("/agency/cases/{}/check", head.id),
            detail: say(lang, "task-ask-detail", &[]),
            state: if open.is_none() { "todo" } else { "blocked" },
            count: 0,
        };
        go = Some(NextTask { key: open.map_or(last.key, |t| t.key), href: open.map_or(&last.href, |t| &t.href).clone() });
        tasks = vec![group("tasks-write", write), group("tasks-material", material), group("tasks-apply", vec![last])];
    }
    let next = say(lang, &format!("next-{stage}"), &[("count", (total - finished.min(total)).to_string())]);
    let apply = seen
        .clocks
        .iter()
        .find(|c| c.period == Period::Apply && c.met_on.is_none() && matches!(stage, StageName::Drafting | StageName::Joining));
    let bar = apply.map(|c| {
        let gone = c.deadline.start.days_until(today).clamp(0, 60);
        let all = c.deadline.start.days_until(c.deadline.due).clamp(0, 60);
        DaysBar {
            gone: usize::try_from(gone).unwrap_or(0),
            all: usize::try_from(all).unwrap_or(0),
            from: days::short_day(lang, c.deadline.start),
        }
    });
    Ok(CasePage {
        clocks: clock_row::clocks(lang, &seen, office.today()),
        joining: stage == StageName::Joining,
        may_abandon: StageName::BEFORE_FILING.contains(&stage),
        ruled: stage == StageName::Ruled,
        next,
        tasks,
        done: finished,
        total,
        go,
        bar,
        owes: owe::owes(lang, &seen.application, today),
        told: timeline::timeline(lang, &seen.lines, &seen.application),
        follow: follow(lang, &seen),
        asked: asked(&seen, signed.actor.role),
        notice: notice(lang, &seen, &head.id),
        documents: documents(lang, &seen),
        again: match stage {
            StageName::Declined | StageName::Lapsed | StageName::Abandoned => Some(accounts::form_key()?),
            _ => None,
        },
        head,
    })
}

/// Shape and tone of how far a party has come.
fn sign_of(state: &str) -> (&'static str, &'static str) {
    match state {
        "joined" => ("●", "good"),
        "opened" => ("◐", "warn"),
        _ => ("○", "muted"),
    }
}

fn follow(lang: Lang, seen: &Overview) -> Vec<Follow> {
    if !matches!(seen.case.stage.name(), StageName::Joining | StageName::Filed | StageName::Declined) {
        return Vec::new();
    }
    let one = |p: &crate::domain::application::Party| {
        let joined = seen.joinings.iter().find(|j| j.party == p.reference);
        let link = seen.links.iter().find(|l| l.0 == p.reference);
        let state = match (joined, link) {
            (Some(_), _) => "joined",
            (None, Some((_, _, true))) => "opened",
            _ => "sent",
        };
        let how =
            joined.map(|j| say(lang, &format!("way-{}", j.way), &[("who", j.acted_by.clone()), ("day", days::short_day(lang, j.on))]));
        Follow {
            reference: p.reference.clone(),
            name: p.name().to_owned(),
            state,
            shape: sign_of(state).0,
            tone: sign_of(state).1,
            how: how.unwrap_or_default(),
            code: link.map(|l| l.1.clone()).unwrap_or_default(),
            mobile: p.has_mobile(),
        }
    };
    seen.application.parties.iter().map(one).collect()
}

fn notice(lang: Lang, seen: &Overview, id: &str) -> Option<NoticeTold> {
    let notice = seen.supplements.iter().rfind(|n| n.answered_on.is_none())?;
    let one = |i: &Item| NoticeItem {
        part: i.part.clone(),
        defect: i.defect.clone(),
        form: i.form.clone(),
        href: format!("/agency/cases/{id}/{}", if i.part == "service" { "parties" } else { &i.part }),
    };
    Some(NoticeTold {
        due: days::long_day(lang, notice.due_on),
        again: notice.reason_again.clone(),
        items: notice.items.iter().map(one).collect(),
    })
}

/// `GET /agency/cases/{id}`.
///
/// # Errors
/// 404 for another's case.
pub async fn case(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    navigation::page(frame, &state, who.0, move |office, signed, lang| case_page(office, signed, lang, &id)).await
}

/// `POST /agency/cases/{id}`: what the buttons of the case do.
///
/// # Errors
/// Refusals, as a page.
pub async fn act_on(state: Data<State>, who: Mediator, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let back = format!("/agency/cases/{id}");
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let (todo, party) = (posted.get("do").to_owned(), posted.get("party").to_owned());
    if todo == "again" {
        let new = act(&state, move |office| writing::begin_again(office, &actor, &case, &party)).await?;
        return Ok(done(&format!("/agency/cases/{new}"), "flash-again"));
    }
    let result = act(&state, move |office| match todo.as_str() {
        "abandon" => joining::abandon(office, &actor, &case, seen).map(|()| "flash-abandoned"),
        "reopen" => writing::reopen(office, &actor, &case, seen).map(|()| "flash-reopened"),
        "remind" => invitation::remind(office, &actor, &case, &party).map(|()| "flash-reminded"),
        "settle" => requests::settle(office, &actor, &case, &party).map(|()| "flash-settled"),
        "resubmit" => supplement::resubmit(office, &actor, &case, seen).map(|()| "flash-resubmitted"),
        _ => Err(Error::NotFound),
    })
    .await;
    let word = unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &back }, result).await?;
    Ok(done(&back, word))
}
