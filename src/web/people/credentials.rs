//! First run, invitations, new passwords: one-time links, the second factor, recovery codes.

use crate::domain::refusal::Refusal;
use crate::domain::security::LinkPurpose;
use crate::office::Error;
use crate::office::people::accounts::{self, FirstRun};
use crate::office::people::contact::Contact;
use crate::office::people::credentials::{self, Opening};
use crate::web::State;
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::form::{FormPage, PlainForm};
use crate::web::page::frame::{Frame, done, see_other};
use crate::web::page::link::Link;
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{Page, respond, respond_with};
use crate::web::people::inviting::{contact_fields, field_of};
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::request::route::Everybody;
use crate::words::say;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// A form that sets a password: an account of the first run, an invitation, a new password.
struct PasswordForm<'a> {
    action: String,
    /// `setup`, `invite`, `reset`: its words.
    key: &'a str,
    /// It is one half: the opening code is asked for.
    half: bool,
    posted: &'a Posted,
    said: Option<Said>,
}

impl PasswordForm<'_> {
    fn page(self, frame: &Frame) -> PlainForm {
        let w = |key: &str| say(frame.lang, key, &[]);
        let typed = |name: &str| self.posted.get(name);
        let mut fields = Vec::new();
        if self.key == "setup" {
            fields.push(Field::new("text", "name", w("field-name")).with(typed("name")).complete("name"));
            fields.push(Field::new("text", "login", w("field-login")).with(typed("login")).complete("username"));
            let contact = Contact { phone: typed("phone").to_owned(), email: typed("email").to_owned() };
            fields.extend(contact_fields(frame.lang, &contact));
        }
        if self.half {
            fields.push(Field::new("text", "opening", w("field-opening")).with(typed("opening")).hint(w("hint-opening")));
        }
        fields.push(Field::new("password", "password", w("field-new-password")).hint(w("password-hint")).complete("new-password"));
        let placed = |field: Field| {
            let own = self.said.clone().filter(|said| said.at == field.name);
            field.wrong(own)
        };
        let page = FormPage {
            title: w(&format!("{}-title", self.key)),
            lead: vec![w(&format!("{}-lead", self.key))],
            action: self.action.clone(),
            submit: w("password-submit"),
            ..FormPage::default()
        };
        PlainForm(page.ask(fields.into_iter().map(placed).collect()).gathered())
    }
}

/// `GET /setup/{token}`: first run.
///
/// # Errors
/// The link does not count.
pub async fn setup(_: Everybody, frame: Frame, state: Data<State>, token: Path<String>) -> Result<HttpResponse, Problem> {
    let link = token.clone();
    let invited = act(&state, move |office| credentials::invited(office, &link)).await?;
    if invited.purpose != LinkPurpose::Setup {
        return Err(Problem::Office(Refusal::LinkOver.into()));
    }
    let form = PasswordForm { action: format!("/setup/{token}"), key: "setup", half: false, posted: &Posted::default(), said: None };
    Ok(respond(&frame, &form.page(&frame)))
}

/// `POST /setup/{token}`.
///
/// # Errors
/// What is no refusal of the fields.
pub async fn set_up(_: Everybody, frame: Frame, state: Data<State>, token: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let link = token.clone();
    let typed = ["name", "login", "phone", "email", "password"].map(|f| posted.get(f).to_owned());
    let made = act(&state, move |office| {
        let [name, login, phone, email, password] = &typed;
        let contact = Contact::read(phone, email)?;
        accounts::first_admin(office, &link, &FirstRun { name, login, contact: &contact, password })
    })
    .await;
    match made {
        Ok(next) => Ok(see_other(&format!("/invite/{next}/factor"))),
        Err(Problem::Office(Error::Refused(Refusal::LinkOver))) => Err(Problem::Office(Refusal::LinkOver.into())),
        Err(problem) => {
            let refusal = refusal(problem)?;
            let said = Some(refused(frame.lang, &refusal, field_of(&refusal)));
            let form = PasswordForm { action: format!("/setup/{token}"), key: "setup", half: false, posted: &posted, said };
            Ok(respond_with(&frame, &form.page(&frame), StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// The words of an invitation, or of a new password.
const fn key_of(purpose: LinkPurpose) -> Option<&'static str> {
    match purpose {
        LinkPurpose::Invite => Some("invite"),
        LinkPurpose::Reset => Some("reset"),
        LinkPurpose::Setup | LinkPurpose::Connect | LinkPurpose::Reconnect => None,
    }
}

/// `GET /invite/{token}`: an invitation, or a new password.
///
/// # Errors
/// The link does not count, or waits for its second person.
pub async fn invitation(_: Everybody, frame: Frame, state: Data<State>, token: Path<String>) -> Result<HttpResponse, Problem> {
    let link = token.clone();
    let invited = act(&state, move |office| credentials::invited(office, &link)).await?;
    let key = key_of(invited.purpose).ok_or(Problem::Office(Refusal::LinkOver.into()))?;
    if invited.half.as_ref().is_some_and(|half| !half.is_confirmed()) {
        return Err(Problem::Office(Refusal::LinkWaits.into()));
    }
    let form =
        PasswordForm { action: format!("/invite/{token}"), key, half: invited.half.is_some(), posted: &Posted::default(), said: None };
    Ok(respond(&frame, &form.page(&frame)))
}

/// `POST /invite/{token}`.
///
/// # Errors
/// What is no refusal of a field.
pub async fn accept_invitation(
    _: Everybody,
    frame: Frame,
    state: Data<State>,
    token: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let (link, code, password) = (token.clone(), posted.get("opening").to_owned(), posted.get("password").to_owned());
    let set = act(&state, move |office| credentials::set_password(office, &link, Opening { code: &code, password: &password })).await;
    match set {
        Ok(None) => Ok(done("/login", "flash-password-set")),
        Ok(Some(next)) => Ok(see_other(&format!("/invite/{next}/factor"))),
        Err(Problem::Office(Error::Refused(refusal @ (Refusal::WeakPassword | Refusal::OpeningCode)))) => {
            let link = token.clone();
            let invited = act(&state, move |office| credentials::invited(office, &link)).await?;
            let at = if refusal == Refusal::OpeningCode { "opening" } else { "password" };
            let said = Some(refused(frame.lang, &refusal, at));
            let key = key_of(invited.purpose).ok_or(Problem::Office(Refusal::LinkOver.into()))?;
            let form = PasswordForm { action: format!("/invite/{token}"), key, half: invited.half.is_some(), posted: &posted, said };
            Ok(respond_with(&frame, &form.page(&frame), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(other) => Err(other),
    }
}

/// A secret as an authenticator reads it, and as somebody types it.
struct FactorSecret<'a> {
    uri: &'a str,
    typed: &'a str,
}

fn factor_form(frame: &Frame, action: String, FactorSecret { uri, typed }: FactorSecret<'_>, said: Option<Said>) -> PlainForm {
    let w = |key: &str| say(frame.lang, key, &[]);
    let shown: String = typed.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>().join(" ");
    PlainForm(
        FormPage {
            title: w("factor-title"),
            lead: vec![w("factor-lead"), say(frame.lang, "factor-typed", &[("secret", shown)])],
            qr: qr(uri),
            action,
            submit: w("factor-submit"),
            ..FormPage::default()
        }
        .ask(vec![Field::new("code", "code", w("field-code")).hint(w("factor-hint")).wrong(said)])
        .gathered(),
    )
}

/// A QR code as a picture in the page itself.
#[must_use]
pub fn qr(text: &str) -> String {
    let Ok(code) = qrcode::QrCode::new(text.as_bytes()) else { return String::new() };
    let width = code.width();
    let mut path = String::new();
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", index % width + 4, index / width + 4));
        }
    }
    let side = width + 8;
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {side} {side}'%3E%3Crect width='{side}' height='{side}' fill='%23fff'/%3E%3Cpath d='{path}'/%3E%3C/svg%3E"
    )
}

/// `GET /invite/{token}/factor`: the second factor, each look with a new secret until one is confirmed.
///
/// # Errors
/// The link does not count.
pub async fn factor(_: Everybody, frame: Frame, state: Data<State>, token: Path<String>) -> Result<HttpResponse, Problem> {
    let link = token.clone();
    let (uri, typed) = act(&state, move |office| credentials::factor_of_link(office, &link)).await?;
    Ok(respond(&frame, &factor_form(&frame, format!("/invite/{token}/factor"), FactorSecret { uri: &uri, typed: &typed }, None)))
}

/// `POST /invite/{token}/factor`.
///
/// # Errors
/// What is no refusal of the code.
pub async fn confirm_factor(
    _: Everybody,
    frame: Frame,
    state: Data<State>,
    token: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let (link, code) = (token.clone(), posted.get("code").to_owned());
    match act(&state, move |office| credentials::confirm_factor(office, &link, &code)).await {
        Ok(codes) => Ok(respond(&frame, &Recovery { codes })),
        Err(Problem::Office(Error::Refused(Refusal::SecondFactor))) => {
            // The secret that was scanned stays: only the code was wrong.
            let said = refused(frame.lang, &Refusal::SecondFactor, "code");
            let page = FormPage {
                title: say(frame.lang, "factor-again", &[]),
                action: format!("/invite/{token}/factor"),
                submit: say(frame.lang, "factor-submit", &[]),
                links: vec![Link::new(format!("/invite/{token}/factor"), say(frame.lang, "factor-anew", &[]))],
                ..FormPage::default()
            };
            let field = Field::new("code", "code", say(frame.lang, "field-code", &[])).wrong(Some(said));
            Ok(respond_with(&frame, &PlainForm(page.ask(vec![field]).gathered()), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(other) => Err(other),
    }
}

/// The recovery codes, shown this once.
#[derive(Serialize)]
pub struct Recovery {
    /// Codes.
    pub codes: Vec<String>,
}

impl Page for Recovery {
    const TEMPLATE: &'static str = "pages/people/recovery.html";

    fn samples() -> Vec<Self> {
        vec![Self { codes: vec!["R5VN-3TWD-8KQ4".to_owned(); 10] }]
    }
}
