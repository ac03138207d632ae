//! In the demo only: who can be played, with current codes, and what was sent to whom.

use crate::office::Error;
use crate::office::people::credentials;
use crate::office::service::sending;
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::problem::Problem;
use crate::web::page::render::{Page, respond, respond_text};
use crate::web::page::{days, samples};
use crate::web::request::hop::act;
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// The cast of a demo.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// Address it is served at.
    pub listen: String,
    /// Who can be played.
    pub accounts: Vec<DemoAccount>,
}

/// Somebody who can be played.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// Login name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: &'static str,
    /// Unit.
    pub unit: String,
    /// Password.
    pub password: String,
    /// TOTP secret, hex.
    pub secret: String,
}

/// An account as the page shows it.
#[derive(Serialize, Clone)]
pub struct CodeRow {
    login: String,
    name: String,
    role: &'static str,
    unit: String,
    password: String,
    code: String,
}

/// A message as the page shows it.
#[derive(Serialize, Clone)]
pub struct Message {
    when: String,
    to: String,
    text: String,
    link: String,
}

/// The demo's page.
#[derive(Serialize)]
pub struct DemoPage {
    accounts: Vec<CodeRow>,
    messages: Vec<Message>,
    seconds: i64,
}

impl Page for DemoPage {
    const TEMPLATE: &'static str = "pages/system/demo.html";

    fn samples() -> Vec<Self> {
        let account = CodeRow {
            login: "judge".to_owned(),
            name: "江明理".to_owned(),
            role: "judge",
            unit: "示范县人民法院".to_owned(),
            password: "R5VN".to_owned(),
            code: "123456".to_owned(),
        };
        let message = |link: &str| Message {
            when: "10:32".to_owned(),
            to: "19900000011".to_owned(),
            text: "你好。".to_owned(),
            link: link.to_owned(),
        };
        let full = Self { accounts: vec![account], messages: vec![message("/c/7KQ2-MX9D"), message("")], seconds: 12 };
        vec![full, Self { accounts: Vec::new(), messages: Vec::new(), seconds: 0 }]
    }
}

/// `GET /demo`.
///
/// # Errors
/// 404 outside the demo.
pub async fn demo(_: Everybody, frame: Frame, state: Data<State>) -> Result<HttpResponse, Problem> {
    let Some(cast) = state.demo.clone() else { return Err(Problem::Office(Error::NotFound)) };
    let page = act(&state, move |office| {
        let unix = office.now().unix();
        let shown = |a: &DemoAccount| CodeRow {
            login: a.login.clone(),
            name: a.name.clone(),
            role: a.role,
            unit: a.unit.clone(),
            password: a.password.clone(),
            code: credentials::code_at(&a.secret, unix),
        };
        let message = |l: sending::SentLetter| {
            let link = l.text.find("/c/").map(|at| l.text[at..].chars().take(12).collect::<String>()).unwrap_or_default();
            Message { when: days::time_of(l.at), to: l.to, text: l.text, link }
        };
        let messages = sending::recent(office, 300)?.into_iter().map(message).collect();
        Ok(DemoPage { accounts: cast.accounts.iter().map(shown).collect(), messages, seconds: 30 - unix.rem_euclid(30) })
    })
    .await?;
    Ok(respond(&frame, &page))
}

/// An example: where it is shown, which page, and its number among the examples of the page.
#[derive(Serialize)]
pub struct ExampleLink {
    place: usize,
    name: String,
    number: usize,
}

/// Every page in its examples: for whoever designs or examines them.
#[derive(Serialize)]
pub struct GalleryPage {
    examples: Vec<ExampleLink>,
}

impl Page for GalleryPage {
    const TEMPLATE: &'static str = "pages/system/gallery.html";

    fn samples() -> Vec<Self> {
        vec![Self { examples: vec![ExampleLink { place: 0, name: "home".to_owned(), number: 1 }] }]
    }
}

/// `GET /demo/pages`.
///
/// # Errors
/// 404 outside the demo.
pub async fn gallery(_: Everybody, frame: Frame, state: Data<State>) -> Result<HttpResponse, Problem> {
    if state.demo.is_none() {
        return Err(Problem::Office(Error::NotFound));
    }
    let name = |template: &str| template.trim_start_matches("pages/").trim_end_matches(".html").to_owned();
    let listed = samples::rendered(frame.lang, frame.large).into_iter().enumerate();
    let examples = listed.map(|(place, r)| ExampleLink { place, name: name(r.template), number: r.number + 1 }).collect();
    Ok(respond(&frame, &GalleryPage { examples }))
}

/// `GET /demo/pages/{place}`: one example, in the language and size of type that are chosen.
///
/// # Errors
/// 404 outside the demo, and where there is none such.
pub async fn example(_: Everybody, frame: Frame, state: Data<State>, place: Path<usize>) -> Result<HttpResponse, Problem> {
    let found = state.demo.as_ref().and_then(|_| samples::rendered(frame.lang, frame.large).into_iter().nth(*place));
    let found = found.ok_or(Problem::Office(Error::NotFound))?;
    Ok(respond_text(&frame, found.template, found.text))
}
