//! Checkpoints (C2SP tlog-checkpoint) and inclusion proofs in a file (C2SP tlog-proof).

use super::merkle::{Hash, leaf_hash, root_from_inclusion};
use super::note::{Note, Vkey, sign};
use super::{decode64, encode64};
use ed25519_dalek::SigningKey;

/// A checkpoint: a log's origin, size and root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// Origin: `HOST/log`.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root hash.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, encode64(&self.root))
    }

    /// Signs it with the log's key, whose name is the origin.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        sign(&self.text(), &[(&self.origin, key)])
    }

    /// Reads a signed checkpoint of this log; `None` when it is not one, or not signed by the key.
    #[must_use]
    pub fn open(note: &str, key: &Vkey) -> Option<Self> {
        let note = Note::parse(note)?;
        let mut lines = note.text.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let checkpoint = Self { origin: origin.to_owned(), size: size.parse().ok()?, root: decode64(root)?.try_into().ok()? };
        let exact = checkpoint.text() == note.text && checkpoint.origin == key.name;
        (exact && note.is_signed_by(key)).then_some(checkpoint)
    }
}

/// A proof that an entry is in a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// The entry's index.
    pub index: u64,
    /// Hashes from leaf to root.
    pub path: Vec<Hash>,
    /// The signed checkpoint, as text.
    pub checkpoint: String,
}

const MAGIC: &str = "c2sp.org/tlog-proof@v1";

impl Proof {
    /// As a file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{MAGIC}\nindex {}\n", self.index);
        for hash in &self.path {
            text.push_str(&encode64(hash));
            text.push('\n');
        }
        format!("{text}\n{}", self.checkpoint)
    }

    /// Reads a file.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (head, checkpoint) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        if lines.next()? != MAGIC {
            return None;
        }
        let index = lines.next()?.strip_prefix("index ")?.parse().ok()?;
        let path = lines.map(|l| decode64(l)?.try_into().ok()).collect::<Option<Vec<Hash>>>()?;
        let proof = Self { index, path, checkpoint: checkpoint.to_owned() };
        (proof.path.len() <= 63 && proof.to_text() == text).then_some(proof)
    }

    /// The checkpoint in which the entry is included, when the log's key signed it and the path leads there.
    #[must_use]
    pub fn verify(&self, entry: &[u8], key: &Vkey) -> Option<Checkpoint> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        let root = root_from_inclusion(leaf_hash(entry), self.index, checkpoint.size, &self.path)?;
        (root == checkpoint.root).then_some(checkpoint)
    }
}
