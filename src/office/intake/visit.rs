//! A party on its own phone: a link that spends nothing, the last four of its identifier, a one-time code, four
//! questions, how it wants to be served, and then it joins. At the agency's machine the code falls away.

use crate::db;
use crate::db::intake::cases::Case;
use crate::db::intake::party_codes::SentCode;
use crate::db::intake::party_links::Link;
use crate::db::review::requests;
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::application::{Application, Party, ServiceChoice};
use crate::domain::case::StageName;
use crate::domain::day::Moment;
use crate::domain::id::{CaseId, read_code};
use crate::domain::identity::normalise_code;
use crate::domain::joining::JoiningWay;
use crate::domain::letter::LetterKind;
use crate::domain::refusal::Refusal;
use crate::domain::request::RequestKind;
use crate::office::clock::JUMP_SECONDS;
use crate::office::intake::joining::{self, Joins};
use crate::office::intake::writing;
use crate::office::letter::{self, Letter};
use crate::office::place::Place;
use crate::office::{Error, Office, Result, random, row_id};
use crate::seal::sha256_hex;
use serde_json::{Value, json};

const MOST_FAILURES: i32 = 5;

const LOCK_SECONDS: i64 = 15 * 60;

/// How long a one-time code is good: shorter ones come too late in the countryside.
const CODE_SECONDS: i64 = 15 * 60;

const CODE_PAUSE_SECONDS: i64 = 60;

const CODES_A_DAY: usize = 10;

/// The questions every party answers for itself.
pub const QUESTIONS: [&str; 4] = ["voluntary", "understood", "truthful", "joint"];

/// A party's case, opened by its link.
pub struct Visit {
    /// The link.
    pub link: Link,
    /// The case.
    pub case: Case,
    /// The application.
    pub application: Application,
    /// Where the party stands among the parties.
    pub index: usize,
    /// What it has answered so far.
    pub progress: Value,
}

impl Visit {
    /// The party.
    #[must_use]
    pub fn party(&self) -> &Party {
        &self.application.parties[self.index]
    }

    /// Whether the party's telephone can take a text message.
    #[must_use]
    pub fn has_mobile(&self) -> bool {
        self.party().has_mobile()
    }

    /// The party as an actor: it reaches its case through the agency's unit.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn actor(&self, office: &Office) -> Result<Actor> {
        let matter = db::mediation::matters::load(&mut *office.connection()?, &self.case.matter)?.ok_or(Error::NotFound)?;
        Ok(Actor { person: None, name: self.party().name().to_owned(), role: Role::Party, unit: matter.agency })
    }

    /// Whether every question has been answered with yes.
    #[must_use]
    pub fn all_yes(&self) -> bool {
        QUESTIONS.iter().all(|q| self.progress[*q] == true)
    }
}

fn open(office: &Office, link: Link) -> Result<Visit> {
    let id = CaseId::parse(&link.case_id).ok_or(Error::NotFound)?;
    let case = office.case_of_court(&mut *office.connection()?, &id)?;
    let application = office.application(&case)?;
    let index = application.parties.iter().position(|p| p.reference == link.party).ok_or(Error::NotFound)?;
    let progress = office.open(Place::LinkProgress(&link.id), &link.progress)?;
    let progress = serde_json::from_str(&progress).unwrap_or_else(|_| json!({}));
    Ok(Visit { link, case, application, index, progress })
}

/// The visit of a case code, as typed. Nothing is spent by looking.
///
/// # Errors
/// [`Error::NotFound`] for a code that is unknown or malformed, alike; [`Refusal::LinkOver`].
pub fn by_code(office: &Office, code: &str) -> Result<Visit> {
    let code = read_code(code, 2).ok_or(Error::NotFound)?;
    let index = office.vault.index("case-code", &code);
    let link = db::intake::party_links::by_code(&mut *office.connection()?, &index)?.ok_or(Error::NotFound)?;
    if link.ended_at.is_some() {
        return Err(Refusal::LinkOver.into());
    }
    open(office, link)
}

/// The visit of a link that a session names.
///
/// # Errors
/// [`Error::NotFound`], [`Refusal::LinkOver`].
pub fn by_link(office: &Office, id: &str) -> Result<Visit> {
    let link = db::intake::party_links::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    if link.ended_at.is_some() {
        return Err(Refusal::LinkOver.into());
    }
    open(office, link)
}

fn locked(office: &Office, link: &Link) -> Result<()> {
    match link.locked_until {
        Some(until) if until > office.now().naive() && until <= office.now().plus_seconds(LOCK_SECONDS).naive() => {
            let seconds = (until - office.now().naive()).num_seconds();
            Err(Refusal::Locked { minutes: seconds / 60 + 1 }.into())
        }
        _ => Ok(()),
    }
}

/// Compares the last four of the party's identifier.
///
/// # Errors
/// [`Refusal::LastFourWrong`], [`Refusal::Locked`] after five wrong ones.
pub fn prove(office: &Office, visit: &Visit, last_four: &str) -> Result<()> {
    let now = office.now();
    let id = &visit.link.id;
    let open = office.write(|tx| {
        Ok::<_, Error>(db::intake::party_links::claim(tx, id, MOST_FAILURES, now.naive(), now.plus_seconds(LOCK_SECONDS).naive())?)
    })?;
    if !open {
        locked(office, &visit.link)?;
        return Err(Refusal::Locked { minutes: LOCK_SECONDS / 60 }.into());
    }
    if visit.party().has_last_four(last_four) {
        return office.write(|tx| Ok(db::intake::party_links::proved(tx, id)?));
    }
    let until = now.plus_seconds(LOCK_SECONDS).naive();
    office.write(|tx| Ok::<_, Error>(db::intake::party_links::lock_after(tx, id, MOST_FAILURES, until)?))?;
    Err(Refusal::LastFourWrong.into())
}

/// Sends a one-time code to the party's telephone; earlier codes keep their own limit.
///
/// # Errors
/// [`Refusal::CodeTooSoon`], [`Refusal::JoinNeeds`] without a mobile number.
pub fn send_code(office: &Office, visit: &Visit) -> Result<()> {
    if !visit.party().has_mobile() {
        return Err(Refusal::JoinNeeds { what: "mobile" }.into());
    }
    let now = office.now();
    let code = format!("{:06}", u32::from_be_bytes(random::<4>()?) % 1_000_000);
    let row = SentCode {
        id: row_id()?,
        link: visit.link.id.clone(),
        hash: hash(&visit.link.id, &code),
        sent_at: now.naive(),
        expires_at: now.plus_seconds(CODE_SECONDS).naive(),
        failures: 0,
        used_at: None,
    };
    office.write(|tx| {
        let today = of_a_day(tx, &visit.link.id, now)?;
        let pause = now.plus_seconds(-CODE_PAUSE_SECONDS).naive();
        if today.len() >= CODES_A_DAY || today.iter().any(|c| c.sent_at > pause && c.used_at.is_none()) {
            return Err(Refusal::CodeTooSoon.into());
        }
        db::intake::party_codes::add(tx, &row)?;
        let words = [("code", code.as_str())];
        letter::to_mobile(office, tx, &visit.case.id, &Letter { kind: LetterKind::Code, party: visit.party(), words: &words })
    })
}

/// The codes sent for a link within a day.
fn of_a_day(tx: &mut db::DbConnection, link: &str, now: Moment) -> Result<Vec<SentCode>> {
    let (since, until) = (now.plus_seconds(-86_400).naive(), now.plus_seconds(JUMP_SECONDS).naive());
    Ok(db::intake::party_codes::between(tx, link, since, until)?)
}

fn hash(link: &str, code: &str) -> String {
    sha256_hex(format!("one-time code\n{link}\n{code}").as_bytes())
}

/// Compares a one-time code; the right one is used up.
///
/// # Errors
/// [`Refusal::CodeWrong`], [`Refusal::CodeOld`], [`Refusal::Locked`].
pub fn check_code(office: &Office, visit: &Visit, code: &str) -> Result<()> {
    let now = office.now().naive();
    let digits: String = normalise_code(code).chars().filter(char::is_ascii_digit).collect();
    let codes = of_a_day(&mut *office.connection()?, &visit.link.id, office.now())?;
    let wanted = hash(&visit.link.id, &digits);
    let good = |c: &&SentCode| c.expires_at > now && c.used_at.is_none();
    let any = codes.iter().any(|c| good(&c));
    let claimed = office.write(|tx| Ok::<_, Error>(db::intake::party_codes::claim(tx, &visit.link.id, MOST_FAILURES, now)?))?;
    if any && !claimed {
        return Err(Refusal::Locked { minutes: CODE_SECONDS / 60 }.into());
    }
    if let Some(right) = codes.iter().filter(good).find(|c| c.hash == wanted && c.failures < MOST_FAILURES) {
        let used = office.write(|tx| {
            db::intake::party_codes::spend(tx, &right.id, now)?;
            Ok(db::intake::party_links::opened(tx, &visit.link.id, now)?)
        });
        return match used {
            Err(Error::Stale) => Err(Refusal::CodeOld.into()),
            other => other,
        };
    }
    if codes.iter().any(|c| c.hash == wanted) {
        return Err(Refusal::CodeOld.into());
    }
    let tried = codes.iter().filter(good).map(|c| c.failures).min().unwrap_or(0);
    Err(Refusal::CodeWrong { left: (MOST_FAILURES - 1 - tried).max(0) }.into())
}

/// Keeps what a party has answered.
///
/// # Errors
/// [`Refusal::NotNow`] once the party can no longer join.
pub fn keep_progress(office: &Office, visit: &Visit, key: &str, value: Value) -> Result<()> {
    office.write(|tx| {
        asked_still(office, tx, visit)?;
        merge(office, tx, visit, key, value)
    })
}

/// The case as it is now, while the party can still answer.
fn asked_still(office: &Office, tx: &mut db::DbConnection, visit: &Visit) -> Result<Case> {
    let case = office.case_of_court(tx, &visit.case.id)?;
    let link = db::intake::party_links::by_id(tx, &visit.link.id)?.ok_or(Error::NotFound)?;
    match (case.stage.name(), link.ended_at) {
        (StageName::Joining, None) => Ok(case),
        (_, Some(_)) => Err(Refusal::LinkOver.into()),
        (stage, None) => Err(Refusal::NotNow { act: ActName::Join, stage }.into()),
    }
}

fn merge(office: &Office, tx: &mut db::DbConnection, visit: &Visit, key: &str, value: Value) -> Result<()> {
    let link = db::intake::party_links::by_id(tx, &visit.link.id)?.ok_or(Error::NotFound)?;
    let text = office.open(Place::LinkProgress(&link.id), &link.progress)?;
    let mut progress: Value = serde_json::from_str(&text).unwrap_or_else(|_| json!({}));
    progress[key] = value;
    let sealed = office.seal(Place::LinkProgress(&visit.link.id), &progress.to_string())?;
    Ok(db::intake::party_links::progress(tx, &visit.link.id, &sealed)?)
}

/// The party joins; how it chose to be served replaces what the mediator had written.
///
/// # Errors
/// [`Refusal::ChooseOne`] before all questions are answered with yes, [`Refusal::NameDiffers`], and those of
/// [`joining::join`].
pub fn confirm(office: &Office, visit: &Visit, kiosk: Option<(&Actor, &str)>, typed: &str) -> Result<StageName> {
    if !visit.all_yes() {
        return Err(Refusal::ChooseOne.into());
    }
    // On its phone the party has proved itself by now; at the agency's machine it does so here, with its document.
    if let Some((_, last_four)) = kiosk {
        prove(office, visit, last_four)?;
    }
    let expected = visit.party().who_acts();
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if typed != expected.chars().filter(|c| !c.is_whitespace()).collect::<String>() {
        return Err(Refusal::NameDiffers { name: expected }.into());
    }
    let number = visit.party().id_number.clone().unwrap_or_default();
    let last_four: String = number.chars().skip(number.chars().count().saturating_sub(4)).collect();
    let actor = match kiosk {
        Some((mediator, _)) => mediator.clone(),
        None => visit.actor(office)?,
    };
    let joins = Joins {
        party: &visit.link.party,
        way: if kiosk.is_some() { JoiningWay::Kiosk } else { JoiningWay::Phone },
        acted_by: &expected,
        last_four: &last_four,
        scan: None,
    };
    joining::join(office, &actor, &visit.case.id, visit.case.version, &joins)
}

/// Keeps how a party wants to be served, in the application itself: it is the party's own word.
///
/// # Errors
/// [`Refusal::NotNow`] once the party can no longer join.
pub fn choose_service(office: &Office, visit: &Visit, choice: &ServiceChoice) -> Result<()> {
    let actor = visit.actor(office)?;
    office.write(|tx| {
        let case = asked_still(office, tx, visit)?;
        let matter = db::mediation::matters::load(tx, &case.matter)?.ok_or(Error::NotFound)?;
        let text = office.open_application(&matter)?;
        let mut json: Value = serde_json::from_str(&text).map_err(|e| Error::Fault(format!("matter {}: {e}", matter.id)))?;
        json["parties"][visit.index]["service"] = json!({
            "electronic": choice.electronic.unwrap_or(false), "scope": choice.scope,
            "channel": choice.channel, "address": choice.address,
        });
        office.act_on(tx, &actor, case, |tx, case| {
            writing::rewrite(office, tx, case, &json)?;
            case.keep_as(tx, ActName::Service, &visit.link.party)
        })
    })?;
    keep_progress(office, visit, "service", json!(true))
}

/// The party says no, or finds that the agreement is another: the case stops kindly, and the mediator is told why.
///
/// # Errors
/// [`Refusal::NotNow`] once the case is filed.
pub fn decline(office: &Office, visit: &Visit, why: &str) -> Result<()> {
    let actor = visit.actor(office)?;
    joining::decline(office, &actor, &visit.case.id, visit.case.version, &visit.link.party)?;
    ask(office, visit, RequestKind::Declined, why)
}

/// The party asks something of those who handle the case.
///
/// # Errors
/// [`Error::Fault`].
pub fn ask(office: &Office, visit: &Visit, kind: RequestKind, body: &str) -> Result<()> {
    let id = row_id()?;
    let request = requests::Request {
        body: office.seal(Place::Request(&id), body)?,
        id,
        case_id: Some(visit.case.id.to_string()),
        person: None,
        party: Some(visit.link.party.clone()),
        kind,
        made_on: office.today(),
    };
    office.write(|tx| Ok(requests::add(tx, &request, office.now().naive())?))
}
