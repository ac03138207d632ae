//! How a document reaches a recipient: consent and address, deliveries with their facts, and the day that follows from them.

use crate::db::ruling::documents::DocumentRow;
use crate::db::service::deliveries::{self, DeliveryRow};
use crate::db::service::delivery_facts;
pub use crate::db::service::delivery_facts::FactRow;
use crate::db::service::service_consents::{self, Consent};
use crate::db::{self, DbConnection};
use crate::domain::application::Party;
use crate::domain::day::Day;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::joining::JoiningWay;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::service::{AddressSource, Channel, Delivery, Event, Served, earliest};
use crate::domain::wording::service::CONSENT;
use crate::office::place::Place;
use crate::office::{Office, Result, row_id};

/// One delivery with what became of it.
#[derive(Clone, Debug)]
pub struct OpenedDelivery {
    /// As kept.
    pub row: DeliveryRow,
    /// As the rules see it.
    pub delivery: Delivery,
    /// Facts that count, oldest first: as many as the rules see.
    pub facts: Vec<FactRow>,
    /// Facts that were recorded wrongly.
    pub annulled: Vec<FactRow>,
}

/// Version of a consent that stands in the application alone.
const BEFORE: &str = "application";

/// Every delivery of a case.
///
/// # Errors
/// [`crate::office::Error::Fault`] for a row that no program of ours writes.
pub fn of_case(tx: &mut DbConnection, id: &CaseId) -> Result<Vec<OpenedDelivery>> {
    let facts = delivery_facts::of_case(tx, id)?;
    let mut list = Vec::new();
    for row in deliveries::of_case(tx, id)? {
        let mut own: Vec<FactRow> = facts.iter().filter(|f| f.delivery == row.id).cloned().collect();
        // Several facts of one day stand in the order in which they follow from each other.
        own.sort_by_key(|f| (f.on, Event::ALL.iter().position(|e| *e == f.fact)));
        let wrong: Vec<String> = own.iter().filter_map(|f| f.annuls.clone()).collect();
        own.retain(|f| f.annuls.is_none());
        let (annulled, own): (Vec<FactRow>, Vec<FactRow>) = own.into_iter().partition(|f| wrong.contains(&f.id));
        let events = own.iter().map(|f| (f.fact, f.on)).collect();
        let delivery = Delivery { channel: row.channel, source: row.source, consented: !row.consent.is_empty(), events };
        list.push(OpenedDelivery { row, delivery, facts: own, annulled });
    }
    Ok(list)
}

/// When a document counts as served on a party: by the earliest valid channel.
#[must_use]
pub fn served(services: &[OpenedDelivery], document: &str, party: &str, today: Day) -> Option<Served> {
    let own = services.iter().filter(|s| s.row.document == document && s.row.party == party);
    earliest(own.map(|s| &s.delivery), today)
}

/// Keeps what a party consents to by joining: the wording it saw, how, and to which address.
pub(crate) fn consent(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &Party, way: JoiningWay) -> Result<()> {
    let choice = party.service.clone().unwrap_or_default();
    let row = row_id()?;
    let kept = Consent {
        address: office.seal(Place::ConsentAddress(&row), &choice.address.clone().unwrap_or_default())?,
        paper: office.seal(Place::ConsentPaper(&row), &paper_of(party))?,
        id: row,
        party: party.reference.clone(),
        electronic: choice.electronic == Some(true),
        scope: choice.scope.join(","),
        channel: choice.channel.unwrap_or_default(),
        wording: CONSENT.to_owned(),
        way,
        on: office.today(),
    };
    Ok(service_consents::add(tx, id, &kept, office.now().naive())?)
}

/// How a recipient is reached on a channel: the consent that covers the document, where it goes, and what is known of that
/// place.
pub(crate) struct Reach {
    /// Version of the wording consented to; empty where nothing covers the document.
    pub consent: String,
    /// Where the address came from.
    pub source: AddressSource,
    /// Address.
    pub address: String,
}

/// Where paper goes: to the address chosen for it, else to the domicile.
fn paper_of(party: &Party) -> String {
    let chosen = party.service.as_ref().filter(|s| s.channel.as_deref() == Some("post")).and_then(|s| s.address.clone());
    chosen.or_else(|| party.domicile.clone()).unwrap_or_default()
}

/// By which channel what kind of document goes, and at which address somebody was found.
pub(crate) struct ReachBy<'a> {
    pub(crate) kind: DocumentKind,
    pub(crate) channel: Channel,
    pub(crate) found: &'a str,
}

/// How a party is reached with a document. A consent covers the channel and the address it was given for and no other:
/// elsewhere the address was merely found.
pub(crate) fn reach(
    office: &Office,
    tx: &mut DbConnection,
    id: &CaseId,
    party: &Party,
    ReachBy { kind, channel, found }: ReachBy<'_>,
) -> Result<Reach> {
    let scope = if kind.is_ruling() { "rulings" } else { "notices" };
    let newest = service_consents::of_case(tx, id)?.into_iter().rfind(|c| c.party == party.reference);
    let choice = party.service.clone().unwrap_or_default();
    let mut own = choice.address.clone().filter(|_| choice.channel.as_deref() == Some(channel.name()));
    let mut covers = choice.electronic == Some(true) && choice.scope.iter().any(|s| s == scope);
    let (mut wording, mut confirmed) = (BEFORE, false);
    if let Some(c) = &newest {
        // What a supplement has changed since is no longer what the party confirmed.
        let same = choice.channel.as_deref().unwrap_or("") == c.channel
            && choice.address.as_deref().unwrap_or("") == office.open(Place::ConsentAddress(&c.id), &c.address)?;
        covers = same && c.electronic && c.scope.split(',').any(|s| s == scope);
        wording = &c.wording;
        confirmed = same;
        if channel == Channel::Post {
            own = Some(paper_of(party));
            confirmed = office.open(Place::ConsentPaper(&c.id), &c.paper)? == paper_of(party);
        }
    }
    let consent = if covers && channel.electronic() { wording.to_owned() } else { String::new() };
    let known = if confirmed { AddressSource::Confirmed } else { AddressSource::Given };
    let (source, address) = match (found.trim(), own.filter(|a| !a.is_empty()), channel) {
        ("", Some(address), _) => (known, address),
        // Nobody gives the portal as an address: there a document counts once it is read.
        ("", None, Channel::Platform) => (AddressSource::Found, office.config.host.clone()),
        ("", None, _) if channel.electronic() && consent.is_empty() && choice.electronic == Some(false) => {
            return Err(Refusal::NoConsent { party: party.name().to_owned() }.into());
        }
        ("", None, _) if channel.electronic() => return Err(Refusal::RecordIncomplete { field: "found" }.into()),
        ("", None, _) => (AddressSource::Given, party.domicile.clone().unwrap_or_default()),
        (found, Some(address), _) if found == address => (known, address),
        (found, ..) => (AddressSource::Found, found.to_owned()),
    };
    Ok(Reach { consent, source, address })
}

/// Where a delivery goes.
pub(crate) struct Destination<'a> {
    /// Recipient's reference.
    pub party: &'a str,
    /// Document's id.
    pub document: &'a str,
    /// Channel.
    pub channel: Channel,
    /// Place and consent.
    pub reach: Reach,
}

/// Something that happened to a delivery.
#[derive(Clone, Copy)]
pub(crate) struct DeliveryFact<'a> {
    /// What.
    pub event: Event,
    /// Day.
    pub on: Day,
    /// Who received it.
    pub received_by: &'a str,
    /// More.
    pub note: &'a str,
    /// The fact that was recorded wrongly.
    pub annuls: Option<&'a str>,
}

/// Where a delivery went, opened.
///
/// # Errors
/// [`crate::office::Error::Fault`] with another data key.
pub(crate) fn address_of(office: &Office, row: &DeliveryRow) -> Result<String> {
    office.open(Place::DeliveryAddress(&row.id), &row.address)
}

/// The letter a delivery begins with, and who begins it; neither, where it is the portal's own.
pub(crate) struct BegunBy<'a> {
    pub(crate) letter: Option<String>,
    pub(crate) by: Option<&'a PersonId>,
}

/// Begins a delivery; nobody records what the portal begins itself. Gives its id.
pub(crate) fn begin(
    office: &Office,
    tx: &mut DbConnection,
    id: &CaseId,
    to: &Destination<'_>,
    BegunBy { letter, by }: BegunBy<'_>,
) -> Result<String> {
    let delivery = row_id()?;
    let row = DeliveryRow {
        address: office.seal(Place::DeliveryAddress(&delivery), &to.reach.address)?,
        id: delivery.clone(),
        document: to.document.to_owned(),
        party: to.party.to_owned(),
        channel: to.channel,
        source: to.reach.source,
        consent: to.reach.consent.clone(),
        letter,
        receipt: None,
        begun_at: office.now().naive(),
    };
    deliveries::begin(tx, id, &row, by)?;
    Ok(delivery)
}

/// Keeps a fact of a delivery.
pub(crate) fn tell(office: &Office, tx: &mut DbConnection, delivery: &str, fact: &DeliveryFact<'_>, by: Option<&PersonId>) -> Result<()> {
    let id = row_id()?;
    let row = FactRow {
        note: office.seal(Place::DeliveryNote(&id), fact.note)?,
        id,
        delivery: delivery.to_owned(),
        fact: fact.event,
        on: fact.on,
        received_by: fact.received_by.to_owned(),
        annuls: fact.annuls.map(str::to_owned),
        recorded_by: by.cloned(),
        at: office.now().naive(),
    };
    Ok(delivery_facts::add(tx, &row)?)
}

/// Opens what was noted of a fact.
///
/// # Errors
/// [`crate::office::Error::Fault`] with another data key.
pub(crate) fn note_of(office: &Office, fact: &FactRow) -> Result<String> {
    if fact.note.is_empty() {
        return Ok(String::new());
    }
    office.open(Place::DeliveryNote(&fact.id), &fact.note)
}

/// Sets the recipient's own period from the day its ruling counts as served: anew where an earlier valid channel, or
/// another day of arrival, has come to be known. Only a confirming ruling has one (民诉法解释第三百七十二条第二款).
pub(crate) fn retime(office: &Office, tx: &mut DbConnection, id: &CaseId, document: &str, party: &str) -> Result<()> {
    let name = Period::ObjectParty;
    let confirming = |d: &DocumentRow| d.id == document && d.kind == DocumentKind::RulingConfirming;
    if !db::ruling::documents::of_case(tx, id)?.iter().any(confirming) {
        return Ok(());
    }
    let served = served(&of_case(tx, id)?, document, party, office.today());
    let standing = db::review::due_dates::of_case(tx, id)?.into_iter().find(|c| c.period == name && c.party.as_deref() == Some(party));
    match standing {
        Some(clock) if Some(clock.deadline.start) == served.map(|s| s.on) || clock.met_on.is_some() => return Ok(()),
        Some(_) => db::review::due_dates::remove_own(tx, id, name, party)?,
        None => {}
    }
    match served {
        Some(served) => office.start_clock(tx, id, Period::ObjectParty, served.on, Some(party)).map(|_| ()),
        None => Ok(()),
    }
}
