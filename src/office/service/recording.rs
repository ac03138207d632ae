//! Service (送达) as it happens: what the portal sends by itself, what the studio records, what the recipient does. From
//! the facts follows the day of service, and from that the recipient's own period.

use crate::db::intake::cases::Case;
use crate::db::ruling::documents::DocumentRow;
use crate::db::service::deliveries;
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::Party;
use crate::domain::case::Act;
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::letter::LetterKind;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::request::RequestKind;
use crate::domain::service::{Channel, Event};
use crate::office::intake::invitation;
use crate::office::letter::{self, Letter, Recipient};
use crate::office::review::recusal;
use crate::office::service::delivery::{
    self, BegunBy, DeliveryFact, Destination, OpenedDelivery, ReachBy, address_of, begin, of_case, reach, retime, tell,
};
use crate::office::service::receipt;
use crate::office::{Error, Office, Result, print};

/// Something the studio records of service.
#[derive(Clone, Copy)]
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

/// Sends a sealed document to a party: electronically where it consented and can open it, with a delivery of its own;
/// otherwise only word that it is there.
pub(crate) fn send(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &Party, issued: &DocumentRow) -> Result<()> {
    let link = db::intake::party_links::of_case(tx, id)?.into_iter().find(|l| l.party == party.reference && l.ended_at.is_none());
    let chosen = party.service.as_ref().and_then(|s| s.channel.as_deref()).and_then(Channel::named).filter(|c| c.electronic());
    let way = match (link, chosen) {
        (Some(link), Some(channel)) => match reach(office, tx, id, party, ReachBy { kind: issued.kind, channel, found: "" }) {
            Ok(reach) if !reach.consent.is_empty() => Some((link, channel, reach)),
            Ok(_) | Err(Error::Refused(_)) => None,
            Err(other) => return Err(other),
        },
        _ => None,
    };
    let Some((link, channel, reach)) = way else {
        let kind = if issued.supersedes.is_none() { LetterKind::Ruling } else { LetterKind::LaterRuling };
        return letter::to_party(office, tx, id, &Letter { kind, party, words: &[] });
    };
    let code = invitation::code_of(office, &link)?;
    let words = [("code", code.as_str()), ("document", issued.kind.title())];
    let to = Recipient { channel: channel.name().to_owned(), address: reach.address.clone() };
    let letter = office.write_letter(tx, id, &Letter { kind: LetterKind::Service, party, words: &words }, &to)?;
    let to = Destination { party: &party.reference, document: &issued.id, channel, reach };
    begin(office, tx, id, &to, BegunBy { letter: Some(letter), by: None }).map(|_| ())
}

/// A letter has gone out: where it carried a document, that has now reached its recipient. Gives the case it belongs to.
pub(crate) fn reached(office: &Office, tx: &mut DbConnection, letter: &str) -> Result<Option<CaseId>> {
    let Some((case, delivery)) = deliveries::by_letter(tx, letter)? else { return Ok(None) };
    let id = case;
    let system = Actor::system();
    db::intake::cases::hold(tx, &id)?;
    let case = db::intake::cases::load(tx, &id, &office.scope(&system))?.ok_or(Error::NotFound)?;
    for event in [Event::Sent, Event::Reached] {
        tell(office, tx, &delivery, &DeliveryFact { event, on: office.today(), received_by: "", note: "", annuls: None }, None)?;
    }
    if let Some(service) = of_case(tx, &id)?.into_iter().find(|s| s.row.id == delivery) {
        retime(office, tx, &id, &service.row.document, &service.row.party)?;
        office.tell(tx, &case, &system, ActName::Serve, &service.row.party)?;
    }
    Ok(Some(id))
}

/// The recipient opened or downloaded a document on the portal, for the first time. That alone serves nobody who did not
/// consent.
///
/// # Errors
/// [`Error::Fault`].
pub fn opened(office: &Office, id: &CaseId, party: &Party, issued: &DocumentRow, event: Event) -> Result<()> {
    let before = of_case(&mut *office.connection()?, id)?;
    let own = |s: &&OpenedDelivery| s.row.party == party.reference && s.row.document == issued.id && s.delivery.channel.electronic();
    let known = |list: &[OpenedDelivery]| list.iter().filter(own).any(|s| s.facts.iter().any(|f| f.fact == event));
    if known(&before) {
        return Ok(());
    }
    office.write(|tx| {
        // Two pages opened at once tell it once.
        db::intake::cases::hold(tx, id)?;
        let services = of_case(tx, id)?;
        if known(&services) {
            return Ok(());
        }
        let delivery = match services.iter().find(own) {
            Some(service) => service.row.id.clone(),
            None => {
                let reach = reach(office, tx, id, party, ReachBy { kind: issued.kind, channel: Channel::Platform, found: "" })?;
                let to = Destination { party: &party.reference, document: &issued.id, channel: Channel::Platform, reach };
                begin(office, tx, id, &to, BegunBy { letter: None, by: None })?
            }
        };
        tell(office, tx, &delivery, &DeliveryFact { event, on: office.today(), received_by: "", note: "", annuls: None }, None)?;
        retime(office, tx, id, &issued.id, &party.reference)
    })?;
    print::print_or_log(id, receipt::print(office, id));
    Ok(())
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
    let due = office.act(clerk, id, seen, |tx, case| {
        // Whoever else tells something of this case waits: two would start two clocks.
        db::intake::cases::hold(tx, id)?;
        recusal::not_recused(tx, id, &by)?;
        case.decide(Act::Serve)?;
        let document = served_document(tx, case, told.document)?;
        if told.on < document.issued_on || told.on > office.today() {
            return Err(Refusal::DayImpossible { day: told.on }.into());
        }
        let fact = DeliveryFact { event, on: told.on, received_by: told.received_by.trim(), note: told.note.trim(), annuls: None };
        if event == Event::Annulled {
            annul(office, tx, id, DeliveryOf { party: told.party, document: &document.id, channel }, &fact, &by)?;
        } else {
            keep(office, tx, id, ServedOn { party, document: &document, channel }, HeardFact { fact: &fact, found: told.found }, &by)?;
        }
        retime(office, tx, id, &document.id, told.party)?;
        let served = delivery::served(&of_case(tx, id)?, &document.id, told.party, office.today()).is_some();
        let act = match (event, document.log_index.is_some(), served) {
            (Event::Annulled, ..) => ActName::ServiceAnnulled,
            (_, true, true) => ActName::Serve,
            (_, false, true) => ActName::ServeNotice,
            _ => ActName::ServiceRecorded,
        };
        case.keep_as(tx, act, told.party)?;
        let clocks = db::review::due_dates::of_case(tx, id)?;
        let own = clocks.iter().find(|c| c.period == Period::ObjectParty && c.party.as_deref() == Some(told.party));
        Ok(own.map(|c| c.deadline.due))
    })?;
    print::print_or_log(id, receipt::print(office, id));
    Ok(due)
}

/// Follows up what was begun and has not come to a receipt: a public notice whose thirty days are over, a receipt that a
/// stop kept from being printed.
///
/// # Errors
/// [`Error::Fault`].
pub fn follow_up(office: &Office) -> Result<()> {
    for id in deliveries::without_receipt(&mut *office.connection()?)? {
        let followed = office.write(|tx| {
            db::intake::cases::hold(tx, &id)?;
            let mut seen: Vec<(String, String)> = of_case(tx, &id)?.into_iter().map(|s| (s.row.document, s.row.party)).collect();
            seen.sort();
            seen.dedup();
            seen.iter().try_for_each(|(document, party)| retime(office, tx, &id, document, party))
        });
        // One case that cannot be followed up does not keep the others waiting.
        if let Err(error) = followed {
            tracing::error!(case = %id, ?error, "service could not be followed up; it is tried again");
        }
        print::print_or_log(&id, receipt::print(office, &id));
    }
    Ok(())
}

/// On whom which document is served, and by which channel.
struct ServedOn<'a> {
    party: &'a Party,
    document: &'a DocumentRow,
    channel: Channel,
}

/// What was heard of a delivery, and at which address it was found.
struct HeardFact<'a> {
    fact: &'a DeliveryFact<'a>,
    found: &'a str,
}

/// Keeps a fact of a delivery, begun now where none is under way.
fn keep(
    office: &Office,
    tx: &mut DbConnection,
    id: &CaseId,
    ServedOn { party, document, channel }: ServedOn<'_>,
    HeardFact { fact, found }: HeardFact<'_>,
    by: &PersonId,
) -> Result<()> {
    let reach = reach(office, tx, id, party, ReachBy { kind: document.kind, channel, found })?;
    // By acting on it a recipient consents; otherwise nobody is served electronically without consent.
    if channel.electronic() && reach.consent.is_empty() && fact.event != Event::Acted {
        return Err(Refusal::NoConsent { party: party.name().to_owned() }.into());
    }
    let to = Destination { party: &party.reference, document: &document.id, channel, reach };
    let delivery = match open_for(office, tx, id, &to, fact.event)? {
        Some(open) => open,
        None => begin(office, tx, id, &to, BegunBy { letter: None, by: Some(by) })?,
    };
    tell(office, tx, &delivery, fact, Some(by))?;
    if fact.event == Event::Received && document.log_index.is_some() {
        settle_paper(office, tx, id, &party.reference, by)?;
    }
    // Another day of arrival: the certificate is printed anew.
    if fact.event == Event::Proved { Ok(deliveries::unreceipted(tx, &delivery)?) } else { Ok(()) }
}

/// The delivery of a document to a party by a channel.
struct DeliveryOf<'a> {
    party: &'a str,
    document: &'a str,
    channel: Channel,
}

/// Takes back what a person recorded last of a document, a party and a channel; what the portal saw itself stays.
fn annul(
    office: &Office,
    tx: &mut DbConnection,
    id: &CaseId,
    DeliveryOf { party, document, channel }: DeliveryOf<'_>,
    fact: &DeliveryFact<'_>,
    by: &PersonId,
) -> Result<()> {
    let own = |s: &OpenedDelivery| s.row.party == party && s.row.document == document && s.delivery.channel == channel;
    let services = of_case(tx, id)?;
    let told = services.iter().filter(|s| own(s)).flat_map(|s| s.facts.iter().filter(|f| f.recorded_by.is_some()).map(move |f| (s, f)));
    let (service, wrong) = told.max_by_key(|(_, f)| f.at).ok_or(Refusal::RecordIncomplete { field: "event" })?;
    tell(office, tx, &service.row.id, &DeliveryFact { annuls: Some(&wrong.id), ..*fact }, Some(by))?;
    // Its receipt says what was wrong: it is replaced, where anything is left to say.
    Ok(deliveries::unreceipted(tx, &service.row.id)?)
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
    if matches!(event, Event::Refused | Event::Left | Event::Proved | Event::Returned | Event::Annulled) && told.note.trim().is_empty() {
        return missing("service_note");
    }
    Ok((channel, event))
}

/// The document that is served: the one named, or the ruling that ended the case.
fn served_document(tx: &mut DbConnection, case: &Case, wanted: Option<&str>) -> Result<DocumentRow> {
    let mut documents = db::ruling::documents::of_case(tx, &case.id)?.into_iter();
    let served = |d: &DocumentRow| d.kind.is_served();
    let found = match wanted.filter(|w| !w.is_empty()) {
        Some(wanted) => documents.find(|d| d.id == wanted && served(d)),
        None => documents.rfind(|d| d.kind.ends_a_case()),
    };
    found.ok_or_else(|| Refusal::NotNow { act: ActName::Serve, stage: case.stage.name() }.into())
}

/// The delivery a fact belongs to: of the same document by the same channel to the same place, still on its way, and not
/// told of this before.
fn open_for(office: &Office, tx: &mut DbConnection, id: &CaseId, to: &Destination<'_>, event: Event) -> Result<Option<String>> {
    for service in of_case(tx, id)?.into_iter().rev() {
        let same = service.row.party == to.party && service.row.document == to.document && service.delivery.channel == to.channel;
        // One that was taken back whole is not gone on with.
        if !same || (service.facts.is_empty() && !service.annulled.is_empty()) {
            continue;
        }
        let told = service.delivery.events.iter().any(|(e, _)| *e == event);
        let under_way = to.channel.electronic() || service.delivery.events.iter().all(|(e, _)| *e == Event::Sent);
        let place = service.delivery.source == to.reach.source && address_of(office, &service.row)? == to.reach.address;
        if !told && under_way && place {
            return Ok(Some(service.row.id));
        }
    }
    Ok(None)
}

/// Who asked for paper and is given it has been answered (民诉法第九十条).
fn settle_paper(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &str, by: &PersonId) -> Result<()> {
    for request in
        db::review::requests::of_case(tx, id)?.into_iter().filter(|r| r.kind == RequestKind::Paper && r.party.as_deref() == Some(party))
    {
        db::review::requests::settle(tx, &request.id, by, office.now().naive())?;
    }
    Ok(())
}
