//! The party's pages, phone first: the way in by case code, and its own case.

use crate::domain::case::{Stage, StageName};
use crate::domain::day::Day;
use crate::domain::identity::masked_name;
use crate::domain::request::RequestKind;
use crate::office::case_overview::{self, Overview};
use crate::office::intake::visit::{self, Visit};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::frame::{Frame, done};
use crate::web::page::problem::Problem;
use crate::web::page::rail::{self, RailStep, Viewer};
use crate::web::page::render::{Page, respond};
use crate::web::party::record;
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

/// What the party can do next.
#[derive(Serialize, Clone)]
pub struct PartyTask {
    /// In a sentence.
    pub text: String,
    /// Where it is done; empty where there is nothing to press.
    pub href: String,
    /// What the button says.
    pub button: String,
}

impl PartyTask {
    /// Something to wait for.
    #[must_use]
    pub fn to_wait(text: String) -> Self {
        Self { text, href: String::new(), button: String::new() }
    }

    /// Something to do.
    #[must_use]
    pub fn to_do(text: String, href: &str, button: String) -> Self {
        Self { text, href: href.to_owned(), button }
    }
}

/// A step of the vertical rail.
#[derive(Serialize, Clone)]
pub struct HomeStep {
    key: &'static str,
    state: &'static str,
    day: String,
    text: String,
}

/// The party's case.
#[derive(Serialize)]
pub struct PartyHomePage {
    title: String,
    number: String,
    kiosk: bool,
    todo: Option<PartyTask>,
    steps: Vec<HomeStep>,
    ruled: bool,
    can_withdraw: bool,
    can_decline: bool,
    asked: Vec<String>,
}

impl Page for PartyHomePage {
    const TEMPLATE: &'static str = "pages/intake/party-home.html";

    fn samples() -> Vec<Self> {
        let step = |state| HomeStep { key: "step-draft", state, day: "10月12日".to_owned(), text: "签了协议。".to_owned() };
        let full = Self {
            title: "法院正在审查协议".to_owned(),
            number: "（2026）浙0499诉前调确136号".to_owned(),
            kiosk: false,
            todo: Some(PartyTask::to_do("看协议".to_owned(), "/my/summary", "开始".to_owned())),
            steps: ["done", "now", "come"].map(step).into(),
            ruled: true,
            can_withdraw: true,
            can_decline: true,
            asked: vec!["ask-withdraw".to_owned()],
        };
        let bare = Self {
            title: "申请已撤回".to_owned(),
            number: String::new(),
            kiosk: true,
            todo: None,
            steps: vec![],
            ruled: false,
            can_withdraw: false,
            can_decline: false,
            asked: vec![],
        };
        vec![full, bare]
    }
}

fn steps(lang: Lang, seen: &Overview, party: &str, today: Day) -> Vec<HomeStep> {
    let one = |step: RailStep| {
        let text = say(lang, &format!("party-{}", step.key), &[("agency", seen.agency.clone())]);
        HomeStep { key: step.key, state: step.state, day: step.day, text }
    };
    rail::of(lang, seen, Viewer::Party(party), today).into_iter().map(one).collect()
}

/// What of a visit is not the case's.
struct VisitNow {
    kiosk: bool,
    today: Day,
    /// What the verification asks of the party.
    verify: Option<PartyTask>,
}

fn home(lang: Lang, visit: &Visit, seen: &Overview, now: VisitNow) -> PartyHomePage {
    let stage = visit.case.stage.name();
    let joined = seen.joinings.iter().any(|j| j.party == visit.link.party);
    let key = match (stage, joined) {
        (StageName::Joining, false) => "party-title-ask",
        (StageName::Joining, true) => "party-title-joined",
        (StageName::Drafting, _) => "party-title-drafting",
        (StageName::Filed, _) => "party-title-filed",
        (StageName::Supplementing, _) => "party-title-supplementing",
        (StageName::Reviewing, _) => "party-title-reviewing",
        (StageName::Proposed, _) => "party-title-proposed",
        _ => "party-title-ended",
    };
    let w = |key: &str| say(lang, key, &[]);
    let outcome = match &visit.case.stage {
        Stage::Ruled(ruled) => Some(ruled.outcome),
        _ => None,
    };
    let todo = match (stage, joined) {
        (StageName::Joining, false) => Some(PartyTask::to_do(w("party-todo-read"), "/my/summary", w("party-todo-read-go"))),
        (StageName::Ruled, _) => Some(PartyTask::to_do(w("party-todo-ruling"), "/my/ruling", w("party-todo-ruling-go"))),
        (StageName::Reviewing, _) => now.verify.or_else(|| Some(PartyTask::to_wait(w("party-todo-verify")))),
        _ => None,
    };
    PartyHomePage {
        title: outcome.map_or_else(|| w(key), |o| w(&format!("party-title-{}", o.name().replace('_', "-")))),
        number: visit.case.stage.number().map(ToString::to_string).unwrap_or_default(),
        kiosk: now.kiosk,
        todo,
        steps: steps(lang, seen, &visit.link.party, now.today),
        ruled: stage == StageName::Ruled,
        can_withdraw: joined
            && matches!(
                stage,
                StageName::Joining | StageName::Filed | StageName::Supplementing | StageName::Reviewing | StageName::Proposed
            ),
        can_decline: !joined && stage == StageName::Joining,
        asked: seen
            .requests
            .iter()
            .filter(|r| r.party == visit.link.party)
            .map(|r| format!("ask-{}", r.kind.name().replace('_', "-")))
            .collect(),
    }
}

/// `GET /my`: where the case stands, and what comes next.
///
/// # Errors
/// The link does not count any more.
pub async fn my(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        let seen = case_overview::of_party(office, &visit.case.id)?;
        let verify = record::todo(office, lang, &visit)?;
        let now = VisitNow { kiosk: party.0.kiosk.is_some(), today: office.today(), verify };
        Ok(home(lang, &visit, &seen, now))
    })
    .await?;
    Ok(respond(&frame, &page))
}

/// Whether the party has joined.
///
/// # Errors
/// [`Error::Fault`].
pub fn joined(office: &Office, visit: &Visit) -> crate::office::Result<bool> {
    Ok(case_overview::joinings(office, &visit.case.id)?.iter().any(|j| j.party == visit.link.party))
}

/// `POST /my/ask`: a request to those who handle the case.
///
/// # Errors
/// Refusals, as a page.
pub async fn ask(state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (kind, body) = (posted.get("kind").to_owned(), posted.get("body").to_owned());
    act(&state, move |office| {
        let kind = RequestKind::named(&kind).filter(|k| matches!(k, RequestKind::Withdraw | RequestKind::Paper | RequestKind::Differs));
        let kind = kind.ok_or(Error::NotFound)?;
        let visit = party.visit(office)?;
        visit::ask(office, &visit, kind, &body)
    })
    .await?;
    Ok(done("/my", "flash-asked-for"))
}

/// A name as somebody who has not proved who they are may see it.
#[must_use]
pub fn masked(name: &str) -> String {
    masked_name(name).replace('*', "＊")
}
