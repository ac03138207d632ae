//! After the ruling: objections recorded and decided, slips of the pen corrected.

use crate::domain::act::ActName;
use crate::domain::day::Day;
use crate::domain::decision::ObjectionOrder;
use crate::domain::id::CaseId;
use crate::domain::refusal::Refusal;
use crate::office::case_overview::{self, DocumentRow, Overview};
use crate::office::ruling::objection::{self, Objecting};
use crate::office::ruling::subsequent::{self, Later};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::days;
use crate::web::page::field::{Choice, Field, refused};
use crate::web::page::form::{Section, StaffForm};
use crate::web::page::frame::{Frame, done};
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::problem::{Problem, refusal};
use crate::web::request::actor::Studio;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::review::case_form::{FormName, frame_of};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

/// Lines of a correction that a form offers.
const LINES: usize = 4;

/// Which of the forms.
#[derive(Clone)]
enum LaterForm {
    /// Record an objection.
    Object,
    /// Correct the ruling.
    Correct,
    /// Decide this objection.
    Decide(String),
}

/// Which ruling is corrected: any that was sealed in the case, the one that ended it first.
fn corrected(lang: Lang, seen: &Overview) -> Field {
    let mut rulings: Vec<_> = seen.documents.iter().filter(|d| d.log_index.is_some()).collect();
    rulings.sort_by_key(|d| !d.kind.ends_a_case());
    let one = |d: &&DocumentRow| Choice {
        value: d.id.clone(),
        label: say(lang, &format!("document-kind-{}", d.kind.name().replace('_', "-")), &[]),
        hint: days::short_day(lang, d.issued_on),
    };
    let first = rulings.first().map(|d| d.id.clone()).unwrap_or_default();
    Field::new("radio", "ruling", say(lang, "later-which", &[])).offering(rulings.iter().map(one).collect()).with(&first).wide("wide")
}

fn fields(lang: Lang, seen: &Overview, form: &LaterForm) -> Vec<Section> {
    let w = |key: &str| say(lang, key, &[]);
    let choice = |value: &str, label: String| Choice { value: value.to_owned(), label, hint: String::new() };
    match form {
        LaterForm::Object => {
            let parties = seen.application.parties.iter().map(|p| choice(&p.reference, p.name().to_owned()));
            let who = parties.chain([choice("third", w("object-third"))]).collect();
            vec![
                Section {
                    title: String::new(),
                    fields: vec![
                        Field::new("radio", "who", w("object-who")).offering(who).wide("wide"),
                        Field::new("area", "grounds", w("object-grounds")).hint(w("object-grounds-hint")).wide("wide"),
                    ],
                },
                Section {
                    title: w("object-third"),
                    fields: vec![
                        Field::new("text", "objector", w("object-name")).may_be_empty(),
                        Field::new("text", "contact", w("object-contact")).may_be_empty(),
                        Field::new("date", "knew_on", w("object-knew-on")).hint(w("object-knew-hint")).may_be_empty(),
                    ],
                },
                Section {
                    title: w("object-late"),
                    fields: vec![Field::new("date", "obstacle", w("object-obstacle")).hint(w("object-obstacle-hint")).may_be_empty()],
                },
            ]
        }
        LaterForm::Correct => std::iter::once(Section { title: String::new(), fields: vec![corrected(lang, seen)] })
            .chain((0..LINES).map(|n| Section {
                title: say(lang, "later-line", &[("number", (n + 1).to_string())]),
                fields: vec![
                    Field::new("text", &format!("wrong-{n}"), w("later-wrong")),
                    Field::new("text", &format!("right-{n}"), w("later-right")),
                ],
            }))
            .collect(),
        LaterForm::Decide(_) => {
            let orders = ["objection_dismissed", "revoked", "altered"].map(|o| choice(o, w(&format!("outcome-{}", o.replace('_', "-")))));
            vec![Section {
                title: String::new(),
                fields: vec![
                    Field::new("area", "findings", w("later-findings")).hint(w("later-findings-hint")).wide("wide"),
                    Field::new("radio", "order", w("later-order")).offering(orders.into()).wide("wide"),
                    Field::new("area", "operative", w("later-operative")).hint(w("later-operative-hint")).wide("wide").may_be_empty(),
                ],
            }]
        }
    }
}

/// The field a refusal belongs to.
fn field_of(refusal: &Refusal, posted: &Posted) -> String {
    match refusal {
        Refusal::RecordIncomplete { field: "errata" } => "wrong-0".to_owned(),
        Refusal::RecordIncomplete { field } => (*field).to_owned(),
        Refusal::NotInRuling { text } => {
            (0..LINES).map(|n| format!("wrong-{n}")).find(|f| posted.get(f) == text).unwrap_or_else(|| "wrong-0".to_owned())
        }
        Refusal::DayImpossible { day } if posted.get("obstacle") == day.to_string() => "obstacle".to_owned(),
        Refusal::DayImpossible { .. } => "knew_on".to_owned(),
        Refusal::ObjectionLate { .. } => "obstacle".to_owned(),
        _ => String::new(),
    }
}

/// Which form, and what was typed into it.
struct TypedLater<'a> {
    form: &'a LaterForm,
    posted: &'a Posted,
}

fn shown(
    office: &Office,
    lang: Lang,
    seen: &Overview,
    TypedLater { form, posted }: TypedLater<'_>,
    said: Option<&Refusal>,
) -> crate::office::Result<StaffForm> {
    let id = &seen.case.id;
    let (path, words) = match form {
        LaterForm::Object => ("object".to_owned(), "object"),
        LaterForm::Correct => ("correct".to_owned(), "correct"),
        LaterForm::Decide(objection) => (format!("objections/{objection}"), "decide"),
    };
    let mut page = frame_of(lang, id, FormName { key: &path, words }, seen.case.version);
    if let LaterForm::Decide(objection) = form {
        let of = objection::of_case(office, id)?.into_iter().find(|o| o.row.id == *objection).ok_or(Error::NotFound)?;
        let args = [("number", of.row.number.to_string()), ("who", of.name), ("day", days::long_day(lang, of.row.filed_on))];
        page.notes.push(say(lang, "decide-of", &args));
        page.notes.push(say(lang, "decide-grounds", &[("words", of.grounds)]));
        let clock = [("start", days::short_day(lang, of.row.start_on)), ("due", days::long_day(lang, of.row.due_on))];
        page.notes.push(say(lang, if of.row.restored_from.is_some() { "decide-late" } else { "decide-in-time" }, &clock));
    }
    page.sections = fields(lang, seen, form);
    let at = said.map(|r| field_of(r, posted)).unwrap_or_default();
    let mut found = false;
    for field in page.sections.iter_mut().flat_map(|s| &mut s.fields) {
        if posted.has("version") {
            posted.get(&field.name).clone_into(&mut field.value);
        }
        if let Some(refusal) = said.filter(|_| field.name == at) {
            field.said.push(refused(lang, refusal, &at));
            found = true;
        }
    }
    page.faults = said.filter(|_| !found).map(|r| refused(lang, r, "")).into_iter().collect();
    Ok(StaffForm(page.gathered()))
}

/// A case, and which form is shown for it.
struct LaterPlace {
    id: CaseId,
    form: LaterForm,
}

async fn page(
    frame: Frame,
    state: &State,
    who: Studio,
    LaterPlace { id, form }: LaterPlace,
    posted: Posted,
    said: Option<Refusal>,
) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let seen = case_overview::of(office, &signed.actor, &id)?;
        if !objection::can_object(&seen.case.stage) && !matches!(form, LaterForm::Correct) {
            return Err(Refusal::NotNow { act: ActName::Object, stage: seen.case.stage.name() }.into());
        }
        shown(office, lang, &seen, TypedLater { form: &form, posted: &posted }, said.as_ref())
    })
    .await
}

/// `GET /studio/cases/{id}/object`.
///
/// # Errors
/// 404; a refusal where nobody can object.
pub async fn object(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    page(frame, &state, who, LaterPlace { id: case_id(&id)?, form: LaterForm::Object }, Posted::default(), None).await
}

/// `GET /studio/cases/{id}/correct`.
///
/// # Errors
/// 404.
pub async fn correct(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    page(frame, &state, who, LaterPlace { id: case_id(&id)?, form: LaterForm::Correct }, Posted::default(), None).await
}

/// `GET /studio/cases/{id}/objections/{objection}`.
///
/// # Errors
/// 404.
pub async fn decide(frame: Frame, state: Data<State>, who: Studio, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (id, objection) = path.into_inner();
    page(frame, &state, who, LaterPlace { id: case_id(&id)?, form: LaterForm::Decide(objection) }, Posted::default(), None).await
}

/// What a form does when it is sent.
fn send(
    office: &Office,
    actor: &crate::domain::actor::Actor,
    id: &CaseId,
    form: &LaterForm,
    posted: &[(String, String)],
) -> crate::office::Result<()> {
    let get = |name: &str| posted.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let seen = get("version").parse().unwrap_or(-1);
    match form {
        LaterForm::Object => {
            let party = Some(get("who")).filter(|w| *w != "third" && !w.is_empty());
            if get("who").is_empty() {
                return Err(Refusal::RecordIncomplete { field: "who" }.into());
            }
            let objecting = Objecting {
                party,
                third: [get("objector"), get("contact")],
                knew_on: Day::parse(get("knew_on")),
                grounds: get("grounds"),
                obstacle_ended_on: Day::parse(get("obstacle")),
            };
            objection::object(office, actor, id, seen, &objecting).map(|_| ())
        }
        LaterForm::Correct => {
            let line = |n: usize| [format!("wrong-{n}"), format!("right-{n}")].map(|f| get(&f).to_owned());
            let errata: Vec<[String; 2]> = (0..LINES).map(line).filter(|[wrong, right]| !(wrong.is_empty() && right.is_empty())).collect();
            subsequent::propose_later(
                office,
                actor,
                id,
                seen,
                &Later::Correct { ruling: Some(get("ruling")).filter(|r| !r.is_empty()), errata: &errata },
            )
            .map(|_| ())
        }
        LaterForm::Decide(objection) => {
            let order = match get("order") {
                "objection_dismissed" => ObjectionOrder::Dismiss,
                "revoked" => ObjectionOrder::Revoke,
                "altered" => ObjectionOrder::Alter { operative: get("operative").to_owned() },
                _ => return Err(Refusal::RecordIncomplete { field: "order" }.into()),
            };
            let decide = Later::Decide { objection, findings: get("findings"), order };
            subsequent::propose_later(office, actor, id, seen, &decide).map(|_| ())
        }
    }
}

async fn sent(
    frame: Frame,
    state: &State,
    who: Studio,
    LaterPlace { id, form }: LaterPlace,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let back = format!("/studio/cases/{id}");
    let (actor, case, what, typed) = (who.0.actor.clone(), id.clone(), form.clone(), posted.fields.clone());
    let result = act(state, move |office| send(office, &actor, &case, &what, &typed)).await;
    match unless_overtaken(state, &who.0, CaseAddress { id: &id, back: &back }, result).await {
        Ok(()) => Ok(done(&back, if matches!(form, LaterForm::Object) { "flash-objected" } else { "flash-proposed" })),
        Err(problem) => {
            let said = refusal(problem)?;
            page(frame, state, who, LaterPlace { id, form }, posted, Some(said)).await
        }
    }
}

/// `POST /studio/cases/{id}/object`.
///
/// # Errors
/// What is no refusal.
pub async fn record(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    sent(frame, &state, who, LaterPlace { id: case_id(&id)?, form: LaterForm::Object }, posted).await
}

/// `POST /studio/cases/{id}/correct`.
///
/// # Errors
/// What is no refusal.
pub async fn mend(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    sent(frame, &state, who, LaterPlace { id: case_id(&id)?, form: LaterForm::Correct }, posted).await
}

/// `POST /studio/cases/{id}/objections/{objection}`.
///
/// # Errors
/// What is no refusal.
pub async fn settle(
    frame: Frame,
    state: Data<State>,
    who: Studio,
    path: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let (id, objection) = path.into_inner();
    sent(frame, &state, who, LaterPlace { id: case_id(&id)?, form: LaterForm::Decide(objection) }, posted).await
}
