//! Prepare, then seal once: `Prepared` can only come from `prepare`, and `seal` consumes it (`src/seal/FORMATS.md` §8).

use super::certificate::Certificate;
use super::statement::Statement;
use super::{cms, lint};
use crate::domain::day::Day;
use crate::domain::document::Document;
use crate::domain::wording;
use crate::pdf::font::Fonts;
use crate::pdf::{self, Meta, write};
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256, Sha512};
use std::sync::LazyLock;

/// Largest sealed ruling, bytes: a longer one is looked at by a person first.
const LARGEST: usize = 4 * 1024 * 1024;

/// A key that may seal for a court.
pub struct SealKey {
    /// The private key.
    pub key: SigningKey,
    /// Its certificate.
    pub leaf: Certificate,
    /// The root that issued it.
    pub root: Certificate,
    /// `kid`.
    pub kid: String,
    /// First and last day it may sign, by the trust note.
    pub window: (Day, Day),
    /// Whether the trust note calls it compromised.
    pub compromised: bool,
}

/// Why a key may seal nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealKeyFault {
    /// The day is outside its window, whose last day this is.
    Over(Day),
    /// The trust note calls it compromised.
    Compromised,
}

impl SealKey {
    /// Whether the key may seal on a day (UTC).
    ///
    /// # Errors
    /// Why not.
    pub fn good_on(&self, day: Day) -> Result<(), SealKeyFault> {
        if self.compromised {
            return Err(SealKeyFault::Compromised);
        }
        if (self.window.0..=self.window.1).contains(&day) { Ok(()) } else { Err(SealKeyFault::Over(self.window.1)) }
    }

    /// Whether the key may seal this statement: it is the one named, in its window, for its own court.
    #[must_use]
    pub fn may_seal(&self, statement: &Statement) -> bool {
        let day = statement.issued_at.day_in_utc();
        let court = super::certificate::court_of(&self.leaf);
        self.kid == statement.kid && self.good_on(day).is_ok() && court.as_deref() == Some(statement.draft.facts.court.as_str())
    }
}

/// A ruling that has passed every check and waits for its seal. Only [`prepare`] makes one.
pub struct Prepared {
    statement: Statement,
    statement_bytes: Vec<u8>,
    unsigned: Vec<u8>,
    pages: usize,
}

/// A sealed ruling, verified by the one who sealed it.
pub struct Sealed {
    /// The file.
    pub bytes: Vec<u8>,
    /// The statement in it.
    pub statement: Statement,
    /// Its canonical bytes.
    pub statement_bytes: Vec<u8>,
    /// Pages.
    pub pages: usize,
}

/// What identifies the wording in use: SHA-256 of the specimen rulings, lower-case hex. A draft keeps it, so that a ruling is
/// never sealed in other words than those that were approved.
#[must_use]
pub fn wording_fingerprint() -> &'static str {
    static FINGERPRINT: LazyLock<String> = LazyLock::new(|| super::sha256_hex(wording::specimen::text().as_bytes()));
    &FINGERPRINT
}

/// File identifier: derived from the statement alone.
#[must_use]
pub fn file_id(statement: &[u8]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"portal file id\n");
    hash.update(statement);
    let digest = hash.finalize();
    std::array::from_fn(|i| digest[i])
}

/// The document a statement is printed as.
#[must_use]
pub fn document(statement: &Statement) -> Document {
    wording::ruling::ruling(&statement.draft.facts)
}

/// Prints a statement and looks at everything before the seal.
///
/// # Errors
/// Every defect found.
pub fn prepare(statement: Statement, fonts: &Fonts) -> Result<Prepared, Vec<String>> {
    let statement_bytes = statement.to_bytes();
    if Statement::parse(&statement_bytes).as_ref() != Some(&statement) {
        return Err(vec!["the statement does not read back as it was written, or is larger than 64 KiB".to_owned()]);
    }
    let same_fonts = statement.draft.fonts.iter().map(|(f, d)| (f.as_str(), d.as_str())).eq(fonts.digests());
    if statement.draft.wording_sha256 != wording_fingerprint() || !same_fonts {
        return Err(vec!["wording or fonts are not those of the draft that was approved".to_owned()]);
    }
    let document = document(&statement);
    let printed = print(&statement, &statement_bytes, fonts).map_err(|e| vec![e])?;
    let mut trial = printed.bytes.clone();
    fill(&mut trial, &[0x30, 0x82, 0, 0]).map_err(|e| vec![e])?;
    let defects = lint::defects(&document, &statement, &trial, LARGEST);
    if !defects.is_empty() {
        return Err(defects);
    }
    Ok(Prepared { statement, statement_bytes, unsigned: printed.bytes, pages: printed.pages })
}

/// Prints a statement as the unsigned file: the same bytes every time.
///
/// # Errors
/// A sentence when a character or a font is missing.
pub fn print(statement: &Statement, statement_bytes: &[u8], fonts: &Fonts) -> Result<pdf::Printed, String> {
    let document = document(statement);
    let meta = Meta {
        title: &document.title,
        author: &statement.draft.facts.court_name,
        at: statement.issued_at,
        file_id: file_id(statement_bytes),
        statement: Some(statement_bytes),
        signed: true,
    };
    pdf::print(&document, fonts, &meta).map_err(|e| e.to_string())
}

/// Writes DER into the hole, as lower-case hex, the rest zeros.
fn fill(bytes: &mut [u8], der: &[u8]) -> Result<(usize, usize), String> {
    let (start, end) = write::hole(bytes).ok_or("the file has no single place for a signature")?;
    if der.len() * 2 > end - start {
        return Err("the signature does not fit its place".to_owned());
    }
    bytes[start..end].fill(b'0');
    bytes[start..start + der.len() * 2].copy_from_slice(super::hex(der).as_bytes());
    Ok((start, end))
}

impl Prepared {
    /// SHA-256 of the unsigned file, hex: what is recorded before signing.
    #[must_use]
    pub fn unsigned_sha256(&self) -> String {
        super::sha256_hex(&self.unsigned)
    }

    /// SHA-256 of the statement, hex.
    #[must_use]
    pub fn statement_sha256(&self) -> String {
        super::sha256_hex(&self.statement_bytes)
    }

    /// Seals it, once.
    ///
    /// # Errors
    /// A sentence when the key is not the statement's, or the sealed file does not verify.
    pub fn seal(self, key: &SealKey) -> Result<Sealed, String> {
        if !key.may_seal(&self.statement) {
            return Err("the seal key may not seal this: another key is named, its time is over, or it is another court's".to_owned());
        }
        let mut bytes = self.unsigned;
        let (start, end) = write::hole(&bytes).ok_or("the file has no single place for a signature")?;
        let mut hash = Sha512::new();
        hash.update(&bytes[..start - 1]);
        hash.update(&bytes[end + 1..]);
        let digest: [u8; 64] = hash.finalize().into();
        let der = cms::sign(&digest, &key.leaf, &key.root, &key.key).map_err(|e| format!("the signature cannot be encoded: {e}"))?;
        fill(&mut bytes, &der)?;
        let own = super::verify::inspect(&bytes);
        if !own.is_sound(&self.statement) {
            return Err("the sealed file does not verify: nothing was issued".to_owned());
        }
        Ok(Sealed { bytes, statement: self.statement, statement_bytes: self.statement_bytes, pages: self.pages })
    }
}
