//! The administrator's pages: what is still to do, people and their appointments, agencies and their powers.

use crate::domain::actor::Role;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::office::county::changes;
use crate::office::people::accounts::{self, Newcomer};
use crate::office::people::appointments::{self, Appointment, Person};
use crate::office::people::credentials::MOST_CODES;
use crate::office::system::health::ailments;
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::field::{Choice, Field, Said, refused};
use crate::web::page::form::{FormPage, StaffForm};
use crate::web::page::frame::{Frame, done};
use crate::web::page::link::{Link, PersonLink};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::request::actor::Admin;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

const ROLES: [Role; 5] = [Role::Mediator, Role::Clerk, Role::Bureau, Role::Judge, Role::Admin];

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
}

impl Page for TasksPage {
    const TEMPLATE: &'static str = "pages/people/tasks.html";

    fn samples() -> Vec<Self> {
        let task = |key, done| AdminTask { key, done, href: "/admin/people" };
        let full = Self {
            tasks: vec![task("admin-task-judge", true), task("admin-task-clerk", false)],
            forgotten: vec![PersonLink { id: "P".to_owned(), name: "叶知秋".to_owned() }],
        };
        vec![full, Self { tasks: Vec::new(), forgotten: Vec::new() }]
    }
}

/// `GET /admin`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn tasks(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, _| {
        let there = |role| -> crate::office::Result<bool> { Ok(!appointments::in_role(office, role)?.is_empty()) };
        let task = |key, done, href| AdminTask { key, done, href };
        let people = "/admin/people/new";
        let tasks = vec![
            task("admin-task-judge", there(Role::Judge)?, people),
            task("admin-task-clerk", there(Role::Clerk)?, people),
            task("admin-task-mediator", there(Role::Mediator)?, people),
            task("admin-task-condition", ailments(office).is_empty(), "/admin/condition"),
            task("admin-task-calendar", office.register().calendar.has_table(office.today().year()), "/admin/agencies"),
        ];
        let forgotten = accounts::forgotten(office)?.into_iter().map(|(_, p)| PersonLink { id: p.id.to_string(), name: p.name }).collect();
        Ok(TasksPage { tasks, forgotten })
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
/// [`Error::Fault`].
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

fn units(office: &Office) -> crate::office::Result<Vec<Choice>> {
    let units = changes::units_of_court(office)?;
    Ok(units.into_iter().map(|u| Choice { value: u.id, label: u.name, hint: String::new() }).collect())
}

fn roles(lang: Lang) -> Vec<Choice> {
    let choice =
        |r: &Role| Choice { value: r.name().to_owned(), label: say(lang, &format!("role-{}", r.name()), &[]), hint: String::new() };
    ROLES.iter().map(choice).collect()
}

fn new_form(office: &Office, lang: Lang, posted: &Posted, said: Option<Said>) -> crate::office::Result<StaffForm> {
    let w = |key: &str| say(lang, key, &[]);
    let at = |name: &str| said.clone().filter(|s| s.at == name);
    let page = FormPage {
        title: w("person-new-title"),
        lead: vec![w("person-new-lead")],
        crumbs: vec![Link::new("/admin/people", w("nav-people"))],
        action: "/admin/people/new".to_owned(),
        submit: w("person-new-submit"),
        ..FormPage::default()
    };
    Ok(StaffForm(
        page.ask(vec![
            Field::new("text", "name", w("field-name")).with(posted.get("name")).wrong(at("name")),
            Field::new("text", "login", w("field-login")).with(posted.get("login")).wrong(at("login")),
            Field::new("select", "role", w("field-role")).offering(roles(lang)).with(posted.get("role")),
            Field::new("select", "unit", w("field-unit")).offering(units(office)?).with(posted.get("unit")).wrong(at("unit")),
        ])
        .gathered(),
    ))
}

/// `GET /admin/people/new`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn new(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, lang| new_form(office, lang, &Posted::default(), None)).await
}

/// A one-time link, shown this once.
#[derive(Serialize)]
pub struct LinkPage {
    name: String,
    link: String,
    back: String,
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "pages/people/link.html";

    fn samples() -> Vec<Self> {
        vec![Self { name: "叶知秋".to_owned(), link: "https://confirm.example/invite/X".to_owned(), back: "/admin/people".to_owned() }]
    }
}

/// The address of a one-time link; in the demo at the address it is served at.
fn address(state: &State, token: &str) -> String {
    match &state.demo {
        Some(demo) => format!("http://{}/invite/{token}", demo.listen),
        None => format!("https://{}/invite/{token}", state.office.config.host),
    }
}

/// `POST /admin/people/new`: invites somebody; the link is shown this once.
///
/// # Errors
/// What is no refusal.
pub async fn invite(frame: Frame, state: Data<State>, who: Admin, posted: Posted) -> Result<HttpResponse, Problem> {
    let [name, login, role, unit] = ["name", "login", "role", "unit"].map(|f| posted.get(f).to_owned());
    let role = Role::named(&role).ok_or(Problem::Office(Error::NotFound))?;
    let called = name.clone();
    let result = act(&state, move |office| accounts::invite(office, &Newcomer { name: &name, login: &login, role, unit: &unit })).await;
    match result {
        Ok((_, token)) => {
            let page = LinkPage { name: called, link: address(&state, &token), back: "/admin/people".to_owned() };
            navigation::page(frame, &state, who.0, |_, _, _| Ok(page)).await
        }
        Err(problem) => {
            let refusal = refusal(problem)?;
            let at = match &refusal {
                Refusal::RecordIncomplete { field } => field,
                _ => "login",
            };
            let said = refused(frame.lang, &refusal, at);
            navigation::page_with(frame, &state, who.0, StatusCode::UNPROCESSABLE_ENTITY, move |office, _, lang| {
                new_form(office, lang, &posted, Some(said))
            })
            .await
        }
    }
}

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
    locked: bool,
    held: Vec<AppointmentRow>,
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
            locked,
            held: vec![AppointmentRow {
                id: "A".to_owned(),
                role: "clerk".to_owned(),
                unit: "示范县人民法院".to_owned(),
                span: "1月1日".to_owned(),
                open: locked,
            }],
            roles: vec![choice.clone()],
            units: vec![choice.clone()],
            successors: vec![choice.clone()],
            open,
            faults: if locked { vec![said.clone()] } else { Vec::new() },
        };
        vec![page(true, 3), page(false, 0)]
    }
}

async fn person_page(frame: Frame, state: &State, who: Admin, id: PersonId, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, _, lang| {
        let (person, held) = accounts::person(office, &id)?;
        let open = appointments::open_cases(office, &id)?;
        let others = appointments::people(office)?.into_iter().filter(|(p, _)| p.id != id);
        let held = held.into_iter().map(|h| {
            let span = h.until.map_or_else(
                || say(lang, "since", &[("day", days::short_day(lang, h.from))]),
                |u| say(lang, "until-short", &[("day", days::short_day(lang, u))]),
            );
            AppointmentRow { id: h.id, role: h.role.name().to_owned(), unit: h.unit, span, open: h.until.is_none() }
        });
        Ok(PersonPage {
            id: person.id.to_string(),
            locked: person.door_failures >= MOST_CODES,
            name: person.name,
            login: person.login,
            held: held.collect(),
            roles: roles(lang),
            units: units(office)?,
            successors: others.map(|(p, _)| Choice { value: p.id.to_string(), label: p.name, hint: String::new() }).collect(),
            open,
            faults: said.into_iter().collect(),
        })
    })
    .await
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

/// `POST /admin/people/{id}`: appoint, end an appointment, new link, leave.
///
/// # Errors
/// What is no refusal.
pub async fn change(frame: Frame, state: Data<State>, who: Admin, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = person_id(&id)?;
    let [todo, role, unit, appointment, successor] = ["do", "role", "unit", "appointment", "successor"].map(|f| posted.get(f).to_owned());
    let (of, by) = (id.clone(), who.0.actor.clone());
    let result = act(&state, move |office| match todo.as_str() {
        "appoint" => {
            let role = Role::named(&role).ok_or(Error::NotFound)?;
            appointments::appoint(office, &of, role, &unit).map(|()| None)
        }
        "end" => appointments::end_appointment(office, &of, &appointment).map(|()| None),
        "leave" => appointments::leave(office, &of, PersonId::parse(&successor).as_ref()).map(|()| None),
        "reset" | "invite" => {
            let link = accounts::new_link(office, Some(&by), &of, &todo)?;
            accounts::settle(office, &by, &of)?;
            Ok(Some((accounts::person(office, &of)?.0.name, link)))
        }
        _ => Err(Error::NotFound),
    })
    .await;
    match result {
        Ok(Some((name, token))) => {
            let page = LinkPage { name, link: address(&state, &token), back: format!("/admin/people/{id}") };
            navigation::page(frame, &state, who.0, |_, _, _| Ok(page)).await
        }
        Ok(None) if posted.get("do") == "leave" => Ok(done("/admin/people", "flash-left")),
        Ok(None) => Ok(done(&format!("/admin/people/{id}"), "flash-saved")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "");
            person_page(frame, &state, who, id, Some(said)).await
        }
    }
}
