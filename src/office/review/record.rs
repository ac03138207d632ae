//! The record of verification (核实笔录): kept, printed, and signed by each party on its own phone or on the spot
//! (民诉法解释第三百五十六条).

use crate::db::review::verifications::{self, RecordSignature, VerificationRow};
use crate::db::ruling::documents::DocumentRow;
use crate::db::{self, DbConnection, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::case::{Act, Stage};
use crate::domain::day::Day;
use crate::domain::document::DocumentKind;
use crate::domain::id::CaseId;
use crate::domain::meeting::SignatureWay;
use crate::domain::refusal::Refusal;
pub use crate::domain::review::CHECKLIST;
use crate::domain::wording;
use crate::domain::wording::record::RecordFacts;
use crate::office::intake::visit::{self, Visit};
use crate::office::place::Place;
use crate::office::print::{self, keep_as};
use crate::office::review::{meeting, recusal};
use crate::office::{Error, Office, Result, case_overview, row_id};
use serde_json::json;

/// The newest record of a case, and who has not signed it yet, by reference.
///
/// # Errors
/// [`Error::Fault`].
pub fn unsigned(tx: &mut DbConnection, id: &CaseId, application: &Application) -> Result<Option<(String, Vec<String>)>> {
    let Some(VerificationRow { id: record, .. }) = db::review::verifications::of_case(tx, id)?.pop() else { return Ok(None) };
    let signed = verifications::signatures(tx, &record)?;
    let open = application.parties.iter().filter(|p| !signed.iter().any(|s| s.party == p.reference));
    Ok(Some((record, open.map(|p| p.reference.clone()).collect())))
}

/// The newest record of a case as it was printed; printed now where a stop kept it from being.
///
/// # Errors
/// [`Error::NotFound`] where there is no record, [`Error::Fault`] where it cannot be printed.
pub fn printed(office: &Office, id: &CaseId) -> Result<DocumentRow> {
    let newest = newest_printed(&mut *office.connection()?, id)?;
    if let Some(document) = newest {
        return Ok(document);
    }
    missing_record(office, id)?;
    newest_printed(&mut *office.connection()?, id)?.ok_or(Error::NotFound)
}

/// The printed document of the newest record, and of no earlier one.
fn newest_printed(tx: &mut DbConnection, id: &CaseId) -> Result<Option<DocumentRow>> {
    let rev = i32::try_from(db::review::verifications::of_case(tx, id)?.len()).unwrap_or(i32::MAX);
    let documents = db::ruling::documents::of_case(tx, id)?;
    Ok(documents.into_iter().find(|d| d.kind == DocumentKind::VerificationRecord && d.rev == rev))
}

/// The record somebody has read, by its digest, and which pages of it.
#[derive(Clone, Copy)]
pub struct PagesRead<'a> {
    /// Digest of the record.
    pub read: &'a str,
    /// Pages, from 1.
    pub pages: &'a [i32],
}

/// A party signs the newest record on its own phone, page by page, once it has shown again who it is.
///
/// # Errors
/// [`Refusal::PagesUnread`] unless each page has been confirmed, [`Refusal::LastFourWrong`] and those of
/// [`visit::prove`], [`Refusal::NotNow`] with nothing to sign.
pub fn sign(office: &Office, visit: &Visit, last_four: &str, PagesRead { read, pages }: PagesRead<'_>) -> Result<()> {
    let document = printed(office, &visit.case.id)?;
    // Another record has been kept since this one was read: nobody signs what it has not seen.
    if document.sha256 != read {
        return Err(Error::Stale);
    }
    if let Some(page) = (1..=document.pages).find(|page| !pages.contains(page)) {
        return Err(Refusal::PagesUnread { page }.into());
    }
    visit::prove(office, visit, last_four)?;
    let actor = visit.actor(office)?;
    office.write(|tx| {
        db::intake::cases::hold(tx, &visit.case.id)?;
        if newest_printed(tx, &visit.case.id)?.is_none_or(|newest| newest.id != document.id) {
            return Err(Error::Stale);
        }
        let open = unsigned(tx, &visit.case.id, &visit.application)?;
        let Some((record, _)) = open.filter(|(_, open)| open.contains(&visit.link.party)) else {
            return Err(Refusal::NotNow { act: ActName::SignRecord, stage: visit.case.stage.name() }.into());
        };
        let who = visit.party().who_acts();
        let signature = RecordSignature {
            party: visit.link.party.clone(),
            way: SignatureWay::Phone,
            signed_by: who,
            pages: document.pages,
            document_sha256: document.sha256.clone(),
        };
        match verifications::sign(tx, &record, &signature, office.now().naive()) {
            Err(DbError::Taken) => return Err(Error::Stale),
            other => other?,
        }
        let told = db::intake::history::HistoryNote {
            at: office.now().naive(),
            on: office.today(),
            act: ActName::SignRecord,
            detail: &visit.link.party,
        };
        Ok(db::intake::history::tell(tx, &visit.case, &actor, &told)?)
    })
}

/// The record of a verification that has just been held.
///
/// # Errors
/// [`Error::Fault`].
pub fn verification_record(office: &Office, id: &CaseId, record: &Verification<'_>, clerk: &str) -> Result<()> {
    let mut connection = office.connection()?;
    let case = office.case_of_court(&mut connection, id)?;
    let rev = db::review::verifications::of_case(&mut connection, id)?.len();
    drop(connection);
    let application = office.application(&case)?;
    let name = |reference: &str| application.parties.iter().find(|p| p.reference == reference).map(|p| p.name().to_owned());
    let present: Vec<(String, String)> =
        record.present.iter().filter_map(|(reference, who)| Some((name(reference)?, who.clone()))).collect();
    let facts = RecordFacts {
        court: &office.register.court,
        number: case.stage.number().ok_or(Error::NotFound)?,
        held_on: record.held_on,
        place: record.place,
        online: record.online,
        present: &present,
        answers: record.answers,
        clerk,
    };
    keep_as(office, id, &wording::record::verification(&facts), i32::try_from(rev).unwrap_or(i32::MAX)).map(|_| ())
}

/// Prints the newest record of verification again, from what was kept of it.
///
/// # Errors
/// [`Error::NotFound`] where there is none, [`Error::Fault`].
pub fn missing_record(office: &Office, id: &CaseId) -> Result<()> {
    let seen = case_overview::of_party(office, id)?;
    let kept = seen.verifications.last().ok_or(Error::NotFound)?;
    let pairs = |key: &str| -> Vec<(String, String)> {
        let list = kept.said[key].as_array().into_iter().flatten();
        list.filter_map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()))).collect()
    };
    let (present, answers) = (pairs("present"), pairs("answers"));
    let held = Verification {
        held_on: kept.on,
        place: &kept.place,
        online: kept.online,
        present: &present,
        answers: &answers,
        signing: Signing::Phones,
    };
    let clerk =
        seen.case.clerk.as_ref().map(|c| db::people::people::by_id(&mut *office.connection()?, c).map_err(Error::from)).transpose()?;
    verification_record(office, id, &held, &clerk.flatten().map(|p| p.name).unwrap_or_default())
}

/// A record of verification (核实): Int. 356 wants both parties called together and present.
pub struct Verification<'a> {
    /// Day.
    pub held_on: Day,
    /// Place, or the line.
    pub place: &'a str,
    /// Held on-line, with every party's consent to this step.
    pub online: bool,
    /// Party's reference and who was there for it.
    pub present: &'a [(String, String)],
    /// Question and answer, by the checklist.
    pub answers: &'a [(String, String)],
    /// How the record is signed.
    pub signing: Signing,
}

/// How a record of verification is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signing {
    /// On paper, by everybody there.
    OnSpot,
    /// Each party on its own phone, afterwards.
    Phones,
}

/// Keeps a record of verification.
///
/// # Errors
/// [`Refusal::NotAllPresent`], [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`], [`Error::Stale`].
pub fn record_verification(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, record: &Verification<'_>) -> Result<()> {
    let application = office.application(&office.case(clerk, id)?)?;
    let missing: Vec<&str> = application
        .parties
        .iter()
        .filter(|p| !record.present.iter().any(|(party, who)| *party == p.reference && !who.trim().is_empty()))
        .map(crate::domain::application::Party::name)
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::NotAllPresent { missing: missing.join("、") }.into());
    }
    if record.place.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "place" }.into());
    }
    for question in CHECKLIST {
        if !record.answers.iter().any(|(q, a)| q == question && !a.trim().is_empty()) {
            return Err(Refusal::RecordIncomplete { field: question }.into());
        }
    }
    // Nobody can sign what cannot be printed.
    let said: String = record.answers.iter().chain(record.present).map(|(_, text)| text.as_str()).chain([record.place]).collect();
    let characters = office.fonts.missing(&said.replace(char::is_control, ""));
    if !characters.is_empty() {
        return Err(Refusal::CannotPrint { characters }.into());
    }
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    office.act(clerk, id, seen, |tx, case| {
        recusal::not_recused(tx, id, &by)?;
        if let Stage::Reviewing(review) = &case.stage
            && (record.held_on < review.accepted_on || record.held_on > office.today())
        {
            return Err(Refusal::DayImpossible { day: record.held_on }.into());
        }
        case.decide(Act::Verify)?;
        if record.online {
            meeting::all_agreed(tx, id, &application)?;
        }
        let row_id = row_id()?;
        let text = json!({"present": record.present, "answers": record.answers}).to_string();
        let row = VerificationRow {
            record: office.seal(Place::Verification(&row_id), &text)?,
            id: row_id,
            held_on: record.held_on,
            place: record.place.to_owned(),
            online: record.online,
        };
        db::review::verifications::add(tx, id, &row, &by, office.now().naive())?;
        if record.signing == Signing::OnSpot {
            for (party, who) in record.present {
                // On the spot it is signed on paper, page by page.
                let signature = RecordSignature {
                    party: party.clone(),
                    way: SignatureWay::Spot,
                    signed_by: who.clone(),
                    pages: 0,
                    document_sha256: String::new(),
                };
                verifications::sign(tx, &row.id, &signature, office.now().naive())?;
            }
        }
        case.keep(tx, record.place)
    })?;
    print::print_or_log(id, verification_record(office, id, record, &clerk.name));
    Ok(())
}

/// [`unsigned`] as a page asks it.
///
/// # Errors
/// [`Error::Fault`].
pub fn open_signatures(office: &Office, id: &CaseId, application: &Application) -> Result<Option<(String, Vec<String>)>> {
    unsigned(&mut *office.connection()?, id, application)
}
