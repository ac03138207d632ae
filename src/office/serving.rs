//! Service by record (送达): a fact about one recipient and one document; the objection period starts from it.

use super::{Error, Office, Result, row_id};
use crate::db::cases::ServiceRow;
use crate::db::documents::Issued;
use crate::db::{self};
use crate::domain::actor::Actor;
use crate::domain::case::{Act, Stage};
use crate::domain::day::Day;
use crate::domain::decide::decide;
use crate::domain::document::DocumentKind;
use crate::domain::id::CaseId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::wording::service::ServiceFacts;

/// A fact of service.
pub struct Served<'a> {
    /// Recipient's reference.
    pub party: &'a str,
    /// `personal`, `post`, `sms`, `email`, `platform`.
    pub channel: &'a str,
    /// Who received it.
    pub received_by: &'a str,
    /// Day of service.
    pub on: Day,
}

/// Whether a document is the ruling that ended its case.
#[must_use]
pub fn ends_a_case(issued: &Issued) -> bool {
    DocumentKind::named(&issued.kind).is_some_and(DocumentKind::ends_a_case)
}

/// Records that a party was served with the ruling; gives the last day of its objection, where a period starts. Electronic channels need that party's consent to be served
/// with rulings (民诉法第九十条); the party's own objection period starts.
///
/// # Errors
/// [`Refusal::NoConsent`], [`Refusal::DayImpossible`], [`Refusal::PartyCannotJoin`] for nobody of this case,
/// [`Error::Stale`].
pub fn record(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, served: &Served<'_>) -> Result<Option<Day>> {
    let case = office.case(clerk, id)?;
    let application = office.application(&case)?;
    let party = application
        .parties
        .iter()
        .find(|p| p.reference == served.party)
        .ok_or_else(|| Refusal::PartyCannotJoin { party: served.party.to_owned() })?;
    let choice = party.service.clone().unwrap_or_default();
    let electronic = matches!(served.channel, "sms" | "email" | "platform");
    let consented = choice.electronic == Some(true) && choice.scope.iter().any(|s| s == "rulings");
    if electronic && !consented {
        return Err(Refusal::NoConsent { party: party.name().to_owned() }.into());
    }
    if !electronic && !matches!(served.channel, "personal" | "post") {
        return Err(Refusal::RecordIncomplete { field: "channel" }.into());
    }
    if served.received_by.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "received_by" }.into());
    }
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let address = if electronic { choice.address.clone().unwrap_or_default() } else { party.domicile.clone().unwrap_or_default() };
    let (due, document, number) = office.write(|tx| {
        super::desk::not_recused(tx, id, &by)?;
        let mut case = office.case_at(tx, clerk, id, seen)?;
        case.stage = decide(case.stage, Act::Serve, clerk.role, office.today())?;
        if let Stage::Ruled(ruled) = &case.stage
            && (served.on < ruled.on || served.on > office.today())
        {
            return Err(Refusal::DayImpossible { day: served.on }.into());
        }
        let documents = db::documents::of_case(tx, id.as_str())?;
        let ruling = documents.iter().find(|d| ends_a_case(d)).ok_or(Error::NotFound)?;
        let first = !db::cases::served(tx, &ruling.id)?.iter().any(|(p, _)| p == served.party);
        let row = row_id()?;
        let fact = ServiceRow {
            address: office.vault.seal(&format!("services/{row}"), &address)?,
            id: row,
            document: &ruling.id,
            party: served.party,
            channel: served.channel,
            address_source: "given",
            consent: if electronic { "application" } else { "" },
            received_by: served.received_by,
            served_on: served.on,
            recorded_by: &by,
        };
        db::cases::add_service(tx, id, &fact, office.now().naive())?;
        // The earliest valid channel counts: a later fact does not start the clock again.
        // The fifteen days are those of a confirming ruling (民诉法解释第三百七十二条第二款).
        let objects = first && ruling.kind == DocumentKind::RulingConfirming.name();
        let due = if objects { Some(office.start_clock(tx, id, Period::ObjectParty, served.on, Some(served.party))?.due) } else { None };
        office.keep(tx, &case, clerk, "serve", served.party)?;
        let number = case.stage.number().map(ToString::to_string).unwrap_or_default();
        Ok((due, ruling.clone(), number))
    })?;
    let facts = ServiceFacts {
        court: &office.register.court,
        number: &number,
        document: [DocumentKind::named(&document.kind).map_or("", DocumentKind::title), &document.sha256[..8]],
        recipient: party.name(),
        channel: served.channel,
        address: &address,
        address_source: "given",
        received_by: served.received_by,
        on: served.on,
        server: &clerk.name,
    };
    super::printing::print_or_log(id, super::printing::service_receipt(office, id, &facts));
    Ok(due)
}
