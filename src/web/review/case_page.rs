//! A case in review: the agreement beside the checklist, and what can be done next.

use crate::domain::actor::Role;
use crate::domain::case::{Stage, StageName};
use crate::domain::id::PersonId;
use crate::domain::meeting::MeetingWay;
use crate::domain::refusal::Refusal;
use crate::office::case_overview::{self, Overview};
use crate::office::people::appointments;
use crate::office::people::sessions::StaffSession;
use crate::office::review::{acceptance, assignment, checklist, meeting, panel, record, recusal, requests};
use crate::office::ruling::{approval, objection};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::case_parts::{self, DocumentLink, Head, RequestRow, asked, documents};
use crate::web::page::clock_row::{self, ClockRow};
use crate::web::page::days;
use crate::web::page::field::Choice;
use crate::web::page::file_row::{FileRow, shown};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::{Fact, PersonLink};
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::page::timeline::{self, TimelineEntry};
use crate::web::request::actor::Studio;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::review::checklist::{ReviewRow, marks, point};
use crate::web::review::{queue, related};
use crate::web::service::recording;
use crate::words::{Lang, bracketed, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// `POST /studio/cases/{id}`: what the buttons of the case do.
///
/// # Errors
/// Refusals, as a page.
pub async fn act_on(state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let back = format!("/studio/cases/{id}");
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let me = actor.person.clone().ok_or(Problem::Office(Error::NotFound))?;
    let fields: Vec<(String, String)> = posted.fields.clone();
    let result = act(&state, move |office| {
        let get = |name: &str| fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
        let holder = Some(get("holder")).filter(|h| !h.is_empty());
        match get("do") {
            "claim" => assignment::assign(office, &actor, &case, holder, &me).map(|()| "flash-claimed"),
            "assign" => {
                let to = PersonId::parse(get("to")).ok_or(Error::NotFound)?;
                assignment::assign(office, &actor, &case, holder, &to).map(|()| "flash-assigned")
            }
            "recuse" => recusal::recuse(office, &actor, &case, get("reason")).map(|()| "flash-recused"),
            "settle" => requests::settle(office, &actor, &case, get("party")).map(|()| "flash-settled"),
            "mark" => {
                let marks = marks(office, &actor, &case, &fields)?;
                checklist::mark(office, &actor, &case, &marks).map(|()| "flash-marked")
            }
            "accept" => {
                let judge = PersonId::parse(get("judge")).ok_or(Refusal::NotInOffice { name: String::new() })?;
                acceptance::accept(office, &actor, &case, seen, &judge).map(|_| "flash-accepted")
            }
            "propose" => {
                let assistant = Some(get("assistant")).filter(|a| !a.is_empty());
                approval::propose(office, &actor, &case, seen, assistant).map(|_| "flash-proposed")
            }
            _ => Err(Error::NotFound),
        }
    })
    .await;
    let word = unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &back }, result).await?;
    Ok(done(&back, word))
}

/// A clause of the agreement, with what was found in it.
#[derive(Serialize, Clone)]
pub struct Clause {
    number: usize,
    text: String,
    tone: String,
}

/// How many points are met, not met, and open.
#[derive(Serialize, Clone, Copy)]
pub struct Met {
    pass: usize,
    fail: usize,
    open: usize,
}

/// When and where the verification was held.
#[derive(Serialize, Clone)]
pub struct HeldVerification {
    day: String,
    place: String,
}

/// The newest call: when, where and how, and what each party answered where consent was asked.
#[derive(Serialize, Clone)]
pub struct CallTold {
    when: String,
    answers: Vec<Fact>,
}

/// An objection to the ruling.
#[derive(Serialize, Clone)]
pub struct ObjectionLine {
    id: String,
    number: String,
    name: String,
    day: String,
    /// What came of it; empty while it is open.
    result: String,
}

/// What the page shows and offers at a stage, and to whom.
#[derive(Serialize, Clone, Copy)]
pub struct Offered {
    /// The points are marked.
    mark: bool,
    /// Verification and calls are shown.
    verification: bool,
    /// The parties are called and verified.
    verify: bool,
    /// Service is shown.
    service: bool,
    /// Service is recorded.
    serve: bool,
    /// There is a ruling: performance and objections are shown.
    ruled: bool,
    /// The file is handed out.
    archive: bool,
    /// An objection is entered.
    object: bool,
    /// An objection is decided, a ruling corrected.
    alter: bool,
    /// The period is extended.
    extend: bool,
    /// A panel is composed.
    panel: bool,
    /// Only another ruling than a confirmation.
    rule_otherwise: bool,
    /// The application is accepted.
    accept: bool,
    /// A confirmation is proposed.
    propose: bool,
}

impl Offered {
    fn at(stage: StageName, role: Role, later: bool) -> Self {
        let clerk = role == Role::Clerk;
        let reviewing = stage == StageName::Reviewing;
        let ruled = stage == StageName::Ruled;
        let under_review = reviewing || stage == StageName::Proposed;
        Self {
            mark: matches!(stage, StageName::Filed | StageName::Reviewing),
            verification: under_review || ruled,
            verify: clerk && reviewing,
            service: under_review || ruled || stage == StageName::Supplementing,
            serve: clerk,
            ruled,
            archive: clerk && !StageName::BEFORE_FILING.contains(&stage),
            object: clerk && ruled,
            alter: clerk && ruled && !later,
            extend: clerk && under_review,
            panel: clerk && (reviewing || ruled && !later),
            rule_otherwise: clerk && stage == StageName::Supplementing,
            accept: clerk && stage == StageName::Filed,
            propose: clerk && reviewing,
        }
    }
}

/// A case in review.
#[derive(Serialize)]
pub struct ReviewPage {
    clocks: Vec<ClockRow>,
    head: Head,
    offered: Offered,
    holder: Option<PersonLink>,
    own: bool,
    people: Vec<Choice>,
    judges: Vec<Choice>,
    parties: Vec<Fact>,
    facts: String,
    clauses: Vec<Clause>,
    concluded: String,
    files: Vec<FileRow>,
    points: Vec<ReviewRow>,
    met: Met,
    verified: Option<HeldVerification>,
    asked: Vec<RequestRow>,
    told: Vec<TimelineEntry>,
    documents: Vec<DocumentLink>,
    sent_back: Option<String>,
    served: Vec<recording::ServiceRow>,
    ready: bool,
    overdue: String,
    called: Option<CallTold>,
    unsigned: Vec<String>,
    objections: Vec<ObjectionLine>,
    later: bool,
    beside: Vec<String>,
    history: related::Panel,
}

impl Page for ReviewPage {
    const TEMPLATE: &'static str = "pages/review/case.html";

    fn samples() -> Vec<Self> {
        let head = case_parts::example_head(crate::domain::day::Day::from_date(chrono::NaiveDate::default()));
        let choice = Choice { value: "P".to_owned(), label: "江明理".to_owned(), hint: String::new() };
        let page = |stage: StageName, own: bool| Self {
            head: head.clone(),
            offered: Offered::at(stage, Role::Clerk, own && stage == StageName::Ruled),
            holder: own.then(|| PersonLink { id: "P".to_owned(), name: "叶知秋".to_owned() }),
            own,
            people: vec![choice.clone()],
            judges: vec![choice.clone()],
            parties: vec![Fact::new("甲方", "韩志远")],
            facts: "事实。".to_owned(),
            clauses: vec![Clause { number: 1, text: "一、付款。".to_owned(), tone: "bad".to_owned() }],
            concluded: "9月18日".to_owned(),
            files: Vec::new(),
            points: vec![ReviewRow::example("pass"), ReviewRow::example("fail"), ReviewRow::example("open")],
            met: Met { pass: 1, fail: 1, open: 1 },
            verified: own.then(|| HeldVerification { day: "10月15日".to_owned(), place: "青禾共享法庭".to_owned() }),
            asked: vec![RequestRow {
                may_permit: matches!(stage, StageName::Filed | StageName::Reviewing | StageName::Supplementing),
                ..RequestRow::example("韩志远", "")
            }],
            told: Vec::new(),
            documents: vec![DocumentLink::example("申请书")],
            sent_back: own.then(|| "金额不对".to_owned()),
            served: vec![recording::ServiceRow::example("10月23日"), recording::ServiceRow::example("")],
            ready: own,
            called: own.then(|| {
                let answers = vec![Fact::new("韩志远", "同意"), Fact::new("示范县宏顺装饰有限公司", "还没有回答")];
                CallTold { when: "10月15日 09:30，在线".to_owned(), answers }
            }),
            unsigned: if own { vec!["韩志远".to_owned()] } else { Vec::new() },
            objections: if stage == StageName::Ruled {
                let one = |result: &str| ObjectionLine {
                    id: "O".to_owned(),
                    number: "（2026）浙0499民特监1号".to_owned(),
                    name: "许丽华".to_owned(),
                    day: "10月30日".to_owned(),
                    result: result.to_owned(),
                };
                vec![one(""), one("异议已驳回")]
            } else {
                Vec::new()
            },
            later: own && stage == StageName::Ruled,
            history: if own { related::Panel::example() } else { related::Panel::default() },
            beside: if own { vec!["闻人月".to_owned(), "尉迟敬".to_owned()] } else { Vec::new() },
            clocks: if own { vec![ClockRow::example(true), ClockRow::example(false)] } else { Vec::new() },
            overdue: if own && stage == StageName::Supplementing { "10月1日".to_owned() } else { String::new() },
        };
        [StageName::Filed, StageName::Reviewing, StageName::Proposed, StageName::Ruled, StageName::Supplementing, StageName::Joining]
            .into_iter()
            .flat_map(|s| [page(s, true), page(s, false)])
            .collect()
    }
}

fn clauses(seen: &Overview) -> Vec<Clause> {
    let number = |i: usize| crate::domain::day::below_hundred(u32::try_from(i + 1).unwrap_or(0));
    let one = |(i, t): (usize, &crate::domain::application::Term)| {
        let below = format!("/terms/{i}");
        let own = seen.found.iter().find(|f| f.at == below || f.at.starts_with(&format!("{below}/")));
        Clause {
            number: i + 1,
            text: format!("{}、{}", number(i), t.text.as_deref().unwrap_or("")),
            tone: own
                .map_or(String::new(), |f| if f.severity == crate::domain::finding::Severity::Refuse { "bad" } else { "warn" }.to_owned()),
        }
    };
    seen.application.terms.iter().enumerate().map(one).collect()
}

fn build(office: &Office, signed: &StaffSession, lang: Lang, id: &crate::domain::id::CaseId) -> crate::office::Result<ReviewPage> {
    let seen = case_overview::of(office, &signed.actor, id)?;
    case_overview::note_reading(office, &signed.actor, id, "case")?;
    let head = case_parts::head(lang, &seen, office.today());
    let points: Vec<ReviewRow> = seen.points.iter().map(|p| point(lang, p)).collect();
    let count = |mark: &str| points.iter().filter(|p| p.mark == mark).count();
    let judges = appointments::in_role(office, crate::domain::actor::Role::Judge)?;
    let choice = |(id, name): (crate::domain::id::PersonId, String)| Choice { value: id.to_string(), label: name, hint: String::new() };
    let own = seen.assigned.as_ref().is_some_and(|(p, _)| signed.actor.person.as_ref().is_some_and(|me| me.as_str() == p));
    let later = matches!(&seen.case.stage, Stage::Ruled(ruled) if ruled.later.is_some());
    let verified = seen.verifications.last().map(|v| HeldVerification { day: days::short_day(lang, v.on), place: v.place.clone() });
    let is_verified = matches!(&seen.case.stage, Stage::Reviewing(r) if r.verified);
    let parties = seen.application.parties.iter().enumerate();
    // 民诉法解释第三百五十七条: "may", so it is shown to a person and never done by itself.
    let clerk = signed.actor.role == Role::Clerk;
    let missed = seen.supplements.iter().rfind(|n| n.answered_on.is_none()).filter(|n| clerk && n.due_on < office.today());
    Ok(ReviewPage {
        called: called(office, lang, &seen)?,
        history: related::panel(office, lang, &seen)?,
        beside: panel::sitting(office, &signed.actor, id)?.beside,
        unsigned: unsigned(office, &seen)?,
        objections: objections(office, lang, id)?,
        later,
        clocks: clock_row::clocks(lang, &seen, office.today()),
        overdue: missed.map(|n| days::long_day(lang, n.due_on)).unwrap_or_default(),
        offered: Offered::at(seen.case.stage.name(), signed.actor.role, later),
        holder: seen.assigned.clone().map(|(id, name)| PersonLink { id, name }),
        own,
        people: queue::people(office)?.into_iter().map(choice).collect(),
        judges: judges.into_iter().map(choice).collect(),
        parties: parties.map(|(i, p)| Fact::new(crate::domain::wording::side(i), particulars(p))).collect(),
        facts: seen.application.facts.clone().unwrap_or_default(),
        clauses: clauses(&seen),
        concluded: seen.application.mediation.concluded_on.map(|d| days::long_day(lang, d)).unwrap_or_default(),
        files: seen.files.iter().map(|f| shown(lang, f, &seen.application)).collect(),
        met: Met { pass: count("pass"), fail: count("fail"), open: count("open") },
        points,
        ready: is_verified,
        verified,
        asked: asked(&seen, signed.actor.role),
        told: timeline::timeline(lang, &seen.lines, &seen.application),
        documents: documents(lang, &seen),
        sent_back: seen.sent_back.clone(),
        served: recording::rows(lang, &seen, office.today()),
        head,
    })
}

fn called(office: &Office, lang: Lang, seen: &Overview) -> crate::office::Result<Option<CallTold>> {
    let Some(called) = meeting::newest(office, &seen.case.id)? else { return Ok(None) };
    let way = say(lang, &format!("call-{}", called.call.way.name().replace('_', "-")), &[]);
    let when = format!("{} {} {}{}", days::short_day(lang, called.call.on), called.call.at, called.call.place, bracketed(lang, &way));
    let answer = |reference: &str| match called.answers.iter().find(|a| a.party == reference).map(|a| a.agrees) {
        Some(true) => say(lang, "call-agrees", &[]),
        Some(false) => say(lang, "call-objects", &[]),
        None => say(lang, "call-silent", &[]),
    };
    let parties = seen.application.parties.iter().filter(|_| called.call.way != MeetingWay::InPerson);
    Ok(Some(CallTold { when, answers: parties.map(|p| Fact::new(p.name(), answer(&p.reference))).collect() }))
}

/// Who has not signed the newest record.
fn unsigned(office: &Office, seen: &Overview) -> crate::office::Result<Vec<String>> {
    let open = record::open_signatures(office, &seen.case.id, &seen.application)?;
    let open = open.map(|(_, open)| open).unwrap_or_default();
    Ok(seen.application.parties.iter().filter(|p| open.contains(&p.reference)).map(|p| p.name().to_owned()).collect())
}

fn objections(office: &Office, lang: Lang, id: &crate::domain::id::CaseId) -> crate::office::Result<Vec<ObjectionLine>> {
    let row = |o: objection::OpenedObjection| {
        let result = match o.row.result.as_str() {
            "" => String::new(),
            result => say(lang, &format!("outcome-{}", result.replace('_', "-")), &[]),
        };
        ObjectionLine { number: o.row.number.to_string(), name: o.name, day: days::short_day(lang, o.row.filed_on), result, id: o.row.id }
    };
    Ok(objection::of_case(office, id)?.into_iter().map(row).collect())
}

/// A party as the review shows it: its number masked.
#[must_use]
pub fn particulars(party: &crate::domain::application::Party) -> String {
    let number = party.id_number.as_deref().unwrap_or("");
    let chars: Vec<char> = number.chars().collect();
    let masked: String = chars.iter().enumerate().map(|(i, c)| if i < 6 || i + 4 >= chars.len() { *c } else { '*' }).collect();
    let mut text = party.name().to_owned();
    let born = party.born_on.map(|d| format!("{}出生", d.written()));
    for part in [party.sex.clone(), born, Some(masked).filter(|m| !m.is_empty()), party.domicile.clone()].into_iter().flatten() {
        text.push('，');
        text.push_str(&part);
    }
    if let Some(person) = party.representative.as_ref().and_then(|r| r.name.as_ref()) {
        text.push_str(&format!("，负责人{person}"));
    }
    text
}

/// `GET /studio/cases/{id}`.
///
/// # Errors
/// 404.
pub async fn case(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    navigation::page(frame, &state, who.0, move |office, signed, lang| build(office, signed, lang, &id)).await
}
