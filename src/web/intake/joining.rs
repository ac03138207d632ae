//! The mediator's last steps: look everything over, declare, ask the parties; kiosk and paper for those without a
//! telephone; hand a supplement in.

use crate::domain::act::ActName;
use crate::domain::application::UNDERTAKINGS;
use crate::domain::case::StageName;
use crate::domain::finding::Severity;
use crate::domain::joining::JoiningWay;
use crate::domain::refusal::Refusal;
use crate::office::intake::invitation;
use crate::office::intake::joining::{Joins, join};
use crate::office::intake::writing;
use crate::office::people::sessions::{self, PartySessionKind};
use crate::office::review::supplement;
use crate::office::{Error, case_overview};
use crate::web::State;
use crate::web::intake::application::document;
use crate::web::page::case_parts::{self, Head};
use crate::web::page::document;
use crate::web::page::field::{Choice, Field, Said, found, refused};
use crate::web::page::file_row::{FileRow, shown};
use crate::web::page::form::{FormPage, StaffForm};
use crate::web::page::frame::{Frame, done, see_other, session_cookie};
use crate::web::page::link::{HiddenField, Link};
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::people::sessions::add_cookie;
use crate::web::request::actor::Mediator;
use crate::web::request::body::read;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::say;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

/// The page on which everything is looked over.
#[derive(Serialize)]
pub struct CheckPage {
    head: Head,
    /// A supplement is sent in.
    supplement: bool,
    faults: Vec<Said>,
    stops: usize,
    blocks: Vec<document::BlockRow>,
    files: Vec<FileRow>,
    undertakings: Vec<Field>,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "pages/intake/check.html";

    fn samples() -> Vec<Self> {
        let said = Said { tone: "warn", text: "没有收款账户。".to_owned(), article: String::new(), at: String::new() };
        let page = |supplement, stops| Self {
            head: case_parts::example_head(crate::domain::day::Day::from_date(chrono::NaiveDate::default())),
            supplement,
            faults: vec![said.clone()],
            stops,
            blocks: Vec::new(),
            files: Vec::new(),
            undertakings: vec![Field::new("check", "voluntary", "自愿".to_owned())],
        };
        vec![page(false, 0), page(true, 2)]
    }
}

async fn check_page(
    frame: Frame,
    state: &State,
    who: Mediator,
    id: crate::domain::id::CaseId,
    wrong: Vec<Said>,
) -> Result<HttpResponse, Problem> {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let seen = case_overview::of(office, &signed.actor, &id)?;
        let others = seen.found.iter().filter(|f| case_parts::part_of(f) != "undertakings");
        let stops = others.clone().filter(|f| f.severity == Severity::Refuse).count();
        let mut faults = wrong.clone();
        faults.extend(others.map(|f| {
            let part = case_parts::part_of(f);
            Said {
                at: String::new(),
                text: format!("{}{}{}", say(lang, &format!("task-{part}"), &[]), say(lang, "colon", &[]), found(lang, f).text),
                ..found(lang, f)
            }
        }));
        let undertaking = |key: &&str| {
            let given = seen.json["undertakings"][*key] == true;
            let word = say(lang, &format!("undertaking-text-{}", key.replace('_', "-")), &[]);
            let said = wrong.iter().find(|s| s.at == **key).cloned();
            Field::new("check", key, word).with(if given { "true" } else { "" }).wide("wide").wrong(said)
        };
        Ok(CheckPage {
            head: case_parts::head(lang, &seen, office.today()),
            supplement: seen.case.stage.name() == StageName::Supplementing,
            faults,
            stops,
            blocks: document(office, &seen.application),
            files: seen.files.iter().map(|f| shown(lang, f, &seen.application)).collect(),
            undertakings: UNDERTAKINGS.iter().map(undertaking).collect(),
        })
    })
    .await
}

/// `GET /agency/cases/{id}/check`.
///
/// # Errors
/// 404.
pub async fn check(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>) -> Result<HttpResponse, Problem> {
    check_page(frame, &state, who, case_id(&id)?, Vec::new()).await
}

/// `POST /agency/cases/{id}/check`: the undertakings, then the parties are asked, or the supplement handed in.
///
/// # Errors
/// What is no refusal.
pub async fn send(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let back = format!("/agency/cases/{id}");
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let given: Vec<(&'static str, bool)> = UNDERTAKINGS.into_iter().map(|k| (k, posted.get(k) == "true")).collect();
    let result = act(&state, move |office| {
        let mut json = writing::draft(office, &actor, &case)?.json;
        json["undertakings"] = given.iter().map(|(key, value)| ((*key).to_owned(), serde_json::Value::Bool(*value))).collect();
        writing::save(office, &actor, &case, seen, &json)?;
        if office.case(&actor, &case)?.stage.name() == StageName::Supplementing {
            supplement::resubmit(office, &actor, &case, seen + 1).map(|()| "flash-resubmitted")
        } else {
            writing::ask(office, &actor, &case, seen + 1).map(|()| "flash-asked")
        }
    })
    .await;
    match unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &back }, result).await {
        Ok(word) => Ok(done(&back, word)),
        Err(problem) => {
            let wrong = match refusal(problem)? {
                Refusal::Findings(list) => list
                    .iter()
                    .filter(|f| f.at.starts_with("/undertakings") || f.at.is_empty())
                    .map(|f| Said { at: f.at.rsplit('/').next().unwrap_or("").to_owned(), ..found(frame.lang, f) })
                    .collect(),
                other => vec![refused(frame.lang, &other, "")],
            };
            let wrong = if wrong.is_empty() {
                vec![Said { tone: "bad", text: say(frame.lang, "check-stops", &[]), article: String::new(), at: String::new() }]
            } else {
                wrong
            };
            check_page(frame, &state, who, id, wrong).await
        }
    }
}

/// `POST /agency/cases/{id}/kiosk`: hands this machine to a party; the mediator is signed out.
///
/// # Errors
/// 404.
pub async fn kiosk(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let (signed, party, device) = (who.0, posted.get("party").to_owned(), frame.device.clone());
    let secret = act(&state, move |office| {
        let case = office.case(&signed.actor, &id)?;
        if case.stage.name() != StageName::Joining {
            return Err(Refusal::NotNow { act: ActName::Join, stage: case.stage.name() }.into());
        }
        let link = invitation::link_of(office, &id, &party)?;
        sessions::party(office, PartySessionKind::Kiosk(&signed), &link, &device)
    })
    .await?;
    let mut answer = see_other("/my");
    add_cookie(&mut answer, session_cookie(secret));
    Ok(answer)
}

/// Whose paper.
#[derive(Deserialize)]
pub struct PaperQuery {
    party: String,
}

/// A party, by reference and name, and who can act for it.
struct PartyOnPaper<'a> {
    party: &'a str,
    name: &'a str,
    acting: &'a [String],
}

fn paper_form(
    lang: crate::words::Lang,
    id: &str,
    PartyOnPaper { party, name, acting }: PartyOnPaper<'_>,
    version: i32,
    posted: &Posted,
    said: Option<Said>,
) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let choice = |value: &str, label: String| Choice { value: value.to_owned(), label, hint: String::new() };
    let at = |name: &str| said.clone().filter(|s| s.at == name);
    let ways = vec![choice("paper", w("way-name-paper")), choice("transcript", w("way-name-transcript"))];
    let people = acting.iter().map(|n| choice(n, n.clone())).collect();
    StaffForm(
        FormPage {
            title: say(lang, "paper-title", &[("name", name.to_owned())]),
            lead: vec![w("paper-lead")],
            crumbs: vec![Link::new(format!("/agency/cases/{id}"), w("crumb-case"))],
            action: format!("/agency/cases/{id}/paper"),
            files: true,
            hidden: vec![HiddenField::new("party", party.to_owned()), HiddenField::new("version", version.to_string())],
            submit: w("paper-submit"),
            ..FormPage::default()
        }
        .ask(vec![
            Field::new("radio", "way", w("field-way"))
                .offering(ways)
                .with(if posted.has("way") { posted.get("way") } else { "paper" })
                .wide("wide"),
            Field::new("select", "acted_by", w("field-acted-by")).offering(people).with(posted.get("acted_by")),
            Field::new("text", "last_four", w("field-last-four")).with(posted.get("last_four")).wrong(at("last_four")),
            Field::new("file", "scan", w("field-scan")).hint(w("file-hint")).wide("wide").wrong(at("scan")),
        ])
        .gathered(),
    )
}

/// Who can act for a party: its guardian, representative, agents, or it by itself.
fn acting(party: &crate::domain::application::Party) -> Vec<String> {
    let mut names = vec![party.who_acts()];
    names.extend(party.agents.iter().filter_map(|a| a.name.clone()));
    names
}

/// A case, and one of its parties.
struct PartyPlace {
    id: crate::domain::id::CaseId,
    party: String,
}

async fn paper_page(
    frame: Frame,
    state: &State,
    who: Mediator,
    PartyPlace { id, party }: PartyPlace,
    posted: Posted,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let case = office.case(&signed.actor, &id)?;
        let application = office.application(&case)?;
        let one = application.parties.iter().find(|p| p.reference == party).ok_or(Error::NotFound)?;
        Ok(paper_form(
            lang,
            id.as_str(),
            PartyOnPaper { party: &party, name: one.name(), acting: &acting(one) },
            case.version,
            &posted,
            said,
        ))
    })
    .await
}

/// `GET /agency/cases/{id}/paper?party=…`.
///
/// # Errors
/// 404.
pub async fn paper(
    frame: Frame,
    state: Data<State>,
    who: Mediator,
    id: Path<String>,
    whose: Query<PaperQuery>,
) -> Result<HttpResponse, Problem> {
    paper_page(frame, &state, who, PartyPlace { id: case_id(&id)?, party: whose.party.clone() }, Posted::default(), None).await
}

/// `POST /agency/cases/{id}/paper`: a party joined on paper, or by transcript.
///
/// # Errors
/// What is no refusal.
pub async fn keep_paper(
    frame: Frame,
    state: Data<State>,
    who: Mediator,
    id: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let back = format!("/agency/cases/{id}");
    let mut posted = posted;
    let scan = std::mem::take(&mut posted.files).into_iter().next().map(|f| f.content);
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let [party, way, acted_by, last_four] = ["party", "way", "acted_by", "last_four"].map(|f| posted.get(f).to_owned());
    let whose = party.clone();
    let result = act(&state, move |office| {
        let scan = scan.as_ref().map(read).transpose()?;
        let way = if way == "transcript" { JoiningWay::Transcript } else { JoiningWay::Paper };
        let joins = Joins { party: &party, way, acted_by: &acted_by, last_four: &last_four, scan: scan.as_deref() };
        join(office, &actor, &case, seen, &joins)
    })
    .await;
    match unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &back }, result).await {
        Ok(StageName::Filed) => Ok(done(&back, "flash-filed")),
        Ok(_) => Ok(done(&back, "flash-joined")),
        Err(problem) => {
            let said = match refusal(problem)? {
                Refusal::LastFourWrong => refused(frame.lang, &Refusal::LastFourWrong, "last_four"),
                Refusal::Findings(list) => Said { at: "scan".to_owned(), ..found(frame.lang, &list[0]) },
                other => refused(frame.lang, &other, "scan"),
            };
            paper_page(frame, &state, who, PartyPlace { id, party: whose }, posted, Some(said)).await
        }
    }
}
