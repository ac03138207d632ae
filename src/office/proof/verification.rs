//! Gathering evidence for the strict verifier: from our own log, from a bundle, or from a log over HTTPS.

use crate::db;
use crate::db::ruling::documents::{DocumentKey, DocumentRow};
use crate::domain::day::Moment;
use crate::domain::report::Report;
use crate::office::proof::log;
use crate::office::{Office, Result};
use crate::seal::entry::Issue;
use crate::seal::evidence::Evidence;
use crate::seal::merkle::{TILE_WIDTH, tile_path};
use crate::seal::proof::Proof;
use crate::seal::trust::Trust;
use crate::seal::verify::{Inspected, inspect, judge};
use std::time::Duration;

/// Verifies bytes against this office's own log and trust.
///
/// # Errors
/// [`crate::office::Error::Fault`] when the log cannot be read.
pub fn verify_here(office: &Office, bytes: &[u8]) -> Result<Report> {
    verify_by(office, None, bytes)
}

/// Verifies bytes against this office's log; by the reader's own anchor, where one is given.
///
/// # Errors
/// [`crate::office::Error::Fault`] when the log cannot be read.
pub fn verify_by(office: &Office, anchor: Option<&Trust>, bytes: &[u8]) -> Result<Report> {
    let file = inspect(bytes);
    Ok(judge(&file, &evidence_by(office, anchor, &file)?, office.now()))
}

/// Evidence for a file out of our own log, under the reader's own anchor where one is given.
///
/// # Errors
/// [`crate::office::Error::Fault`] when the log cannot be read.
pub fn evidence_by(office: &Office, anchor: Option<&Trust>, file: &Inspected) -> Result<Evidence> {
    let mut evidence = evidence_here(office, file)?;
    if let Some(anchor) = anchor {
        evidence.trust = Some(anchor.clone());
        evidence.notes.push(office.keys.trust_note.clone());
    }
    Ok(evidence)
}

/// Evidence for a file out of our own log: by its hash, its statement, or an id in it.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn evidence_here(office: &Office, file: &Inspected) -> Result<Evidence> {
    let mut connection = office.connection()?;
    let mut found = db::ruling::documents::find(&mut connection, &DocumentKey::Sha256(&file.sha256))?;
    if let (None, Some(statement)) = (&found, &file.statement_sha256) {
        found = db::ruling::documents::find(&mut connection, &DocumentKey::Statement(statement))?;
    }
    for id in &file.ids {
        if found.is_none() {
            found = db::ruling::documents::find(&mut connection, &DocumentKey::Id(id))?;
        }
    }
    drop(connection);
    let mut evidence = Evidence { trust: Some(office.keys.trust.clone()), searched: true, ..Evidence::default() };
    if let Some(document) = found.filter(|d| d.log_index.is_some()) {
        add_own(office, &document, &mut evidence)?;
    }
    Ok(evidence)
}

fn add_own(office: &Office, document: &DocumentRow, evidence: &mut Evidence) -> Result<()> {
    let index = document.log_index.and_then(|i| u64::try_from(i).ok()).unwrap_or(0);
    let entries = db::proof::log::entries(&mut *office.connection()?, index, 1)?;
    evidence.entry = entries.first().and_then(|bytes| Issue::parse(bytes));
    let (proof, status) = log::proof_and_status(office, index, &document.id)?;
    evidence.proof = Some(proof);
    evidence.status = Some(status);
    evidence.crl = Some(office.keys.crl.clone());
    Ok(())
}

/// What a hash alone opens: public facts and the verdict, where a sealed document of ours has it.
///
/// # Errors
/// [`crate::office::Error::Fault`] when our own file has changed.
pub fn verify_hash(office: &Office, sha256: &str) -> Result<Option<Report>> {
    let document = db::ruling::documents::find(&mut *office.connection()?, &DocumentKey::Sha256(sha256))?;
    let Some(document) = document.filter(|d| d.log_index.is_some()) else { return Ok(None) };
    let bytes = log::document_bytes(office, &document)?;
    verify_here(office, &bytes).map(Some)
}

/// Where evidence may come from, for somebody without our data.
pub struct ReaderEvidence<'a> {
    /// The reader's anchor.
    pub trust: Option<Trust>,
    /// A bundle.
    pub bundle: Option<&'a [u8]>,
    /// Ask nobody.
    pub offline: bool,
}

/// Verifies bytes with what a reader has: a trust note, perhaps a bundle, perhaps the net.
#[must_use]
pub fn verify_elsewhere(bytes: &[u8], sources: &ReaderEvidence<'_>, now: Moment) -> Report {
    let file = inspect(bytes);
    judge(&file, &evidence_elsewhere(&file, sources), now)
}

/// Evidence for a file from what a reader has.
#[must_use]
pub fn evidence_elsewhere(file: &Inspected, sources: &ReaderEvidence<'_>) -> Evidence {
    let mut evidence = sources.bundle.map(crate::seal::bundle::read).unwrap_or_default();
    evidence.trust.clone_from(&sources.trust);
    if let (Some(trust), false) = (&sources.trust, sources.offline) {
        ask(trust.host(), file, &mut evidence);
    }
    evidence
}

/// How often proof and status are asked for again where the log has grown between them.
const TRIES: usize = 3;

/// Asks the portal named in the trust note; what does not answer stays as it was.
fn ask(host: &str, file: &Inspected, evidence: &mut Evidence) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).https_only(true).max_redirects(0).build().into();
    let get = |path: &str| -> Option<Vec<u8>> {
        let mut answer = agent.get(format!("https://{host}{path}")).call().ok()?;
        answer.body_mut().with_config().limit(1 << 20).read_to_vec().ok()
    };
    let text = |path: &str| get(path).and_then(|b| String::from_utf8(b).ok());
    let Some(statement) = &file.statement else { return };
    let id = &statement.draft.id;
    let (mut proof, mut status) = (None, None);
    for _ in 0..TRIES {
        // A portal that does not answer this does not answer the rest either: the reader waits once.
        let Some(found) = text(&format!("/api/v1/proofs/{id}")).and_then(|t| Proof::parse(&t)) else { return };
        status = text(&format!("/status/{id}"));
        let size = found.checkpoint.split('\n').nth(1).map(|size| format!("\nsize {size}\n")).unwrap_or_default();
        let joined = status.as_ref().is_none_or(|status| status.contains(&size));
        proof = Some(found);
        if joined {
            break;
        }
    }
    let Some(proof) = proof else { return };
    // The entry that was logged, not one recomputed from the file in hand: so a doctored copy shows itself.
    let logged = get(&entry_path(&proof)).and_then(|bundle| nth_entry(&bundle, proof.index % TILE_WIDTH));
    if let Some(entry) = logged.and_then(|bytes| Issue::parse(&bytes)) {
        evidence.entry = Some(entry);
        evidence.proof = Some(proof);
        // With the proof it was asked for beside: under another one nothing would join it.
        if status.is_some() {
            evidence.status = status;
        }
    }
    evidence.notes.extend(text("/trust.note"));
    if let Some(crl) = get("/crl.der") {
        evidence.crl = Some(crl);
    }
}

/// Where the entry bundle with a proof's entry stands (C2SP tlog-tiles).
fn entry_path(proof: &Proof) -> String {
    let size: u64 = proof.checkpoint.split('\n').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    let tile = proof.index / TILE_WIDTH;
    let width = size.saturating_sub(tile * TILE_WIDTH).min(TILE_WIDTH);
    let partial = if width == TILE_WIDTH { String::new() } else { format!(".p/{width}") };
    format!("/log/tile/entries/{}{partial}", tile_path(tile))
}

/// The n-th entry of a bundle: each has its length in two bytes before it.
fn nth_entry(mut bundle: &[u8], index: u64) -> Option<Vec<u8>> {
    for at in 0..=index {
        let (length, rest) = bundle.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        if at == index {
            return Some(entry.to_vec());
        }
        bundle = rest;
    }
    None
}
