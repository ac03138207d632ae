//! What waits for a second person: another administrator, or the president, confirms or declines it here; and whoever cannot
//! sign for a day is let sign again.

use crate::domain::id::PersonId;
use crate::office::Error;
use crate::office::people::administration::Hand;
use crate::office::people::proposals::{self, Proposal};
use crate::web::State;
use crate::web::page::field::{Said, refused};
use crate::web::page::frame::{Frame, done, see_other};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::people::inviting::OWN_CODE;
use crate::web::people::security::names;
use crate::web::request::actor::Confirming;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Serialize;
use std::collections::HashMap;

/// What waits, as a page shows it.
#[derive(Serialize, Clone)]
pub struct ProposalRow {
    id: String,
    what: String,
    whom: String,
    by: String,
    at: String,
    /// It is the reader's own, or about the reader: somebody else confirms it.
    own: bool,
}

impl ProposalRow {
    /// As shown, with the names that are known.
    #[must_use]
    pub fn of(lang: Lang, proposal: &Proposal, names: &HashMap<String, String>) -> Self {
        let named = |id: &str| names.get(id).cloned().unwrap_or_default();
        let role = proposal.role.map(|r| say(lang, &format!("role-{}", r.name()), &[])).unwrap_or_default();
        let machine = || say(lang, "at-the-machine", &[]);
        Self {
            id: proposal.id.clone(),
            what: say(lang, &format!("proposal-{}", proposal.kind.name()), &[("role", role)]),
            whom: named(proposal.person.as_str()),
            by: proposal.proposed_by.as_deref().map_or_else(machine, named),
            at: days::moment_of(lang, proposal.proposed_at),
            own: false,
        }
    }

    /// One for the examples.
    #[must_use]
    pub fn example() -> Self {
        Self {
            id: "W".to_owned(),
            what: "任命为法官".to_owned(),
            whom: "江明理".to_owned(),
            by: "范守一".to_owned(),
            at: "2026年12月1日 10:32".to_owned(),
            own: false,
        }
    }
}

/// Somebody who cannot sign for a day.
#[derive(Serialize, Clone)]
pub struct FrozenRow {
    id: String,
    name: String,
    until: String,
    own: bool,
}

/// What waits for a second person.
#[derive(Serialize)]
pub struct ProposalsPage {
    waiting: Vec<ProposalRow>,
    frozen: Vec<FrozenRow>,
    faults: Vec<Said>,
}

impl Page for ProposalsPage {
    const TEMPLATE: &'static str = "pages/people/proposals.html";

    fn samples() -> Vec<Self> {
        let frozen = |own| FrozenRow { id: "P".to_owned(), name: "江明理".to_owned(), until: "2026年12月2日 10:32".to_owned(), own };
        let said = Said { tone: "bad", text: "验证码不对。".to_owned(), article: String::new(), at: String::new() };
        let full = Self {
            waiting: vec![ProposalRow::example(), ProposalRow { own: true, ..ProposalRow::example() }],
            frozen: vec![frozen(false), frozen(true)],
            faults: vec![said],
        };
        vec![full, Self { waiting: vec![], frozen: vec![], faults: vec![] }]
    }
}

/// An opening code, shown this once.
#[derive(Serialize)]
pub struct OpeningPage {
    name: String,
    code: String,
}

impl Page for OpeningPage {
    const TEMPLATE: &'static str = "pages/people/opening.html";

    fn samples() -> Vec<Self> {
        vec![Self { name: "江明理".to_owned(), code: "R5VN-3TWD-8KQ4".to_owned() }]
    }
}

async fn page(frame: Frame, state: &State, who: Confirming, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let me = signed.actor.person.as_ref().map(PersonId::as_str);
        let names = names(office)?;
        let row = |p: &Proposal| ProposalRow {
            own: p.proposed_by.as_deref() == me || Some(p.person.as_str()) == me,
            ..ProposalRow::of(lang, p, &names)
        };
        let frozen = proposals::frozen(office)?.into_iter().map(|p| FrozenRow {
            until: p.frozen_until.map(|until| days::moment_of(lang, until)).unwrap_or_default(),
            own: Some(p.id.as_str()) == me,
            id: p.id.to_string(),
            name: p.name,
        });
        let frozen = frozen.collect();
        Ok(ProposalsPage { waiting: proposals::waiting(office)?.iter().map(row).collect(), frozen, faults: said.into_iter().collect() })
    })
    .await
}

/// `GET /admin/proposals`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn list(frame: Frame, state: Data<State>, who: Confirming) -> Result<HttpResponse, Problem> {
    page(frame, &state, who, None).await
}

/// `POST /admin/proposals`: confirm, decline or withdraw one; end somebody's day without signing.
///
/// # Errors
/// What is no refusal.
pub async fn decide(frame: Frame, state: Data<State>, who: Confirming, posted: Posted) -> Result<HttpResponse, Problem> {
    let [todo, id, code] = ["do", "id", OWN_CODE].map(|f| posted.get(f).to_owned());
    let by = who.0.actor.clone();
    if todo.is_empty() {
        return Ok(see_other("/admin/proposals"));
    }
    let result = act(&state, move |office| {
        let hand = || Hand::of_second(office, &by, &code);
        match todo.as_str() {
            "confirm" => {
                proposals::may_confirm(office, &by, &id)?;
                proposals::confirm(office, &hand()?, &id).map(Some)
            }
            "end" => proposals::end(office, &hand()?, &id).map(|()| None),
            "lift" => proposals::lift(office, &hand()?, &PersonId::parse(&id).ok_or(Error::NotFound)?).map(|()| None),
            _ => Err(Error::NotFound),
        }
    })
    .await;
    match result {
        Ok(Some(proposals::Confirmed { person, code: Some(code) })) => {
            navigation::page(frame, &state, who.0, |_, _, _| Ok(OpeningPage { name: person.name, code })).await
        }
        Ok(_) => Ok(done("/admin/proposals", "flash-saved")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "");
            page(frame, &state, who, Some(said)).await
        }
    }
}
