//! The documents that are printed but not sealed: application, filing receipt, acceptance notice. None of them
//! has a statement, codes or a log entry.

use super::{Error, Office, Result, document_id};
use crate::db::documents::Issued;
use crate::db::{self, DbConnection};
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::case::Stage;
use crate::domain::day::Moment;
use crate::domain::document::{Document, DocumentKind};
use crate::domain::id::CaseId;
use crate::domain::period::Period;
use crate::domain::wording::{
    self,
    agency::{Form, Papers},
    notice::AcceptanceFacts,
    receipt::{ReceiptFacts, ReceivedFile},
    record::RecordFacts,
    supplement::SupplementFacts,
};
use crate::pdf::{self, Meta};
use crate::seal::sha256_hex;
use sha2::{Digest, Sha256};

impl Office {
    /// Prints a document that is not sealed. `of` says whose it is (the case, and which revision): two cases of the same
    /// words are two files.
    ///
    /// # Errors
    /// [`Error::Fault`] naming the character that no font has.
    pub fn print(&self, document: &Document, at: Moment, of: &str) -> Result<pdf::Printed> {
        let digest = Sha256::digest(format!("portal plain file id\n{at}\n{of}\n{}", document.plain_text()));
        let meta = Meta {
            title: &document.title,
            author: &self.register.court.name,
            at,
            file_id: std::array::from_fn(|i| digest[i]),
            statement: None,
            signed: false,
        };
        pdf::print(document, &self.fonts, &meta).map_err(|e| Error::Fault(e.to_string()))
    }
}

/// Keeps a printed document of a case as its first revision; one that is there already is left as it is.
fn keep(office: &Office, id: &CaseId, document: &Document) -> Result<()> {
    keep_as(office, id, document, 1).map(|_| ())
}

/// Keeps a printed document of a case as this revision; one that is there already is left as it is. Gives the id of what
/// was kept.
fn keep_as(office: &Office, id: &CaseId, document: &Document, rev: i32) -> Result<Option<String>> {
    let at = office.now();
    let printed = office.print(document, at, &format!("{id}/{}/{rev}", document.kind.name()))?;
    let issued = store(office, id, document.kind, &printed, rev)?;
    match office.write(|tx| Ok(db::documents::add(tx, &issued, at.naive())?)) {
        Err(Error::Taken) => Ok(None),
        other => other.map(|()| Some(issued.id)),
    }
}

/// Encrypts a file into the store; gives the row that will tell of it.
pub(super) fn store(office: &Office, id: &CaseId, kind: DocumentKind, printed: &pdf::Printed, rev: i32) -> Result<Issued> {
    let sha256 = sha256_hex(&printed.bytes);
    let sealed = office.vault.seal_bytes(&format!("document/{sha256}"), &printed.bytes)?;
    let stored_sha256 = sha256_hex(&sealed);
    office.files.put(&stored_sha256, sealed)?;
    Ok(Issued {
        id: document_id()?.to_string(),
        court: office.register.court.code.clone(),
        case_id: id.to_string(),
        kind: kind.name().to_owned(),
        rev,
        sha256,
        stored_sha256,
        size: i64::try_from(printed.bytes.len()).unwrap_or(i64::MAX),
        pages: i32::try_from(printed.pages).unwrap_or(i32::MAX),
        wording: wording::VERSION.to_owned(),
        issued_on: office.today(),
        statement_sha256: None,
        query_code: None,
        log_index: None,
        number: None,
        supersedes: None,
    })
}

pub(super) fn case_of_office(office: &Office, tx: &mut DbConnection, id: &CaseId) -> Result<db::cases::Case> {
    let scope = db::cases::Scope::Court(office.register.court.code.clone());
    db::cases::load(tx, id, &scope)?.ok_or(Error::NotFound)
}

/// The application and the filing receipt of a case that has just been filed.
///
/// # Errors
/// [`Error::Fault`].
pub fn filing_documents(office: &Office, id: &CaseId) -> Result<()> {
    let mut connection = office.connection()?;
    let case = case_of_office(office, &mut connection, id)?;
    let files = db::matters::attachments_of(&mut connection, &case.matter)?;
    drop(connection);
    let Stage::Filed(filed) = &case.stage else { return Ok(()) };
    let application = office.application(&case)?;
    let court = &office.register.court;
    keep(office, id, &wording::application::application(&application, &court.name, Some(filed.on)))?;
    let accept =
        Period::Accept.from(filed.on, None, &office.register.calendar).ok_or_else(|| Error::Fault("a period without length".to_owned()))?;
    let received =
        |f: &db::matters::AttachmentRow| ReceivedFile { kind: f.kind.clone(), size: f.size, digest: f.sha256.chars().take(8).collect() };
    let files: Vec<ReceivedFile> = files.iter().map(received).collect();
    let facts = ReceiptFacts {
        court,
        reference: id.as_str(),
        names: &super::joining::names(&application),
        cause: application.cause.as_deref().unwrap_or(""),
        organisation: application.mediation.organisation.as_deref().unwrap_or(""),
        filed_on: filed.on,
        accept: &accept,
        files: &files,
    };
    keep(office, id, &wording::receipt::filing(&facts))?;
    service_addresses(office, id, &application)
}

/// One of the agency's own forms, filled in from a case's draft: printed anew each time, kept nowhere.
///
/// # Errors
/// [`Error::NotFound`].
pub fn agency_form(office: &Office, actor: &Actor, id: &CaseId, form: Form) -> Result<Vec<u8>> {
    let case = office.case(actor, id)?;
    let application = office.application(&case)?;
    let code = application.agency.clone().unwrap_or_default();
    let agency = office.register.agency(&code).ok_or(Error::NotFound)?;
    let papers = Papers {
        power: agency.power(application.matter.as_deref().unwrap_or("")),
        agency,
        court: &office.register.court,
        reference: application.external_ref.as_deref().unwrap_or(id.as_str()),
        application: &application,
    };
    let document = wording::agency::form(form, &papers);
    Ok(office.print(&document, office.now(), &format!("{id}/{}", form.name()))?.bytes)
}

/// Each party's confirmation of its address for service, as it gave it by joining.
fn service_addresses(office: &Office, id: &CaseId, application: &Application) -> Result<()> {
    let joinings = db::cases::joinings(&mut *office.connection()?, id)?;
    for (index, party) in application.parties.iter().enumerate() {
        let Some(joining) = joinings.iter().find(|j| j.party == party.reference) else { continue };
        let facts = ((index, party), (joining.on, joining.way.as_str()));
        let document = wording::agency::service_address(&office.register.court.name, id.as_str(), facts.0, facts.1);
        keep_as(office, id, &document, i32::try_from(index + 1).unwrap_or(i32::MAX))?;
    }
    Ok(())
}

/// The acceptance notice of a case that has just been accepted.
///
/// # Errors
/// [`Error::Fault`].
pub fn acceptance_notice(office: &Office, id: &CaseId, judge: &str, clerk: &str) -> Result<()> {
    let case = case_of_office(office, &mut *office.connection()?, id)?;
    let Stage::Reviewing(review) = &case.stage else { return Ok(()) };
    let application = office.application(&case)?;
    let due = Period::Review
        .from(review.accepted_on, None, &office.register.calendar)
        .ok_or_else(|| Error::Fault("a period without length".to_owned()))?;
    let facts = AcceptanceFacts {
        court: &office.register.court,
        number: &review.number,
        names: &super::joining::names(&application),
        cause: application.cause.as_deref().unwrap_or(""),
        filed_on: review.filed_on,
        accepted_on: review.accepted_on,
        judge,
        clerk,
        review: &due,
    };
    keep(office, id, &wording::notice::acceptance(&facts))
}

/// The notice of a supplement that has just been asked for.
///
/// # Errors
/// [`Error::Fault`].
pub fn supplement_notice(office: &Office, id: &CaseId) -> Result<()> {
    let case = case_of_office(office, &mut *office.connection()?, id)?;
    let application = office.application(&case)?;
    let Some(notice) = super::overview::notices(office, &mut *office.connection()?, id)?.pop() else { return Ok(()) };
    let days = u32::try_from(notice.issued_on.days_until(notice.due_on)).unwrap_or(0);
    let due = Period::Supplement.from(notice.issued_on, Some(days), &office.register.calendar).ok_or(Error::NotFound)?;
    let facts = SupplementFacts {
        court: &office.register.court,
        number: &case.stage.number().map_or_else(|| format!("收件编号 {id}"), ToString::to_string),
        names: &super::joining::names(&application),
        items: &notice.items,
        reason_again: &notice.reason_again,
        issued_on: notice.issued_on,
        due: &crate::domain::period::Due { due: notice.due_on, ..due },
    };
    keep_as(office, id, &wording::supplement::notice(&facts), notice.seq).map(|_| ())
}

/// The record of a verification that has just been held.
///
/// # Errors
/// [`Error::Fault`].
pub fn verification_record(office: &Office, id: &CaseId, record: &super::review::Verification<'_>, clerk: &str) -> Result<()> {
    let mut connection = office.connection()?;
    let case = case_of_office(office, &mut connection, id)?;
    let rev = db::cases::verifications_of(&mut connection, id)?.len();
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
    let seen = super::overview::of_party(office, id)?;
    let (held_on, place, online, record) = seen.verifications.last().ok_or(Error::NotFound)?;
    let pairs = |key: &str| -> Vec<(String, String)> {
        let list = record[key].as_array().into_iter().flatten();
        list.filter_map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()))).collect()
    };
    let (present, answers) = (pairs("present"), pairs("answers"));
    let held = super::review::Verification {
        held_on: *held_on,
        place,
        online: *online,
        present: &present,
        answers: &answers,
        signing: super::review::Signing::Phones,
    };
    let clerk = seen.case.clerk.as_ref().map(|c| db::people::by_id(&mut *office.connection()?, c).map_err(Error::from)).transpose()?;
    verification_record(office, id, &held, &clerk.flatten().map(|p| p.name).unwrap_or_default())
}

/// The act has happened; its paper can be printed again. What could not be printed is logged, and printed when the
/// portal starts next.
pub fn print_or_log(id: &CaseId, printed: Result<()>) {
    if let Err(error) = printed {
        tracing::error!(case = %id, ?error, "a document could not be printed");
    }
}

/// Prints what is missing of cases that have been filed or accepted.
///
/// # Errors
/// [`Error::Fault`] when the cases cannot be listed.
pub fn print_missing(office: &Office) -> Result<()> {
    let court = office.register.court.code.clone();
    for id in db::cases::at_stage(&mut *office.connection()?, &court, "filed")? {
        if !has(office, &id, DocumentKind::FilingReceipt)? {
            print_or_log(&id, filing_documents(office, &id));
        }
    }
    for id in db::cases::at_stage(&mut *office.connection()?, &court, "reviewing")? {
        if has(office, &id, DocumentKind::AcceptanceNotice)? {
            continue;
        }
        let mut connection = office.connection()?;
        let case = case_of_office(office, &mut connection, &id)?;
        let mut name = |person: &Option<crate::domain::id::PersonId>| -> Result<String> {
            let Some(person) = person else { return Ok(String::new()) };
            Ok(db::people::by_id(&mut connection, person)?.map(|p| p.name).unwrap_or_default())
        };
        let (judge, clerk) = (name(&case.judge)?, name(&case.clerk)?);
        print_or_log(&id, acceptance_notice(office, &id, &judge, &clerk));
    }
    super::serving::follow_up(office)
}

fn has(office: &Office, id: &CaseId, kind: DocumentKind) -> Result<bool> {
    Ok(db::documents::of_case(&mut *office.connection()?, id.as_str())?.iter().any(|d| d.kind == kind.name()))
}
