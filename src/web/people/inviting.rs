//! Inviting somebody: the form, and the one-time link that comes of it, this once.

use crate::domain::actor::Role;
use crate::domain::refusal::Refusal;
use crate::office::county::changes;
use crate::office::people::accounts::{self, Newcomer};
use crate::office::people::administration::Signed;
use crate::office::people::contact::Contact;
use crate::office::people::links::{Link as OneTimeLink, LinkOpens};
use crate::office::people::proposals::Post;
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::field::{Choice, Field, Said, refused};
use crate::web::page::form::{FormPage, StaffForm};
use crate::web::page::frame::Frame;
use crate::web::page::link::Link;
use crate::web::page::navigation;
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::request::actor::Admin;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Serialize;

/// Roles of those who work here, as they are offered.
const ROLES: [Role; 6] = [Role::Mediator, Role::Clerk, Role::Bureau, Role::Judge, Role::President, Role::Admin];

/// The units of the court, to choose from.
pub(super) fn units(office: &Office) -> crate::office::Result<Vec<Choice>> {
    let units = changes::units_of_court(office)?;
    Ok(units.into_iter().map(|u| Choice { value: u.id, label: u.name, hint: String::new() }).collect())
}

/// The roles, to choose from.
pub(super) fn roles(lang: Lang) -> Vec<Choice> {
    let choice =
        |r: &Role| Choice { value: r.name().to_owned(), label: say(lang, &format!("role-{}", r.name()), &[]), hint: String::new() };
    ROLES.iter().map(choice).collect()
}

/// Name of the field that asks for a fresh code of whoever acts.
pub const OWN_CODE: &str = "own_code";

/// The field that asks for a fresh code of whoever acts.
#[must_use]
pub fn code_field(lang: Lang) -> Field {
    Field::new("code", OWN_CODE, say(lang, "field-own-code", &[])).hint(say(lang, "hint-own-code", &[]))
}

/// The fields of how somebody is reached.
pub(super) fn contact_fields(lang: Lang, contact: &Contact) -> Vec<Field> {
    let w = |key: &str| say(lang, key, &[]);
    vec![
        Field::new("tel", "phone", w("field-staff-phone")).with(&contact.phone).hint(w("hint-staff-phone")).complete("tel"),
        Field::new("text", "email", w("field-staff-email")).with(&contact.email).complete("email").may_be_empty(),
    ]
}

/// At which field of these forms a refusal belongs.
pub(super) fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::RecordIncomplete { field } | Refusal::ContactUnsound { field } => field,
        Refusal::WeakPassword => "password",
        Refusal::LoginTaken => "login",
        Refusal::PostsApart { .. } | Refusal::TwoAdministratorsFirst { .. } => "role",
        _ => OWN_CODE,
    }
}

fn new_form(office: &Office, lang: Lang, posted: &Posted, said: Option<&Said>) -> crate::office::Result<StaffForm> {
    let w = |key: &str| say(lang, key, &[]);
    let page = FormPage {
        title: w("person-new-title"),
        lead: vec![w("person-new-lead"), w("person-new-two")],
        crumbs: vec![Link::new("/admin/people", w("nav-people"))],
        action: "/admin/people/new".to_owned(),
        submit: w("person-new-submit"),
        ..FormPage::default()
    };
    let mut fields = vec![
        Field::new("text", "name", w("field-name")).with(posted.get("name")),
        Field::new("text", "login", w("field-login")).with(posted.get("login")),
    ];
    fields.extend(contact_fields(lang, &Contact { phone: posted.get("phone").to_owned(), email: posted.get("email").to_owned() }));
    fields.extend([
        Field::new("select", "role", w("field-role")).offering(roles(lang)).with(posted.get("role")),
        Field::new("select", "unit", w("field-unit")).offering(units(office)?).with(posted.get("unit")),
        code_field(lang),
    ]);
    let placed = |field: Field| {
        let own = said.filter(|s| s.at == field.name).cloned();
        field.wrong(own)
    };
    Ok(StaffForm(page.ask(fields.into_iter().map(placed).collect()).gathered()))
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
    /// Whose.
    name: String,
    /// Its address.
    link: String,
    /// It is one half: the other one is for whoever confirms.
    half: bool,
    back: String,
}

impl LinkPage {
    /// The link of somebody, with the way back.
    pub(super) fn of(state: &State, name: String, link: &OneTimeLink, back: String) -> Self {
        Self { name, link: address(state, &link.token), half: link.opens == LinkOpens::WithCode, back }
    }
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "pages/people/link.html";

    fn samples() -> Vec<Self> {
        let page = |half| Self {
            name: "叶知秋".to_owned(),
            link: "https://confirm.example/invite/X".to_owned(),
            half,
            back: "/admin/people".to_owned(),
        };
        vec![page(false), page(true)]
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
    let typed = ["name", "login", "role", "unit", "phone", "email", OWN_CODE].map(|f| posted.get(f).to_owned());
    let by = who.0.actor.clone();
    let result = act(&state, move |office| {
        let [name, login, role, unit, phone, email, code] = &typed;
        let role = Role::named(role).ok_or(Error::NotFound)?;
        let contact = Contact::read(phone, email)?;
        let new = Newcomer { name, login, post: Post { role, unit }, contact: &contact };
        accounts::may_invite(office, &new)?;
        accounts::invite(office, &Signed { actor: &by, code }.hand(office)?, &new)
    })
    .await;
    match result {
        Ok((_, link)) => {
            let page = LinkPage::of(&state, posted.get("name").to_owned(), &link, "/admin/people".to_owned());
            navigation::page(frame, &state, who.0, |_, _, _| Ok(page)).await
        }
        Err(problem) => {
            let refusal = refusal(problem)?;
            let said = refused(frame.lang, &refusal, field_of(&refusal));
            navigation::page_with(frame, &state, who.0, StatusCode::UNPROCESSABLE_ENTITY, move |office, _, lang| {
                new_form(office, lang, &posted, Some(&said))
            })
            .await
        }
    }
}
