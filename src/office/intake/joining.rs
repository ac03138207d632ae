//! Each party joins alone; the last joining files the case (民诉法 205).

use crate::db::intake::joinings::Joining;
use crate::db::{self, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::application::{Application, AttachmentKind, Party};
use crate::domain::case::{Act, Stage, StageName};
use crate::domain::id::CaseId;
use crate::domain::joining::{Capacity, JoiningWay};
use crate::domain::letter::LetterKind;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::wording;
use crate::domain::wording::agency::{AddressGiven, NumberedParty};
use crate::domain::wording::receipt::{ReceiptFacts, ReceivedFile};
use crate::office::intake::{files, submission};
use crate::office::letter::{self, Letter};
use crate::office::print::{self, keep, keep_as};
use crate::office::service::delivery;
use crate::office::{Error, Office, Result, row_id};

/// A party's joining, as it comes in.
pub struct Joins<'a> {
    /// Party's reference.
    pub party: &'a str,
    /// How.
    pub way: JoiningWay,
    /// Name of who acts: the party, its representative, guardian or agent.
    pub acted_by: &'a str,
    /// Last four characters of the party's identifier.
    pub last_four: &'a str,
    /// The signed paper or transcript, where the way needs one.
    pub scan: Option<&'a [u8]>,
}

/// Records that a party joins. With the last one the case is filed: that day is the day of filing.
///
/// # Errors
/// [`Refusal`]s for a wrong person, wrong digits, a missing scan, or a period that is over; [`Error::Stale`].
pub fn join(office: &Office, actor: &Actor, id: &CaseId, seen: i32, joins: &Joins<'_>) -> Result<StageName> {
    let case = office.case(actor, id)?;
    let application = office.application(&case)?;
    let party = application
        .parties
        .iter()
        .find(|p| p.reference == joins.party)
        .ok_or_else(|| Refusal::PartyCannotJoin { party: joins.party.to_owned() })?;
    // On its own phone a party acts by itself: nobody records that for it.
    if joins.way == JoiningWay::Phone && actor.role != Role::Party {
        return Err(Refusal::NotYourAct { act: ActName::Join, role: actor.role }.into());
    }
    let capacity = capacity(party, joins.acted_by)?;
    proves_identity(party, joins)?;
    let scan = scan(office, joins)?;
    let today = office.today();
    let filed = office.act(actor, id, seen, |tx, case| {
        let joined = db::intake::joinings::of_case(tx, id)?;
        let last = application.parties.iter().all(|p| p.reference == joins.party || joined.iter().any(|j| j.party == p.reference));
        let clocks = db::review::due_dates::of_case(tx, id)?;
        let apply =
            clocks.iter().find(|c| c.period == Period::Apply).ok_or_else(|| Error::Fault("a case without its first clock".to_owned()))?;
        if apply.provisional {
            return Err(Refusal::CalendarMissing { year: apply.deadline.nominal.year() }.into());
        }
        case.decide(Act::Join { last, apply: apply.deadline })?;
        let joining = Joining { party: joins.party.to_owned(), way: joins.way, acted_by: joins.acted_by.to_owned(), capacity, on: today };
        match db::intake::joinings::add(tx, &row_id()?, id, &joining, office.now().naive()) {
            Err(DbError::Taken) => return Err(Refusal::PartyCannotJoin { party: joins.party.to_owned() }.into()),
            other => other?,
        }
        if let Some(row) = &scan {
            let ordinal = i32::try_from(db::mediation::attachments::of_matter(tx, &case.matter)?.len()).unwrap_or(i32::MAX);
            db::mediation::attachments::add(tx, &case.matter, &db::mediation::attachments::AttachmentRow { ordinal, ..row.clone() })?;
        }
        delivery::consent(office, tx, id, party, joins.way)?;
        case.keep(tx, joins.party)?;
        if let Stage::Filed(_) = case.stage {
            db::review::due_dates::meet(tx, id, Period::Apply, today)?;
            office.start_clock(tx, id, Period::Accept, today, None)?;
            for party in &application.parties {
                letter::to_party(office, tx, id, &Letter { kind: LetterKind::Filing, party, words: &[] })?;
            }
        }
        Ok(case.stage.name())
    })?;
    if filed == StageName::Filed {
        print::print_or_log(id, filing_documents(office, id));
    }
    Ok(filed)
}

/// A party says no: the case ends kindly, without a ruling.
///
/// # Errors
/// [`Refusal::NotNow`] once filed.
pub fn decline(office: &Office, actor: &Actor, id: &CaseId, seen: i32, party: &str) -> Result<()> {
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Decline)?;
        case.keep(tx, party)
    })
}

/// The agency gives a case up before it is filed.
///
/// # Errors
/// [`Refusal::NotNow`] once filed.
pub fn abandon(office: &Office, actor: &Actor, id: &CaseId, seen: i32) -> Result<()> {
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Abandon)?;
        case.keep(tx, "")
    })
}

/// As what a person acts: by the application, or not at all.
fn capacity(party: &Party, acted_by: &str) -> Result<Capacity> {
    let same = |name: Option<&String>| name.is_some_and(|n| n == acted_by);
    if same(party.guardian.as_ref().and_then(|g| g.name.as_ref())) {
        Ok(Capacity::Guardian)
    } else if party.agents.iter().any(|a| same(a.name.as_ref())) {
        Ok(Capacity::Agent)
    } else if same(party.representative.as_ref().and_then(|r| r.name.as_ref())) {
        Ok(Capacity::Representative)
    } else if party.is_natural() && party.guardian.is_none() && same(party.name.as_ref()) {
        Ok(Capacity::Party)
    } else {
        Err(Refusal::NotEntitled { name: acted_by.to_owned() }.into())
    }
}

fn proves_identity(party: &Party, joins: &Joins<'_>) -> Result<()> {
    if !party.has_last_four(joins.last_four) {
        return Err(Refusal::LastFourWrong.into());
    }
    let mobile = party.has_mobile();
    if joins.way == JoiningWay::Phone && !mobile {
        return Err(Refusal::JoinNeeds { what: "mobile" }.into());
    }
    Ok(())
}

fn scan(office: &Office, joins: &Joins<'_>) -> Result<Option<db::mediation::attachments::AttachmentRow>> {
    let needed = matches!(joins.way, JoiningWay::Paper | JoiningWay::Transcript);
    let Some(bytes) = joins.scan.filter(|_| needed) else {
        return if needed { Err(Refusal::JoinNeeds { what: "scan" }.into()) } else { Ok(None) };
    };
    let path = format!("joining-{}.pdf", joins.party);
    let media_type = files::sound(&office.foreign, &path, "", bytes)?;
    let announced = db::mediation::attachments::AttachmentRow::announced(row_id()?, AttachmentKind::Other, path);
    let row = db::mediation::attachments::AttachmentRow { party: Some(joins.party.to_owned()), ..announced };
    submission::store(office, &row, bytes, media_type).map(Some)
}

/// The application and the filing receipt of a case that has just been filed.
///
/// # Errors
/// [`Error::Fault`].
pub fn filing_documents(office: &Office, id: &CaseId) -> Result<()> {
    let mut connection = office.connection()?;
    let case = office.case_of_court(&mut connection, id)?;
    let files = db::mediation::attachments::of_matter(&mut connection, &case.matter)?;
    drop(connection);
    let Stage::Filed(filed) = &case.stage else { return Ok(()) };
    let application = office.application(&case)?;
    let court = &office.register.court;
    keep(office, id, &wording::application::application(&application, &court.name, Some(filed.on)))?;
    let accept =
        Period::Accept.from(filed.on, None, &office.register.calendar).ok_or_else(|| Error::Fault("a period without length".to_owned()))?;
    let received = |f: &db::mediation::attachments::AttachmentRow| ReceivedFile {
        kind: f.kind,
        size: f.size,
        digest: f.sha256.chars().take(8).collect(),
    };
    let files: Vec<ReceivedFile> = files.iter().map(received).collect();
    let facts = ReceiptFacts {
        court,
        reference: id.as_str(),
        names: &application.names(),
        cause: application.cause.as_deref().unwrap_or(""),
        organisation: application.mediation.organisation.as_deref().unwrap_or(""),
        filed_on: filed.on,
        accept: &accept,
        files: &files,
    };
    keep(office, id, &wording::receipt::filing(&facts))?;
    service_addresses(office, id, &application)
}

/// Each party's confirmation of its address for service, as it gave it by joining.
fn service_addresses(office: &Office, id: &CaseId, application: &Application) -> Result<()> {
    let joinings = db::intake::joinings::of_case(&mut *office.connection()?, id)?;
    for (index, party) in application.parties.iter().enumerate() {
        let Some(joining) = joinings.iter().find(|j| j.party == party.reference) else { continue };
        let given = AddressGiven { on: joining.on, way: joining.way };
        let court = &office.register.court.name;
        let document = wording::agency::service_address(court, id.as_str(), NumberedParty { index, party }, given);
        keep_as(office, id, &document, i32::try_from(index + 1).unwrap_or(i32::MAX))?;
    }
    Ok(())
}
