//! Writing an application, page by page: what is there is kept as it is, complete or not, and checked as it stands.

use crate::db::county::units;
use crate::db::mediation::attachments::AttachmentRow;
use crate::db::{self, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::{Application, AttachmentKind};
use crate::domain::case::{Act, Stage, StageName};
use crate::domain::day::Day;
use crate::domain::decide::decide;
use crate::domain::finding::{Finding, refuses};
use crate::domain::id::CaseId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::office::intake::application::{self, Folding, Read};
use crate::office::intake::submission::{keep_parts, matter_row, store};
use crate::office::intake::{duplicates, files, invitation};
use crate::office::place::Place;
use crate::office::{Error, Office, Result, case_id, row_id};
use serde_json::{Value, json};

/// What a new application begins with.
pub struct Begun<'a> {
    /// Code of a dispute kind the agency has power for.
    pub dispute_kind: &'a str,
    /// The agency's or platform's own number, or nothing.
    pub external_ref: &'a str,
    /// Good once: the same form sent twice makes one case.
    pub form_key: &'a str,
}

/// An application being written.
pub struct ApplicationDraft {
    /// The application as it stands.
    pub json: Value,
    /// What the check finds today.
    pub found: Vec<Finding>,
    /// What was folded in its texts.
    pub folded: Vec<Folding>,
    /// What could be read.
    pub application: Application,
    /// Files in order.
    pub files: Vec<AttachmentRow>,
}

/// Begins an application for an agency.
///
/// # Errors
/// [`Refusal::ExternalRefUsed`], [`Error::NotFound`] for a dispute kind without power.
pub fn begin(office: &Office, actor: &Actor, begun: &Begun<'_>) -> Result<CaseId> {
    if let Some(id) = db::intake::submissions::case_of(&mut *office.connection()?, begun.form_key)? {
        return CaseId::parse(&id).ok_or(Error::NotFound);
    }
    let unit = units::by_id(&mut *office.connection()?, &actor.unit)?.ok_or(Error::NotFound)?;
    let agency = office.register.agency(&unit.code).ok_or(Error::NotFound)?;
    agency.kind(begun.dispute_kind).ok_or(Error::NotFound)?;
    let json = first_page(office, &unit.code, &agency.name, &actor.name, begun);
    let id = case_id()?;
    let begun_at = office.now().naive();
    let kept = office.write(|tx| {
        db::intake::submissions::add(tx, begun.form_key, id.as_str(), begun_at)?;
        let read = application::read(json.to_string().as_bytes());
        let application = read.application.unwrap_or_default();
        let matter = matter_row(office, &application, &unit.id, &json.to_string())?;
        db::mediation::matters::add(tx, &matter, begun_at)?;
        let court = office.register.court.code.clone();
        db::intake::cases::add(tx, &id, &court, &matter.id, begun_at)?;
        db::intake::cases::participate(tx, &row_id()?, &id, &unit.id, "mediation_organisation", office.today())?;
        let case = db::intake::cases::load(tx, &id, &office.scope(actor))?.ok_or(Error::NotFound)?;
        let told = db::intake::history::HistoryNote { at: begun_at, on: office.today(), act: ActName::Begin, detail: "" };
        Ok(db::intake::history::tell(tx, &case, actor, &told)?)
    });
    match kept {
        Err(Error::Taken) => match db::intake::submissions::case_of(&mut *office.connection()?, begun.form_key)? {
            Some(id) => CaseId::parse(&id).ok_or(Error::NotFound),
            None => Err(Refusal::ExternalRefUsed { external_ref: begun.external_ref.to_owned() }.into()),
        },
        other => other.map(|()| id),
    }
}

fn first_page(office: &Office, code: &str, organisation: &str, mediator: &str, begun: &Begun<'_>) -> Value {
    let party = |reference: &str| json!({"ref": reference, "kind": "natural", "id_kind": "resident_id"});
    let mut json = json!({
        "schema": application::SCHEMA, "agency": code, "court": office.register.court.code, "lane": "civil", "matter": begun.dispute_kind,
        "mediation": {"organisation": organisation, "mediators": [mediator], "invited_by_court": false},
        "parties": [party("A"), party("B")], "terms": [], "attachments": [], "undertakings": {},
    });
    if !begun.external_ref.trim().is_empty() {
        json["external_ref"] = begun.external_ref.trim().into();
    }
    json
}

/// The application as it stands, checked as of today.
///
/// # Errors
/// [`Error::NotFound`] for a case that is not theirs.
pub fn draft(office: &Office, actor: &Actor, id: &CaseId) -> Result<ApplicationDraft> {
    of_case(office, &office.case(actor, id)?)
}

/// The application of a case, checked as of the day it is judged on.
pub(crate) fn of_case(office: &Office, case: &db::intake::cases::Case) -> Result<ApplicationDraft> {
    let mut connection = office.connection()?;
    let matter = db::mediation::matters::load(&mut connection, &case.matter)?.ok_or(Error::NotFound)?;
    let files = db::mediation::attachments::of_matter(&mut connection, &case.matter)?;
    drop(connection);
    let text = office.open_application(&matter)?;
    let json = serde_json::from_str(&text).map_err(|e| Error::Fault(format!("matter {} holds no application: {e}", matter.id)))?;
    let read = application::read(text.as_bytes());
    let mut found = findings(office, &read, &files, case.stage.judged_on(office.today()));
    if matches!(case.stage.name(), StageName::Drafting | StageName::Joining) {
        let written = read.application.clone().unwrap_or_default();
        let agreements = duplicates::agreements(&files);
        found.extend(duplicates::findings(office, &mut *office.connection()?, &case.matter, &written, &agreements)?);
        found = read.in_document_order(found);
    }
    Ok(ApplicationDraft { json, found, folded: read.folded, application: read.application.unwrap_or_default(), files })
}

/// What the check finds, with the files that were announced and are not there.
pub(crate) fn findings(office: &Office, read: &Read, files: &[AttachmentRow], on: Day) -> Vec<Finding> {
    let mut found = office.check(read, on);
    for file in files.iter().filter(|f| f.sha256.is_empty()) {
        found.push(files::missing(&file.path, &format!("/attachments/{}/path", file.ordinal)));
    }
    read.in_document_order(found)
}

/// Keeps the application as it stands now; it may be incomplete.
///
/// # Errors
/// [`Refusal::NotNow`] when it is not being written, [`Refusal::ExternalRefUsed`], [`Error::Stale`].
pub fn save(office: &Office, actor: &Actor, id: &CaseId, seen: i32, json: &Value) -> Result<()> {
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Edit)?;
        rewrite(office, tx, case, json)?;
        case.keep(tx, "")
    })
}

/// Replaces the application of a case, its parties, terms and first clock.
pub(crate) fn rewrite(office: &Office, tx: &mut db::DbConnection, case: &db::intake::cases::Case, json: &Value) -> Result<()> {
    let before = db::mediation::matters::load(tx, &case.matter)?.ok_or(Error::NotFound)?;
    let text = json.to_string();
    let application = application::read(text.as_bytes()).application.unwrap_or_default();
    let matter = db::mediation::matters::Matter { id: before.id, ..matter_row(office, &application, &before.agency, &text)? };
    let sealed = office.seal(Place::Application(&matter.id), &text)?;
    let matter = db::mediation::matters::Matter { application: sealed, ..matter };
    match db::mediation::matters::rewrite(tx, &matter) {
        Err(DbError::Taken) => {
            return Err(Refusal::ExternalRefUsed { external_ref: application.external_ref.clone().unwrap_or_default() }.into());
        }
        other => other?,
    }
    keep_parts(office, tx, &application, &matter.id)?;
    if case.stage.name() == StageName::Drafting {
        db::review::due_dates::remove(tx, &case.id, Period::Apply)?;
        if let Some(effective) = application.mediation.effective_on {
            office.start_clock(tx, &case.id, Period::Apply, effective, None)?;
        }
    }
    Ok(())
}

/// A file somebody adds on a page.
pub struct NewFile<'a> {
    /// Kind of attachment.
    pub kind: AttachmentKind,
    /// The party it belongs to, where it does.
    pub party: Option<&'a str>,
    /// Name it came under: its ending must fit its content.
    pub name: &'a str,
    /// Bytes.
    pub bytes: &'a [u8],
}

/// Adds a file. It is named by what it is: its own name may hold what is nobody's business.
///
/// # Errors
/// [`Refusal::Findings`] for a file that is not sound or too much, [`Refusal::NotNow`], [`Error::Stale`].
pub fn attach(office: &Office, actor: &Actor, id: &CaseId, seen: i32, file: &NewFile<'_>) -> Result<()> {
    let draft = draft(office, actor, id)?;
    let media_type = files::sound(&office.foreign, file.name, "/attachments", file.bytes)?;
    let kept: usize = draft.files.iter().map(|r| usize::try_from(r.size).unwrap_or(0)).sum();
    if kept + file.bytes.len() > files::LARGEST_TOTAL {
        return Err(Refusal::Findings(vec![files::too_much()]).into());
    }
    let extension = media_type.extension();
    let stem = file.party.map_or_else(|| file.kind.to_string(), |p| format!("{}-{p}", file.kind));
    let path = (1..).map(|n| format!("{stem}-{n}.{extension}")).find(|p| !draft.files.iter().any(|f| f.path == *p)).unwrap_or(stem);
    let ordinal = draft.files.iter().map(|f| f.ordinal + 1).max().unwrap_or(0);
    let announced = AttachmentRow::announced(row_id()?, file.kind, path);
    let row = AttachmentRow { ordinal, party: file.party.map(str::to_owned), ..announced };
    let row = store(office, &row, file.bytes, media_type)?;
    let mut json = draft.json;
    let mut entry = json!({"kind": row.kind.name(), "path": row.path});
    if let Some(party) = &row.party {
        entry["party"] = party.clone().into();
    }
    if let Some(list) = json["attachments"].as_array_mut() {
        list.push(entry);
    }
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Edit)?;
        db::mediation::attachments::add(tx, &case.matter, &row)?;
        rewrite(office, tx, case, &json)?;
        case.keep_as(tx, ActName::Attach, row.kind.name())
    })
}

/// Takes a file away again.
///
/// # Errors
/// [`Error::NotFound`], [`Refusal::NotNow`], [`Error::Stale`].
pub fn detach(office: &Office, actor: &Actor, id: &CaseId, seen: i32, file: &str) -> Result<()> {
    let draft = draft(office, actor, id)?;
    let row = draft.files.iter().find(|f| f.id == file).ok_or(Error::NotFound)?;
    let mut json = draft.json;
    if let Some(list) = json["attachments"].as_array_mut() {
        list.retain(|a| a["path"] != row.path.as_str());
    }
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Edit)?;
        db::mediation::attachments::remove(tx, &case.matter, file)?;
        rewrite(office, tx, case, &json)?;
        case.keep_as(tx, ActName::Detach, row.kind.name())
    })
}

/// Puts the finished application before the parties: each is asked.
///
/// # Errors
/// [`Refusal::Findings`] while anything refuses, [`Refusal::NotNow`], [`Error::Stale`].
pub fn ask(office: &Office, actor: &Actor, id: &CaseId, seen: i32) -> Result<()> {
    decide(office.case(actor, id)?.stage, Act::Complete, actor.role, office.today())?;
    let draft = draft(office, actor, id)?;
    if refuses(&draft.found) {
        return Err(Refusal::Findings(draft.found).into());
    }
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Complete)?;
        invitation::invite_all(office, tx, id, &draft.application)?;
        case.keep(tx, "")
    })
}

/// Begins a new application with what an ended one said; its files and signatures belong to the old one.
///
/// # Errors
/// [`Refusal::NotNow`] while the old one goes on.
pub fn begin_again(office: &Office, actor: &Actor, id: &CaseId, form_key: &str) -> Result<CaseId> {
    let case = office.case(actor, id)?;
    if !matches!(case.stage, Stage::Declined(_) | Stage::Lapsed(_) | Stage::Abandoned(_)) {
        return Err(Refusal::NotNow { act: ActName::Begin, stage: case.stage.name() }.into());
    }
    let mut json = of_case(office, &case)?.json;
    let kind = json["matter"].as_str().unwrap_or("").to_owned();
    let new = begin(office, actor, &Begun { dispute_kind: &kind, external_ref: "", form_key })?;
    json["attachments"] = json!([]);
    json["undertakings"] = json!({});
    if let Some(json) = json.as_object_mut() {
        json.shift_remove("external_ref");
    }
    let version = office.case(actor, &new)?.version;
    if version == 1 {
        save(office, actor, &new, version, &json)?;
    }
    Ok(new)
}

/// Takes an application back into drafting before all have joined; links already given out stay the parties' own.
///
/// # Errors
/// [`Refusal::NotNow`], [`Error::Stale`].
pub fn reopen(office: &Office, actor: &Actor, id: &CaseId, seen: i32) -> Result<()> {
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Reopen)?;
        db::intake::joinings::remove_all(tx, id)?;
        db::intake::party_links::end(tx, id, office.now().naive())?;
        case.keep(tx, "")
    })
}
