//! The draft ruling: frozen with its codes, put before the judge, sent back, approved, taken back.

use super::{Error, Office, Result, admin, document_id, row_id};
use crate::db::cases::Case;
use crate::db::drafts::DraftRow;
use crate::db::{self};
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::case::{Act, Reviewing, Stage};
use crate::domain::day::Day;
use crate::domain::decide::decide;
use crate::domain::id::{CaseId, base32};
use crate::domain::refusal::Refusal;
use crate::domain::ruling::{Official, RulingFacts, applicants, confirmed_terms};
use crate::domain::wording;
use crate::seal::sealing;
use crate::seal::statement::{Draft, NamedFile};
use crate::seal::{hex, sha256_hex};

/// Puts a draft of the confirming ruling before the judge.
///
/// # Errors
/// [`Refusal::NotVerified`], [`Refusal::CannotPrint`], [`Refusal::NotInOffice`], [`Error::Stale`].
pub fn propose(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, assistant: Option<&str>) -> Result<Draft> {
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let mut connection = office.connection()?;
    let case = office.case_at(&mut connection, clerk, id, seen)?;
    let Stage::Reviewing(review) = &case.stage else {
        return Err(Refusal::NotNow { act: "propose", stage: case.stage.name() }.into());
    };
    drop(connection);
    if review.verified {
        super::desk::all_met(office, &case, super::desk::Before::Proposal)?;
    }
    let mut connection = office.connection()?;
    super::desk::not_recused(&mut connection, id, &by)?;
    if let Some(judge) = &case.judge {
        super::desk::not_recused(&mut connection, id, judge)?;
    }
    let waiting = db::requests::of_case(&mut connection, id)?;
    if waiting.iter().any(|r| matches!(r.kind.as_str(), "withdraw" | "differs" | "not_me")) {
        return Err(Refusal::RequestOpen.into());
    }
    let application = office.application(&case)?;
    let rev = i64::from(db::drafts::count(&mut connection, id)?) + 1;
    let files = db::matters::attachments_of(&mut connection, &case.matter)?;
    let judge = match &case.judge {
        Some(judge) => db::people::by_id(&mut connection, judge)?.ok_or(Error::NotFound)?,
        None => return Err(Refusal::NotInOffice { name: String::new() }.into()),
    };
    drop(connection);
    let facts = facts(office, review, &application, [&judge.name, &clerk.name], assistant)?;
    let draft = freeze(office, &case, facts, &files)?;
    let text = wording::ruling::confirming(&draft.facts).plain_text();
    let missing = office.fonts.missing(&text);
    if !missing.is_empty() {
        return Err(Refusal::CannotPrint { characters: missing }.into());
    }
    let sha256 = draft.sha256();
    office.write(|tx| {
        let mut case = office.case_at(tx, clerk, id, seen)?;
        case.stage = decide(case.stage, Act::Propose { by: by.clone(), draft: sha256.clone() }, clerk.role, office.today())?;
        let draft_id = row_id()?;
        let body = String::from_utf8(draft.to_bytes()).map_err(|e| Error::Fault(e.to_string()))?;
        let row = DraftRow {
            body: office.vault.seal(&format!("drafts/{draft_id}"), &body)?,
            id: draft_id,
            rev: i32::try_from(rev).unwrap_or(i32::MAX),
            sha256: sha256.clone(),
            proposed_by: by.to_string(),
            proposed_at: office.now().naive(),
            approved_by: None,
            approved_at: None,
        };
        let mediators = mediators(tx, &application)?;
        if mediators.contains(&by) || case.judge.as_ref().is_some_and(|judge| mediators.contains(judge)) {
            return Err(Refusal::FourEyes.into());
        }
        db::drafts::add(tx, id, &row, mediators.first())?;
        office.keep(tx, &case, clerk, "propose", &sha256)
    })?;
    Ok(draft)
}

/// The mediators of this case who have an account here: neither approval may be theirs.
fn mediators(tx: &mut db::DbConnection, application: &Application) -> Result<Vec<crate::domain::id::PersonId>> {
    let mut found = Vec::new();
    for person in db::people::everybody(tx)?.into_iter().filter(|p| application.mediation.mediators.contains(&p.name)) {
        let agencies = db::people::ever_mediated_for(tx, &person.id)?;
        if application.agency.as_ref().is_some_and(|agency| agencies.contains(agency)) {
            found.push(person.id);
        }
    }
    Ok(found)
}

fn facts(
    office: &Office,
    review: &Reviewing,
    application: &Application,
    people: [&str; 2],
    assistant: Option<&str>,
) -> Result<RulingFacts> {
    let court = &office.register.court;
    let post = |name: &str, list: &[crate::domain::register::Officer], default: &str| Official {
        name: name.to_owned(),
        post: list.iter().find(|o| o.name == name).map_or_else(|| default.to_owned(), |o| o.post.clone()),
    };
    let assistant = match assistant {
        None => None,
        Some(name) if court.assistants.iter().any(|o| o.name == name) => Some(post(name, &court.assistants, "法官助理")),
        Some(name) => return Err(Refusal::NotInOffice { name: name.to_owned() }.into()),
    };
    let day = |value: Option<Day>| value.ok_or_else(|| Error::Fault("an application without its days".to_owned()));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    Ok(RulingFacts {
        court: court.code.clone(),
        court_name: court.name.clone(),
        case_number: review.number.clone(),
        applicants: applicants(application),
        accepted_on: review.accepted_on,
        cause: text(&application.cause),
        agreement_on: day(application.mediation.concluded_on)?,
        effective_on: day(application.mediation.effective_on)?,
        organisation: text(&application.mediation.organisation),
        terms: confirmed_terms(application),
        ruled_on: office.today(),
        judge: post(people[0], &court.judges, "审判员"),
        assistant,
        clerk: post(people[1], &court.clerks, "书记员"),
        query_code: base32(&super::random::<8>()?)[..12].to_owned(),
        check_code: base32(&super::random::<5>()?),
        host: office.config.host.clone(),
    })
}

fn freeze(office: &Office, case: &Case, facts: RulingFacts, files: &[db::matters::AttachmentRow]) -> Result<Draft> {
    let named = |row: &db::matters::AttachmentRow| NamedFile {
        kind: row.kind.clone(),
        sha256: row.sha256.clone(),
        size: row.size,
        media_type: row.media_type.clone(),
    };
    let agreement =
        files.iter().find(|f| f.kind == "agreement").ok_or_else(|| Error::Fault(format!("case {} has no agreement", case.id)))?;
    let agency = db::matters::load(&mut *office.connection()?, &case.matter)?.ok_or(Error::NotFound)?.agency;
    let agency = db::matters::agency_code(&mut *office.connection()?, &agency)?.ok_or(Error::NotFound)?;
    Ok(Draft {
        id: document_id()?.to_string(),
        rev: 1,
        agency,
        facts,
        agreement: named(agreement),
        attachments: files.iter().filter(|f| f.kind != "agreement").map(named).collect(),
        renderer: format!("portal {}", env!("CARGO_PKG_VERSION")),
        wording: wording::VERSION.to_owned(),
        wording_sha256: sha256_hex(wording::ruling::SOURCE.as_bytes()),
        fonts: office.fonts.digests().map(|(family, digest)| (family.to_owned(), digest.to_owned())).collect(),
        salt: hex(&super::random::<16>()?),
    })
}

/// Opens the standing draft of a case: what the judge sees, and what will be sealed.
///
/// # Errors
/// [`Refusal::NotNow`] when none stands.
pub fn standing(office: &Office, case: &Case) -> Result<(DraftRow, Draft)> {
    let row =
        db::drafts::standing(&mut *office.connection()?, &case.id)?.ok_or(Refusal::NotNow { act: "approve", stage: case.stage.name() })?;
    let body = office
        .vault
        .open(&format!("drafts/{}", row.id), &row.body)
        .map_err(|_| Error::Fault(format!("draft {} cannot be opened with this data key", row.id)))?;
    let draft = Draft::parse(body.as_bytes()).ok_or_else(|| Error::Fault(format!("draft {} does not read back", row.id)))?;
    if draft.sha256() == row.sha256 { Ok((row, draft)) } else { Err(Error::Fault(format!("draft {} is not the one approved", row.id))) }
}

/// A draft is its own judge's: nobody else sends it back or takes an approval back.
fn own(tx: &mut db::DbConnection, case: &Case, judge: &Actor, act: &'static str) -> Result<()> {
    let by = judge.person.as_ref().ok_or(Refusal::NoAppointment)?;
    if judge.role == crate::domain::actor::Role::Judge && case.judge.as_ref() != Some(by) {
        return Err(Refusal::NotYourAct { act, role: judge.role.name() }.into());
    }
    super::desk::not_recused(tx, &case.id, by)
}

/// Sends the draft back with a reason.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] without a reason, [`Refusal::NotNow`], [`Error::Stale`].
pub fn send_back(office: &Office, judge: &Actor, id: &CaseId, seen: i32, reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "reason" }.into());
    }
    office.write(|tx| {
        let mut case = office.case_at(tx, judge, id, seen)?;
        own(tx, &case, judge, "send_back")?;
        case.stage = decide(case.stage, Act::SendBack, judge.role, office.today())?;
        let row = db::drafts::standing(tx, id)?.ok_or(Error::Stale)?;
        db::drafts::end(tx, &row.id, "sent_back", reason)?;
        office.keep(tx, &case, judge, "send_back", reason)
    })
}

/// Approves exactly the draft the judge saw, with a fresh second factor.
///
/// # Errors
/// [`Refusal::FourEyes`], [`Refusal::DraftChanged`], [`Refusal::SecondFactor`], [`Error::Stale`].
pub fn approve(office: &Office, judge: &Actor, id: &CaseId, seen: i32, draft: &str, code: &str) -> Result<()> {
    let by = judge.person.clone().ok_or(Refusal::NoAppointment)?;
    let case = office.case(judge, id)?;
    own(&mut *office.connection()?, &case, judge, "approve")?;
    let (row, standing) = standing(office, &case)?;
    // A draft that was made for another judge goes back for a new one: the ruling must name who approves it.
    if judge.role == crate::domain::actor::Role::Judge && standing.facts.judge.name != judge.name {
        return Err(Refusal::DraftChanged.into());
    }
    admin::step_up(office, &by, code)?;
    let at = office.now();
    let until = at.plus_seconds(office.config.take_back_seconds);
    office.write(|tx| {
        let mut case = office.case_at(tx, judge, id, seen)?;
        own(tx, &case, judge, "approve")?;
        let act = Act::Approve { by: by.clone(), draft: draft.to_owned(), at, until };
        case.stage = decide(case.stage, act, judge.role, office.today())?;
        db::drafts::approve(tx, &row.id, Some((&by, at, until)))?;
        office.keep(tx, &case, judge, "approve", draft)
    })
}

/// Takes an approval back, in its moment.
///
/// # Errors
/// [`Refusal::TooLateToTakeBack`], [`Error::Stale`].
pub fn take_back(office: &Office, judge: &Actor, id: &CaseId, seen: i32) -> Result<()> {
    office.write(|tx| {
        let mut case = office.case_at(tx, judge, id, seen)?;
        own(tx, &case, judge, "take_back")?;
        case.stage = decide(case.stage, Act::TakeBack { at: office.now() }, judge.role, office.today())?;
        let row = db::drafts::standing(tx, id)?.ok_or(Error::Stale)?;
        db::drafts::approve(tx, &row.id, None)?;
        office.keep(tx, &case, judge, "take_back", "")
    })
}

/// The draft as a page image would show it: the document it will be sealed as.
#[must_use]
pub fn preview(draft: &Draft) -> crate::domain::document::Document {
    let statement = crate::seal::statement::Statement {
        draft: draft.clone(),
        approvals: Vec::new(),
        issued_at: crate::domain::day::Moment::from_unix(0),
        kid: String::new(),
    };
    sealing::document(&statement)
}
