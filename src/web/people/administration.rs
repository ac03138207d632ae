//! The administrator's pages: what is still to do, and everybody who works here.

use crate::domain::actor::Role;
use crate::office::people::accounts;
use crate::office::people::appointments::{self, Appointment, Person};
use crate::office::people::credentials::MOST_CODES;
use crate::office::people::proposals;
use crate::office::system::health::ailments;
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::link::PersonLink;
use crate::web::page::navigation;
use crate::web::page::problem::Problem;
use crate::web::page::render::Page;
use crate::web::request::actor::Admin;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

/// Something to do before the court can work.
#[derive(Serialize)]
pub struct AdminTask {
    key: &'static str,
    done: bool,
    href: &'static str,
}

/// What is still to do before the court can work.
#[derive(Serialize)]
pub struct TasksPage {
    tasks: Vec<AdminTask>,
    forgotten: Vec<PersonLink>,
    /// How many proposals wait for a second person.
    waiting: usize,
}

impl Page for TasksPage {
    const TEMPLATE: &'static str = "pages/people/tasks.html";

    fn samples() -> Vec<Self> {
        let task = |key, done| AdminTask { key, done, href: "/admin/people" };
        let full = Self {
            tasks: vec![task("admin-task-judge", true), task("admin-task-clerk", false)],
            forgotten: vec![PersonLink { id: "P".to_owned(), name: "叶知秋".to_owned() }],
            waiting: 2,
        };
        vec![full, Self { tasks: Vec::new(), forgotten: Vec::new(), waiting: 0 }]
    }
}

/// `GET /admin`.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn tasks(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, _| {
        let there = |role| -> crate::office::Result<bool> { Ok(!appointments::in_role(office, role)?.is_empty()) };
        let task = |key, done, href| AdminTask { key, done, href };
        let people = "/admin/people/new";
        let second = appointments::in_role(office, Role::Admin)?.len() > 1;
        let tasks = vec![
            task("admin-task-second", second, people),
            task("admin-task-judge", there(Role::Judge)?, people),
            task("admin-task-clerk", there(Role::Clerk)?, people),
            task("admin-task-mediator", there(Role::Mediator)?, people),
            task("admin-task-condition", ailments(office).is_empty(), "/admin/condition"),
            task("admin-task-calendar", office.register().calendar.has_table(office.today().year()), "/admin/agencies"),
        ];
        let forgotten = accounts::forgotten(office)?.into_iter().map(|(_, p)| PersonLink { id: p.id.to_string(), name: p.name }).collect();
        Ok(TasksPage { tasks, forgotten, waiting: proposals::waiting(office)?.len() })
    })
    .await
}

/// Somebody in the list.
#[derive(Serialize, Clone)]
pub struct PersonEntry {
    id: String,
    name: String,
    login: String,
    roles: Vec<String>,
    locked: bool,
    invited: bool,
}

/// Everybody.
#[derive(Serialize)]
pub struct PeoplePage {
    people: Vec<PersonEntry>,
}

impl Page for PeoplePage {
    const TEMPLATE: &'static str = "pages/people/people.html";

    fn samples() -> Vec<Self> {
        let row = PersonEntry {
            id: "P".to_owned(),
            name: "叶知秋".to_owned(),
            login: "ye".to_owned(),
            roles: vec!["clerk".to_owned()],
            locked: true,
            invited: true,
        };
        vec![Self { people: vec![row] }, Self { people: Vec::new() }]
    }
}

/// `GET /admin/people`.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn people(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, _| {
        let row = |(p, a): (Person, Vec<Appointment>)| PersonEntry {
            id: p.id.to_string(),
            roles: a.iter().map(|a| a.role.name().to_owned()).collect(),
            locked: p.door_failures >= MOST_CODES,
            invited: p.password_hash.is_empty(),
            name: p.name,
            login: p.login,
        };
        Ok(PeoplePage { people: appointments::people(office)?.into_iter().map(row).collect() })
    })
    .await
}
