//! What a reader has seen of trust notes: the newest of each portal, kept in a file of the reader's own, so that an older note
//! is never believed again once a newer one was seen.

use crate::seal::evidence::Evidence;
use crate::seal::trust::{Newest, Trust};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The newest trust note of each portal, by the note's first line.
pub struct KnownTrust {
    path: PathBuf,
    notes: BTreeMap<String, String>,
}

impl KnownTrust {
    /// Reads what was seen; a file that is not there has seen nothing.
    ///
    /// # Errors
    /// A sentence: it cannot be read, or is something else.
    pub fn read(path: &Path) -> Result<Self, String> {
        let notes = match crate::files::read_text(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
            Ok(text) => serde_json::from_str(&text).map_err(|_| format!("{} is not what portal verify --state keeps", path.display()))?,
        };
        Ok(Self { path: path.to_owned(), notes })
    }

    /// Puts what was seen of an anchor's portal beside the other evidence.
    pub fn recall(&self, evidence: &mut Evidence) {
        let origin = evidence.trust.as_ref().map(|trust| &trust.origin);
        evidence.notes.extend(origin.and_then(|origin| self.notes.get(origin)).cloned());
    }

    /// Keeps the newest note the anchor leads to.
    ///
    /// # Errors
    /// A sentence when it cannot be written.
    pub fn learn(&mut self, evidence: &Evidence) -> Result<(), String> {
        let Some(Newest::Counts(newest)) = evidence.trust.as_ref().map(|anchor| anchor.newest(&evidence.notes)) else { return Ok(()) };
        let text = |note: &String| Trust::open(note).is_some_and(|trust| trust == newest);
        let Some(note) = evidence.notes.iter().find(|note| text(note)) else { return Ok(()) };
        if self.notes.get(&newest.origin) == Some(note) {
            return Ok(());
        }
        self.notes.insert(newest.origin, note.clone());
        let kept = serde_json::to_string_pretty(&self.notes).map_err(|e| e.to_string())?;
        crate::files::replace_private(&self.path, format!("{kept}\n").as_bytes())
            .map_err(|e| format!("{} cannot be written: {e}", self.path.display()))
    }
}
