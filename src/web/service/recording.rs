//! Service in the studio: how each document stands with each recipient, and the form that records what was heard.

use crate::domain::application::Party;
use crate::domain::day::Day;
use crate::domain::document::DocumentKind;
use crate::domain::refusal::Refusal;
use crate::domain::request::RequestKind;
use crate::domain::service::{Channel, Event};
use crate::office::Office;
use crate::office::case_overview::{DocumentRow, Overview};
use crate::office::service::delivery::{self, FactRow};
use crate::office::service::recording::{self, Heard};
use crate::web::State;
use crate::web::page::days;
use crate::web::page::field::{Choice, Field, refused};
use crate::web::page::form::{Section, StaffForm};
use crate::web::page::frame::Frame;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::request::actor::Studio;
use crate::web::request::posted::Posted;
use crate::web::review::case_form::{self, FormAct, FormName, FormSent, TypedForm, frame_of};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// How a document stands with a recipient.
#[derive(Serialize, Clone)]
pub struct ServiceRow {
    /// Recipient.
    pub name: String,
    /// Document.
    pub document: String,
    /// Each way it went, with what became of it.
    pub ways: Vec<String>,
    /// From when on it counts as served; empty while it does not.
    pub served: String,
    /// By which article.
    pub article: String,
    /// The day on which paper was asked for, while it has not been given.
    pub paper: String,
}

impl ServiceRow {
    /// An example.
    #[must_use]
    pub fn example(served: &str) -> Self {
        Self {
            name: "韩志远".to_owned(),
            document: "确认调解协议裁定书".to_owned(),
            ways: vec!["短信：发出10月23日，到达10月23日，阅读10月24日".to_owned()],
            served: served.to_owned(),
            article: "民事诉讼法第九十条".to_owned(),
            paper: if served.is_empty() { "10月24日".to_owned() } else { String::new() },
        }
    }
}

/// Every ruling with every recipient, and whatever else was sent to somebody.
#[must_use]
pub fn rows(lang: Lang, seen: &Overview, today: Day) -> Vec<ServiceRow> {
    let mut list = Vec::new();
    for document in &seen.documents {
        for party in &seen.application.parties {
            let own = seen.services.iter().filter(|s| s.row.document == document.id && s.row.party == party.reference);
            let ways: Vec<String> = own.map(|s| way(lang, s)).collect();
            if ways.is_empty() && document.log_index.is_none() {
                continue;
            }
            let served = delivery::served(&seen.services, &document.id, &party.reference, today);
            list.push(ServiceRow {
                name: party.name().to_owned(),
                document: title(lang, document.kind),
                ways,
                served: served.map(|s| days::short_day(lang, s.on)).unwrap_or_default(),
                article: served.map(|s| s.article.to_owned()).unwrap_or_default(),
                paper: if document.kind.ends_a_case() { paper(lang, seen, party) } else { String::new() },
            });
        }
    }
    list
}

fn title(lang: Lang, kind: DocumentKind) -> String {
    say(lang, &format!("document-kind-{}", kind.name().replace('_', "-")), &[])
}

fn way(lang: Lang, service: &delivery::OpenedDelivery) -> String {
    let channel = say(lang, &format!("channel-{}", service.row.channel.name().replace('_', "-")), &[]);
    let one = |f: &FactRow| {
        let day = days::short_day(lang, f.on);
        say(lang, &format!("service-{}", f.fact.name()), &[("day", day)])
    };
    let wrong = |f: &FactRow| say(lang, "service-wrong", &[("what", one(f))]);
    let facts: Vec<String> = service.facts.iter().map(one).chain(service.annulled.iter().map(wrong)).collect();
    let facts = if facts.is_empty() { vec![say(lang, "service-waits", &[])] } else { facts };
    say(lang, "service-way", &[("channel", channel), ("facts", facts.join(&say(lang, "list-comma", &[])))])
}

/// The day on which a party asked for paper, while nobody has given it any.
fn paper(lang: Lang, seen: &Overview, party: &Party) -> String {
    let asked = seen.requests.iter().find(|r| r.kind == RequestKind::Paper && r.party == party.reference);
    asked.map(|r| days::short_day(lang, r.on)).unwrap_or_default()
}

fn form(office: &Office, lang: Lang, seen: &Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "service-record", words: "service-record" }, seen.case.version);
    let choice = |value: &str, label: String, hint: String| Choice { value: value.to_owned(), label, hint };
    let parties = seen.application.parties.iter().map(|p| {
        let choice_of = p.service.clone().unwrap_or_default();
        let way = say(lang, &format!("channel-{}", choice_of.channel.as_deref().unwrap_or("none")), &[]);
        choice(&p.reference, p.name().to_owned(), say(lang, "service-chosen", &[("way", way)]))
    });
    let served = |d: &&DocumentRow| d.kind.is_served();
    let documents = seen.documents.iter().rev().filter(served).map(|d| choice(&d.id, title(lang, d.kind), String::new()));
    let ruling = seen.documents.iter().rfind(|d| d.kind.ends_a_case()).map(|d| d.id.clone()).unwrap_or_default();
    let channels = Channel::ALL.map(|c| choice(c.name(), w(&format!("channel-{}", c.name().replace('_', "-"))), String::new()));
    let events = Event::ALL.into_iter().filter(|e| *e != Event::Downloaded);
    let events = events.map(|e| choice(e.name(), w(&format!("event-{}", e.name())), String::new()));
    let or = |name: &str, other: String| if posted.has(name) { posted.get(name).to_owned() } else { other };
    let text = |name: &str, key: &str| Field::new("text", name, w(key)).with(posted.get(name));
    page.sections.push(Section {
        title: w("service-record-what"),
        fields: vec![
            Field::new("select", "document", w("service-record-document"))
                .offering(documents.collect())
                .with(&or("document", ruling))
                .wide("wide"),
            Field::new("radio", "party", w("service-record-party")).offering(parties.collect()).with(posted.get("party")).wide("wide"),
        ],
    });
    page.sections.push(Section {
        title: w("service-record-how"),
        fields: vec![
            Field::new("select", "channel", w("service-record-channel")).offering(channels.into()).with(posted.get("channel")),
            Field::new("select", "event", w("service-record-event"))
                .offering(std::iter::once(choice("", w("event-done"), String::new())).chain(events).collect())
                .with(posted.get("event")),
            Field::new("date", "on", w("service-record-on")).with(&or("on", office.today().to_string())),
            text("received_by", "service-record-by"),
            text("note", "service-record-note").hint(w("service-record-note-hint")).wide("wide"),
            text("found", "service-record-found").hint(w("service-record-found-hint")).wide("wide"),
        ],
    });
    let at = match said {
        Some(Refusal::DayImpossible { .. }) => "on",
        Some(Refusal::NoConsent { .. }) => "channel",
        Some(Refusal::RecordIncomplete { field: "event" }) => "event",
        Some(Refusal::RecordIncomplete { field: "service_note" }) => "note",
        Some(Refusal::RecordIncomplete { field: "found" }) => "found",
        Some(Refusal::RecordIncomplete { .. }) => "received_by",
        _ => "party",
    };
    page.faults = said.map(|r| refused(lang, r, at)).into_iter().collect();
    StaffForm(page)
}

/// `GET /studio/cases/{id}/service-record`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, TypedForm { posted: Posted::default(), said: None }, form).await
}

/// `POST /studio/cases/{id}/service-record`.
///
/// # Errors
/// What is no refusal.
pub async fn record(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(
        frame,
        &state,
        FormSent { who, id: case_id(&id)?, posted },
        FormAct { word: "flash-served", build: form },
        |office, actor, id, posted| {
            let told = Heard {
                party: posted.get("party"),
                document: Some(posted.get("document")),
                channel: posted.get("channel"),
                event: posted.get("event"),
                received_by: posted.get("received_by"),
                note: posted.get("note"),
                found: posted.get("found"),
                on: Day::parse(posted.get("on")).ok_or(Refusal::RecordIncomplete { field: "on" })?,
            };
            recording::record(office, actor, id, posted.version(), &told).map(|_| ())
        },
    )
    .await
}
