//! The trust note: whom to believe, signed by at least a threshold of its own roots (`src/seal/FORMATS.md` §5).

use super::note::{Note, Vkey, sign};
use super::proof::{Checkpoint, Proof};
use super::{decode64, encode64, sha256_hex};
use crate::domain::day::{Day, Moment};
use ed25519_dalek::SigningKey;

/// A seal key as the note lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrustedSealKey {
    /// First 8 bytes of SHA-256 of the SPKI, hex.
    pub kid: String,
    /// Subject public key info, DER.
    pub spki: Vec<u8>,
    /// First day it may sign.
    pub from: Day,
    /// Last day it may sign.
    pub until: Day,
    /// Entries with a higher index do not stand: the key was compromised after it.
    pub last_good: Option<u64>,
    /// Entries with a higher index do not stand: the key was retired in order.
    pub retired: Option<u64>,
}

/// A key that signs checkpoints, as the note lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrustedLogKey {
    /// The key.
    pub key: Vkey,
    /// Entries with a lower index are not its to speak of.
    pub from: u64,
}

/// A trust note's content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trust {
    /// First line: `HOST/trust/v1`.
    pub origin: String,
    /// Grows with each note.
    pub version: u64,
    /// After this the note is stale.
    pub expires: Moment,
    /// How many roots must have signed.
    pub threshold: usize,
    /// The roots.
    pub roots: Vec<Vkey>,
    /// SHA-256 of the X.509 root certificate, hex.
    pub x509_root: String,
    /// The keys of the log, the one in use last.
    pub logs: Vec<TrustedLogKey>,
    /// The seal keys.
    pub seals: Vec<TrustedSealKey>,
    /// The status keys, the one in use last: a note of the one before is heard until it is over.
    pub statuses: Vec<Vkey>,
}

/// Which trust note counts.
pub enum Newest {
    /// This one.
    Counts(Trust),
    /// The same roots have signed two notes of one version.
    Contradicted {
        /// One of them.
        trust: Trust,
        /// The other, as it came.
        by: String,
    },
}

impl Trust {
    /// The newest note that this one leads to: each next one has a higher version and is signed by a threshold of the roots of
    /// the one before as well as of its own (the rule of TUF, §5.3).
    #[must_use]
    pub fn newest(&self, notes: &[String]) -> Newest {
        let mut trust = self.clone();
        loop {
            let signed = notes.iter().filter_map(|note| Some((note, trust.signed_on(note)?))).collect::<Vec<_>>();
            let other = |next: &Self| next.version == trust.version && next.text() != trust.text();
            if let Some((note, _)) = signed.iter().find(|(_, next)| other(next)) {
                return Newest::Contradicted { trust, by: (*note).clone() };
            }
            // The nearest first: a change of roots goes step by step.
            let next = signed.into_iter().map(|(_, next)| next).filter(|next| next.version > trust.version).min_by_key(|n| n.version);
            match next {
                Some(next) => trust = next,
                None => return Newest::Counts(trust),
            }
        }
    }

    /// A note for the same portal that a threshold of this one's roots has signed, and one of its own.
    fn signed_on(&self, note: &str) -> Option<Self> {
        let (next, parsed) = (Self::open(note)?, Note::parse(note)?);
        let signed = self.roots.iter().filter(|root| parsed.is_signed_by(root)).count();
        (next.origin == self.origin && signed >= self.threshold).then_some(next)
    }

    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\nversion {}\nexpires {}\nthreshold {}\n", self.origin, self.version, self.expires, self.threshold);
        let mut line = |l: String| {
            text.push_str(&l);
            text.push('\n');
        };
        self.roots.iter().for_each(|root| line(format!("root {root}")));
        line(format!("x509-root sha256:{}", self.x509_root));
        self.logs.iter().for_each(|log| line(format!("log active {} from {}", log.key, log.from)));
        for seal in &self.seals {
            line(format!("seal active {} {} {} {}", seal.kid, encode64(&seal.spki), seal.from, seal.until));
        }
        for seal in &self.seals {
            if let Some(last_good) = seal.last_good {
                line(format!("seal compromised {} last-good {last_good}", seal.kid));
            }
            if let Some(retired) = seal.retired {
                line(format!("seal retired {} at {retired}", seal.kid));
            }
        }
        self.statuses.iter().for_each(|status| line(format!("status active {status}")));
        text
    }

    /// Signs it with some of its roots.
    #[must_use]
    pub fn sign(&self, roots: &[(&str, &SigningKey)]) -> String {
        sign(&self.text(), roots)
    }

    /// Reads a trust note and holds it to its own threshold; `None` counts as not given.
    #[must_use]
    pub fn open(note: &str) -> Option<Self> {
        let note = Note::parse(note)?;
        let trust = Self::parse(&note.text)?;
        let signed = trust.roots.iter().filter(|root| note.is_signed_by(root)).count();
        (trust.text() == note.text && trust.threshold >= 1 && signed >= trust.threshold).then_some(trust)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next()?.to_owned();
        let version = lines.next()?.strip_prefix("version ")?.parse().ok()?;
        let expires = Moment::parse(lines.next()?.strip_prefix("expires ")?)?;
        let threshold = lines.next()?.strip_prefix("threshold ")?.parse().ok()?;
        let (mut roots, mut logs, mut seals) = (Vec::<Vkey>::new(), Vec::<TrustedLogKey>::new(), Vec::<TrustedSealKey>::new());
        let (mut x509_root, mut statuses) = (None, Vec::new());
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["root", key] => {
                    let key = Vkey::parse(key)?;
                    // One key listed twice must not count twice.
                    if roots.iter().any(|r| r.key == key.key) {
                        return None;
                    }
                    roots.push(key);
                }
                ["x509-root", digest] => x509_root = Some(super::entry::untagged(digest)?.to_owned()),
                ["log", "active", key, "from", from] => {
                    logs.push(TrustedLogKey { key: Vkey::parse(key)?, from: from.parse().ok()? });
                }
                ["seal", "active", kid, spki, from, until] => {
                    let spki = decode64(spki)?;
                    if sha256_hex(&spki).get(..16) != Some(*kid) {
                        return None;
                    }
                    let (from, until) = (Day::parse(from)?, Day::parse(until)?);
                    seals.push(TrustedSealKey { kid: (*kid).to_owned(), spki, from, until, last_good: None, retired: None });
                }
                ["seal", "compromised", kid, "last-good", index] => {
                    let seal = seals.iter_mut().find(|s| s.kid == *kid)?;
                    seal.last_good = Some(index.parse().ok()?);
                }
                ["seal", "retired", kid, "at", index] => {
                    let seal = seals.iter_mut().find(|s| s.kid == *kid)?;
                    seal.retired = Some(index.parse().ok()?);
                }
                ["status", "active", key] => statuses.push(Vkey::parse(key)?),
                _ => return None,
            }
        }
        let there = !statuses.is_empty();
        there.then_some(Self { origin, version, expires, threshold, roots, x509_root: x509_root?, logs, seals, statuses })
    }

    /// What a proof shows of an entry: the checkpoint it leads to, where a key of the log has signed it.
    #[must_use]
    pub fn included(&self, proof: &Proof, entry: &[u8]) -> Option<Checkpoint> {
        self.logs.iter().filter(|log| proof.index >= log.from).find_map(|log| proof.verify(entry, &log.key))
    }

    /// The seal key of this id.
    #[must_use]
    pub fn seal(&self, kid: &str) -> Option<&TrustedSealKey> {
        self.seals.iter().find(|s| s.kid == kid)
    }

    /// Host of the portal that the note speaks of.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split('/').next().unwrap_or("")
    }
}
