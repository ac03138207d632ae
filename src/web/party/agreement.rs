//! The agreement from one party's side: in brief, and its text.

use crate::domain::application::{Application, Term, TermKind};
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::money::Fen;
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::owe::{self, Owe};
use crate::web::page::problem::Problem;
use crate::web::page::render::{Page, respond};
use crate::web::page::{days, document};
use crate::web::party::home::joined;
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

/// One thing somebody has to do.
#[derive(Serialize, Clone)]
pub struct DutyLine {
    /// It is the party's own.
    pub you: bool,
    /// Until when.
    pub day: String,
    /// Weekday and before.
    pub weekday: String,
    /// What.
    pub text: String,
    #[serde(skip)]
    pub(crate) on: Option<Day>,
}

/// A payment, from one party's side.
#[derive(Serialize, Clone)]
pub struct OwnOwe {
    /// Who owes whom.
    pub owe: Owe,
    /// `from` or `to` where the party stands on it; else empty.
    pub side: &'static str,
}

/// What the agreement says, from one party's side.
#[derive(Serialize, Clone)]
pub struct AgreementTold {
    /// In one sentence.
    pub headline: String,
    /// Who owes whom.
    pub owes: Vec<OwnOwe>,
    /// What you do, what the other does.
    pub duties: Vec<DutyLine>,
    /// How many terms there are.
    pub terms: usize,
    /// What follows a breach, as the agreement words it.
    pub breach: Vec<String>,
}

/// The agreement from one party's side.
#[must_use]
pub fn told(lang: Lang, application: &Application, own: &str, today: Day) -> AgreementTold {
    let side = |o: &Owe| match (o.sides[0] == own, o.sides[1] == own) {
        (true, _) => "from",
        (_, true) => "to",
        _ => "",
    };
    let own_owe = |owe: Owe| OwnOwe { side: side(&owe), owe };
    let owes: Vec<OwnOwe> = owe::owes(lang, application, today).into_iter().map(own_owe).collect();
    let mut duties: Vec<DutyLine> = application.terms.iter().flat_map(|t| duties_of(lang, t, own)).collect();
    duties.sort_by_key(|d| d.on);
    let headline = headline(lang, &owes, &duties);
    let breach = application.terms.iter().filter(|t| t.kind == Some(TermKind::Default)).filter_map(|t| t.text.clone()).collect();
    AgreementTold { headline, owes, duties, terms: application.terms.len(), breach }
}

fn duties_of(lang: Lang, term: &Term, own: &str) -> Vec<DutyLine> {
    let you = term.obligor.as_deref() == Some(own);
    let toward = term.obligee.as_deref() == Some(own);
    let one = |day: Option<Day>, text: String| DutyLine {
        you,
        day: day.map(|d| days::short_day(lang, d)).unwrap_or_default(),
        weekday: day
            .map(|d| say(lang, "before-weekday", &[("weekday", say(lang, &format!("weekday-{}", d.date().format("%u")), &[]))]))
            .unwrap_or_default(),
        text,
        on: day,
    };
    let pay = |sum: Fen| {
        let key = if you {
            "duty-you-pay"
        } else if toward {
            "duty-pays-you"
        } else {
            "duty-pays"
        };
        say(lang, key, &[("sum", sum.with_commas().trim_end_matches(".00").to_owned())])
    };
    match term.kind {
        Some(TermKind::Payment) if term.instalments.is_empty() => term.amount.map(|a| one(term.due_on, pay(a))).into_iter().collect(),
        Some(TermKind::Payment) => term.instalments.iter().filter_map(|i| Some(one(i.due_on, pay(i.amount?)))).collect(),
        Some(TermKind::Act) => vec![one(term.due_on, term.text.clone().unwrap_or_default())],
        _ => Vec::new(),
    }
}

fn headline(lang: Lang, owes: &[OwnOwe], duties: &[DutyLine]) -> String {
    let on = |side: &str| owes.iter().filter(|o| o.side == side).map(|o| &o.owe).collect::<Vec<&Owe>>();
    let (pays, gets) = (on("from"), on("to"));
    let total = |list: &[&Owe]| owe::total(list.iter().copied()).trim_end_matches(".00").to_owned();
    let one = |key, owe: &Owe| say(lang, key, &[("sum", total(&[owe])), ("until", owe.until.clone())]);
    let many = |key, list: &[&Owe]| say(lang, key, &[("sum", total(list)), ("count", list.len().to_string())]);
    match (pays.as_slice(), gets.as_slice()) {
        ([owe], []) => one("headline-pay", owe),
        ([], [owe]) => one("headline-paid", owe),
        ([_, ..], []) => many("headline-pay-all", &pays),
        ([], [_, ..]) => many("headline-paid-all", &gets),
        ([_, ..], [_, ..]) => say(lang, "headline-both", &[("pays", total(&pays)), ("gets", total(&gets))]),
        ([], []) => say(lang, "headline-duties", &[("count", duties.iter().filter(|d| d.you).count().to_string())]),
    }
}

/// What the agreement says, before its text.
#[derive(Serialize)]
pub struct SummaryPage {
    name: String,
    told: AgreementTold,
    open: bool,
}

impl Page for SummaryPage {
    const TEMPLATE: &'static str = "pages/intake/summary.html";

    fn samples() -> Vec<Self> {
        let owe = Owe {
            from: "示范县佳和门窗有限公司".to_owned(),
            to: "陈桂芳".to_owned(),
            sum: "18,600.00".to_owned(),
            fen: 1_860_000,
            capitals: "壹万捌仟陆佰元整".to_owned(),
            until: "最后一次12月25日前".to_owned(),
            strip: None,
            sides: Default::default(),
        };
        let duty =
            |you| DutyLine { you, day: "11月6日".to_owned(), weekday: "周五前".to_owned(), text: "拆门窗。".to_owned(), on: None };
        let page = |side: &'static str| Self {
            name: "陈桂芳".to_owned(),
            told: AgreementTold {
                headline: "对方退给你 18,600 元。".to_owned(),
                owes: vec![OwnOwe { owe: owe.clone(), side }],
                duties: vec![duty(true), duty(false)],
                terms: 4,
                breach: vec!["加利息。".to_owned()],
            },
            open: side == "to",
        };
        let bare = Self {
            name: String::new(),
            told: AgreementTold {
                headline: "协议里没有要付的钱。".to_owned(), owes: vec![], duties: vec![], terms: 0, breach: vec![]
            },
            open: false,
        };
        vec![page("to"), page("from"), page(""), bare]
    }
}

/// `GET /my/summary`.
///
/// # Errors
/// The link does not count any more.
pub async fn summary(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        let joined = joined(office, &visit)?;
        Ok(SummaryPage {
            name: visit.party().name().to_owned(),
            told: told(lang, &visit.application, &visit.link.party, office.today()),
            open: visit.case.stage.name() == StageName::Joining && !joined,
        })
    })
    .await?;
    Ok(respond(&frame, &page))
}

/// A party as the agreement names it.
#[derive(Serialize, Clone)]
pub struct SideRow {
    side: String,
    name: String,
    you: bool,
}

/// The agreement's text.
#[derive(Serialize)]
pub struct TextPage {
    parties: Vec<SideRow>,
    facts: String,
    terms: Vec<String>,
    blocks: Vec<document::BlockRow>,
    open: bool,
}

impl Page for TextPage {
    const TEMPLATE: &'static str = "pages/intake/text.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            parties: vec![
                SideRow { side: "甲方".to_owned(), name: "陈桂芳".to_owned(), you: true },
                SideRow { side: "乙方".to_owned(), name: "示范县佳和门窗有限公司".to_owned(), you: false },
            ],
            facts: "事实。".to_owned(),
            terms: vec!["一、付款。".to_owned()],
            blocks: Vec::new(),
            open: true,
        };
        vec![full, Self { parties: vec![], facts: String::new(), terms: vec![], blocks: vec![], open: false }]
    }
}

/// `GET /my/agreement`.
///
/// # Errors
/// The link does not count any more.
pub async fn agreement(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        let number = |i: usize| crate::domain::day::below_hundred(u32::try_from(i + 1).unwrap_or(0));
        let open = visit.case.stage.name() == StageName::Joining && !joined(office, &visit)?;
        let parties = visit.application.parties.iter().enumerate();
        Ok(TextPage {
            parties: parties
                .map(|(i, p)| SideRow { side: crate::domain::wording::side(i), name: p.name().to_owned(), you: i == visit.index })
                .collect(),
            facts: visit.application.facts.clone().unwrap_or_default(),
            terms: visit
                .application
                .terms
                .iter()
                .enumerate()
                .map(|(i, t)| format!("{}、{}", number(i), t.text.as_deref().unwrap_or("")))
                .collect(),
            blocks: Vec::new(),
            open,
        })
    })
    .await?;
    Ok(respond(&frame, &page))
}
