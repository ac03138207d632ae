//! Taking an application in: checked against the law, kept encrypted, in Drafting until its files are there.

use crate::db::county::units;
pub use crate::db::intake::idempotency::KeptAnswer;
use crate::db::mediation::attachments::AttachmentRow;
use crate::db::mediation::matters::Matter;
use crate::db::mediation::parties::PartyRow;
use crate::db::mediation::terms::{InstalmentRow, TermRow};
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::application::{Application, AttachmentKind, Party, Term};
use crate::domain::case::{Act, StageName};
use crate::domain::check::Context;
use crate::domain::day::Day;
use crate::domain::finding::{Finding, refuses};
use crate::domain::id::CaseId;
use crate::domain::identity::{normalise_code, phone_digits};
use crate::domain::money::Fen;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::register::{Agency, UnitKind};
use crate::files::spool::Spooled;
use crate::foreign::MediaType;
use crate::office::intake::application::{self, Folding, Read};
use crate::office::intake::checked::CheckedAs;
use crate::office::intake::files::{self, Inspected};
use crate::office::intake::{duplicates, invitation};
use crate::office::place::Place;
use crate::office::{Error, Office, Result, case_id, row_id};
use crate::seal::sha256_hex;

/// An application taken in.
#[derive(Debug)]
pub struct TakenIn {
    /// The case.
    pub id: CaseId,
    /// What the check found: warnings, and files that are not sound.
    pub findings: Vec<Finding>,
    /// What was folded in its texts.
    pub folded: Vec<Folding>,
    /// Stage it is in.
    pub stage: StageName,
}

/// A file handed in under its path.
pub struct HandedFile {
    /// Path in the application.
    pub path: String,
    /// What came.
    pub content: Spooled,
}

impl Office {
    /// Checks an application as of a day, files aside.
    #[must_use]
    pub fn check(&self, read: &Read, on: Day) -> Vec<Finding> {
        let can_print = |c: char| self.fonts.can_print(c);
        let posts = read.application.as_ref().map(|a| self.posts(a)).unwrap_or_default();
        let mediators = read.application.as_ref().map(|a| a.mediation.mediators.as_slice()).unwrap_or_default();
        let held_post = |_: &Agency, name: &str, _: Day| mediators.iter().position(|m| m == name).is_some_and(|place| posts[place]);
        let key = CheckedAs { sha256: read.sha256.clone(), register: self.register.version, on, posts: posts.clone() };
        let context = Context { register: &self.register, on, can_print: &can_print, held_post: &held_post };
        self.checked.or_check(key, || read.check(&context))
    }
}

impl Office {
    /// Which of an application's mediators held a post at its agency on the day of the agreement, beside the register.
    fn posts(&self, application: &Application) -> Vec<bool> {
        let mediation = &application.mediation;
        let agency = application.agency.as_deref().and_then(|code| self.register.agency(code));
        let held = |name: &String| match (agency, mediation.concluded_on) {
            (Some(agency), Some(day)) => !agency.has_mediator(name, Some(day)) && self.held_mediators_post(agency, name, day),
            _ => false,
        };
        mediation.mediators.iter().map(held).collect()
    }

    /// Whether somebody of this name held a mediator's post at an agency on a day. Where the database cannot be asked
    /// the register alone counts: what is kept asks again.
    fn held_mediators_post(&self, agency: &Agency, name: &str, day: Day) -> bool {
        let asked = self.connection().and_then(|mut tx| {
            let Some(unit) = units::find(&mut tx, &self.register.court.code, UnitKind::Agency, &agency.code)? else { return Ok(false) };
            Ok(db::people::appointments::held_by_name(&mut tx, name, Role::Mediator, &unit.id, day)?)
        });
        asked.unwrap_or(false)
    }
}

/// Takes an application in. Nothing is kept when the check refuses it, or a file was not announced; everything is
/// kept in one transaction, in which `also` runs too.
///
/// # Errors
/// [`Refusal::Findings`], [`Refusal::ExternalRefUsed`], [`Refusal::FileNotExpected`], [`Refusal::NotYourAct`] for
/// another agency's application.
pub fn take_in_and(
    office: &Office,
    actor: &Actor,
    bytes: &[u8],
    files: Vec<HandedFile>,
    also: impl FnOnce(&mut DbConnection, &TakenIn) -> Result<()>,
) -> Result<TakenIn> {
    let read = application::read(bytes);
    let found = office.check(&read, office.today());
    let Some(application) = read.application.as_ref().filter(|_| !refuses(&found)) else {
        return Err(Refusal::Findings(found).into());
    };
    let court = office.register.court.code.clone();
    let agency = application.agency.clone().unwrap_or_default();
    let unit = units::find(&mut *office.connection()?, &court, UnitKind::Agency, &agency)?.ok_or(Error::NotFound)?;
    if actor.unit != unit.id {
        return Err(Refusal::NotYourAct { act: ActName::TakeIn, role: actor.role }.into());
    }
    let mut rows = announced(application)?;
    let unsound = receive(office, &mut rows, files)?;
    let complete = rows.iter().all(|r| !r.sha256.is_empty());
    let repeated = duplicates::findings(office, &mut *office.connection()?, "", application, &duplicates::agreements(&rows))?;
    if refuses(&repeated) {
        return Err(Refusal::Findings(read.in_document_order(found.into_iter().chain(repeated).collect())).into());
    }
    let id = case_id()?;
    let text = String::from_utf8_lossy(bytes).into_owned();
    let kept = office.write(|tx| {
        refuse_used_reference(tx, &unit.id, application)?;
        let matter = keep_matter(office, tx, application, &unit.id, &text)?;
        for row in &rows {
            db::mediation::attachments::add(tx, &matter, row)?;
        }
        db::intake::cases::add(tx, &id, &court, &matter, office.now().naive())?;
        db::intake::cases::participate(tx, &row_id()?, &id, &unit.id, "mediation_organisation", office.today())?;
        if let Some(effective) = application.mediation.effective_on {
            office.start_clock(tx, &id, Period::Apply, effective, None)?;
        }
        let case = db::intake::cases::load(tx, &id, &office.scope(actor))?.ok_or(Error::NotFound)?;
        office.tell(tx, &case, actor, ActName::TakeIn, "")?;
        let stage = office.act_on(tx, actor, case, |tx, case| {
            if complete {
                case.decide(Act::Complete)?;
                invitation::invite_all(office, tx, &id, application)?;
                case.keep(tx, "")?;
            }
            Ok(case.stage.name())
        })?;
        let findings = found.iter().cloned().chain(repeated.clone()).chain(unsound.clone()).collect();
        let taken = TakenIn { id: id.clone(), findings: read.in_document_order(findings), folded: read.folded.clone(), stage };
        also(tx, &taken)?;
        Ok(taken)
    });
    match kept {
        Err(Error::Taken) => Err(Refusal::ExternalRefUsed { external_ref: application.external_ref.clone().unwrap_or_default() }.into()),
        other => other,
    }
}

/// [`take_in_and`] with nothing besides.
///
/// # Errors
/// As there.
pub fn take_in(office: &Office, actor: &Actor, bytes: &[u8], files: Vec<HandedFile>) -> Result<TakenIn> {
    take_in_and(office, actor, bytes, files, |_, _| Ok(()))
}

/// A row for each announced attachment, its bytes still to come.
fn announced(application: &Application) -> Result<Vec<AttachmentRow>> {
    let mut rows = Vec::new();
    for (ordinal, attachment) in application.attachments.iter().enumerate() {
        let kind = attachment.kind.unwrap_or(AttachmentKind::Other);
        let announced = AttachmentRow::announced(row_id()?, kind, attachment.path.clone().unwrap_or_default());
        let ordinal = i32::try_from(ordinal).unwrap_or(i32::MAX);
        rows.push(AttachmentRow { ordinal, party: attachment.party.clone(), ..announced });
    }
    Ok(rows)
}

/// Matches files to announced rows, looks at them, and stores the sound ones; gives the findings of the others.
/// A file that is there already, byte for byte, is no second file.
fn receive(office: &Office, rows: &mut [AttachmentRow], files: Vec<HandedFile>) -> Result<Vec<Finding>> {
    for file in &files {
        let same = |r: &&AttachmentRow| r.path == file.path && (r.sha256.is_empty() || r.sha256 == file.content.sha256());
        if !rows.iter().any(|r| same(&r)) {
            return Err(Refusal::FileNotExpected { path: file.path.clone() }.into());
        }
    }
    let kept: usize = rows.iter().map(|r| usize::try_from(r.size).unwrap_or(0)).sum();
    if kept + files.iter().map(|f| f.content.len()).sum::<usize>() > files::LARGEST_TOTAL {
        return Ok(vec![files::too_much()]);
    }
    let mut found = Vec::new();
    // One after another: of all that came, one file at a time stands in memory.
    for HandedFile { path, content } in files {
        let sha256 = content.sha256().to_owned();
        let bytes = content.read().map_err(|e| Error::Fault(format!("a spooled file cannot be read: {e}")))?;
        for row in rows.iter_mut().filter(|r| r.path == path && r.sha256.is_empty()) {
            let at = format!("/attachments/{}/path", row.ordinal);
            match files::inspect(&office.foreign, &files::Candidate { path: &path, at: &at, sha256: &sha256, bytes: &bytes })? {
                Inspected::Unsound(finding) => found.push(*finding),
                Inspected::Sound(media_type) => *row = store(office, row, &bytes, media_type)?,
            }
        }
    }
    Ok(found)
}

fn refuse_used_reference(tx: &mut DbConnection, unit: &str, application: &Application) -> Result<()> {
    let Some(external_ref) = &application.external_ref else { return Ok(()) };
    match db::mediation::matters::by_external_ref(tx, unit, external_ref)? {
        None => Ok(()),
        Some(_) => Err(Refusal::ExternalRefUsed { external_ref: external_ref.clone() }.into()),
    }
}

/// The row of a matter, its application encrypted.
pub(crate) fn matter_row(office: &Office, application: &Application, unit: &str, text: &str) -> Result<Matter> {
    let id = row_id()?;
    Ok(Matter {
        court: office.register.court.code.clone(),
        agency: unit.to_owned(),
        external_ref: application.external_ref.clone(),
        dispute_kind: application.dispute_kind.clone().unwrap_or_default(),
        cause: application.cause.clone().unwrap_or_default(),
        application: office.seal(Place::Application(&id), text)?,
        received_sha256: sha256_hex(text.as_bytes()),
        id,
    })
}

fn keep_matter(office: &Office, tx: &mut DbConnection, application: &Application, unit: &str, text: &str) -> Result<String> {
    let matter = matter_row(office, application, unit, text)?;
    db::mediation::matters::add(tx, &matter, office.now().naive())?;
    keep_parts(office, tx, application, &matter.id)?;
    Ok(matter.id)
}

/// Keeps parties and terms of an application as rows.
pub(crate) fn keep_parts(office: &Office, tx: &mut DbConnection, application: &Application, matter: &str) -> Result<()> {
    for (ordinal, party) in application.parties.iter().enumerate() {
        db::mediation::parties::add(tx, matter, &party_row(office, ordinal, party)?)?;
    }
    for (ordinal, term) in application.terms.iter().enumerate() {
        db::mediation::terms::add(tx, matter, &term_row(ordinal, term)?, &instalment_rows(term)?)?;
    }
    Ok(())
}

fn party_row(office: &Office, ordinal: usize, party: &Party) -> Result<PartyRow> {
    let id = row_id()?;
    let number = normalise_code(party.id_number.as_deref().unwrap_or(""));
    let phone = party.phone.as_deref().and_then(phone_digits).unwrap_or_default();
    Ok(PartyRow {
        ordinal: i32::try_from(ordinal).unwrap_or(i32::MAX),
        reference: party.reference.clone(),
        kind: party.kind.map(|k| k.to_string()).unwrap_or_default(),
        name: party.name().to_owned(),
        id_kind: party.id_kind.map(|k| k.to_string()).unwrap_or_default(),
        id_number: office.seal(Place::PartyIdNumber(&id), &number)?,
        id_index: office.vault.index("id", &number),
        phone: office.seal(Place::PartyPhone(&id), &phone)?,
        phone_index: office.vault.index("phone", &phone),
        id,
    })
}

/// The days of performance of a term: its instalments, or its one day.
fn instalment_rows(term: &Term) -> Result<Vec<InstalmentRow>> {
    let row = |due_on: Day, amount: Option<Fen>| Ok(InstalmentRow { id: row_id()?, due_on, amount_fen: amount.map(Fen::fen) });
    let rows: Vec<InstalmentRow> = term.instalments.iter().filter_map(|i| i.due_on.map(|due| row(due, i.amount))).collect::<Result<_>>()?;
    match (rows.is_empty(), term.due_on) {
        (true, Some(due)) => Ok(vec![row(due, term.amount)?]),
        _ => Ok(rows),
    }
}

fn term_row(ordinal: usize, term: &Term) -> Result<TermRow> {
    Ok(TermRow {
        id: row_id()?,
        ordinal: i32::try_from(ordinal).unwrap_or(i32::MAX),
        kind: term.kind.map(|k| k.to_string()).unwrap_or_default(),
        obligor: term.obligor.clone(),
        obligee: term.obligee.clone(),
        amount_fen: term.amount.map(|f| f.fen()),
    })
}

/// Adds files to a case in Drafting; with the last of them the parties can be asked. A file that is not sound is
/// a finding and is not kept.
///
/// # Errors
/// [`Refusal::FileNotExpected`] for a path that was not announced or is there.
pub fn add_files(office: &Office, actor: &Actor, id: &CaseId, files: Vec<HandedFile>) -> Result<Vec<Finding>> {
    let case = office.case(actor, id)?;
    let before = db::mediation::attachments::of_matter(&mut *office.connection()?, &case.matter)?;
    let mut rows = before.clone();
    let found = receive(office, &mut rows, files)?;
    let new: Vec<&AttachmentRow> = rows.iter().zip(&before).filter(|(now, then)| now.sha256 != then.sha256).map(|(now, _)| now).collect();
    office.write(|tx| {
        for row in &new {
            db::mediation::attachments::fill(tx, row)?;
        }
        Ok(())
    })?;
    complete(office, actor, id)?;
    Ok(found)
}

/// Encrypts bytes into the file store; the row then says where they are.
pub(crate) fn store(office: &Office, row: &AttachmentRow, bytes: &[u8], media_type: MediaType) -> Result<AttachmentRow> {
    let sha256 = sha256_hex(bytes);
    let sealed = office.seal_bytes(Place::Attachment(&sha256), bytes)?;
    let stored_sha256 = sha256_hex(&sealed);
    office.files.put(&stored_sha256, sealed)?;
    Ok(AttachmentRow {
        sha256,
        stored_sha256,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        media_type: media_type.name().to_owned(),
        ..row.clone()
    })
}

/// Moves a case on to Joining, once all files are there and nothing refuses on this day.
fn complete(office: &Office, actor: &Actor, id: &CaseId) -> Result<()> {
    let case = office.case(actor, id)?;
    let mut connection = office.connection()?;
    let rows = db::mediation::attachments::of_matter(&mut connection, &case.matter)?;
    let matter = db::mediation::matters::load(&mut connection, &case.matter)?.ok_or(Error::NotFound)?;
    let read = application::read(office.open_application(&matter)?.as_bytes());
    let written = read.application.clone().unwrap_or_default();
    let repeated = duplicates::findings(office, &mut connection, &case.matter, &written, &duplicates::agreements(&rows))?;
    drop(connection);
    let sound = rows.iter().all(|r| !r.sha256.is_empty()) && !refuses(&office.check(&read, office.today())) && !refuses(&repeated);
    if case.stage.name() != StageName::Drafting || !sound {
        return Ok(());
    }
    let application = read.application.unwrap_or_default();
    office.act(actor, id, case.version, |tx, case| {
        case.decide(Act::Complete)?;
        invitation::invite_all(office, tx, id, &application)?;
        case.keep(tx, "")
    })
}

/// Which answer of the machine interface: the token that asked, and the key of its request.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// Id of the token.
    pub token: &'a str,
    /// `Idempotency-Key`.
    pub key: &'a str,
}

/// Remembers the answer to a request, in the transaction of what it answers.
///
/// # Errors
/// [`Error::Taken`] when another request with the key was faster.
pub fn remember(office: &Office, tx: &mut DbConnection, of: Key<'_>, answer: &KeptAnswer) -> Result<()> {
    Ok(db::intake::idempotency::remember(tx, of.token, of.key, answer, office.now().naive())?)
}

/// The answer given to a request before.
///
/// # Errors
/// [`Error::Fault`].
pub fn remembered(office: &Office, of: Key<'_>) -> Result<Option<KeptAnswer>> {
    Ok(db::intake::idempotency::answered(&mut *office.connection()?, of.token, of.key)?)
}
