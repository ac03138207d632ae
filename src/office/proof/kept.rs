//! What is kept beside the documents, looked at for the audit: every file handed in has its bytes, and every encrypted value
//! opens in its own place, so that none was exchanged for another.

use crate::db;
use crate::db::review::checks;
use crate::domain::id::PersonId;
use crate::office::place::Place;
use crate::office::{Error, Office, Result, case_overview};

/// An encrypted column, and the place of the value in a row.
struct SealedColumn {
    table: &'static str,
    column: &'static str,
    place: for<'a> fn(&'a str) -> Place<'a>,
}

const fn sealed(table: &'static str, column: &'static str, place: for<'a> fn(&'a str) -> Place<'a>) -> SealedColumn {
    SealedColumn { table, column, place }
}

/// Every encrypted column with a row's own id; second factors and notes of the review have keys of their own.
const SEALED: [SealedColumn; 21] = [
    sealed("matters", "application", |id| Place::Application(id)),
    sealed("parties", "id_number", |id| Place::PartyIdNumber(id)),
    sealed("parties", "phone", |id| Place::PartyPhone(id)),
    sealed("party_links", "code", |id| Place::LinkCode(id)),
    sealed("party_links", "progress", |id| Place::LinkProgress(id)),
    sealed("requests", "body", |id| Place::Request(id)),
    sealed("supplements", "items", |id| Place::Supplement(id)),
    sealed("verifications", "record", |id| Place::Verification(id)),
    sealed("extensions", "reason", |id| Place::Extension(id)),
    sealed("performances", "note", |id| Place::Performance(id)),
    sealed("drafts", "body", |id| Place::Draft(id)),
    sealed("intents", "statement", |id| Place::Intent(id)),
    sealed("objections", "body", |id| Place::Objection(id)),
    sealed("deliveries", "address", |id| Place::DeliveryAddress(id)),
    sealed("delivery_facts", "note", |id| Place::DeliveryNote(id)),
    sealed("service_consents", "address", |id| Place::ConsentAddress(id)),
    sealed("service_consents", "paper", |id| Place::ConsentPaper(id)),
    sealed("outbox", "recipient", |id| Place::LetterRecipient(id)),
    sealed("outbox", "body", |id| Place::LetterBody(id)),
    sealed("people", "phone", |id| Place::StaffPhone(id)),
    sealed("people", "email", |id| Place::StaffEmail(id)),
];

/// What is wrong, one sentence each.
///
/// # Errors
/// [`Error::Fault`] when the database cannot be read at all.
pub(super) fn faults(office: &Office) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut connection = office.connection()?;
    for SealedColumn { table, column, place } in &SEALED {
        for value in db::proof::sealed::values(&mut connection, table, column)? {
            faults.extend(exchanged(office, place(&value.id), &value.sealed)?);
        }
    }
    for value in db::proof::sealed::values(&mut connection, "people", "totp_secret")? {
        if let Some(id) = PersonId::parse(&value.id) {
            faults.extend(exchanged(office, Place::SecondFactor(&id), &value.sealed)?);
        }
    }
    for note in checks::notes(&mut connection)? {
        faults.extend(exchanged(office, Place::ReviewNote(&note.case, note.point), &note.sealed)?);
    }
    let files = db::mediation::attachments::handed_in(&mut connection)?;
    drop(connection);
    for (matter, file) in files {
        match case_overview::file_bytes(office, &file) {
            Ok(bytes) if crate::seal::sha256_hex(&bytes) == file.sha256 => {}
            Ok(_) => faults.push(format!("file {} of matter {matter} is not the one that was handed in", file.id)),
            Err(Error::Fault(sentence)) => faults.push(format!("file {} of matter {matter}: {sentence}", file.id)),
            Err(other) => return Err(other),
        }
    }
    Ok(faults)
}

/// A value that does not open in its place was sealed for another, or with another key.
fn exchanged(office: &Office, place: Place<'_>, sealed: &str) -> Result<Option<String>> {
    match office.open(place, sealed) {
        Ok(_) => Ok(None),
        Err(Error::Fault(sentence)) => Ok(Some(format!("{sentence}: it is damaged, or was put there from elsewhere"))),
        Err(other) => Err(other),
    }
}
