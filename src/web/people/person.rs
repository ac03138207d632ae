//! One person, for the administrator: posts, ways in, leaving.

use crate::domain::actor::Role;
use crate::domain::id::PersonId;
use crate::domain::security::LinkPurpose;
use crate::office::people::accounts;
use crate::office::people::administration::{Hand, Signed};
use crate::office::people::appointments;
use crate::office::people::contact;
use crate::office::people::credentials::MOST_CODES;
use crate::office::people::links::Link;
use crate::office::people::proposals::{self, Post};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::field::{Choice, Said, refused};
use crate::web::page::frame::{Frame, done};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::people::inviting::{LinkPage, OWN_CODE, roles, units};
use crate::web::people::proposals::ProposalRow;
use crate::web::people::security::names;
use crate::web::request::actor::Admin;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// An appointment somebody has or had.
#[derive(Serialize, Clone)]
pub struct AppointmentRow {
    id: String,
    role: String,
    unit: String,
    /// Since when, or until when.
    span: String,
    open: bool,
}

/// One person.
#[derive(Serialize)]
pub struct PersonPage {
    id: String,
    name: String,
    login: String,
    phone: String,
    email: String,
    locked: bool,
    /// Until when nothing is signed, where that is so.
    frozen: Option<String>,
    /// Whether a new way in takes two people.
    two: bool,
    held: Vec<AppointmentRow>,
    waiting: Vec<ProposalRow>,
    roles: Vec<Choice>,
    units: Vec<Choice>,
    successors: Vec<Choice>,
    open: usize,
    faults: Vec<Said>,
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "pages/people/person.html";

    fn samples() -> Vec<Self> {
        let choice = Choice { value: "clerk".to_owned(), label: "书记员".to_owned(), hint: String::new() };
        let said = Said { tone: "bad", text: "还有案件。".to_owned(), article: String::new(), at: String::new() };
        let page = |locked, open| Self {
            id: "P".to_owned(),
            name: "叶知秋".to_owned(),
            login: "ye".to_owned(),
            phone: "19900001452".to_owned(),
            email: if locked { "ye@court.example".to_owned() } else { String::new() },
            locked,
            frozen: locked.then(|| "2026年12月2日 10:32".to_owned()),
            two: locked,
            held: vec![AppointmentRow {
                id: "A".to_owned(),
                role: "clerk".to_owned(),
                unit: "示范县人民法院".to_owned(),
                span: "1月1日".to_owned(),
                open: locked,
            }],
            waiting: if locked { vec![ProposalRow::example()] } else { Vec::new() },
            roles: vec![choice.clone()],
            units: vec![choice.clone()],
            successors: vec![choice.clone()],
            open,
            faults: if locked { vec![said.clone()] } else { Vec::new() },
        };
        vec![page(true, 3), page(false, 0)]
    }
}

fn read(office: &Office, lang: Lang, id: &PersonId, said: Option<Said>) -> crate::office::Result<PersonPage> {
    let (person, held) = accounts::person(office, id)?;
    let others = appointments::people(office)?.into_iter().filter(|(p, _)| p.id != *id);
    let two = person.vouched_at.is_some() || held.iter().any(|h| h.until.is_none() && h.role.takes_two());
    let held = held.into_iter().map(|h| {
        let span = h.until.map_or_else(
            || say(lang, "since", &[("day", days::short_day(lang, h.from))]),
            |u| say(lang, "until-short", &[("day", days::short_day(lang, u))]),
        );
        AppointmentRow { id: h.id, role: h.role.name().to_owned(), unit: h.unit, span, open: h.until.is_none() }
    });
    let contact = contact::of(office, id)?;
    let names = names(office)?;
    Ok(PersonPage {
        id: person.id.to_string(),
        locked: person.door_failures >= MOST_CODES,
        frozen: person.frozen_until.filter(|u| *u > office.now().naive()).map(|u| days::moment_of(lang, u)),
        two,
        name: person.name,
        login: person.login,
        phone: contact.phone,
        email: contact.email,
        held: held.collect(),
        waiting: proposals::waiting_about(office, id)?.iter().map(|p| ProposalRow::of(lang, p, &names)).collect(),
        roles: roles(lang),
        units: units(office)?,
        successors: others.map(|(p, _)| Choice { value: p.id.to_string(), label: p.name, hint: String::new() }).collect(),
        open: appointments::open_cases(office, id)?,
        faults: said.into_iter().collect(),
    })
}

async fn person_page(frame: Frame, state: &State, who: Admin, id: PersonId, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, _, lang| read(office, lang, &id, said)).await
}

fn person_id(text: &str) -> Result<PersonId, Problem> {
    PersonId::parse(text).ok_or(Problem::Office(Error::NotFound))
}

/// `GET /admin/people/{id}`.
///
/// # Errors
/// 404.
pub async fn person(frame: Frame, state: Data<State>, who: Admin, id: Path<String>) -> Result<HttpResponse, Problem> {
    person_page(frame, &state, who, person_id(&id)?, None).await
}

/// What is to be done about somebody.
enum Todo {
    Appoint { role: Role, unit: String },
    End { appointment: String },
    Leave { successor: Option<PersonId> },
    Renew(LinkPurpose),
    Lift,
}

impl Todo {
    fn read(posted: &Posted) -> Option<Self> {
        Some(match posted.get("do") {
            "appoint" => Self::Appoint { role: Role::named(posted.get("role"))?, unit: posted.get("unit").to_owned() },
            "end" => Self::End { appointment: posted.get("appointment").to_owned() },
            "leave" => Self::Leave { successor: PersonId::parse(posted.get("successor")) },
            "reset" => Self::Renew(LinkPurpose::Reset),
            "invite" => Self::Renew(LinkPurpose::Invite),
            "lift" => Self::Lift,
            _ => return None,
        })
    }

    /// Gives a link, where one comes of it.
    fn carry_out(&self, office: &Office, hand: &Hand, of: &PersonId) -> crate::office::Result<Option<Link>> {
        match self {
            Self::Appoint { role, unit } => proposals::appoint(office, hand, of, Post { role: *role, unit }),
            Self::End { appointment } => appointments::end_appointment(office, hand, of, appointment).map(|()| None),
            Self::Leave { successor } => appointments::leave(office, hand, of, successor.as_ref()).map(|()| None),
            Self::Renew(purpose) => {
                let link = proposals::renew(office, hand, of, *purpose)?;
                accounts::settle(office, hand, of)?;
                Ok(Some(link))
            }
            Self::Lift => proposals::lift(office, hand, of).map(|()| None),
        }
    }
}

/// `POST /admin/people/{id}`: appoint, end an appointment, new link, leave.
///
/// # Errors
/// What is no refusal.
pub async fn change(frame: Frame, state: Data<State>, who: Admin, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = person_id(&id)?;
    let todo = Todo::read(&posted).ok_or(Problem::Office(Error::NotFound))?;
    let leaves = matches!(todo, Todo::Leave { .. });
    let (of, by, code) = (id.clone(), who.0.actor.clone(), posted.get(OWN_CODE).to_owned());
    let result = act(&state, move |office| {
        let name = accounts::person(office, &of)?.0.name;
        let hand = Signed { actor: &by, code: &code }.hand(office)?;
        Ok(todo.carry_out(office, &hand, &of)?.map(|link| (name, link)))
    })
    .await;
    match result {
        Ok(Some((name, link))) => {
            let page = LinkPage::of(&state, name, &link, format!("/admin/people/{id}"));
            navigation::page(frame, &state, who.0, |_, _, _| Ok(page)).await
        }
        Ok(None) if leaves => Ok(done("/admin/people", "flash-left")),
        Ok(None) => Ok(done(&format!("/admin/people/{id}"), "flash-saved")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "");
            person_page(frame, &state, who, id, Some(said)).await
        }
    }
}
