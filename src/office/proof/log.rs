//! The log as published: checkpoints, proofs, status notes, bundles; and the guard against a restored past.

use crate::db::proof::log::KeptTiles;
pub use crate::db::ruling::documents::DocumentKey;
use crate::db::ruling::documents::DocumentRow;
use crate::db::{self, DbConnection};
use crate::domain::document::DocumentKind;
use crate::office::place::Place;
use crate::office::{Busy, Error, Office, Result};
use crate::seal::bundle;
use crate::seal::merkle::{self, Hash};
use crate::seal::note::Vkey;
use crate::seal::proof::{Checkpoint, Proof};
use crate::seal::status::{DocumentStanding, FRESH_SECONDS, Status};
use std::path::PathBuf;

/// Where the last signed checkpoint lies, apart from the database: whoever restores one does not restore both.
fn guard(office: &Office) -> PathBuf {
    office.data.join("guard").join("checkpoint")
}

/// Opens a checkpoint that a key of this folder's log has signed: the one in use, or one before it.
fn own_checkpoint(office: &Office, note: &str) -> Option<Checkpoint> {
    let now = Vkey::of(&office.config.log_origin(), &office.keys.log);
    let listed = office.keys.trust.logs.iter().map(|log| &log.key);
    std::iter::once(&now).chain(listed).find_map(|key| Checkpoint::open(note, key))
}

fn root_at(tx: &mut DbConnection, size: u64) -> Result<Hash> {
    Ok(merkle::root(&mut KeptTiles::new(tx), size)?)
}

/// Refuses to go on when the log is smaller than the last checkpoint, or is another log: a restored older
/// database must not sign a second history.
///
/// # Errors
/// A sentence.
pub fn hold_against_guard(office: &Office) -> Result<()> {
    let path = guard(office);
    if !path.exists() {
        return match db::proof::log::newest_checkpoint(&mut *office.connection()?)? {
            // Of a log that was never signed nothing can have been taken away.
            None => Ok(()),
            Some((size, _)) => Err(Error::Fault(format!(
                "{} is missing, and the database alone cannot tell whether it is the newest: put the file back from where this folder \
                 came from, or give the newest checkpoint (over at least {size} entries) that a backup, a monitor, a bundle or a witness \
                 holds: portal log guard CHECKPOINT",
                path.display()
            ))),
        };
    }
    let note = crate::files::read_text(&path).map_err(|e| Error::Fault(format!("the last checkpoint cannot be read: {e}")))?;
    let last = own_checkpoint(office, &note)
        .ok_or_else(|| Error::Fault("the last checkpoint is not signed by this folder's log key".to_owned()))?;
    let mut connection = office.connection()?;
    let size = db::proof::log::size(&mut connection)?;
    if size < last.size {
        return Err(Error::Fault(format!(
            "the database holds {size} log entries, but a checkpoint over {} was signed: it is older than the log; restore the newer one",
            last.size
        )));
    }
    if root_at(&mut connection, last.size)? != last.root {
        return Err(Error::Fault("the log does not contain the last signed checkpoint: its history has been changed".to_owned()));
    }
    Ok(())
}

/// Puts the guard back where it is missing, from a signed checkpoint that lies elsewhere, by itself or in a proof of inclusion.
///
/// # Errors
/// A sentence: the guard is there, the checkpoint is not this log's, or the log does not contain it.
pub fn put_guard_back(office: &Office, text: &str) -> Result<u64> {
    let path = guard(office);
    if path.exists() {
        return Err(Error::NotReady(format!("{} is there: it is never put back", path.display())));
    }
    let note = Proof::parse(text).map_or_else(|| text.to_owned(), |proof| proof.checkpoint);
    let given =
        own_checkpoint(office, &note).ok_or_else(|| Error::NotReady("this is no checkpoint signed by this folder's log key".to_owned()))?;
    let mut connection = office.connection()?;
    let kept = db::proof::log::newest_checkpoint(&mut connection)?.map_or(0, |(size, _)| size);
    if given.size < kept {
        return Err(Error::NotReady(format!("this checkpoint is over {} entries, the database itself holds one over {kept}", given.size)));
    }
    if db::proof::log::size(&mut connection)? < given.size || root_at(&mut connection, given.size)? != given.root {
        return Err(Error::NotReady("the log does not contain this checkpoint: the database is older than it, or another".to_owned()));
    }
    drop(connection);
    crate::files::replace(&path, note.as_bytes()).map_err(|e| Error::NotReady(format!("cannot write {}: {e}", path.display())))?;
    Ok(given.size)
}

/// One signer at a time, threads and processes: the guard only ever moves forward.
pub(crate) fn guard_lock(office: &Office) -> Result<std::fs::File> {
    crate::files::lock(&office.data.join("guard").join("lock"))
        .map_err(|e| Error::Fault(format!("the checkpoint's lock cannot be taken: {e}")))
}

/// The setting that holds the version of the trust note whose entries are in the log; a folder of before has the first.
pub(crate) const TRUST_VERSION: &str = "trust_version";

/// The version of the newest trust note whose entries are in the log.
pub(crate) fn logged_version(tx: &mut DbConnection) -> Result<u64> {
    Ok(db::system::settings::get(tx, TRUST_VERSION)?.and_then(|v| v.parse().ok()).unwrap_or(1))
}

/// Signs a checkpoint over all entries, keeps it, and moves the guard forward. One of this size that is there
/// already is given again.
///
/// # Errors
/// A sentence.
pub fn checkpoint(office: &Office) -> Result<(u64, String)> {
    if let Some(newest) = newest(office)? {
        return Ok(newest);
    }
    let _lock = guard_lock(office)?;
    if let Some(newest) = newest(office)? {
        return Ok(newest);
    }
    // A newer trust note may list this key no longer: it is taken over within a second, and then signed.
    if logged_version(&mut *office.connection()?)? > office.keys.trust.version {
        return Err(Error::Busy(Busy::Full));
    }
    hold_against_guard(office)?;
    let mut connection = office.connection()?;
    let size = db::proof::log::size(&mut connection)?;
    let root = root_at(&mut connection, size)?;
    let note = Checkpoint { origin: office.config.log_origin(), size, root }.sign(&office.keys.log);
    crate::files::replace(&guard(office), note.as_bytes())
        .map_err(|e| Error::Fault(format!("the checkpoint cannot be kept beside the database: {e}")))?;
    match db::proof::log::keep_checkpoint(&mut connection, size, &note, office.now().naive()) {
        Ok(()) | Err(db::DbError::Taken) => Ok((size, note)),
        Err(error) => Err(error.into()),
    }
}

/// The checkpoint over all entries, where it has been signed: not by a key that another one has taken the place of, which may be
/// believed no longer tomorrow.
fn newest(office: &Office) -> Result<Option<(u64, String)>> {
    let mut connection = office.connection()?;
    let size = db::proof::log::size(&mut connection)?;
    let in_use = office.keys.log.verifying_key().to_bytes();
    let former = |note: &str| office.keys.trust.logs.iter().any(|log| log.key.key != in_use && Checkpoint::open(note, &log.key).is_some());
    let kept = db::proof::log::newest_checkpoint(&mut connection)?.filter(|(kept, note)| *kept == size && !former(note));
    if kept.is_some() {
        return Ok(kept);
    }
    // One size is kept once: signed anew, it stands in the guard alone.
    let guarded = crate::files::read_text(&guard(office)).ok().filter(|note| !former(note));
    Ok(guarded.filter(|note| own_checkpoint(office, note).is_some_and(|own| own.size == size)).map(|note| (size, note)))
}

/// Proof that the entry at an index is in the log, against the newest checkpoint.
///
/// # Errors
/// A sentence.
pub fn proof(office: &Office, index: u64) -> Result<Proof> {
    let (size, note) = checkpoint(office)?;
    proof_at(office, index, size, note)
}

/// Proof of inclusion and status note under one checkpoint: of different ones nobody could join them.
///
/// # Errors
/// A sentence.
pub fn proof_and_status(office: &Office, index: u64, id: &str) -> Result<(Proof, String)> {
    let (size, note) = checkpoint(office)?;
    let status = status_at(office, id, size)?;
    Ok((proof_at(office, index, size, note)?, status))
}

fn proof_at(office: &Office, index: u64, size: u64, checkpoint: String) -> Result<Proof> {
    let mut connection = office.connection()?;
    let path = merkle::inclusion(&mut KeptTiles::new(&mut connection), index, size)?;
    Ok(Proof { index, path, checkpoint })
}

/// A signed status note of a document: valid, or superseded or revoked as the log says. One that has been corrected is
/// valid, and the note names the correction.
///
/// # Errors
/// A sentence.
pub fn status(office: &Office, id: &str) -> Result<String> {
    let (size, _) = checkpoint(office)?;
    status_at(office, id, size)
}

fn status_at(office: &Office, id: &str, size: u64) -> Result<String> {
    let mut connection = office.connection()?;
    let root = root_at(&mut connection, size)?;
    drop(connection);
    let (standing, detail) = match followed(office, id)? {
        Some(f) if f.standing == "revoked" => (DocumentStanding::Revoked, format!("set_aside by {}", f.by.id)),
        Some(f) if f.standing == "superseded" => (DocumentStanding::Superseded, format!("by {}", f.by.id)),
        Some(f) => (DocumentStanding::Valid, format!("corrected-by {}", f.by.id)),
        None => (DocumentStanding::Valid, String::new()),
    };
    let as_of = office.now();
    let status = Status {
        origin: office.config.status_origin(),
        id: id.to_owned(),
        standing,
        detail,
        size,
        root,
        as_of,
        next: as_of.plus_seconds(FRESH_SECONDS),
    };
    Ok(status.sign(&office.keys.status))
}

/// What followed a ruling: how it stands, and by which document.
pub struct Followed {
    /// `superseded`, `revoked`, `corrected`.
    pub standing: &'static str,
    /// The document that says so.
    pub by: DocumentRow,
}

/// What followed a ruling; nothing while it stands as issued.
///
/// # Errors
/// [`Error::Fault`].
pub fn followed(office: &Office, id: &str) -> Result<Option<Followed>> {
    let mut connection = office.connection()?;
    let (standing, by) = match db::proof::standings::of_document(&mut connection, id)? {
        Some(kept) if kept.standing == DocumentStanding::Revoked.name() => ("revoked", kept.by),
        Some(kept) => ("superseded", kept.by),
        None => match db::proof::standings::corrected_by(&mut connection, id, DocumentKind::RulingCorrecting)? {
            Some(by) => ("corrected", by),
            None => return Ok(None),
        },
    };
    let by = db::ruling::documents::find(&mut connection, &db::ruling::documents::DocumentKey::Id(&by))?;
    Ok(by.map(|by| Followed { standing, by }))
}

/// The bytes of an issued document.
///
/// # Errors
/// A sentence when they are not there, or have changed.
pub fn document_bytes(office: &Office, document: &DocumentRow) -> Result<Vec<u8>> {
    let sealed = office.files.get(&document.stored_sha256)?;
    let bytes = office.open_bytes(Place::Document(&document.sha256), &sealed)?;
    if crate::seal::sha256_hex(&bytes) == document.sha256 {
        Ok(bytes)
    } else {
        Err(Error::Fault(format!("document {} is not the one that was issued", document.id)))
    }
}

/// The bundle of a sealed document.
///
/// # Errors
/// [`Error::NotFound`] for a document that is not sealed.
pub fn bundle_of(office: &Office, document: &DocumentRow) -> Result<Vec<u8>> {
    let index = document.log_index.and_then(|i| u64::try_from(i).ok()).ok_or(Error::NotFound)?;
    let pdf = document_bytes(office, document)?;
    let inspected = crate::seal::verify::inspect(&pdf);
    let statement = inspected.statement.ok_or_else(|| Error::Fault(format!("document {} carries no statement", document.id)))?;
    let (proof, status) = proof_and_status(office, index, &document.id)?;
    let parts = bundle::Parts {
        pdf: &pdf,
        statement: &statement.to_bytes(),
        proof: &proof.to_text(),
        status: &status,
        crl: &office.keys.crl,
        trust: &office.keys.trust_note,
        root_pem: &office.keys.root_pem,
    };
    Ok(bundle::write(&parts)?)
}

/// A sealed document, by id, digest or printed code.
///
/// # Errors
/// [`Error::Fault`].
pub fn document(office: &Office, key: &DocumentKey<'_>) -> Result<Option<DocumentRow>> {
    Ok(db::ruling::documents::find(&mut *office.connection()?, key)?)
}

/// Hashes of a tile of the log, as many as there are.
///
/// # Errors
/// [`Error::Fault`].
pub fn tile(office: &Office, level: u32, tile: u64) -> Result<Vec<[u8; 32]>> {
    Ok(db::proof::log::tile_hashes(&mut *office.connection()?, level, tile)?)
}

/// Entries of the log from an index on.
///
/// # Errors
/// [`Error::NotFound`] past the end.
pub fn entries(office: &Office, from: u64, count: u64) -> Result<Vec<Vec<u8>>> {
    let mut connection = office.connection()?;
    let size = db::proof::log::size(&mut connection)?;
    if from.checked_add(count).is_none_or(|end| end > size) {
        return Err(Error::NotFound);
    }
    Ok(db::proof::log::entries(&mut connection, from, count)?)
}
