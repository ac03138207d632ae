//! The mediator's pages: work list by last day, a new case, the case as a task list.

pub mod ask;
pub mod edit;
mod fields;
pub mod files;

use super::State;
use super::account::refusal;
use super::api::act;
use super::form::{Choice, Field, Posted, Said, found, refused};
use super::forms::{FormPage, StaffForm};
use super::frame::{Frame, done, see_other};
use super::page::Page;
use super::problem::Problem;
use super::show::{self, Days, Head, Owe, Told};
use super::signed::Mediator;
use super::staff::{self, case_id, unless_overtaken};
use crate::db::lists::Listed;
use crate::db::registers;
use crate::domain::day::Day;
use crate::domain::finding::{Finding, Severity};
use crate::domain::money::Fen;
use crate::office::overview::{self, Item, Overview};
use crate::office::sessions::Signed;
use crate::office::{Error, Office, accounts, desk, drafting, joining, supplementing};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

/// A case in a list.
#[derive(Serialize, Clone)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Number, or the agency's own.
    pub number: String,
    /// Number as a list writes it: type and serial alone.
    pub short: String,
    /// Parties.
    pub parties: Vec<String>,
    /// Cause.
    pub cause: String,
    /// Agency.
    pub agency: String,
    /// Agency without the county's name before it.
    pub agency_short: String,
    /// Sum.
    pub sum: String,
    /// Stage.
    pub stage: String,
    /// Days left.
    pub days: Option<Days>,
    /// Day it came in.
    pub came: String,
    /// The supplement came back.
    pub again: bool,
    /// Who has it at hand: id and name.
    pub holder: Option<(String, String)>,
}

impl Row {
    /// A case as a list shows it.
    #[must_use]
    pub fn of(lang: Lang, listed: &Listed, today: Day) -> Self {
        let clock = show::clock_name(&listed.stage).and_then(|name| listed.clocks.iter().rfind(|c| c.0 == name));
        let stage = if listed.stage == "ruled" { "confirmed" } else { &listed.stage };
        Self {
            id: listed.id.clone(),
            number: listed.number.clone().or_else(|| listed.external_ref.clone()).unwrap_or_default(),
            parties: listed.parties.iter().filter(|n| !n.is_empty()).cloned().collect(),
            cause: listed.cause.clone(),
            short: short(lang, listed),
            agency_short: without_county(&listed.agency),
            agency: listed.agency.clone(),
            sum: Fen::new(listed.sum_fen).filter(|_| listed.sum_fen > 0).map(Fen::with_commas).unwrap_or_default(),
            stage: say(lang, &format!("stage-{stage}"), &[]),
            days: clock.map(|(name, article, days)| show::days(lang, name, article, *days, today)),
            came: listed.filed_on.map(|d| show::short_day(lang, d)).unwrap_or_default(),
            again: listed.resubmitted,
            holder: listed.assigned.clone().map(|id| (id, String::new())),
        }
    }

    /// An example.
    #[must_use]
    pub fn example() -> Self {
        let day = Day::from_date(chrono::NaiveDate::default());
        Self {
            id: "C".to_owned(),
            number: "（2026）浙0499诉前调确128号".to_owned(),
            short: "诉前调确128号".to_owned(),
            agency_short: "市场监督管理局".to_owned(),
            parties: vec!["韩志远".to_owned(), "示范县宏砌装饰有限公司".to_owned()],
            cause: "装饰装修合同纠纷".to_owned(),
            agency: "示范县市场监督管理局".to_owned(),
            sum: "386,000.00".to_owned(),
            stage: "审查中".to_owned(),
            days: Some(show::days(Lang::Zh, "review", "民事诉讼法第一百八十七条", [day, day, day], day)),
            came: "9月24日".to_owned(),
            again: true,
            holder: Some(("P".to_owned(), "叶知秋".to_owned())),
        }
    }
}

/// `诉前调确128号`, or `收件 000152` before there is a number.
fn short(lang: Lang, listed: &Listed) -> String {
    let numbered = listed.number.as_deref().and_then(crate::domain::id::CaseNumber::parse);
    match (numbered, &listed.external_ref) {
        (Some(number), _) => format!("{}{}号", number.kind, number.serial),
        (None, Some(own)) => say(lang, "short-received", &[("number", own.rsplit('-').next().unwrap_or(own).to_owned())]),
        (None, None) => String::new(),
    }
}

/// `市场监督管理局`: in a county's own list the county's name says nothing.
fn without_county(agency: &str) -> String {
    agency.split_once('县').map_or(agency, |(_, rest)| if rest.is_empty() { agency } else { rest }).to_owned()
}

/// The work list.
#[derive(Serialize)]
pub struct List {
    at: String,
    state: String,
    rows: Vec<Row>,
    first: Option<Row>,
}

impl Page for List {
    const TEMPLATE: &'static str = "pages/agency-list.html";

    fn samples() -> Vec<Self> {
        let row = Row::example();
        let full = Self { at: "all".to_owned(), state: "在手 1 件。".to_owned(), rows: vec![row.clone()], first: Some(row) };
        vec![full, Self { at: "ended".to_owned(), state: String::new(), rows: Vec::new(), first: None }]
    }
}

/// Which list.
#[derive(Deserialize)]
pub struct Which {
    at: Option<String>,
}

const OPEN: [&str; 6] = ["drafting", "joining", "filed", "supplementing", "reviewing", "proposed"];

/// `GET /agency`: the work list, by last day.
///
/// # Errors
/// [`Error::Fault`].
pub async fn list(frame: Frame, state: Data<State>, who: Mediator, which: Query<Which>) -> Result<HttpResponse, Problem> {
    let at = which.at.clone().unwrap_or_else(|| "all".to_owned());
    staff::page(frame, &state, who.0, move |office, signed, lang| {
        let stages: Vec<&str> = match at.as_str() {
            "joining" => vec!["joining"],
            "supplementing" => vec!["supplementing"],
            "ended" => vec!["ruled", "lapsed", "declined", "abandoned"],
            _ => OPEN.to_vec(),
        };
        let today = office.today();
        let mut listed = desk::list(office, &signed.actor, &stages)?;
        listed.sort_by_key(|l| (staff::due_of(l).is_none(), staff::due_of(l), std::cmp::Reverse(l.created_at)));
        let rows: Vec<Row> = listed.iter().map(|l| Row::of(lang, l, today)).collect();
        let own = |l: &&Listed| matches!(l.stage.as_str(), "drafting" | "joining" | "supplementing");
        let first = listed.iter().find(own).map(|l| Row::of(lang, l, today));
        let state = sentence(lang, &listed, first.as_ref(), today);
        Ok(List { at, state, rows, first })
    })
    .await
}

/// The state of a list in one sentence.
#[must_use]
pub fn sentence(lang: Lang, listed: &[Listed], first: Option<&Row>, today: Day) -> String {
    let due: Vec<Day> = listed.iter().filter_map(staff::due_of).collect();
    let late = due.iter().filter(|d| **d < today).count();
    let near = due.iter().filter(|d| (0..=5).contains(&today.days_until(**d))).count();
    let mut text = say(lang, "list-state", &[("count", listed.len().to_string()), ("late", late.to_string()), ("near", near.to_string())]);
    if let Some((row, days)) = first.and_then(|r| Some((r, r.days.as_ref()?))) {
        text.push_str(&say(lang, "list-first", &[("who", row.parties.join("、")), ("day", days.act.clone())]));
    }
    text
}

/// The questions of a new case.
fn new_form(office: &Office, signed: &Signed, lang: Lang, (posted, said): (&Posted, Vec<Said>)) -> crate::office::Result<StaffForm> {
    let w = |key: &str| say(lang, key, &[]);
    let unit = registers::unit_by_id(&mut *office.connection()?, &signed.actor.unit)?.ok_or(Error::NotFound)?;
    let powers = office.register().agency(&unit.code).map(|a| a.matters.clone()).unwrap_or_default();
    let choice = |value: &str, label: String, hint: String| Choice { value: value.to_owned(), label, hint };
    let yes_no = || vec![choice("yes", w("yes"), String::new()), choice("no", w("no"), String::new())];
    let key = if posted.has("form_key") { posted.get("form_key").to_owned() } else { accounts::form_key()? };
    let at = |name: &str| said.iter().find(|s| s.at == name).cloned();
    let lanes = ["civil", "labour", "administrative"].map(|l| choice(l, w(&format!("lane-{l}")), w(&format!("lane-{l}-hint"))));
    let matters = powers.into_iter().map(|p| choice(&p.code, p.name, p.basis.join("；"))).collect();
    let fields = vec![
        Field::new("radio", "lane", w("new-lane")).wide("wide").with(posted.get("lane")).offering(lanes.into()).wrong(at("lane")),
        Field::new("radio", "status", w("new-status"))
            .hint(w("new-status-hint"))
            .wide("wide")
            .with(posted.get("status"))
            .offering(yes_no())
            .wrong(at("status")),
        Field::new("radio", "matter", w("new-matter")).wide("wide").with(posted.get("matter")).offering(matters).wrong(at("matter")),
        Field::new("date", "effective", w("new-effective"))
            .hint(w("new-effective-hint"))
            .with(posted.get("effective"))
            .wrong(at("effective")),
        Field::new("text", "external_ref", w("field-external-ref"))
            .hint(w("new-ref-hint"))
            .with(posted.get("external_ref"))
            .may_be_empty()
            .wrong(at("external_ref")),
    ];
    Ok(StaffForm(
        FormPage {
            title: w("new-title"),
            lead: vec![w("new-lead")],
            crumbs: vec![("/agency".to_owned(), w("nav-cases"))],
            action: "/agency/new".to_owned(),
            hidden: vec![("form_key".to_owned(), key)],
            submit: w("new-submit"),
            ..FormPage::default()
        }
        .ask(fields)
        .gathered(),
    ))
}

/// `GET /agency/new`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn new(frame: Frame, state: Data<State>, who: Mediator) -> Result<HttpResponse, Problem> {
    staff::page(frame, &state, who.0, |office, signed, lang| new_form(office, signed, lang, (&Posted::default(), Vec::new()))).await
}

/// What stops a new case before it begins, at its field.
fn stops(lang: Lang, posted: &Posted, today: Day) -> Vec<Said> {
    let say_at = |at: &str, key: &str, article: &str| Said {
        tone: "bad",
        text: say(lang, key, &[]),
        article: article.to_owned(),
        at: at.to_owned(),
    };
    let mut list = Vec::new();
    match posted.get("lane") {
        "civil" | "labour" => {}
        "administrative" => list.push(say_at("lane", "lane-administrative", "行政诉讼法第六十条")),
        _ => list.push(say_at("lane", "choose-lane", "")),
    }
    match posted.get("status") {
        "no" => {}
        "yes" => list.push(say_at("status", "new-status-stop", "民事诉讼法解释第三百五十五条")),
        _ => list.push(say_at("status", "refusal-choose-one", "")),
    }
    if posted.get("matter").is_empty() {
        list.push(say_at("matter", "choose-matter", ""));
    }
    match Day::parse(posted.get("effective")) {
        None => list.push(say_at("effective", "new-effective-missing", "民事诉讼法第二百零五条")),
        Some(day) if day > today => list.push(say_at("effective", "new-effective-future", "民事诉讼法第二百零五条")),
        Some(_) => {}
    }
    list
}

/// `POST /agency/new`.
///
/// # Errors
/// What is no refusal.
pub async fn begin(frame: Frame, state: Data<State>, who: Mediator, posted: Posted) -> Result<HttpResponse, Problem> {
    let mut said = stops(frame.lang, &posted, state.office.today());
    if said.is_empty() {
        let actor = who.0.actor.clone();
        let [matter, external_ref, form_key, effective, lane] =
            ["matter", "external_ref", "form_key", "effective", "lane"].map(|f| posted.get(f).to_owned());
        let begun = act(&state, move |office| {
            let begun = drafting::Begun { matter: &matter, external_ref: &external_ref, form_key: &form_key };
            let id = drafting::begin(office, &actor, &begun)?;
            let mut json = drafting::draft(office, &actor, &id)?.json;
            json["mediation"]["effective_on"] = effective.into();
            json["lane"] = lane.into();
            let version = office.case(&actor, &id)?.version;
            drafting::save(office, &actor, &id, version, &json)?;
            Ok(id)
        })
        .await;
        match begun {
            Ok(id) => return Ok(see_other(&format!("/agency/cases/{id}"))),
            Err(problem) => said.push(refused(frame.lang, &refusal(problem)?, "external_ref")),
        }
    }
    staff::page_with(frame, &state, who.0, StatusCode::UNPROCESSABLE_ENTITY, move |office, signed, lang| {
        new_form(office, signed, lang, (&posted, said))
    })
    .await
}

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

/// A party as the mediator follows it up.
#[derive(Serialize, Clone)]
pub struct Follow {
    reference: String,
    name: String,
    state: &'static str,
    how: String,
    code: String,
    mobile: bool,
}

/// A case as its mediator sees it.
#[derive(Serialize)]
pub struct CasePage {
    head: Head,
    stage: &'static str,
    next: String,
    tasks: Vec<(&'static str, Vec<Task>)>,
    done: usize,
    total: usize,
    go: Option<(String, &'static str)>,
    bar: Option<(usize, usize, String)>,
    owes: Vec<Owe>,
    told: Vec<Told>,
    follow: Vec<Follow>,
    asked: Vec<[String; 4]>,
    notice: Option<(String, String, Vec<Item2>)>,
    documents: Vec<[String; 3]>,
}

/// An item of a supplement notice, with the page where it is mended.
#[derive(Serialize, Clone)]
pub struct Item2 {
    part: String,
    defect: String,
    form: String,
    href: String,
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "pages/agency-case.html";

    fn samples() -> Vec<Self> {
        let day = Day::from_date(chrono::NaiveDate::default());
        let head = example_head(day);
        let task = |state| Task { key: "task-parties", href: "/x".to_owned(), detail: "2 方".to_owned(), state, count: 2 };
        let follow = |state| Follow {
            reference: "A".to_owned(),
            name: "高文静".to_owned(),
            state,
            how: String::new(),
            code: "7KQ2-MX9D".to_owned(),
            mobile: true,
        };
        let owe = Owe {
            from: "甲".to_owned(),
            to: "乙".to_owned(),
            sum: "1.00".to_owned(),
            capitals: "壹元整".to_owned(),
            until: "11月30日前付清".to_owned(),
            strip: None,
            sides: Default::default(),
        };
        let full = |stage| Self {
            head: head.clone(),
            stage,
            next: "还差 3 项。".to_owned(),
            tasks: vec![("tasks-write", ["done", "todo", "wrong", "missing", "blocked"].map(task).into())],
            done: 1,
            total: 5,
            go: Some(("/x".to_owned(), "task-terms")),
            bar: Some((26, 30, "9月16日".to_owned())),
            owes: vec![owe.clone()],
            told: vec![Told { when: "今天".to_owned(), text: "改了".to_owned() }],
            follow: ["sent", "opened", "joined"].map(follow).into(),
            asked: vec![["R".to_owned(), "ask-withdraw".to_owned(), "高文静".to_owned(), "不想办了".to_owned()]],
            notice: Some((
                "10月8日".to_owned(),
                String::new(),
                vec![Item2 { part: "terms".to_owned(), defect: "不清".to_owned(), form: "改".to_owned(), href: "/x".to_owned() }],
            )),
            documents: vec![["D".to_owned(), "申请书".to_owned(), "10月8日".to_owned()]],
        };
        let empty = Self {
            tasks: Vec::new(),
            go: None,
            bar: None,
            owes: Vec::new(),
            told: Vec::new(),
            follow: Vec::new(),
            asked: Vec::new(),
            notice: None,
            documents: Vec::new(),
            ..full("filed")
        };
        ["drafting", "joining", "supplementing", "ruled", "declined"].into_iter().map(full).chain([empty]).collect()
    }
}

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
        days: Some(show::days(Lang::Zh, "apply", "民事诉讼法第二百零五条", [day, day, day], day)),
        rail: vec![show::Step { key: "step-draft", state: "now", day: "10月8日止".to_owned() }],
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

fn case_page(office: &Office, signed: &Signed, lang: Lang, id: &crate::domain::id::CaseId) -> crate::office::Result<CasePage> {
    let seen = overview::of(office, &signed.actor, id)?;
    let today = office.today();
    let head = show::head(lang, &seen, today);
    let stage = seen.case.stage.name();
    let editable = matches!(stage, "drafting" | "supplementing");
    let mut tasks = Vec::new();
    let (mut finished, mut total) = (0, 0);
    let mut go = None;
    if editable {
        let state = |part| part_state(lang, &seen, part, &head.id);
        let write: Vec<Task> = ["parties", "facts", "terms"].map(state).into();
        let material: Vec<Task> = ["files", "service"].map(state).into();
        let all: Vec<&Task> = write.iter().chain(&material).collect();
        (finished, total) = (all.iter().filter(|t| t.state == "done").count(), all.len() + 1);
        let open = all.iter().find(|t| t.state == "wrong").or_else(|| all.iter().find(|t| t.state != "done"));
        let last = Task {
            key: if stage == "drafting" { "task-ask" } else { "task-resubmit" },
            href: format!("/agency/cases/{}/check", head.id),
            detail: say(lang, "task-ask-detail", &[]),
            state: if open.is_none() { "todo" } else { "blocked" },
            count: 0,
        };
        go = Some(open.map_or_else(|| (last.href.clone(), last.key), |t| (t.href.clone(), t.key)));
        tasks = vec![("tasks-write", write), ("tasks-material", material), ("tasks-apply", vec![last])];
    }
    let next = say(lang, &format!("next-{stage}"), &[("count", (total - finished.min(total)).to_string())]);
    let apply = seen.clocks.iter().find(|c| c.name == "apply" && c.met_on.is_none() && matches!(stage, "drafting" | "joining"));
    let bar = apply.map(|c| {
        let gone = c.days[0].days_until(today).clamp(0, 60);
        let all = c.days[0].days_until(c.days[2]).clamp(0, 60);
        (usize::try_from(gone).unwrap_or(0), usize::try_from(all).unwrap_or(0), show::short_day(lang, c.days[0]))
    });
    Ok(CasePage {
        stage,
        next,
        tasks,
        done: finished,
        total,
        go,
        bar,
        owes: show::owes(lang, &seen.application, today),
        told: show::timeline(lang, &seen.lines, &seen.application),
        follow: follow(lang, &seen),
        asked: asked(&seen),
        notice: notice(lang, &seen, &head.id),
        documents: documents(lang, &seen),
        head,
    })
}

fn follow(lang: Lang, seen: &Overview) -> Vec<Follow> {
    if !matches!(seen.case.stage.name(), "joining" | "filed" | "declined") {
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
            joined.map(|j| say(lang, &format!("way-{}", j.way), &[("who", j.acted_by.clone()), ("day", show::short_day(lang, j.on))]));
        Follow {
            reference: p.reference.clone(),
            name: p.name().to_owned(),
            state,
            how: how.unwrap_or_default(),
            code: link.map(|l| l.1.clone()).unwrap_or_default(),
            mobile: p.phone.as_deref().is_some_and(crate::domain::identity::phone_is_mobile),
        }
    };
    seen.application.parties.iter().map(one).collect()
}

/// What the parties ask: id, word of the kind, who, in which words.
#[must_use]
pub fn asked(seen: &Overview) -> Vec<[String; 4]> {
    let name = |reference: &str| {
        seen.application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned()).unwrap_or_default()
    };
    let one = |a: &overview::Asked| [a.id.clone(), format!("ask-{}", a.kind.replace('_', "-")), name(&a.party), a.body.clone()];
    seen.requests.iter().map(one).collect()
}

fn notice(lang: Lang, seen: &Overview, id: &str) -> Option<(String, String, Vec<Item2>)> {
    let notice = seen.supplements.iter().rfind(|n| n.answered_on.is_none())?;
    let one = |i: &Item| Item2 {
        part: i.part.clone(),
        defect: i.defect.clone(),
        form: i.form.clone(),
        href: format!("/agency/cases/{id}/{}", if i.part == "service" { "parties" } else { &i.part }),
    };
    Some((show::long_day(lang, notice.due_on), notice.reason_again.clone(), notice.items.iter().map(one).collect()))
}

/// The documents of a case: id, what it is called, its day.
#[must_use]
pub fn documents(lang: Lang, seen: &Overview) -> Vec<[String; 3]> {
    let title = |kind: &str| crate::domain::document::DocumentKind::named(kind).map_or("", |k| k.title()).to_owned();
    seen.documents.iter().map(|d| [d.id.clone(), title(&d.kind), show::short_day(lang, d.issued_on)]).collect()
}

/// `GET /agency/cases/{id}`.
///
/// # Errors
/// 404 for another's case.
pub async fn case(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    staff::page(frame, &state, who.0, move |office, signed, lang| case_page(office, signed, lang, &id)).await
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
    let result = act(&state, move |office| match todo.as_str() {
        "abandon" => joining::abandon(office, &actor, &case, seen).map(|()| "flash-abandoned"),
        "reopen" => drafting::reopen(office, &actor, &case, seen).map(|()| "flash-reopened"),
        "remind" => crate::office::inviting::remind(office, &actor, &case, &party).map(|()| "flash-reminded"),
        "settle" => overview::settle(office, &actor, &case, &party).map(|()| "flash-settled"),
        "resubmit" => supplementing::resubmit(office, &actor, &case, seen).map(|()| "flash-resubmitted"),
        _ => Err(Error::NotFound),
    })
    .await;
    let word = unless_overtaken(&state, &who.0, (&id, &back), &posted, result).await?;
    Ok(done(&back, word))
}
