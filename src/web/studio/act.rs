//! What the studio does with a case: marks, claims, accepts, asks for a supplement, records verification, proposes,
//! recuses itself.

use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::refusal::Refusal;
use crate::domain::wording::supplement::Item;
use crate::office::intake::visit;
use crate::office::review::checklist::{self, POINTS};
use crate::office::review::record::{self, CHECKLIST, Signing, Verification};
use crate::office::review::supplement::{self, PARTS, Wanted};
use crate::office::review::{acceptance, assignment, recusal, requests};
use crate::office::ruling::approval;
use crate::office::{Error, Office, case_overview};
use crate::web::State;
use crate::web::api::act;
use crate::web::form::{Choice, Field, Posted, refused};
use crate::web::forms::{Section, StaffForm};
use crate::web::frame::{Frame, done};
use crate::web::problem::Problem;
use crate::web::signed::Studio;
use crate::web::staff::{case_id, unless_overtaken};
use crate::web::studio::case_form::{self, frame_of};
use crate::web::studio::review::particulars;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

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
    let word = unless_overtaken(&state, &who.0, (&id, &back), result).await?;
    Ok(done(&back, word))
}

/// The points that somebody changed on this page; a point that another has changed meanwhile is not overwritten.
fn marks(
    office: &Office,
    actor: &crate::domain::actor::Actor,
    id: &CaseId,
    fields: &[(String, String)],
) -> crate::office::Result<Vec<(String, String, String)>> {
    let get = |name: String| fields.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v.as_str());
    let standing = case_overview::of(office, actor, id)?.points;
    let mut changed = Vec::new();
    for item in POINTS {
        let now = (get(format!("mark-{item}")), get(format!("note-{item}")));
        let seen = (get(format!("seen-mark-{item}")), get(format!("seen-note-{item}")));
        if now.0.is_empty() || now == seen {
            continue;
        }
        if !standing.iter().any(|s| s.item == item && (s.mark.as_str(), s.note.as_str()) == seen) {
            return Err(Error::Stale);
        }
        changed.push((item.to_owned(), now.0.to_owned(), now.1.to_owned()));
    }
    Ok(changed)
}

/// Lines of a supplement notice that a form offers.
const LINES: usize = 6;

fn supplement_form(office: &Office, lang: Lang, seen: &case_overview::Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let choice = |value: &str, key: String| Choice { value: value.to_owned(), label: w(&key), hint: String::new() };
    let parts =
        || std::iter::once(choice("", "choose".to_owned())).chain(PARTS.iter().map(|p| choice(p, format!("task-{p}")))).collect::<Vec<_>>();
    let fail: Vec<&checklist::Point> = seen.points.iter().filter(|p| p.mark == "fail").collect();
    let mut page = frame_of(lang, &seen.case.id, ("supplement", "supplement"), seen.case.version);
    for line in 0..LINES {
        // What the checklist found wrong stands there already.
        let offered = fail.get(line);
        let text = |name: &str, offer: String| if posted.has("version") { posted.get(&format!("{name}-{line}")).to_owned() } else { offer };
        let part = offered.map_or("", |p| match p.item {
            "content" => "terms",
            "materials" => "files",
            "subject" => "parties",
            _ => "facts",
        });
        let defect = offered.map(|p| {
            // The notice is a document: in Chinese, whoever writes it.
            let found = p.found.first().map(|f| crate::words::of_finding(Lang::Zh, f));
            if p.note.is_empty() { found.unwrap_or_default() } else { p.note.clone() }
        });
        page.sections.push(Section {
            title: say(lang, "supplement-item", &[("number", (line + 1).to_string())]),
            fields: vec![
                Field::new("select", &format!("part-{line}"), w("supplement-part")).offering(parts()).with(&text("part", part.to_owned())),
                Field::new("text", &format!("form-{line}"), w("supplement-form"))
                    .with(&text("form", String::new()))
                    .hint(w("supplement-form-hint")),
                Field::new("area", &format!("defect-{line}"), w("supplement-defect"))
                    .with(&text("defect", defect.unwrap_or_default()))
                    .wide("wide"),
            ],
        });
    }
    let days = if posted.has("days") { posted.get("days").to_owned() } else { "7".to_owned() };
    let until = days
        .parse()
        .ok()
        .and_then(|n| crate::domain::period::Period::Supplement.from(office.today(), Some(n), &office.register().calendar));
    let mut last = vec![
        Field::new("text", "days", w("supplement-days"))
            .with(&days)
            .hint(until.map(|d| say(lang, "supplement-until", &[("day", d.due.written())])).unwrap_or_default()),
    ];
    if !seen.supplements.is_empty() {
        last.push(Field::new("area", "reason_again", w("supplement-again")).with(posted.get("reason_again")).wide("wide"));
    }
    page.sections.push(Section { title: w("supplement-period"), fields: last });
    let at = match said {
        Some(Refusal::SecondNotice) => "reason_again",
        Some(Refusal::RecordIncomplete { field: "days" }) => "days",
        _ => "part-0",
    };
    page.faults = said.map(|r| refused(lang, r, at)).into_iter().collect();
    StaffForm(page)
}

/// `GET /studio/cases/{id}/supplement`.
///
/// # Errors
/// 404.
pub async fn supplement(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, (Posted::default(), None), supplement_form).await
}

/// `POST /studio/cases/{id}/supplement`.
///
/// # Errors
/// What is no refusal.
pub async fn notify(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(frame, &state, (who, case_id(&id)?, posted), ("flash-supplement", supplement_form), |office, actor, id, posted| {
        let line = |n: usize| Item {
            part: posted.get(&format!("part-{n}")).to_owned(),
            defect: posted.get(&format!("defect-{n}")).to_owned(),
            form: posted.get(&format!("form-{n}")).to_owned(),
        };
        let items: Vec<Item> = (0..LINES).map(line).filter(|i| !(i.part.is_empty() && i.defect.is_empty() && i.form.is_empty())).collect();
        let days = posted.get("days").parse().unwrap_or(0);
        let wanted = Wanted { items: &items, days, reason_again: posted.get("reason_again") };
        supplement::issue(office, actor, id, posted.version(), &wanted)
    })
    .await
}

fn verify_form(office: &Office, lang: Lang, seen: &case_overview::Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let or = |name: &str, other: &str| if posted.has("version") { posted.get(name).to_owned() } else { other.to_owned() };
    let mut page = frame_of(lang, &seen.case.id, ("verify", "record"), seen.case.version);
    let place = vec![
        Field::new("date", "held_on", w("verify-held-on")).with(&or("held_on", &office.today().to_string())),
        Field::new("check", "online", w("verify-online")).with(posted.get("online")),
        Field::new("text", "place", w("verify-place")).with(&or("place", &office.register().court.studio.address)).wide("wide"),
    ];
    let signing = ["spot", "phones"].map(|s| Choice { value: s.to_owned(), label: w(&format!("signing-{s}")), hint: String::new() });
    let mut place = place;
    place.push(Field::new("radio", "signing", w("signing")).offering(signing.into()).with(&or("signing", "spot")).wide("wide"));
    page.sections.push(Section { title: w("verify-where"), fields: place });
    let present = seen.application.parties.iter().map(|p| {
        let name = format!("present-{}", p.reference);
        Field::new("text", &name, particulars(p)).with(&or(&name, &visit::who_acts(p))).hint(w("verify-present-hint")).wide("wide")
    });
    page.sections.push(Section { title: w("verify-present"), fields: present.collect() });
    let answers = CHECKLIST.iter().map(|q| {
        let name = format!("answer-{q}");
        Field::new("area", &name, w(&format!("verify-{}", q.replace('_', "-")))).with(posted.get(&name)).wide("wide")
    });
    page.sections.push(Section { title: w("verify-answers"), fields: answers.collect() });
    let at = match said {
        Some(Refusal::RecordIncomplete { field }) if CHECKLIST.contains(field) => format!("answer-{field}"),
        Some(Refusal::DayImpossible { .. }) => "held_on".to_owned(),
        Some(Refusal::NotAllPresent { .. }) => "present-A".to_owned(),
        Some(Refusal::OnlineNotAgreed { .. }) => "online".to_owned(),
        _ => "place".to_owned(),
    };
    if let Some(refusal) = said {
        let fault = refused(lang, refusal, &at);
        for field in page.sections.iter_mut().flat_map(|s| &mut s.fields).filter(|f| f.name == at) {
            field.said.push(fault.clone());
        }
    }
    StaffForm(page.gathered())
}

/// `GET /studio/cases/{id}/verify`.
///
/// # Errors
/// 404.
pub async fn verification(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, (Posted::default(), None), verify_form).await
}

/// `POST /studio/cases/{id}/verify`.
///
/// # Errors
/// What is no refusal.
pub async fn verify(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(frame, &state, (who, case_id(&id)?, posted), ("flash-verified", verify_form), |office, actor, id, posted| {
        let under = |prefix: &str| -> Vec<(String, String)> {
            posted.fields.iter().filter_map(|(n, v)| Some((n.strip_prefix(prefix)?.to_owned(), v.clone()))).collect()
        };
        let held_on = Day::parse(posted.get("held_on")).ok_or(Refusal::RecordIncomplete { field: "held_on" })?;
        let (present, answers) = (under("present-"), under("answer-"));
        let record = Verification {
            held_on,
            place: posted.get("place"),
            online: posted.get("online") == "true",
            present: &present,
            answers: &answers,
            signing: if posted.get("signing") == "phones" { Signing::Phones } else { Signing::OnSpot },
        };
        record::record_verification(office, actor, id, posted.version(), &record)
    })
    .await
}
