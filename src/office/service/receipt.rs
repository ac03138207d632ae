//! Receipts of service (送达回证, 电子送达凭证): printed once a delivery counts as served, from its facts.

use crate::db;
use crate::db::intake::cases::Case;
use crate::db::ruling::documents::DocumentRow;
use crate::db::service::{deliveries, service_consents};
use crate::domain::document::{Document, DocumentKind};
use crate::domain::id::CaseId;
use crate::domain::wording::service::{KEPT_BY_THE_COURT, ServiceFacts, consented, receipt};
use crate::office::print::store;
use crate::office::service::delivery::{OpenedDelivery, address_of, note_of, of_case};
use crate::office::{Error, Office, Result};

/// The receipts of deliveries that count as served and have none yet.
///
/// # Errors
/// [`Error::Fault`].
pub fn print(office: &Office, id: &CaseId) -> Result<()> {
    let mut connection = office.connection()?;
    let case = office.case_of_court(&mut connection, id)?;
    let services = of_case(&mut connection, id)?;
    let documents = db::ruling::documents::of_case(&mut connection, id)?;
    drop(connection);
    let mut rev = documents.iter().filter(|d| d.kind == DocumentKind::ServiceReceipt).map(|d| d.rev).max().unwrap_or(0);
    for service in services.iter().filter(|s| s.row.receipt.is_none()) {
        let Some(document) = receipt_of(office, &case, service, &documents, AddressShown::Shown)? else {
            continue;
        };
        rev += 1;
        let at = office.now();
        let printed = office.print(&document, at, &format!("{id}/{}/{rev}", document.kind.name()))?;
        let issued = store(office, id, document.kind, &printed, rev)?;
        // The paper and the note that it is there are kept together, and only where nobody was faster.
        let kept = office.write(|tx| {
            db::ruling::documents::add(tx, &issued, at.naive())?;
            Ok(deliveries::receipted(tx, &service.row.id, &issued.id)?)
        });
        match kept {
            Err(Error::Taken | Error::Stale) => return Ok(()),
            other => other?,
        }
    }
    Ok(())
}

/// Whether a receipt shows where a document went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AddressShown {
    /// It does: for the file of the case.
    Shown,
    /// It does not: the other side's telephone is nobody's business.
    Kept,
}

/// The receipt of a delivery, once it counts as served.
///
/// # Errors
/// [`Error::Fault`].
pub fn receipt_of(
    office: &Office,
    case: &Case,
    service: &OpenedDelivery,
    documents: &[DocumentRow],
    address: AddressShown,
) -> Result<Option<Document>> {
    let Some(served) = service.delivery.served(office.today()) else { return Ok(None) };
    let Some(document) = documents.iter().find(|d| d.id == service.row.document) else { return Ok(None) };
    let parties = office.application(case)?.parties;
    let recipient = parties.iter().find(|p| p.reference == service.row.party).map(|p| p.name().to_owned()).unwrap_or_default();
    let mut connection = office.connection()?;
    let consent = service_consents::of_case(&mut connection, &case.id)?.into_iter().rfind(|c| c.party == service.row.party);
    // What the portal sent itself, no clerk handed over.
    let handed = case.clerk.as_ref().filter(|_| service.row.letter.is_none());
    let clerk = handed.map(|c| db::people::people::by_id(&mut connection, c)).transpose()?.flatten().map(|p| p.name);
    drop(connection);
    let consent = consent.filter(|_| service.delivery.consented).map(|c| consented(c.on, c.way, &c.scope, &c.wording));
    let mut events = Vec::new();
    for (fact, (event, on)) in service.facts.iter().zip(&service.delivery.events) {
        // Why somebody refused, and who saw it, is for the file of the case alone.
        let note = if address == AddressShown::Shown { note_of(office, fact)? } else { String::new() };
        events.push((*event, *on, fact.received_by.clone(), note));
    }
    let place = match address {
        AddressShown::Kept => KEPT_BY_THE_COURT.to_owned(),
        AddressShown::Shown => address_of(office, &service.row)?,
    };
    let own = case.stage.number().map(ToString::to_string).unwrap_or_default();
    Ok(Some(receipt(&ServiceFacts {
        court: &office.register.court,
        number: document.number.as_deref().unwrap_or(&own),
        document: [document.kind.title(), &document.sha256[..8]],
        recipient: &recipient,
        channel: service.delivery.channel,
        address: &place,
        source: service.delivery.source,
        consent: consent.as_deref().unwrap_or(""),
        events: &events,
        served: (served.on, served.article),
        server: clerk.as_deref().unwrap_or(&office.register.court.name),
    })))
}
