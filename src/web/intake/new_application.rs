//! A new case: lane and scope first, then the case itself.

use crate::domain::calendar::Calendar;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::office::Office;
use crate::office::county::changes;
use crate::office::intake::writing;
use crate::office::people::accounts;
use crate::office::people::sessions::StaffSession;
use crate::web::State;
use crate::web::page::field::{Choice, Field, Said, refused};
use crate::web::page::form::{FormPage, StaffForm};
use crate::web::page::frame::{Frame, see_other};
use crate::web::page::link::{HiddenField, Link};
use crate::web::page::navigation;
use crate::web::page::problem::{Problem, refusal};
use crate::web::request::actor::Mediator;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

/// What was typed, and what is wrong with it.
struct TypedBeginning<'a> {
    posted: &'a Posted,
    said: Vec<Said>,
}

/// The questions of a new case.
fn new_form(
    office: &Office,
    signed: &StaffSession,
    lang: Lang,
    TypedBeginning { posted, said }: TypedBeginning<'_>,
) -> crate::office::Result<StaffForm> {
    let w = |key: &str| say(lang, key, &[]);
    let unit = changes::unit(office, &signed.actor.unit)?;
    let powers = office.register().agency(&unit.code).map(|a| a.kinds.clone()).unwrap_or_default();
    let choice = |value: &str, label: String, hint: String| Choice { value: value.to_owned(), label, hint };
    let yes_no = || vec![choice("yes", w("yes"), String::new()), choice("no", w("no"), String::new())];
    let key = if posted.has("form_key") { posted.get("form_key").to_owned() } else { accounts::form_key()? };
    let at = |name: &str| said.iter().find(|s| s.at == name).cloned();
    let lanes = ["civil", "labour", "administrative"].map(|l| choice(l, w(&format!("lane-name-{l}")), w(&format!("lane-{l}-hint"))));
    let kinds =
        powers.into_iter().map(|p| choice(&p.code, p.name.clone(), p.in_force(office.today()).collect::<Vec<_>>().join("；"))).collect();
    let fields = vec![
        Field::new("radio", "lane", w("new-lane")).wide("wide").with(posted.get("lane")).offering(lanes.into()).wrong(at("lane")),
        Field::new("radio", "status", w("new-status"))
            .hint(w("new-status-hint"))
            .wide("wide")
            .with(posted.get("status"))
            .offering(yes_no())
            .wrong(at("status")),
        Field::new("radio", "dispute_kind", w("new-kind"))
            .wide("wide")
            .with(posted.get("dispute_kind"))
            .offering(kinds)
            .wrong(at("dispute_kind")),
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
            crumbs: vec![Link::new("/agency", w("nav-cases"))],
            action: "/agency/new".to_owned(),
            hidden: vec![HiddenField::new("form_key", key)],
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
/// [`crate::office::Error::Fault`].
pub async fn new(frame: Frame, state: Data<State>, who: Mediator) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, signed, lang| {
        new_form(office, signed, lang, TypedBeginning { posted: &Posted::default(), said: Vec::new() })
    })
    .await
}

/// What stops a new case before it begins, at its field.
fn stops(lang: Lang, posted: &Posted, calendar: &Calendar, today: Day) -> Vec<Said> {
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
    if posted.get("dispute_kind").is_empty() {
        list.push(say_at("dispute_kind", "choose-kind", ""));
    }
    match Day::parse(posted.get("effective")) {
        None => list.push(say_at("effective", "new-effective-missing", "民事诉讼法第二百零五条")),
        Some(day) if day > today => list.push(say_at("effective", "new-effective-future", "民事诉讼法第二百零五条")),
        Some(day) => list.extend(too_late(lang, day, calendar, today)),
    }
    list
}

/// That the thirty days are over, or cannot be told: nobody writes an application that nobody may file.
fn too_late(lang: Lang, effective: Day, calendar: &Calendar, today: Day) -> Option<Said> {
    let due = Period::Apply.from(effective, None, calendar)?;
    let said = |key: &str, arguments: &[(&'static str, String)]| Said {
        tone: "bad",
        text: say(lang, key, arguments),
        article: due.article.clone(),
        at: "effective".to_owned(),
    };
    if due.provisional {
        let year = due.deadline.due.year().max(due.deadline.nominal.year());
        return Some(said("calendar-missing", &[("year", year.to_string())]));
    }
    due.deadline.is_over(today).then(|| said("apply-period-over", &[("due", due.deadline.due.written())]))
}

/// `POST /agency/new`.
///
/// # Errors
/// What is no refusal.
pub async fn begin(frame: Frame, state: Data<State>, who: Mediator, posted: Posted) -> Result<HttpResponse, Problem> {
    let mut said = stops(frame.lang, &posted, &state.office.current().register().calendar, state.office.today());
    if said.is_empty() {
        let actor = who.0.actor.clone();
        let [dispute_kind, external_ref, form_key, effective, lane] =
            ["dispute_kind", "external_ref", "form_key", "effective", "lane"].map(|f| posted.get(f).to_owned());
        let begun = act(&state, move |office| {
            let begun = writing::Begun { dispute_kind: &dispute_kind, external_ref: &external_ref, form_key: &form_key };
            let id = writing::begin(office, &actor, &begun)?;
            let mut json = writing::draft(office, &actor, &id)?.json;
            json["mediation"]["effective_on"] = effective.into();
            json["lane"] = lane.into();
            let version = office.case(&actor, &id)?.version;
            writing::save(office, &actor, &id, version, &json)?;
            Ok(id)
        })
        .await;
        match begun {
            Ok(id) => return Ok(see_other(&format!("/agency/cases/{id}"))),
            Err(problem) => said.push(refused(frame.lang, &refusal(problem)?, "external_ref")),
        }
    }
    navigation::page_with(frame, &state, who.0, StatusCode::UNPROCESSABLE_ENTITY, move |office, signed, lang| {
        new_form(office, signed, lang, TypedBeginning { posted: &posted, said })
    })
    .await
}
