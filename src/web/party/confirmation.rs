//! The last step of joining: the name, and what comes after it.

use crate::domain::case::StageName;
use crate::domain::refusal::Refusal;
use crate::office::intake::invitation;
use crate::office::intake::visit::{self, QUESTIONS, Visit};
use crate::office::{Error, case_overview};
use crate::web::State;
use crate::web::page::days;
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::frame::{Frame, see_other};
use crate::web::page::link::Fact;
use crate::web::page::problem::Problem;
use crate::web::page::render::{Page, respond, respond_with};
use crate::web::party::{agreement, home};
use crate::web::request::actor::PartyVisitor;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Serialize;

/// The last look before joining.
#[derive(Serialize)]
pub struct ConfirmPage {
    told: agreement::AgreementTold,
    answers: Vec<Fact>,
    service: String,
    who: String,
    typed: String,
    faults: Vec<Said>,
    fields: Vec<Field>,
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "pages/intake/confirm.html";

    fn samples() -> Vec<Self> {
        let told = agreement::AgreementTold {
            headline: "对方退给你 18,600 元。".to_owned(),
            owes: vec![],
            duties: vec![],
            terms: 3,
            breach: vec![],
        };
        let said = Said { tone: "bad", text: "姓名不一致。".to_owned(), article: String::new(), at: "name".to_owned() };
        vec![Self {
            told,
            answers: vec![Fact::new("自愿吗", "是")],
            service: "手机短信".to_owned(),
            who: "陈桂芳".to_owned(),
            typed: String::new(),
            fields: vec![Field::new("text", "name", "姓名".to_owned()).wrong(Some(said.clone()))],
            faults: vec![said],
        }]
    }
}

/// Where a party joins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepPlace {
    /// On its own phone.
    Phone,
    /// At the agency's machine, where it shows its document now.
    Kiosk,
}

impl StepPlace {
    const fn of(party: &PartyVisitor) -> Self {
        if party.0.kiosk.is_some() { Self::Kiosk } else { Self::Phone }
    }
}

/// The day, and where the party joins.
struct ConfirmMoment {
    today: crate::domain::day::Day,
    place: StepPlace,
}

fn confirm_page(lang: Lang, visit: &Visit, ConfirmMoment { today, place }: ConfirmMoment, typed: &str, said: Option<Said>) -> ConfirmPage {
    let at = |name: &str| said.clone().filter(|s| s.at == name);
    let w = |key: &str| say(lang, key, &[]);
    let choice = visit.party().service.clone().unwrap_or_default();
    let channel = choice.channel.unwrap_or_default();
    let service = if channel.is_empty() {
        w("service-none")
    } else {
        format!("{}：{}", w(&format!("service-{channel}")), choice.address.unwrap_or_default())
    };
    let answer = |q: &&str| Fact::new(w(&format!("q-{q}")), w(if visit.progress[*q] == true { "yes" } else { "not-yet" }));
    let who = visit.party().who_acts();
    let name =
        Field::new("text", "name", say(lang, "confirm-name", &[("name", who.clone())])).with(typed).complete("name").wrong(at("name"));
    ConfirmPage {
        told: agreement::told(lang, &visit.application, &visit.link.party, today),
        answers: QUESTIONS.iter().map(answer).collect(),
        service,
        typed: typed.to_owned(),
        faults: said.iter().cloned().collect(),
        fields: match place {
            StepPlace::Phone => vec![name],
            StepPlace::Kiosk => {
                vec![Field::new("text", "last_four", w("field-last-four")).hint(w("hint-last-four")).wrong(at("last_four")), name]
            }
        },
        who,
    }
}

/// `GET /my/confirm`.
///
/// # Errors
/// The link does not count any more.
pub async fn confirm(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| {
        Ok(confirm_page(lang, &party.visit(office)?, ConfirmMoment { today: office.today(), place: StepPlace::of(&party) }, "", None))
    })
    .await?;
    Ok(respond(&frame, &page))
}

/// `POST /my/confirm`: the party joins.
///
/// # Errors
/// What is no refusal of the name.
pub async fn join(frame: Frame, state: Data<State>, party: PartyVisitor, posted: Posted) -> Result<HttpResponse, Problem> {
    let (lang, typed, last_four) = (frame.lang, posted.get("name").to_owned(), posted.get("last_four").to_owned());
    let done = act(&state, move |office| {
        let visit = party.visit(office)?;
        // Sent twice, or seen in two tabs: who has joined has joined.
        if home::joined(office, &visit)? {
            return Ok(Ok(party.0.kiosk.is_some()));
        }
        let kiosk = party.0.kiosk.as_ref().map(|mediator| (mediator, last_four.as_str()));
        let result = match visit::confirm(office, &visit, kiosk, &typed) {
            // The other party joined at the same moment: nothing stands against this one's joining.
            Err(Error::Stale) => visit::confirm(office, &party.visit(office)?, kiosk, &typed),
            other => other,
        };
        match result {
            Ok(_) => Ok(Ok(party.0.kiosk.is_some())),
            Err(Error::Refused(refusal)) => {
                let at = if matches!(refusal, Refusal::LastFourWrong | Refusal::Locked { .. }) { "last_four" } else { "name" };
                let said = refused(lang, &refusal, at);
                Ok(Err(confirm_page(
                    lang,
                    &visit,
                    ConfirmMoment { today: office.today(), place: StepPlace::of(&party) },
                    &typed,
                    Some(said),
                )))
            }
            Err(other) => Err(other),
        }
    })
    .await?;
    Ok(match done {
        Ok(_) => see_other("/my/done"),
        Err(page) => respond_with(&frame, &page, StatusCode::UNPROCESSABLE_ENTITY),
    })
}

/// Joined.
#[derive(Serialize)]
pub struct DonePage {
    when: String,
    filed: bool,
    waiting: Vec<String>,
    kiosk: bool,
    code: String,
}

impl Page for DonePage {
    const TEMPLATE: &'static str = "pages/intake/done.html";

    fn samples() -> Vec<Self> {
        let page = |filed, kiosk| Self {
            when: "2026年10月14日（周三） 10:32".to_owned(),
            filed,
            waiting: if filed { vec![] } else { vec!["示范县佳和门窗有限公司".to_owned()] },
            kiosk,
            code: "7KQ2-MX9D".to_owned(),
        };
        vec![page(true, false), page(false, true)]
    }
}

/// `GET /my/done`.
///
/// # Errors
/// The link does not count any more.
pub async fn done(frame: Frame, state: Data<State>, party: PartyVisitor) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let page = act(&state, move |office| {
        let visit = party.visit(office)?;
        let joinings = case_overview::joinings(office, &visit.case.id)?;
        let own = joinings.iter().find(|j| j.party == visit.link.party).ok_or(Error::NotFound)?;
        let waiting = visit.application.parties.iter().filter(|p| !joinings.iter().any(|j| j.party == p.reference));
        Ok(DonePage {
            when: days::long_day(lang, own.on),
            filed: visit.case.stage.name() != StageName::Joining,
            waiting: waiting.map(|p| p.name().to_owned()).collect(),
            kiosk: party.0.kiosk.is_some(),
            code: invitation::code_of(office, &visit.link)?,
        })
    })
    .await?;
    Ok(respond(&frame, &page))
}
