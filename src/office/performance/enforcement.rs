//! The pack with which a creditor applies for enforcement (申请执行).

use crate::db;
use crate::domain::actor::{Actor, Role};
use crate::domain::document::DocumentKind;
use crate::domain::id::CaseId;
use crate::domain::performance::{ObligationState, duties};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::wording::enforcement::{EnforcementFacts, Unkept, application};
use crate::office::performance::obligations::{ObligationRow, confirmed, of_case};
use crate::office::proof::log;
use crate::office::ruling::subsequent;
use crate::office::service::{delivery, receipt};
use crate::office::{Error, Office, Result};
use std::io::Write;

/// The pack with which one party applies for enforcement against another: the application, the ruling with its proof, the
/// receipts of service. Gives the archive's bytes.
///
/// # Errors
/// [`Refusal::NothingToEnforce`] while nothing that is owed to this party is overdue.
pub fn enforcement_pack(office: &Office, actor: &Actor, id: &CaseId, creditor: &str) -> Result<Vec<u8>> {
    let case = office.case(actor, id)?;
    confirmed(&case.stage)?;
    let overdue: Vec<ObligationRow> =
        of_case(office, id)?.into_iter().filter(|s| s.state == ObligationState::Overdue && s.duty.obligee == creditor).collect();
    let Some(debtor) = overdue.first().map(|s| s.duty.obligor.clone()) else { return Err(Refusal::NothingToEnforce.into()) };
    let parties = office.application(&case)?.parties;
    let (issued, statement) = subsequent::first_ruling(office, id)?;
    let facts = &statement.draft.facts;
    let person = |reference: &str| {
        let index = parties.iter().position(|p| p.reference == reference)?;
        facts.applicants.get(index).cloned()
    };
    let (Some(who), Some(against)) = (person(creditor), person(&debtor)) else { return Err(Error::NotFound) };
    let unkept: Vec<Unkept> = overdue
        .iter()
        .filter(|s| s.duty.obligor == debtor)
        .map(|s| Unkept { text: s.duty.text.clone(), left: s.left, due: s.duty.due.unwrap_or(facts.ruled_on) })
        .collect();
    let last = duties(&office.application(&case)?).iter().filter_map(|d| d.due).max().unwrap_or(facts.ruled_on);
    let until = Period::Enforce.from(last, None, &office.register.calendar).ok_or(Error::NotFound)?;
    let number = facts.case_number.to_string();
    let term = |d: &ObligationRow| usize::try_from(d.duty.term - 1).ok().and_then(|i| facts.terms.get(i)).and_then(|t| t.account.clone());
    let account = overdue.iter().filter(|s| s.left.is_some()).find_map(term).unwrap_or_default();
    let document = application(&EnforcementFacts {
        court_name: &facts.court_name,
        creditor: &who,
        debtor: &against,
        ruling: (&number, facts.ruled_on),
        account: &account,
        unkept: &unkept,
        until: until.deadline.due,
        on: office.today(),
    });
    let mut files = vec![
        ("1-申请执行书.pdf".to_owned(), office.print(&document, office.now(), id.as_str())?.bytes),
        (format!("2-民事裁定书-{number}.pdf"), log::document_bytes(office, &issued)?),
        ("3-裁定书证明包.zip".to_owned(), log::bundle_of(office, &issued)?),
    ];
    for (place, bytes) in receipts(office, actor, id)?.into_iter().enumerate() {
        files.push((format!("4-送达回证-{}.pdf", place + 1), bytes));
    }
    zipped(&files)
}

/// The receipts of service: as they were issued for those who handle the case; for a party without the addresses, since the
/// other side's telephone is none of its business.
fn receipts(office: &Office, actor: &Actor, id: &CaseId) -> Result<Vec<Vec<u8>>> {
    let mut connection = office.connection()?;
    let documents = db::ruling::documents::of_case(&mut connection, id)?;
    let services = delivery::of_case(&mut connection, id)?;
    drop(connection);
    if actor.role != Role::Party {
        // A receipt that another has replaced, or whose record was annulled, proves nothing.
        let counts = |d: &db::ruling::documents::DocumentRow| services.iter().any(|s| s.row.receipt.as_deref() == Some(&d.id));
        let own = documents.iter().filter(|d| d.kind == DocumentKind::ServiceReceipt && counts(d));
        return own.map(|d| log::document_bytes(office, d)).collect();
    }
    let case = office.case(actor, id)?;
    let mut list = Vec::new();
    let ruling = |id: &str| documents.iter().any(|d| d.id == id && d.kind.ends_a_case());
    for service in services.iter().filter(|s| ruling(&s.row.document)) {
        if let Some(document) = receipt::receipt_of(office, &case, service, &documents, receipt::AddressShown::Kept)? {
            list.push(office.print(&document, office.now(), service.row.id.as_str())?.bytes);
        }
    }
    Ok(list)
}

/// Files as one archive, stored.
pub(crate) fn zipped(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let fault = |e: zip::result::ZipError| Error::Fault(format!("the archive cannot be written: {e}"));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options).map_err(fault)?;
        archive.write_all(bytes).map_err(|e| Error::Fault(e.to_string()))?;
    }
    Ok(archive.finish().map_err(fault)?.into_inner())
}
