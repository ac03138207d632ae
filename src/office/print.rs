//! The documents that are printed but not sealed: application, filing receipt, acceptance notice. None of them
//! has a statement, codes or a log entry.

use crate::db::ruling::documents::DocumentRow;
use crate::db::{self};
use crate::domain::day::Moment;
use crate::domain::document::{Document, DocumentKind};
use crate::domain::id::CaseId;
use crate::domain::wording;
use crate::foreign::{self, MediaType};
use crate::office::place::Place;
use crate::office::{Error, Office, Result, document_id};
use crate::pdf::{self, Meta};
use crate::seal::sha256_hex;
use sha2::{Digest, Sha256};

impl Office {
    /// Prints a document that is not sealed. `of` says whose it is (the case, and which revision): two cases of the same
    /// words are two files.
    ///
    /// # Errors
    /// [`Error::Fault`] naming the character that no font has.
    pub fn print(&self, document: &Document, at: Moment, of: &str) -> Result<pdf::Printed> {
        let digest = Sha256::digest(format!("portal plain file id\n{at}\n{of}\n{}", document.plain_text()));
        let meta = Meta {
            title: &document.title,
            author: &self.register.court.name,
            at,
            file_id: std::array::from_fn(|i| digest[i]),
            statement: None,
            signed: false,
        };
        pdf::print(document, &self.fonts, &meta).map_err(|e| Error::Fault(e.to_string()))
    }
}

/// Keeps a printed document of a case as its first revision; one that is there already is left as it is.
pub(crate) fn keep(office: &Office, id: &CaseId, document: &Document) -> Result<()> {
    keep_as(office, id, document, 1).map(|_| ())
}

/// Keeps a printed document of a case as this revision; one that is there already is left as it is. Gives the id of what
/// was kept.
pub(crate) fn keep_as(office: &Office, id: &CaseId, document: &Document, rev: i32) -> Result<Option<String>> {
    let at = office.now();
    let printed = office.print(document, at, &format!("{id}/{}/{rev}", document.kind.name()))?;
    let issued = store(office, id, document.kind, &printed, rev)?;
    match office.write(|tx| Ok(db::ruling::documents::add(tx, &issued, at.naive())?)) {
        Err(Error::Taken) => Ok(None),
        other => other.map(|()| Some(issued.id)),
    }
}

/// Encrypts a file into the store; gives the row that will tell of it.
pub(crate) fn store(office: &Office, id: &CaseId, kind: DocumentKind, printed: &pdf::Printed, rev: i32) -> Result<DocumentRow> {
    let sha256 = sha256_hex(&printed.bytes);
    let sealed = office.seal_bytes(Place::Document(&sha256), &printed.bytes)?;
    let stored_sha256 = sha256_hex(&sealed);
    office.files.put(&stored_sha256, sealed)?;
    Ok(DocumentRow {
        id: document_id()?.to_string(),
        court: office.register.court.code.clone(),
        case_id: id.clone(),
        kind,
        rev,
        sha256,
        stored_sha256,
        size: i64::try_from(printed.bytes.len()).unwrap_or(i64::MAX),
        pages: i32::try_from(printed.pages).unwrap_or(i32::MAX),
        wording: wording::VERSION.to_owned(),
        issued_on: office.today(),
        statement_sha256: None,
        query_code: None,
        log_index: None,
        number: None,
        supersedes: None,
    })
}

/// A page (from 0) of a file of this digest as PNG, drawn once and then kept; none where it cannot be drawn.
///
/// # Errors
/// [`Error::Busy`] where too much is being drawn.
pub fn drawn(office: &Office, sha256: &str, page: &PageOfFile, bytes: impl FnOnce() -> Result<Vec<u8>>) -> Result<Option<Vec<u8>>> {
    let PageOfFile { media_type, number, width } = *page;
    office.drawn.page(&format!("{sha256}/{number}/{width}"), || {
        let bytes = bytes()?;
        match office.foreign.draw(media_type, &bytes, number, width) {
            Err(foreign::Failure::Exhausted) => Ok(None),
            other => Ok::<_, Error>(other?),
        }
    })
}

/// Which page of a file is drawn, and how wide.
pub struct PageOfFile {
    /// Kind of the file.
    pub media_type: MediaType,
    /// Page, from 0.
    pub number: usize,
    /// Width, pixels.
    pub width: u16,
}

/// How many pages a file has; none where it cannot be told.
///
/// # Errors
/// [`Error::Busy`].
pub fn pages(office: &Office, sha256: &str, bytes: &[u8]) -> Result<usize> {
    Ok(match office.foreign.look(sha256, bytes)? {
        foreign::Answer::Sound { pages, .. } => pages,
        _ => 0,
    })
}

/// The act has happened; its paper can be printed again. What could not be printed is logged, and printed when the
/// portal starts next.
pub fn print_or_log(id: &CaseId, printed: Result<()>) {
    if let Err(error) = printed {
        tracing::error!(case = %id, ?error, "a document could not be printed");
    }
}
