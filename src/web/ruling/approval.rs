//! The judge's pages: cards, one page to decide on, the moment to take it back.

use crate::domain::case::StageName;
use crate::domain::decision::{Decision, ObjectionOrder};
use crate::domain::id::CaseId;
use crate::domain::refusal::Refusal;
use crate::office::case_overview::{self, Overview};
use crate::office::people::appointments;
use crate::office::people::sessions::StaffSession;
use crate::office::review::{panel, recusal};
use crate::office::ruling::{approval, draft};
use crate::office::{Error, Office, worklist};
use crate::web::State;
use crate::web::page::case_parts::{self, DocumentLink, Head};
use crate::web::page::case_row::CaseRow;
use crate::web::page::clock_row::{self, ClockRow};
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::Fact;
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::owe::{self, Owe};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{Page, respond_with};
use crate::web::page::{days, document, file_row};
use crate::web::request::actor::Judge;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::review::checklist::{self, BriefRow};
use crate::web::review::related;
use crate::words::{Lang, bracketed, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// The judge's cards.
#[derive(Serialize)]
pub struct CardsPage {
    state: String,
    cards: Vec<CaseRow>,
    reviewing: Vec<CaseRow>,
    signed: Vec<CaseRow>,
}

impl Page for CardsPage {
    const TEMPLATE: &'static str = "pages/ruling/cards.html";

    fn samples() -> Vec<Self> {
        let row = CaseRow::example();
        let full =
            Self { state: "待签发 1 件。".to_owned(), cards: vec![row.clone()], reviewing: vec![row.clone()], signed: vec![row] };
        vec![full, Self { state: String::new(), cards: vec![], reviewing: vec![], signed: vec![] }]
    }
}

/// `GET /judge`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn cards(frame: Frame, state: Data<State>, who: Judge) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, signed, lang| {
        let today = office.today();
        let me = signed.actor.person.clone().ok_or(Error::NotFound)?;
        let beside = worklist::sitting_beside(office, &me)?;
        let own = |stage: StageName| -> crate::office::Result<Vec<CaseRow>> {
            let mut listed = worklist::list(office, &signed.actor, &[stage])?;
            listed.retain(|l| l.judge.as_ref() == Some(&me) || beside.contains(&l.id));
            listed.sort_by_key(|l| (navigation::due_of(l), l.created_at));
            Ok(listed.iter().map(|l| CaseRow::of(lang, l, today)).collect())
        };
        let (mut cards, reviewing) = (own(StageName::Proposed)?, own(StageName::Reviewing)?);
        // Later rulings wait beside the first ones.
        let later = worklist::with_later_draft(office)?;
        let (waiting, mut signed): (Vec<CaseRow>, Vec<CaseRow>) =
            own(StageName::Ruled)?.into_iter().partition(|row| later.iter().any(|id| id.as_str() == row.id));
        cards.extend(waiting);
        signed.truncate(10);
        let state = say(lang, "judge-state", &[("count", cards.len().to_string()), ("open", reviewing.len().to_string())]);
        Ok(CardsPage { state, cards, reviewing, signed })
    })
    .await
}

/// A verification: when, where, and what was asked and answered.
#[derive(Serialize, Clone)]
pub struct VerificationTold {
    day: String,
    place: String,
    answers: Vec<Fact>,
}

/// A case on one page, beside its ruling.
#[derive(Serialize)]
pub struct BriefPage {
    clocks: Vec<ClockRow>,
    head: Head,
    headline: String,
    grounds: Vec<Fact>,
    owes: Vec<Owe>,
    facts: String,
    clauses: Vec<String>,
    points: Vec<BriefRow>,
    verified: Vec<VerificationTold>,
    files: Vec<file_row::FileRow>,
    clerk: String,
    rev: i32,
    draft: String,
    blocks: Vec<document::BlockRow>,
    own: bool,
    /// Sits beside the presiding judge, and has not approved yet.
    member: bool,
    history: related::Panel,
    beside: Vec<String>,
    waiting: Vec<String>,
    seconds: Option<i64>,
    next: Option<CaseRow>,
    faults: Vec<Said>,
    fields: Vec<Field>,
    document: Option<DocumentLink>,
    reason: String,
}

impl Page for BriefPage {
    const TEMPLATE: &'static str = "pages/ruling/brief.html";

    fn samples() -> Vec<Self> {
        let page = |stage: StageName, seconds: Option<i64>| Self {
            head: case_parts::example_head(crate::domain::day::Day::from_date(chrono::NaiveDate::default())),
            headline: "建议确认。".to_owned(),
            grounds: vec![Fact::new("理由", "内容不明确")],
            owes: Vec::new(),
            facts: "事实。".to_owned(),
            clauses: vec!["一、付款。".to_owned()],
            points: vec![BriefRow { item: "subject", shape: "●", tone: "good", note: "符合".to_owned() }],
            verified: vec![VerificationTold {
                day: "9月29日".to_owned(),
                place: "共享法庭".to_owned(),
                answers: vec![Fact::new("自愿", "是")],
            }],
            files: Vec::new(),
            clerk: "叶知秋".to_owned(),
            rev: 3,
            draft: "abc".to_owned(),
            blocks: vec![document::BlockRow { kind: "text", lines: vec!["一、付款。".to_owned()], clause: 1, seal: None }],
            own: seconds.is_none(),
            member: false,
            history: related::Panel::default(),
            beside: Vec::new(),
            waiting: Vec::new(),
            seconds,
            next: seconds.map(|_| CaseRow::example()),
            faults: Vec::new(),
            fields: vec![Field::new("code", "code", "动态验证码".to_owned())],
            document: (stage == StageName::Ruled).then(|| DocumentLink::example("裁定书")),
            reason: String::new(),
            clocks: vec![ClockRow::example(false)],
        };
        let bare = Self { blocks: vec![], fields: vec![], verified: vec![], ..page(StageName::Reviewing, None) };
        let beside = || vec!["闻人月".to_owned(), "尉迟敬".to_owned()];
        let panel = Self { history: related::Panel::example(), beside: beside(), waiting: beside(), ..page(StageName::Proposed, None) };
        let member = Self { own: false, member: true, beside: beside(), waiting: beside(), ..page(StageName::Proposed, None) };
        vec![panel, member, page(StageName::Proposed, None), page(StageName::Proposed, Some(42)), page(StageName::Ruled, None), bare]
    }
}

/// Why the draft is sent back, as typed so far, and what is wrong with it.
struct TypedReason {
    reason: String,
    said: Option<Said>,
}

fn brief(
    office: &Office,
    signed: &StaffSession,
    lang: Lang,
    id: &CaseId,
    TypedReason { reason, said }: TypedReason,
) -> crate::office::Result<BriefPage> {
    let seen = case_overview::of(office, &signed.actor, id)?;
    case_overview::note_reading(office, &signed.actor, id, "case")?;
    let head = case_parts::head(lang, &seen, office.today());
    let me = signed.actor.person.as_ref();
    let before = seen.case.stage.standing();
    let standing = match before {
        Some(_) => Some(draft::standing(office, &seen.case)?),
        None => None,
    };
    let seconds = before.and_then(|s| s.approval.as_ref()).map(|a| (a.until.unix() - office.now().unix()).max(0));
    let mut next = worklist::list(office, &signed.actor, &[StageName::Proposed])?;
    next.retain(|l| l.id != *id && l.judge.as_ref() == me);
    next.sort_by_key(|l| (navigation::due_of(l), l.created_at));
    let owes = owe::owes(lang, &seen.application, office.today());
    let sits = panel::sitting(office, &signed.actor, id)?;
    let number = |i: usize| crate::domain::day::below_hundred(u32::try_from(i + 1).unwrap_or(0));
    let clerk = match standing.as_ref().map(|(row, _)| row.proposed_by.clone()) {
        Some(person) => appointments::name_of(office, &person)?,
        None => String::new(),
    };
    let code = Field::new("code", "code", say(lang, "field-code", &[])).hint(say(lang, "judge-code-hint", &[])).wrong(said.clone());
    Ok(BriefPage {
        headline: match &standing {
            Some((_, draft)) if draft.facts.decision != Decision::Confirm => suggested(lang, &draft.facts.decision),
            Some(_) => say(lang, "judge-suggest", &[("what", headline(lang, &seen, &owes))]),
            None => headline(lang, &seen, &owes),
        },
        grounds: standing.as_ref().map(|(_, draft)| grounds(lang, &draft.facts.decision, office.today())).unwrap_or_default(),
        facts: seen.application.facts.clone().unwrap_or_default(),
        clauses: seen
            .application
            .terms
            .iter()
            .enumerate()
            .map(|(i, t)| format!("{}、{}", number(i), t.text.as_deref().unwrap_or("")))
            .collect(),
        points: seen.points.iter().map(|p| checklist::brief_row(lang, p)).collect(),
        verified: verified(lang, &seen),
        files: seen.files.iter().map(|f| file_row::shown(lang, f, &seen.application)).collect(),
        clerk,
        rev: standing.as_ref().map_or(0, |(row, _)| row.rev),
        draft: standing.as_ref().map(|(row, _)| row.sha256.clone()).unwrap_or_default(),
        blocks: standing.as_ref().map(|(_, draft)| document::of(&approval::preview(draft))).unwrap_or_default(),
        own: seen.case.judge.as_ref() == me,
        member: sits.asked && before.is_some_and(|s| s.approval.is_none()),
        history: related::panel(office, lang, &seen)?,
        beside: sits.beside,
        waiting: sits.waiting,
        seconds,
        next: next.first().map(|l| CaseRow::of(lang, l, office.today())),
        faults: said.into_iter().collect(),
        fields: vec![code],
        document: ruling(lang, &seen),
        reason,
        clocks: clock_row::clocks(lang, &seen, office.today()),
        owes,
        head,
    })
}

/// The newest ruling of a case, as the page shows it.
fn ruling(lang: Lang, seen: &Overview) -> Option<DocumentLink> {
    let newest = seen.documents.iter().rfind(|d| d.log_index.is_some())?;
    case_parts::documents(lang, seen).into_iter().find(|d| d.id == newest.id)
}

fn suggested(lang: Lang, decision: &Decision) -> String {
    let outcome = say(lang, &format!("outcome-{}", decision.result().replace('_', "-")), &[]);
    say(lang, "judge-suggest-other", &[("outcome", outcome)])
}

/// What a ruling that does not confirm rests on, line by line.
fn grounds(lang: Lang, decision: &Decision, today: crate::domain::day::Day) -> Vec<Fact> {
    let line = |key: &str, text: String| Fact::new(say(lang, key, &[]), text);
    match decision {
        Decision::Confirm => Vec::new(),
        Decision::Dismiss { ground, reason } | Decision::NotAccept { ground, reason, .. } => {
            let name = say(lang, &format!("ground-{}", ground.name().replace('_', "-")), &[]);
            let mut list =
                vec![line("ruling-ground", name + &bracketed(lang, &ground.article(today))), line("ruling-reason", reason.clone())];
            if let Decision::NotAccept { remedy, .. } = decision {
                list.push(line("ruling-remedy", remedy.clone()));
            }
            list
        }
        Decision::PermitWithdrawal { by, on, reason } => vec![
            line("ruling-withdrawn-by", by.clone()),
            line("ruling-withdrawn-on", days::long_day(lang, *on)),
            line("ruling-withdrawal-reason", reason.clone()),
        ],
        Decision::DeemWithdrawn(omission) => vec![
            line("ruling-omitted-by", omission.who.clone()),
            line("ruling-duty", say(lang, &format!("duty-{}", omission.duty.name()), &[])),
            line("ruling-ordered-on", days::long_day(lang, omission.ordered_on)),
            line("ruling-served-on", days::long_day(lang, omission.served_on)),
            line("ruling-until", days::long_day(lang, omission.until)),
        ],
        Decision::Terminate { dispute } => vec![line("ruling-dispute", dispute.clone())],
        Decision::Correct { errata, .. } => {
            errata.iter().map(|[wrong, right]| line("later-erratum", format!("“{wrong}” → “{right}”"))).collect()
        }
        Decision::DecideObjection(decided) => {
            let mut list = vec![
                line("object-by", decided.by.clone()),
                line("object-filed", days::long_day(lang, decided.on)),
                line("object-grounds", decided.grounds.clone()),
                line("later-findings", decided.findings.clone()),
            ];
            if let ObjectionOrder::Alter { operative } = &decided.order {
                list.push(line("later-operative", operative.clone()));
            }
            list
        }
    }
}

fn headline(lang: Lang, seen: &Overview, owes: &[Owe]) -> String {
    let args = |first: &Owe| {
        let (from, to) = (first.from.clone(), first.to.clone());
        [("from", from), ("to", to), ("sum", owe::total(owes)), ("count", owes.len().to_string())]
    };
    match owes {
        [owe] => say(lang, "judge-headline", &args(owe)),
        [first, rest @ ..] if rest.iter().all(|o| o.sides == first.sides) => say(lang, "judge-headline-parts", &args(first)),
        [first, ..] => say(lang, "judge-headline-many", &args(first)),
        [] => say(lang, "judge-headline-acts", &[("count", seen.application.terms.len().to_string())]),
    }
}

fn verified(lang: Lang, seen: &Overview) -> Vec<VerificationTold> {
    let answers = |record: &serde_json::Value| {
        let list = record["answers"].as_array().into_iter().flatten();
        list.filter_map(|pair| {
            let (question, answer) = (pair[0].as_str()?, pair[1].as_str()?);
            Some(Fact::new(say(lang, &format!("verify-{}", question.replace('_', "-")), &[]), answer))
        })
        .collect()
    };
    seen.verifications
        .iter()
        .map(|v| VerificationTold { day: days::long_day(lang, v.on), place: v.place.clone(), answers: answers(&v.said) })
        .collect()
}

async fn brief_page(frame: Frame, state: &State, who: Judge, id: CaseId, kept: TypedReason) -> Result<HttpResponse, Problem> {
    let status = if kept.said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut frame = frame;
    frame.sign(&who.0);
    let lang = frame.lang;
    let page = act(state, move |office| brief(office, &who.0, lang, &id, kept)).await?;
    Ok(respond_with(&frame, &page, status))
}

/// `GET /judge/cases/{id}`.
///
/// # Errors
/// 404.
pub async fn case(frame: Frame, state: Data<State>, who: Judge, id: Path<String>) -> Result<HttpResponse, Problem> {
    brief_page(frame, &state, who, case_id(&id)?, TypedReason { reason: String::new(), said: None }).await
}

/// `POST /judge/cases/{id}`: approve with a fresh code, send back with a reason, take back, recuse oneself.
///
/// # Errors
/// What is no refusal of the code or the reason.
pub async fn decide(frame: Frame, state: Data<State>, who: Judge, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let back = format!("/judge/cases/{id}");
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let [todo, code, reason, draft] = ["do", "code", "reason", "draft"].map(|f| posted.get(f).to_owned());
    let why = reason.clone();
    let result = act(&state, move |office| match todo.as_str() {
        "approve" => approval::approve(office, &actor, &case, seen, &draft, &code).map(|()| "flash-approved"),
        "concur" => approval::concur(office, &actor, &case, seen, &draft, &code).map(|()| "flash-concurred"),
        "send_back" => approval::send_back(office, &actor, &case, seen, &why).map(|()| "flash-sent-back"),
        "take_back" => approval::take_back(office, &actor, &case, seen).map(|()| "flash-taken-back"),
        "recuse" => recusal::recuse(office, &actor, &case, &why).map(|()| "flash-recused"),
        _ => Err(Error::NotFound),
    })
    .await;
    match unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &back }, result).await {
        Ok("flash-sent-back") => Ok(done("/judge", "flash-sent-back")),
        Ok(word) => Ok(done(&back, word)),
        Err(problem) => {
            let refusal = refusal(problem)?;
            let at = if matches!(refusal, Refusal::SecondFactor) { "code" } else { "reason" };
            let said = refused(frame.lang, &refusal, at);
            brief_page(frame, &state, who, id, TypedReason { reason, said: Some(said) }).await
        }
    }
}
