//! Signing in and out, and one's own account.

use crate::domain::actor::Role;
use crate::office::Error;
use crate::office::people::contact::Contact;
use crate::office::people::{accounts, contact, credentials, security, sessions};
use crate::web::State;
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::form::{FormPage, PlainForm, Section, StaffForm};
use crate::web::page::frame::{Frame, done, home_of, see_other, session_cookie};
use crate::web::page::link::Link;
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{Page, respond};
use crate::web::page::{days, navigation};
use crate::web::people::credentials::Recovery;
use crate::web::people::inviting::{OWN_CODE, code_field, contact_fields, field_of};
use crate::web::people::security::{EventRow, names};
use crate::web::people::sessions::add_cookie;
use crate::web::request::actor::Staff;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::request::route::Everybody;
use crate::words::{Lang, say};
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, rt};
use serde::Serialize;

/// Events of one's own account that are shown.
const OWN_EVENTS: usize = 20;

/// `GET /forgot`.
pub async fn forgot(_: Everybody, frame: Frame) -> HttpResponse {
    let w = |key: &str| say(frame.lang, key, &[]);
    let page = FormPage {
        title: w("forgot-title"),
        lead: vec![w("forgot-lead")],
        action: "/forgot".to_owned(),
        submit: w("forgot-submit"),
        back: "/login".to_owned(),
        ..FormPage::default()
    };
    respond(&frame, &PlainForm(page.ask(vec![Field::new("text", "login", w("field-login")).complete("username")])))
}

/// `POST /forgot`: tells the administrator; the answer is the same for every name.
///
/// # Errors
/// [`Error::Fault`].
pub async fn forgotten(_: Everybody, frame: Frame, state: Data<State>, posted: Posted) -> Result<HttpResponse, Problem> {
    let login = posted.get("login").to_owned();
    // Nobody waits for what is done: how long it takes would tell which names there are.
    let telling = state.clone();
    rt::spawn(async move {
        if let Err(problem) = act(&telling, move |office| accounts::forgot(office, &login)).await {
            tracing::error!(?problem, "a forgotten password was not told");
        }
    });
    let w = |key: &str| say(frame.lang, key, &[]);
    let page = FormPage { title: w("forgot-done"), lead: vec![w("forgot-done-lead")], back: "/login".to_owned(), ..FormPage::default() };
    Ok(respond(&frame, &PlainForm(page)))
}

/// A session: on what, and when it was last seen.
#[derive(Serialize)]
pub struct SessionRow {
    /// What the page calls it; its own has none: one signs out of it.
    name: Option<String>,
    device: String,
    seen: String,
}

/// Another appointment of the same person.
#[derive(Serialize)]
pub struct OtherRole {
    role: &'static str,
    unit: String,
}

/// One's own account.
#[derive(Serialize)]
pub struct AccountPage {
    name: String,
    left: i64,
    sessions: Vec<SessionRow>,
    others: Vec<OtherRole>,
    events: Vec<EventRow>,
    faults: Vec<Said>,
    password: Vec<Section>,
    phone: String,
    email: String,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "pages/people/account.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            name: "叶知秋".to_owned(),
            left: 3,
            sessions: vec![SessionRow { name: Some("S".to_owned()), device: "Firefox".to_owned(), seen: "10:32".to_owned() }],
            others: vec![OtherRole { role: "judge", unit: "u".to_owned() }],
            events: vec![EventRow::example()],
            faults: Vec::new(),
            password: Vec::new(),
            phone: "19900001452".to_owned(),
            email: "ye@court.example".to_owned(),
        };
        let bare = Self {
            name: String::new(),
            left: 0,
            sessions: vec![],
            others: vec![],
            events: vec![],
            faults: vec![],
            password: vec![],
            phone: String::new(),
            email: String::new(),
        };
        vec![full, bare]
    }
}

async fn account_page(frame: Frame, state: &State, staff: Staff, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let status = if said.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    navigation::page_with(frame, state, staff.0, status, move |office, signed, lang| {
        let w = |key: &str| say(lang, key, &[]);
        let id = signed.actor.person.clone().ok_or(Error::NotFound)?;
        let sessions = sessions::of(office, signed)?;
        let (events, names) = (security::newest(office, Some(&id))?, names(office)?);
        let row = |s: sessions::Session| SessionRow {
            name: (s.hash != signed.hash).then(|| sessions::name_of(&s.hash)),
            device: s.device,
            seen: days::time_of(s.seen_at),
        };
        let contact = contact::of(office, &id)?;
        let old = Field::new("password", "old", w("field-old-password")).complete("current-password").wrong(said.clone());
        let new = Field::new("password", "password", w("field-new-password")).hint(w("password-hint")).complete("new-password");
        Ok(AccountPage {
            name: signed.actor.name.clone(),
            left: credentials::recovery_left(office, &id)?,
            sessions: sessions.into_iter().map(row).collect(),
            others: signed.others.iter().map(|(role, unit)| OtherRole { role: role.name(), unit: unit.clone() }).collect(),
            events: events.iter().take(OWN_EVENTS).map(|row| EventRow::of(lang, row, &names)).collect(),
            faults: said.map(|s| Said { at: "old".to_owned(), ..s }).into_iter().collect(),
            password: vec![Section { title: String::new(), fields: vec![old, new] }],
            phone: contact.phone,
            email: contact.email,
        })
    })
    .await
}

/// `GET /account`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn account(frame: Frame, state: Data<State>, staff: Staff) -> Result<HttpResponse, Problem> {
    account_page(frame, &state, staff, None).await
}

/// `POST /account`: what its buttons do.
///
/// # Errors
/// What is no refusal.
pub async fn change(frame: Frame, state: Data<State>, staff: Staff, posted: Posted) -> Result<HttpResponse, Problem> {
    let signed = staff.0.clone();
    let id = signed.actor.person.clone().ok_or(Problem::Office(Error::NotFound))?;
    match posted.get("do") {
        "everywhere" => {
            act(&state, move |office| sessions::sign_out_everywhere(office, &signed)).await?;
            Ok(done("/account", "flash-signed-out-everywhere"))
        }
        "session" => {
            let name = posted.get("session").to_owned();
            act(&state, move |office| sessions::end_one(office, &signed, &name)).await?;
            Ok(done("/account", "flash-session-ended"))
        }
        "recovery" => {
            let code = posted.get("code").to_owned();
            let codes = act(&state, move |office| {
                credentials::step_up(office, &id, &code)?;
                credentials::recovery_codes(office, &id)
            })
            .await;
            match codes {
                Ok(codes) => Ok(respond(&frame, &Recovery { codes })),
                Err(problem) => {
                    let said = refused(frame.lang, &refusal(problem)?, "code");
                    account_page(frame, &state, staff, Some(said)).await
                }
            }
        }
        "switch" => {
            let role = Role::named(posted.get("role")).ok_or(Problem::Office(Error::NotFound))?;
            let (unit, device) = (posted.get("unit").to_owned(), frame.device.clone());
            let secret = act(&state, move |office| sessions::switch(office, &signed, role, &unit, &device)).await?;
            let mut answer = see_other(home_of(role));
            add_cookie(&mut answer, session_cookie(secret));
            Ok(answer)
        }
        _ => {
            let (old, new) = (posted.get("old").to_owned(), posted.get("password").to_owned());
            match act(&state, move |office| credentials::change_password(office, &id, &signed.hash, &old, &new)).await {
                Ok(()) => Ok(done("/account", "flash-password-set")),
                Err(problem) => {
                    let said = refused(frame.lang, &refusal(problem)?, "old");
                    account_page(frame, &state, staff, Some(said)).await
                }
            }
        }
    }
}

fn contact_form(lang: Lang, contact: &Contact, said: Option<&Said>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let page = FormPage {
        title: w("contact-title"),
        lead: vec![w("contact-lead")],
        crumbs: vec![Link::new("/account", w("account-title"))],
        action: "/account/contact".to_owned(),
        submit: w("contact-submit"),
        links: vec![Link::new("/account", w("cancel"))],
        ..FormPage::default()
    };
    let fields = contact_fields(lang, contact).into_iter().chain([code_field(lang)]);
    let placed = |field: Field| {
        let own = said.filter(|s| s.at == field.name).cloned();
        field.wrong(own)
    };
    StaffForm(page.ask(fields.map(placed).collect()).gathered())
}

/// `GET /account/contact`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn contact(frame: Frame, state: Data<State>, staff: Staff) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, staff.0, |office, signed, lang| {
        let id = signed.actor.person.as_ref().ok_or(Error::NotFound)?;
        Ok(contact_form(lang, &contact::of(office, id)?, None))
    })
    .await
}

/// `POST /account/contact`: one's own telephone and e-mail.
///
/// # Errors
/// What is no refusal.
pub async fn change_contact(frame: Frame, state: Data<State>, staff: Staff, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = staff.0.actor.person.clone().ok_or(Problem::Office(Error::NotFound))?;
    let typed = Contact { phone: posted.get("phone").to_owned(), email: posted.get("email").to_owned() };
    let (kept, code) = (typed.clone(), posted.get(OWN_CODE).to_owned());
    match act(&state, move |office| contact::change(office, &id, &Contact::read(&kept.phone, &kept.email)?, &code)).await {
        Ok(()) => Ok(done("/account", "flash-saved")),
        Err(problem) => {
            let refusal = refusal(problem)?;
            let said = refused(frame.lang, &refusal, field_of(&refusal));
            navigation::page_with(frame, &state, staff.0, StatusCode::UNPROCESSABLE_ENTITY, move |_, _, lang| {
                Ok(contact_form(lang, &typed, Some(&said)))
            })
            .await
        }
    }
}
