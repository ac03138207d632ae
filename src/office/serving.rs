//! Service (送达) as it happens: what the portal sends by itself, what the studio records, what the recipient does. From
//! the facts follows the day of service, and from that the recipient's own period.

use super::{Error, Office, Recipient, Result, row_id};
use crate::db::cases::Case;
use crate::db::deliveries::{self, Consent, FactRow, Row};
use crate::db::documents::Issued;
use crate::db::{self, DbConnection};
use crate::domain::actor::Actor;
use crate::domain::application::Party;
use crate::domain::case::Act;
use crate::domain::day::Day;
use crate::domain::decide::decide;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::service::{AddressSource, Channel, Delivery, Event, Served, earliest};
use crate::domain::wording::service::CONSENT;

/// Something the studio records of service.
pub struct Heard<'a> {
    /// Recipient's reference.
    pub party: &'a str,
    /// The document's id; the ruling that ended the case where none is named.
    pub document: Option<&'a str>,
    /// Name of the [`Channel`].
    pub channel: &'a str,
    /// Name of the [`Event`]; what completes the channel where none is named.
    pub event: &'a str,
    /// Who received it.
    pub received_by: &'a str,
    /// Relation of the receiver, reason of a refusal, witnesses.
    pub note: &'a str,
    /// Another address than the recipient's own, which the court has found.
    pub found: &'a str,
    /// Day.
    pub on: Day,
}

impl<'a> Heard<'a> {
    /// The ruling, received.
    #[must_use]
    pub const fn received(party: &'a str, channel: &'a str, received_by: &'a str, on: Day) -> Self {
        Self { party, document: None, channel, event: "", received_by, note: "", found: "", on }
    }
}

/// One delivery with what became of it.
#[derive(Clone, Debug)]
pub struct Service {
    /// As kept.
    pub row: Row,
    /// As the rules see it.
    pub delivery: Delivery,
    /// Facts, oldest first.
    pub facts: Vec<FactRow>,
}

/// Whether a document is the ruling that ended its case.
#[must_use]
pub fn ends_a_case(issued: &Issued) -> bool {
    DocumentKind::named(&issued.kind).is_some_and(DocumentKind::ends_a_case)
}

/// Every delivery of a case.
///
/// # Errors
/// [`Error::Fault`] for a row that no program of ours writes.
pub fn of_case(tx: &mut DbConnection, id: &CaseId) -> Result<Vec<Service>> {
    let facts = deliveries::facts_of(tx, id)?;
    let mut list = Vec::new();
    for row in deliveries::of_case(tx, id)? {
        let strange = || Error::Fault(format!("delivery {} is of no kind", row.id));
        let mut own: Vec<FactRow> = facts.iter().filter(|f| f.delivery == row.id).cloned().collect();
        // Several facts of one day stand in the order in which they follow from each other.
        own.sort_by_key(|f| (f.on, Event::ALL.iter().position(|e| e.name() == f.fact)));
        let events: Option<Vec<(Event, Day)>> = own.iter().map(|f| Some((Event::named(&f.fact)?, f.on))).collect();
        let delivery = Delivery {
            channel: Channel::named(&row.channel).ok_or_else(strange)?,
            source: AddressSource::named(&row.source).ok_or_else(strange)?,
            consented: !row.consent.is_empty(),
            events: events.ok_or_else(strange)?,
        };
        list.push(Service { row, delivery, facts: own });
    }
    Ok(list)
}

/// When a document counts as served on a party: by the earliest valid channel.
#[must_use]
pub fn served(services: &[Service], document: &str, party: &str, today: Day) -> Option<Served> {
    let own = services.iter().filter(|s| s.row.document == document && s.row.party == party);
    earliest(own.map(|s| &s.delivery), today)
}

/// Keeps what a party consents to by joining: the wording it saw, and how.
pub(super) fn consent(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &Party, way: &str) -> Result<()> {
    let choice = party.service.clone().unwrap_or_default();
    let kept = Consent {
        party: party.reference.clone(),
        electronic: choice.electronic == Some(true),
        scope: choice.scope.join(","),
        wording: CONSENT.to_owned(),
        way: way.to_owned(),
        on: office.today(),
    };
    Ok(deliveries::consent(tx, &row_id()?, id, &kept, office.now().naive())?)
}

/// The consent of a party that covers a document: version of its wording, and where its address comes from.
fn covered(tx: &mut DbConnection, id: &CaseId, party: &str, kind: &str) -> Result<(String, AddressSource)> {
    let scope = if kind.starts_with("ruling_") { "rulings" } else { "notices" };
    let newest = deliveries::consents_of(tx, id)?.into_iter().rfind(|c| c.party == party);
    Ok(newest.map_or((String::new(), AddressSource::Given), |c| {
        let covers = c.electronic && c.scope.split(',').any(|s| s == scope);
        // Whoever acted on its own screen has confirmed the address there.
        let source = if matches!(c.way.as_str(), "phone" | "kiosk") { AddressSource::Confirmed } else { AddressSource::Given };
        (if covers { c.wording } else { String::new() }, source)
    }))
}

/// Sends a sealed document to a party: electronically where it consented and can open it, with a delivery of its own;
/// otherwise only word that it is there.
pub(super) fn send(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &Party, issued: &Issued) -> Result<()> {
    let choice = party.service.clone().unwrap_or_default();
    let (consent, source) = covered(tx, id, &party.reference, &issued.kind)?;
    let link = db::visits::of_case(tx, id)?.into_iter().find(|l| l.party == party.reference && l.ended_at.is_none());
    let channel = choice.channel.as_deref().and_then(Channel::named).filter(|c| c.electronic());
    let (Some(link), Some(channel), Some(address), false) = (link, channel, choice.address.clone(), consent.is_empty()) else {
        let word = if issued.supersedes.is_none() { "ruled" } else { "ruled_later" };
        return super::joining::letter(office, tx, id, word, party);
    };
    let code = super::inviting::code_of(office, &link)?;
    let title = DocumentKind::named(&issued.kind).map_or("", DocumentKind::title);
    let extra = [("host", office.config.host.as_str()), ("code", code.as_str()), ("document", title)];
    let text = crate::post::letters::text_with("served", &office.register.court, party.name(), &extra)?;
    let to = Recipient { channel: channel.name().to_owned(), address: address.clone() };
    let letter = office.write_letter(tx, id, "served", &to, &text)?;
    let delivery = row_id()?;
    let row = Row {
        address: office.vault.seal(&format!("services/{delivery}"), &address)?,
        id: delivery,
        document: issued.id.clone(),
        party: party.reference.clone(),
        channel: channel.name().to_owned(),
        source: source.name().to_owned(),
        consent,
        letter: Some(letter),
        receipt: None,
        begun_at: office.now().naive(),
    };
    Ok(deliveries::begin(tx, id, &row, None)?)
}

/// A letter has gone out: where it carried a document, that has now reached its recipient. Gives the case it belongs to.
pub(super) fn reached(office: &Office, tx: &mut DbConnection, letter: &str) -> Result<Option<CaseId>> {
    let Some((case, delivery)) = deliveries::by_letter(tx, letter)? else { return Ok(None) };
    let id = CaseId::parse(&case).ok_or_else(|| Error::Fault(format!("delivery {delivery} names no case")))?;
    let system = Actor::system();
    let case = db::cases::load(tx, &id, &office.scope(&system))?.ok_or(Error::NotFound)?;
    for event in [Event::Sent, Event::Reached] {
        tell(office, tx, &delivery, &Fact { event, on: office.today(), received_by: "", note: "" }, None)?;
    }
    if let Some(service) = of_case(tx, &id)?.into_iter().find(|s| s.row.id == delivery) {
        retime(office, tx, &id, &service.row.document, &service.row.party)?;
        let told = db::cases::Told { at: office.now().naive(), on: office.today(), act: "serve", detail: &service.row.party };
        db::cases::tell(tx, &case, &system, &told)?;
    }
    Ok(Some(id))
}

/// The recipient opened or downloaded a document on the portal, for the first time. That alone serves nobody who did not
/// consent.
///
/// # Errors
/// [`Error::Fault`].
pub fn opened(office: &Office, id: &CaseId, party: &str, issued: &Issued, event: Event) -> Result<()> {
    office.write(|tx| {
        let services = of_case(tx, id)?;
        let mut own = services.iter().filter(|s| s.row.party == party && s.row.document == issued.id && s.delivery.channel.electronic());
        if own.clone().any(|s| s.facts.iter().any(|f| f.fact == event.name())) {
            return Ok(());
        }
        let delivery = match own.next() {
            Some(service) => service.row.id.clone(),
            None => {
                let (consent, _) = covered(tx, id, party, &issued.kind)?;
                let to = To { party, document: &issued.id, channel: Channel::Platform, source: AddressSource::Found, consent };
                begin(office, tx, id, &to, (&office.config.host, None))?
            }
        };
        tell(office, tx, &delivery, &Fact { event, on: office.today(), received_by: "", note: "" }, None)?;
        retime(office, tx, id, &issued.id, party)
    })
}

/// Records what the studio knows of service; gives the last day of the recipient's objection, where a period runs.
///
/// # Errors
/// [`Refusal::NoConsent`] for an electronic channel (民诉法第九十条), [`Refusal::DayImpossible`],
/// [`Refusal::RecordIncomplete`], [`Refusal::PartyCannotJoin`] for nobody of this case, [`Error::Stale`].
pub fn record(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, told: &Heard<'_>) -> Result<Option<Day>> {
    let case = office.case(clerk, id)?;
    let parties = office.application(&case)?.parties;
    let party = parties.iter().find(|p| p.reference == told.party);
    let party = party.ok_or_else(|| Refusal::PartyCannotJoin { party: told.party.to_owned() })?;
    let (channel, event) = complete(told)?;
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let due = office.write(|tx| {
        super::desk::not_recused(tx, id, &by)?;
        let mut case = office.case_at(tx, clerk, id, seen)?;
        case.stage = decide(case.stage, Act::Serve, clerk.role, office.today())?;
        let document = served_document(tx, &case, told.document)?;
        if told.on < document.issued_on || told.on > office.today() {
            return Err(Refusal::DayImpossible { day: told.on }.into());
        }
        let (consent, source) = covered(tx, id, told.party, &document.kind)?;
        // By acting on it a recipient consents; otherwise nobody is served electronically without consent.
        if channel.electronic() && consent.is_empty() && event != Event::Acted {
            return Err(Refusal::NoConsent { party: party.name().to_owned() }.into());
        }
        let (source, own) = address_of(party, channel, source);
        let (source, address) = match told.found.trim() {
            "" => (source, own),
            found => (AddressSource::Found, found.to_owned()),
        };
        let consent = if channel.electronic() { consent } else { String::new() };
        let to = To { party: told.party, document: &document.id, channel, source, consent };
        let delivery = match unfinished(tx, id, &to, event)? {
            Some(open) => open,
            None => begin(office, tx, id, &to, (&address, Some(&by)))?,
        };
        let fact = Fact { event, on: told.on, received_by: told.received_by.trim(), note: told.note.trim() };
        tell(office, tx, &delivery, &fact, Some(&by))?;
        if event == Event::Received {
            settle_paper(office, tx, id, told.party, &by)?;
        }
        retime(office, tx, id, &document.id, told.party)?;
        office.keep(tx, &case, clerk, "serve", told.party)?;
        let clocks = db::cases::clocks(tx, id)?;
        let own = clocks.iter().find(|c| c.name == Period::ObjectParty.name() && c.party.as_deref() == Some(told.party));
        Ok(own.map(|c| c.days[2]))
    })?;
    super::printing::print_or_log(id, super::receipts::print(office, id));
    Ok(due)
}

/// Follows up what was begun and has not come to a receipt: a public notice whose thirty days are over, a receipt that a
/// stop kept from being printed.
///
/// # Errors
/// [`Error::Fault`].
pub fn follow_up(office: &Office) -> Result<()> {
    for case in deliveries::without_receipt(&mut *office.connection()?)? {
        let Some(id) = CaseId::parse(&case) else { continue };
        office.write(|tx| {
            let mut seen: Vec<(String, String)> = of_case(tx, &id)?.into_iter().map(|s| (s.row.document, s.row.party)).collect();
            seen.dedup();
            seen.iter().try_for_each(|(document, party)| retime(office, tx, &id, document, party))
        })?;
        super::printing::print_or_log(&id, super::receipts::print(office, &id));
    }
    Ok(())
}

/// Where a party is reached: at the address it chose for this way, else at its domicile, which it gave.
fn address_of(party: &Party, channel: Channel, source: AddressSource) -> (AddressSource, String) {
    let choice = party.service.clone().unwrap_or_default();
    let chosen = channel.electronic() || choice.channel.as_deref() == Some(channel.name());
    match choice.address.filter(|_| chosen) {
        Some(address) => (source, address),
        None => (AddressSource::Given, party.domicile.clone().unwrap_or_default()),
    }
}

/// Channel and event of what is told, with all that they need.
fn complete(told: &Heard<'_>) -> Result<(Channel, Event)> {
    let missing = |field| Err(Refusal::RecordIncomplete { field }.into());
    let Some(channel) = Channel::named(told.channel) else { return missing("channel") };
    let event = if told.event.is_empty() { Event::of(channel).first().copied() } else { Event::named(told.event) };
    let Some(event) = event.filter(|e| Event::of(channel).contains(e)) else { return missing("event") };
    if event == Event::Received && told.received_by.trim().is_empty() {
        return missing("received_by");
    }
    // Why it was refused, and who saw it, stands on the receipt (民诉法第八十九条).
    if matches!(event, Event::Refused | Event::Left | Event::Proved) && told.note.trim().is_empty() {
        return missing("service_note");
    }
    Ok((channel, event))
}

/// The document that is served: the one named, or the ruling that ended the case.
fn served_document(tx: &mut DbConnection, case: &Case, wanted: Option<&str>) -> Result<Issued> {
    let mut documents = db::documents::of_case(tx, case.id.as_str())?.into_iter();
    let found = match wanted.filter(|w| !w.is_empty()) {
        Some(wanted) => documents.find(|d| d.id == wanted),
        None => documents.rfind(ends_a_case),
    };
    found.ok_or_else(|| Refusal::NotNow { act: "serve", stage: case.stage.name() }.into())
}

/// Where a delivery goes.
struct To<'a> {
    party: &'a str,
    document: &'a str,
    channel: Channel,
    source: AddressSource,
    consent: String,
}

/// Something that happened to a delivery.
struct Fact<'a> {
    event: Event,
    on: Day,
    received_by: &'a str,
    note: &'a str,
}

/// A delivery of the same document on the same channel of which this has not been heard yet, and which is still on its way.
fn unfinished(tx: &mut DbConnection, id: &CaseId, to: &To<'_>, event: Event) -> Result<Option<String>> {
    let open = |s: &Service| {
        s.row.party == to.party
            && s.row.document == to.document
            && s.delivery.channel == to.channel
            && !s.delivery.events.iter().any(|(e, _)| *e == event)
            && (to.channel.electronic() || s.delivery.events.iter().all(|(e, _)| *e == Event::Sent))
    };
    Ok(of_case(tx, id)?.into_iter().find(open).map(|s| s.row.id))
}

fn begin(office: &Office, tx: &mut DbConnection, id: &CaseId, to: &To<'_>, (address, by): (&str, Option<&PersonId>)) -> Result<String> {
    let delivery = row_id()?;
    let row = Row {
        address: office.vault.seal(&format!("services/{delivery}"), address)?,
        id: delivery.clone(),
        document: to.document.to_owned(),
        party: to.party.to_owned(),
        channel: to.channel.name().to_owned(),
        source: to.source.name().to_owned(),
        consent: to.consent.clone(),
        letter: None,
        receipt: None,
        begun_at: office.now().naive(),
    };
    deliveries::begin(tx, id, &row, by)?;
    Ok(delivery)
}

fn tell(office: &Office, tx: &mut DbConnection, delivery: &str, fact: &Fact<'_>, by: Option<&PersonId>) -> Result<()> {
    let id = row_id()?;
    let row = FactRow {
        note: office.vault.seal(&format!("delivery_facts/{id}"), fact.note)?,
        id,
        delivery: delivery.to_owned(),
        fact: fact.event.name().to_owned(),
        on: fact.on,
        received_by: fact.received_by.to_owned(),
        at: office.now().naive(),
    };
    Ok(deliveries::tell(tx, &row, by)?)
}

/// Opens what was noted of a fact.
///
/// # Errors
/// [`Error::Fault`] with another data key.
pub(super) fn note_of(office: &Office, fact: &FactRow) -> Result<String> {
    if fact.note.is_empty() {
        return Ok(String::new());
    }
    let opened = office.vault.open(&format!("delivery_facts/{}", fact.id), &fact.note);
    opened.map_err(|_| Error::Fault(format!("fact {} cannot be opened with this data key", fact.id)))
}

/// Who asked for paper and is given it has been answered (民诉法第九十条).
fn settle_paper(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &str, by: &PersonId) -> Result<()> {
    for request in db::requests::of_case(tx, id)?.into_iter().filter(|r| r.kind == "paper" && r.party.as_deref() == Some(party)) {
        db::requests::settle(tx, &request.id, by, office.now().naive())?;
    }
    Ok(())
}

/// Sets the recipient's own period from the day its ruling counts as served: anew where an earlier valid channel, or
/// another day of arrival, has come to be known. Only a confirming ruling has one (民诉法解释第三百七十二条第二款).
fn retime(office: &Office, tx: &mut DbConnection, id: &CaseId, document: &str, party: &str) -> Result<()> {
    let name = Period::ObjectParty.name();
    let confirming = |d: &Issued| d.id == document && d.kind == DocumentKind::RulingConfirming.name();
    if !db::documents::of_case(tx, id.as_str())?.iter().any(confirming) {
        return Ok(());
    }
    let Some(served) = served(&of_case(tx, id)?, document, party, office.today()) else { return Ok(()) };
    let standing = db::cases::clocks(tx, id)?.into_iter().find(|c| c.name == name && c.party.as_deref() == Some(party));
    match standing {
        Some(clock) if clock.days[0] == served.on || clock.met_on.is_some() => return Ok(()),
        Some(_) => db::cases::drop_own_due(tx, id, name, party)?,
        None => {}
    }
    office.start_clock(tx, id, Period::ObjectParty, served.on, Some(party)).map(|_| ())
}
