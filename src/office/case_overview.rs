//! Everything a page about one case shows, read at once; what is encrypted is opened here and goes no further than
//! the page needs.

use crate::db;
use crate::db::intake::cases::Case;
pub use crate::db::intake::history::HistoryEntry;
pub use crate::db::intake::joinings::Joining;
use crate::db::intake::readings::ReadBy;
pub use crate::db::mediation::attachments::AttachmentRow;
pub use crate::db::review::due_dates::DueDateRow;
pub use crate::db::ruling::documents::DocumentRow;
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::day::Day;
use crate::domain::finding::Finding;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::service::Served;
use crate::office::intake::application::Folding;
use crate::office::intake::{application, invitation, writing};
use crate::office::place::Place;
use crate::office::review::checklist::{self, Point};
use crate::office::review::requests::{OpenRequest, asked};
use crate::office::review::supplement::{Notice, notices};
use crate::office::service::delivery;
use crate::office::{Error, Office, Result, row_id};
use serde_json::Value;

/// A case with all that hangs on it.
pub struct Overview {
    /// The case.
    pub case: Case,
    /// The application.
    pub application: Application,
    /// The application as JSON.
    pub json: Value,
    /// The agency's name.
    pub agency: String,
    /// What the check finds.
    pub found: Vec<Finding>,
    /// What was folded in the application's texts.
    pub folded: Vec<Folding>,
    /// Files.
    pub files: Vec<AttachmentRow>,
    /// Clocks.
    pub clocks: Vec<DueDateRow>,
    /// Who has joined.
    pub joinings: Vec<Joining>,
    /// History.
    pub lines: Vec<HistoryEntry>,
    /// Documents.
    pub documents: Vec<DocumentRow>,
    /// Deliveries.
    pub services: Vec<delivery::OpenedDelivery>,
    /// Supplement notices.
    pub supplements: Vec<Notice>,
    /// What the parties have asked.
    pub requests: Vec<OpenRequest>,
    /// The review.
    pub points: Vec<Point>,
    /// Records of verification, oldest first.
    pub verifications: Vec<HeldVerification>,
    /// Who in the studio has it at hand: id and name.
    pub assigned: Option<(String, String)>,
    /// Judge's name.
    pub judge: Option<String>,
    /// Case codes given out: party, code, opened.
    pub links: Vec<(String, String, bool)>,
    /// Why the last draft was sent back.
    pub sent_back: Option<String>,
}

/// A record of verification, opened.
pub struct HeldVerification {
    /// Day.
    pub on: Day,
    /// Place, or the line.
    pub place: String,
    /// Held on-line.
    pub online: bool,
    /// Who was present and what they said: `present` and `answers`, lists of pairs.
    pub said: Value,
}

impl Overview {
    /// When the ruling that ended the case counts as served on a party.
    #[must_use]
    pub fn served(&self, party: &str, today: Day) -> Option<Served> {
        let ruling = self.documents.iter().rfind(|d| d.kind.ends_a_case())?;
        delivery::served(&self.services, &ruling.id, party, today)
    }

    /// Whether the ruling that ended the case counts as served on every party.
    #[must_use]
    pub fn all_served(&self, today: Day) -> bool {
        self.application.parties.iter().all(|p| self.served(&p.reference, today).is_some())
    }
}

/// What the check finds in a case, as of the day it is judged on.
///
/// # Errors
/// [`Error::Fault`].
pub fn findings(office: &Office, case: &Case) -> Result<Vec<Finding>> {
    let mut connection = office.connection()?;
    let matter = db::mediation::matters::load(&mut connection, &case.matter)?.ok_or(Error::NotFound)?;
    let files = db::mediation::attachments::of_matter(&mut connection, &case.matter)?;
    drop(connection);
    let text = office.open_application(&matter)?;
    Ok(writing::findings(office, &application::read(text.as_bytes()), &files, case.stage.judged_on(office.today())))
}

/// A case with all that hangs on it, for somebody who may see it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn of(office: &Office, actor: &Actor, id: &CaseId) -> Result<Overview> {
    let case = office.case(actor, id)?;
    whole(office, case)
}

/// The same for a party, whose link has shown whose case it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn of_party(office: &Office, id: &CaseId) -> Result<Overview> {
    let case = office.case_of_court(&mut *office.connection()?, id)?;
    whole(office, case)
}

fn whole(office: &Office, case: Case) -> Result<Overview> {
    let id = case.id.clone();
    let draft = writing::of_case(office, &case)?;
    let points = checklist::points(office, &case, &draft.found)?;
    let mut connection = office.connection()?;
    let tx = &mut *connection;
    let matter = db::mediation::matters::load(tx, &case.matter)?.ok_or(Error::NotFound)?;
    let agency = db::county::units::by_id(tx, &matter.agency)?.map(|u| u.name).unwrap_or_default();
    let name = |tx: &mut db::DbConnection, person: &str| -> Result<String> {
        let person = PersonId::parse(person).ok_or(Error::NotFound)?;
        Ok(db::people::people::by_id(tx, &person)?.map(|p| p.name).unwrap_or_default())
    };
    let assigned = match db::review::assignments::assigned(tx, &id)? {
        Some(person) => Some((person.clone(), name(tx, &person)?)),
        None => None,
    };
    let judge = match &case.judge {
        Some(judge) => Some(name(tx, judge.as_str())?),
        None => None,
    };
    let mut links = Vec::new();
    for link in db::intake::party_links::of_case(tx, &id)? {
        links.push((link.party.clone(), invitation::code_of(office, &link)?, link.opened_at.is_some()));
    }
    Ok(Overview {
        agency,
        found: draft.found,
        folded: draft.folded,
        files: draft.files,
        application: draft.application,
        json: draft.json,
        clocks: db::review::due_dates::of_case(tx, &id)?,
        joinings: db::intake::joinings::of_case(tx, &id)?,
        lines: db::intake::history::of_case(tx, &id)?,
        documents: db::ruling::documents::of_case(tx, &id)?,
        services: delivery::of_case(tx, &id)?,
        supplements: notices(office, tx, &id)?,
        requests: asked(office, tx, &id)?,
        verifications: verifications(office, tx, &id)?,
        points,
        assigned,
        judge,
        links,
        sent_back: db::ruling::drafts::sent_back(tx, &id)?,
        case,
    })
}

fn verifications(office: &Office, tx: &mut db::DbConnection, id: &CaseId) -> Result<Vec<HeldVerification>> {
    let mut list = Vec::new();
    for row in db::review::verifications::of_case(tx, id)? {
        let text = office.open(Place::Verification(&row.id), &row.record)?;
        let said = serde_json::from_str(&text).unwrap_or(Value::Null);
        list.push(HeldVerification { on: row.held_on, place: row.place, online: row.online, said });
    }
    Ok(list)
}

/// Notes that somebody is about to read what is personal in a case: who, what, when. Who may not read it has read nothing.
///
/// # Errors
/// [`Error::NotFound`] for another's case.
pub fn note_reading(office: &Office, actor: &Actor, id: &CaseId, what: &str) -> Result<()> {
    office.case(actor, id)?;
    let reader = actor.person.as_ref().map_or_else(|| actor.name.clone(), ToString::to_string);
    office.write(|tx| Ok(db::intake::readings::read(tx, &row_id()?, id, ReadBy { reader: &reader, what }, office.now().naive())?))
}

/// The bytes of an attachment.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Fault`] when the file has changed.
pub fn file_bytes(office: &Office, file: &AttachmentRow) -> Result<Vec<u8>> {
    if file.sha256.is_empty() {
        return Err(Error::NotFound);
    }
    let sealed = office.files.get(&file.stored_sha256)?;
    office.open_bytes(Place::Attachment(&file.sha256), &sealed)
}

/// A case's history, oldest first.
///
/// # Errors
/// [`Error::NotFound`] for another's case.
pub fn history(office: &Office, actor: &Actor, id: &CaseId) -> Result<Vec<HistoryEntry>> {
    office.case(actor, id)?;
    Ok(db::intake::history::of_case(&mut *office.connection()?, id)?)
}

/// The documents of a case, oldest first, for whoever has been shown whose case it is.
///
/// # Errors
/// [`Error::Fault`].
pub fn documents(office: &Office, id: &CaseId) -> Result<Vec<DocumentRow>> {
    Ok(db::ruling::documents::of_case(&mut *office.connection()?, id)?)
}

/// The clocks of a case, for whoever has been shown whose case it is.
///
/// # Errors
/// [`Error::Fault`].
pub fn clocks(office: &Office, id: &CaseId) -> Result<Vec<DueDateRow>> {
    Ok(db::review::due_dates::of_case(&mut *office.connection()?, id)?)
}

/// Who has joined a case, for whoever has been shown whose case it is.
///
/// # Errors
/// [`Error::Fault`].
pub fn joinings(office: &Office, id: &CaseId) -> Result<Vec<Joining>> {
    Ok(db::intake::joinings::of_case(&mut *office.connection()?, id)?)
}

/// The files of a case, handed in or still to come.
///
/// # Errors
/// [`Error::Fault`].
pub fn files(office: &Office, case: &Case) -> Result<Vec<AttachmentRow>> {
    Ok(db::mediation::attachments::of_matter(&mut *office.connection()?, &case.matter)?)
}

/// The name of the agency whose mediation a case comes from.
///
/// # Errors
/// [`Error::NotFound`] for a case without its mediation.
pub fn agency_name(office: &Office, case: &Case) -> Result<String> {
    let mut connection = office.connection()?;
    let matter = db::mediation::matters::load(&mut connection, &case.matter)?.ok_or(Error::NotFound)?;
    Ok(db::county::units::by_id(&mut connection, &matter.agency)?.map(|u| u.name).unwrap_or_default())
}
