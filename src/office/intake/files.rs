//! Looking at what is handed in: by content, under limits, never by its name (`src/web/INTERFACE.md` §4, `FILE`).

use crate::domain::finding::{Code, Finding};
use crate::domain::refusal::Refusal;
use crate::foreign::{Answer, Failure, Foreign, MediaType, Unsound, named_so};
use crate::seal::sha256_hex;

/// Largest file, bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// Largest sum of an application's files, bytes.
pub const LARGEST_TOTAL: usize = 100 * 1024 * 1024;

const ARTICLE: &str = "民事诉讼法解释第三百五十四条";

/// A file to be looked at.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// Path in the application.
    pub path: &'a str,
    /// JSON pointer of its attachment, for the finding.
    pub at: &'a str,
    /// SHA-256, hex.
    pub sha256: &'a str,
    /// Bytes.
    pub bytes: &'a [u8],
}

/// What was found of a file.
pub enum Inspected {
    /// It is sound.
    Sound(MediaType),
    /// It is not, and why.
    Unsound(Box<Finding>),
}

/// Looks at a file, in a child.
///
/// # Errors
/// [`Failure`].
pub fn inspect(foreign: &Foreign, file: &Candidate<'_>) -> Result<Inspected, Failure> {
    let Candidate { path, at, sha256, bytes } = *file;
    let unsound = |why| Inspected::Unsound(Box::new(Finding::new(Code::File, at, why).with("file", path).under(ARTICLE)));
    if bytes.is_empty() {
        return Ok(unsound("file-empty"));
    }
    if bytes.len() > LARGEST {
        return Ok(unsound("file-too-big"));
    }
    Ok(match foreign.look(sha256, bytes)? {
        Answer::Sound { media_type, .. } if named_so(path, media_type) => Inspected::Sound(media_type),
        Answer::Sound { .. } => unsound("file-name"),
        Answer::Unsound { why } => unsound(why.word()),
        _ => unsound(Unsound::Broken.word()),
    })
}

/// The kind of a file that somebody hands in by itself.
///
/// # Errors
/// [`Refusal::Findings`] with what is wrong with it.
pub fn sound(foreign: &Foreign, path: &str, at: &str, bytes: &[u8]) -> crate::office::Result<MediaType> {
    match inspect(foreign, &Candidate { path, at, sha256: &sha256_hex(bytes), bytes })? {
        Inspected::Sound(media_type) => Ok(media_type),
        Inspected::Unsound(finding) => Err(Refusal::Findings(vec![*finding]).into()),
    }
}

/// The finding for a file that is not there.
#[must_use]
pub fn missing(path: &str, at: &str) -> Finding {
    Finding::new(Code::File, at, "file-missing").with("file", path).under(ARTICLE)
}

/// The finding for a file that is too big.
#[must_use]
pub fn too_big(path: &str, at: &str) -> Finding {
    Finding::new(Code::File, at, "file-too-big").with("file", path).under(ARTICLE)
}

/// The finding for files that are too much together.
#[must_use]
pub fn too_much() -> Finding {
    Finding::new(Code::File, "/attachments", "file-total").under(ARTICLE)
}
