//! What a stop kept from being done, done when the portal starts: papers of acts that have happened.

use crate::db;
use crate::domain::case::StageName;
use crate::domain::document::DocumentKind;
use crate::domain::id::CaseId;
use crate::office::intake::joining::filing_documents;
use crate::office::print::print_or_log;
use crate::office::review::acceptance::acceptance_notice;
use crate::office::service::recording;
use crate::office::{Office, Result};

/// Prints what is missing of cases that have been filed or accepted.
///
/// # Errors
/// [`crate::office::Error::Fault`] when the cases cannot be listed.
pub fn print_missing(office: &Office) -> Result<()> {
    let court = office.register.court.code.clone();
    for id in db::intake::cases::at_stage(&mut *office.connection()?, &court, StageName::Filed)? {
        if !has(office, &id, DocumentKind::FilingReceipt)? {
            print_or_log(&id, filing_documents(office, &id));
        }
    }
    for id in db::intake::cases::at_stage(&mut *office.connection()?, &court, StageName::Reviewing)? {
        if has(office, &id, DocumentKind::AcceptanceNotice)? {
            continue;
        }
        let mut connection = office.connection()?;
        let case = office.case_of_court(&mut connection, &id)?;
        let mut name = |person: &Option<crate::domain::id::PersonId>| -> Result<String> {
            let Some(person) = person else { return Ok(String::new()) };
            Ok(db::people::people::by_id(&mut connection, person)?.map(|p| p.name).unwrap_or_default())
        };
        let (judge, clerk) = (name(&case.judge)?, name(&case.clerk)?);
        print_or_log(&id, acceptance_notice(office, &id, &judge, &clerk));
    }
    recording::follow_up(office)
}

fn has(office: &Office, id: &CaseId, kind: DocumentKind) -> Result<bool> {
    Ok(db::ruling::documents::of_case(&mut *office.connection()?, id)?.iter().any(|d| d.kind == kind))
}
