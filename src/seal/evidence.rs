//! What a verdict rests on beside the file: the trust note, and what log, status and revocation list say of the
//! document. Gathered by whoever asks (from a bundle, from our own log, over HTTP); judged in `verify`.

use super::entry::Issue;
use super::proof::Proof;
use super::trust::Trust;

/// What is at hand.
#[derive(Clone, Default)]
pub struct Evidence {
    /// Whom to believe; `None` when none was given, or it was damaged.
    pub trust: Option<Trust>,
    /// Other trust notes at hand, believed only as far as the anchor's roots have signed them.
    pub notes: Vec<String>,
    /// The entry that was found for the file, or that it names.
    pub entry: Option<Issue>,
    /// Proof that the entry is in the log.
    pub proof: Option<Proof>,
    /// Status note of the entry's document.
    pub status: Option<String>,
    /// Revocation list of the root, DER.
    pub crl: Option<Vec<u8>>,
    /// A log was searched in which every document of ours would have been found: finding nothing says something.
    pub searched: bool,
}
