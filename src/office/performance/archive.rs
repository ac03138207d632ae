//! The file of a case (卷宗): everything in fixed order, with catalogue, page numbers, hashes and the slots that are empty.

use crate::db;
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::{Application, AttachmentKind};
use crate::domain::case::Stage;
use crate::domain::document::DocumentKind;
use crate::domain::id::CaseId;
use crate::domain::outcome::Outcome;
use crate::domain::refusal::Refusal;
use crate::domain::wording::attachment_title;
use crate::domain::wording::catalogue::{CatalogueLine, catalogue};
use crate::foreign::{BoundPaper, MediaType};
use crate::office::performance::enforcement;
use crate::office::proof::log;
use crate::office::service::delivery;
use crate::office::{Error, Office, Result, case_overview, print};
use crate::seal::sha256_hex;
use serde_json::json;

/// The file of a case.
pub struct Archive {
    /// The archive's bytes: ZIP, stored.
    pub bytes: Vec<u8>,
    /// Slots that are empty and should not be, by title.
    pub missing: Vec<String>,
}

/// One paper of the file.
struct ArchivePaper {
    title: String,
    extension: &'static str,
    media_type: String,
    bytes: Vec<u8>,
}

/// Where in the file a paper belongs.
enum Slot {
    /// A document of ours.
    Document(DocumentKind),
    /// A kind of attachment.
    Attachment(AttachmentKind),
}

/// The order of a file.
fn order() -> Vec<Slot> {
    let attachments = [
        AttachmentKind::Agreement,
        AttachmentKind::PresidingProof,
        AttachmentKind::Identity,
        AttachmentKind::RepresentativeCertificate,
        AttachmentKind::GuardianProof,
        AttachmentKind::PowerOfAttorney,
        AttachmentKind::AgentPapers,
        AttachmentKind::ServiceAddress,
        AttachmentKind::PropertyEvidence,
    ];
    let after =
        [DocumentKind::FilingReceipt, DocumentKind::SupplementNotice, DocumentKind::AcceptanceNotice, DocumentKind::VerificationRecord];
    let rulings = DocumentKind::ALL.into_iter().filter(|k| k.ends_a_case());
    let last = [DocumentKind::ServiceReceipt, DocumentKind::RulingCorrecting, DocumentKind::RulingOnObjection];
    [Slot::Document(DocumentKind::Application)]
        .into_iter()
        .chain(attachments.into_iter().map(Slot::Attachment))
        .chain([Slot::Document(DocumentKind::ServiceAddress)])
        .chain(after.into_iter().map(Slot::Document))
        .chain(rulings.map(Slot::Document))
        .chain(last.into_iter().map(Slot::Document))
        .chain([Slot::Attachment(AttachmentKind::Other)])
        .collect()
}

/// What a file must hold, as far as its case has come.
fn required(slot: &Slot, stage: &Stage, application: &Application) -> bool {
    let accepted = matches!(stage, Stage::Ruled(r) if !matches!(r.outcome, Outcome::NotAccepted)) || matches!(stage, Stage::Reviewing(_));
    let confirmed = matches!(stage, Stage::Ruled(r) if r.outcome == Outcome::Confirmed);
    match slot {
        Slot::Document(DocumentKind::Application | DocumentKind::FilingReceipt) => true,
        Slot::Document(DocumentKind::AcceptanceNotice) => accepted,
        Slot::Document(DocumentKind::VerificationRecord) => confirmed,
        Slot::Document(DocumentKind::ServiceReceipt) => matches!(stage, Stage::Ruled(_)),
        Slot::Document(kind) => matches!(stage, Stage::Ruled(r) if r.outcome.ruling() == *kind),
        Slot::Attachment(AttachmentKind::Agreement | AttachmentKind::PresidingProof | AttachmentKind::Identity) => true,
        Slot::Attachment(AttachmentKind::PowerOfAttorney) => application.parties.iter().any(|p| !p.agents.is_empty()),
        Slot::Attachment(_) => false,
    }
}

/// In which form a file is handed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArchiveForm {
    /// Every paper as it is, with catalogue and hashes, in one ZIP.
    Papers,
    /// One PDF to read, with a bookmark for each paper.
    Volume,
}

/// Puts the file of a case together. Mediation notes do not travel with it: what was said in mediation stays there.
///
/// # Errors
/// [`Refusal::NotNow`] before the case was filed.
pub fn archive(office: &Office, actor: &Actor, id: &CaseId, form: ArchiveForm) -> Result<Archive> {
    let case = office.case(actor, id)?;
    if matches!(case.stage, Stage::Drafting | Stage::Joining) {
        return Err(Refusal::NotNow { act: ActName::Archive, stage: case.stage.name() }.into());
    }
    let application = office.application(&case)?;
    let mut connection = office.connection()?;
    let documents = db::ruling::documents::of_case(&mut connection, id)?;
    let attachments = db::mediation::attachments::of_matter(&mut connection, &case.matter)?;
    let receipts: Vec<String> = delivery::of_case(&mut connection, id)?.into_iter().filter_map(|s| s.row.receipt).collect();
    drop(connection);
    let mut papers: Vec<std::result::Result<ArchivePaper, String>> = Vec::new();
    for slot in order() {
        let mut found = Vec::new();
        match &slot {
            Slot::Document(kind) => {
                for document in documents.iter().filter(|d| d.kind == *kind) {
                    let bytes = log::document_bytes(office, document)?;
                    let whose = if *kind == DocumentKind::ServiceReceipt && !receipts.contains(&document.id) {
                        "（已作废）".to_owned()
                    } else {
                        document_of(document, *kind, &application)
                    };
                    found.push(ArchivePaper {
                        title: format!("{}{whose}", kind.title()),
                        extension: "pdf",
                        media_type: "application/pdf".to_owned(),
                        bytes,
                    });
                }
            }
            Slot::Attachment(kind) => {
                for file in attachments.iter().filter(|f| f.kind == *kind && !f.sha256.is_empty()) {
                    let whose = file.party.as_ref().and_then(|p| application.parties.iter().find(|q| q.reference == *p));
                    let title = whose
                        .map_or_else(|| attachment_title(*kind).to_owned(), |p| format!("{}（{}）", attachment_title(*kind), p.name()));
                    let bytes = case_overview::file_bytes(office, file)?;
                    found.push(ArchivePaper { title, extension: extension(&file.media_type), media_type: file.media_type.clone(), bytes });
                }
            }
        }
        if found.is_empty() && required(&slot, &case.stage, &application) {
            papers.push(Err(match slot {
                Slot::Document(kind) => kind.title().to_owned(),
                Slot::Attachment(kind) => attachment_title(kind).to_owned(),
            }));
        }
        papers.extend(found.into_iter().map(Ok));
    }
    bound(office, &case, papers, form)
}

/// Whose a document is, where each party has its own.
fn document_of(document: &db::ruling::documents::DocumentRow, kind: DocumentKind, application: &Application) -> String {
    let index = usize::try_from(document.rev - 1).ok().filter(|_| kind == DocumentKind::ServiceAddress);
    index.and_then(|i| application.parties.get(i)).map(|p| format!("（{}）", p.name())).unwrap_or_default()
}

fn extension(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        _ => "pdf",
    }
}

/// Numbers, catalogues and packs the papers; an `Err` is a slot that is empty.
fn bound(
    office: &Office,
    case: &db::intake::cases::Case,
    papers: Vec<std::result::Result<ArchivePaper, String>>,
    form: ArchiveForm,
) -> Result<Archive> {
    let number = case.stage.number().map_or_else(|| case.id.to_string(), ToString::to_string);
    let (mut page, mut place) = (1, 0);
    let (mut lines, mut files, mut missing, mut listed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for paper in papers {
        match paper {
            Err(title) => {
                missing.push(title.clone());
                lines.push(CatalogueLine { title, pages: None, sha256: String::new() });
            }
            Ok(paper) => {
                place += 1;
                let sha256 = sha256_hex(&paper.bytes);
                let count = print::pages(office, &sha256, &paper.bytes)?.max(1);
                let name = format!("{place:02}-{}.{}", paper.title.replace(['/', '\\'], "_"), paper.extension);
                listed
                    .push(json!({"file": name, "title": paper.title, "first_page": page, "last_page": page + count - 1, "sha256": sha256}));
                lines.push(CatalogueLine { title: paper.title.clone(), pages: Some((page, page + count - 1)), sha256 });
                files.push((name, paper, count));
                page += count;
            }
        }
    }
    let document = catalogue(&office.register.court.name, &number, &lines, office.today());
    let index = json!({"case_number": number, "files": listed, "missing": missing, "pages": page - 1});
    let first = office.print(&document, office.now(), case.id.as_str())?.bytes;
    let bytes = match form {
        ArchiveForm::Papers => {
            let mut all = vec![("00-卷宗目录.pdf".to_owned(), first)];
            all.push(("00-catalogue.json".to_owned(), format!("{index:#}\n").into_bytes()));
            all.extend(files.into_iter().map(|(name, paper, _)| (name, paper.bytes)));
            enforcement::zipped(&all)?
        }
        ArchiveForm::Volume => {
            let paper = |title: &str, media_type: &str, pages| BoundPaper {
                title: title.to_owned(),
                media_type: MediaType::named(media_type),
                pages,
            };
            let mut papers = vec![paper("卷宗目录", "application/pdf", 1)];
            papers.extend(files.iter().map(|(_, p, pages)| paper(&p.title, &p.media_type, *pages)));
            let bodies: Vec<&[u8]> = std::iter::once(&first[..]).chain(files.iter().map(|(_, p, _)| &p.bytes[..])).collect();
            let bound = office.foreign.bind(&format!("{number}卷宗"), papers, &bodies)?;
            let volume = bound.ok_or_else(|| Error::Fault("the volume cannot be bound".to_owned()))?;
            missing.extend(volume.blank);
            volume.bytes
        }
    };
    Ok(Archive { bytes, missing })
}

/// The case of a number, for somebody at a shell.
///
/// # Errors
/// [`Error::NotFound`].
pub fn case_of_number(office: &Office, number: &str) -> Result<CaseId> {
    if let Some(id) = CaseId::parse(number) {
        return Ok(id);
    }
    let wanted = crate::domain::id::CaseNumber::parse(number).ok_or(Error::NotFound)?;
    db::intake::cases::of_number(&mut *office.connection()?, &wanted)?.ok_or(Error::NotFound)
}
