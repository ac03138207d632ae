//! What everybody may read: home, how to apply, who mediates what, keys and log, privacy, accessibility.

use crate::domain::outcome::Outcome;
use crate::office::worklist;
use crate::web::State;
use crate::web::page::frame::Frame;
use crate::web::page::link::Fact;
use crate::web::page::problem::Problem;
use crate::web::page::render::{Page, respond};
use crate::web::request::hop::act;
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// An agency with what it may mediate.
#[derive(Serialize, Clone)]
pub struct AgencyEntry {
    name: String,
    phone: String,
    powers: Vec<Fact>,
}

fn agencies(office: &crate::office::Office) -> Vec<AgencyEntry> {
    let (register, today) = (office.register(), office.today());
    let own = register.agencies.iter().filter(|a| a.division == register.court.division);
    own.map(|a| AgencyEntry {
        name: a.name.clone(),
        phone: a.phone.clone(),
        powers: a.kinds.iter().map(|m| Fact::new(&m.name, m.in_force(today).collect::<Vec<_>>().join("；"))).collect(),
    })
    .collect()
}

fn example() -> Vec<AgencyEntry> {
    let powers = vec![Fact::new("消费纠纷", "《中华人民共和国消费者权益保护法》第三十九条")];
    vec![AgencyEntry { name: "示范县市场监督管理局".to_owned(), phone: "0573-80000201".to_owned(), powers }]
}

/// The home page.
#[derive(Serialize)]
pub struct HomePage {
    agencies: Vec<AgencyEntry>,
    confirmed: i64,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "pages/county/home.html";
    const ANONYMOUS_FORM: bool = true;

    fn samples() -> Vec<Self> {
        vec![Self { agencies: example(), confirmed: 112 }, Self { agencies: Vec::new(), confirmed: 0 }]
    }
}

/// `GET /`.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub async fn home(_: Everybody, frame: Frame, state: Data<State>) -> Result<HttpResponse, Problem> {
    let page = act(&state, |office| {
        let confirmed = worklist::count_ended(office, Outcome::Confirmed)?;
        Ok(HomePage { agencies: agencies(office), confirmed })
    })
    .await?;
    Ok(respond(&frame, &page))
}

/// A section: names of the words of its title and paragraphs.
#[derive(Serialize)]
pub struct ArticleSection {
    title: String,
    paragraphs: Vec<String>,
}

/// A page of text: name of its words, and how many paragraphs each section has.
#[derive(Serialize)]
pub struct ArticlePage {
    name: &'static str,
    sections: Vec<ArticleSection>,
    trust: String,
}

/// Every page of text, with the number of paragraphs of each section.
const ARTICLES: [(&str, &[usize]); 4] =
    [("apply", &[2, 4, 4, 3]), ("privacy", &[2, 4, 3, 3, 2]), ("accessibility", &[2, 3, 2]), ("keys", &[2, 3, 3])];

fn article_page(name: &'static str, counts: &[usize], trust: String) -> ArticlePage {
    let section = |(index, count): (usize, &usize)| {
        let at = index + 1;
        ArticleSection { title: format!("{name}-{at}-title"), paragraphs: (1..=*count).map(|n| format!("{name}-{at}-{n}")).collect() }
    };
    ArticlePage { name, sections: counts.iter().enumerate().map(section).collect(), trust }
}

impl Page for ArticlePage {
    const TEMPLATE: &'static str = "pages/county/article.html";

    fn samples() -> Vec<Self> {
        ARTICLES
            .into_iter()
            .map(|(name, counts)| article_page(name, counts, if name == "keys" { "version 1".to_owned() } else { String::new() }))
            .collect()
    }
}

/// `GET /apply`, `/privacy`, `/accessibility`, `/keys`.
///
/// # Errors
/// 404.
pub async fn article(_: Everybody, frame: Frame, state: Data<State>, name: Path<String>) -> Result<HttpResponse, Problem> {
    let found = ARTICLES.into_iter().find(|(n, _)| *n == name.as_str());
    let (name, counts) = found.ok_or(Problem::Office(crate::office::Error::NotFound))?;
    let trust = if name == "keys" { state.office.current().keys.trust_note.clone() } else { String::new() };
    Ok(respond(&frame, &article_page(name, counts, trust)))
}

/// Who mediates what.
#[derive(Serialize)]
pub struct AgenciesPage {
    agencies: Vec<AgencyEntry>,
}

impl Page for AgenciesPage {
    const TEMPLATE: &'static str = "pages/county/agencies.html";

    fn samples() -> Vec<Self> {
        vec![Self { agencies: example() }, Self { agencies: Vec::new() }]
    }
}

/// `GET /agencies`.
pub async fn agencies_page(_: Everybody, frame: Frame, state: Data<State>) -> Result<HttpResponse, Problem> {
    Ok(respond(&frame, &AgenciesPage { agencies: agencies(&state.office.current()) }))
}
