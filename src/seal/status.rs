//! Status notes: the standing of one document as of a log size and time, signed (`src/seal/FORMATS.md` §4).

use super::merkle::Hash;
use super::note::{Note, Vkey, sign};
use super::{decode64, encode64};
use crate::domain::day::Moment;
use ed25519_dalek::SigningKey;

/// How long a status is fresh.
pub const FRESH_SECONDS: i64 = 7 * 24 * 3600;

/// The standing of a document (效力状态).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DocumentStanding {
    /// In force as far as the log says.
    Valid,
    /// Replaced by another document.
    Superseded,
    /// Revoked.
    Revoked,
    /// Suspended.
    Suspended,
}

impl DocumentStanding {
    /// The word in the note.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Valid, Self::Superseded, Self::Revoked, Self::Suspended].into_iter().find(|s| s.name() == name)
    }
}

/// A status note's content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// Name of the status key: `HOST/status/1`.
    pub origin: String,
    /// Document id.
    pub id: String,
    /// Standing.
    pub standing: DocumentStanding,
    /// By what it was superseded, or why it was revoked; empty for a valid one.
    pub detail: String,
    /// Log size it speaks of.
    pub size: u64,
    /// Log root at that size.
    pub root: Hash,
    /// When it was made.
    pub as_of: Moment,
    /// Until when it is fresh.
    pub next: Moment,
}

impl Status {
    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!(
            "{}\ndoc {}\nstatus {}\nsize {}\nroot {}\nas-of {}\nnext {}\n",
            self.origin,
            self.id,
            [self.standing.name(), &self.detail].join(" ").trim_end(),
            self.size,
            encode64(&self.root),
            self.as_of,
            self.next
        )
    }

    /// Signs it.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        sign(&self.text(), &[(&self.origin, key)])
    }

    /// Reads a status note signed by the key; `None` when it is anything else.
    #[must_use]
    pub fn open(note: &str, key: &Vkey) -> Option<Self> {
        let note = Note::parse(note)?;
        let lines: Vec<&str> = note.text.split('\n').collect();
        let field = |index: usize, name: &str| lines.get(index)?.strip_prefix(name)?.strip_prefix(' ');
        let status = Self {
            origin: (*lines.first()?).to_owned(),
            id: field(1, "doc")?.to_owned(),
            standing: DocumentStanding::named(field(2, "status")?.split(' ').next()?)?,
            detail: field(2, "status")?.split_once(' ').map(|(_, detail)| detail.to_owned()).unwrap_or_default(),
            size: field(3, "size")?.parse().ok()?,
            root: decode64(field(4, "root")?)?.try_into().ok()?,
            as_of: Moment::parse(field(5, "as-of")?)?,
            next: Moment::parse(field(6, "next")?)?,
        };
        let exact = status.text() == note.text && status.origin == key.name;
        (exact && note.is_signed_by(key)).then_some(status)
    }
}
