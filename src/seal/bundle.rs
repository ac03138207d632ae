//! The bundle: everything an offline reader needs but the anchor, stored, the same bytes every time
//! (`src/seal/FORMATS.md` §6).

use super::entry::Issue;
use super::evidence::Evidence;
use super::proof::Proof;
use super::sha256_hex;
use super::statement::Statement;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Largest member read from a bundle, bytes.
const LARGEST: u64 = 4 * 1024 * 1024;
const VERIFY: &str = include_str!("../../templates/letters/VERIFY.txt");

/// What goes into a bundle.
pub struct Parts<'a> {
    /// The sealed ruling.
    pub pdf: &'a [u8],
    /// Its statement.
    pub statement: &'a [u8],
    /// Inclusion proof, as text.
    pub proof: &'a str,
    /// Status note.
    pub status: &'a str,
    /// Revocation list, DER.
    pub crl: &'a [u8],
    /// Trust note: never an anchor; from here it counts only where the reader's anchor leads to it.
    pub trust: &'a str,
    /// Root certificate, PEM: for stock programs; which root counts, the trust note says.
    pub root_pem: &'a str,
}

/// Writes a bundle.
///
/// # Errors
/// A sentence when the archive cannot be written.
pub fn write(parts: &Parts<'_>) -> Result<Vec<u8>, String> {
    let pdf_digest = sha256_hex(parts.pdf);
    let statement_digest = sha256_hex(parts.statement);
    let verify = VERIFY.replace("{pdf_sha256}", &pdf_digest).replace("{statement_sha256}", &statement_digest);
    let members: [(&str, &[u8]); 8] = [
        ("ruling.pdf", parts.pdf),
        ("statement.json", parts.statement),
        ("ruling.tlog-proof", parts.proof.as_bytes()),
        ("status.note", parts.status.as_bytes()),
        ("crl.der", parts.crl),
        ("trust.note", parts.trust.as_bytes()),
        ("root.pem", parts.root_pem.as_bytes()),
        ("VERIFY.txt", verify.as_bytes()),
    ];
    let said = |e: &dyn std::fmt::Display| format!("the bundle cannot be written: {e}");
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(name, options).map_err(|e| said(&e))?;
        archive.write_all(bytes).map_err(|e| said(&e))?;
    }
    archive.finish().map(Cursor::into_inner).map_err(|e| said(&e))
}

/// Reads the evidence of a bundle. A damaged bundle, or one that lacks a part, counts as not given: the parts
/// that are sound still count, each by its own signature.
#[must_use]
pub fn read(bytes: &[u8]) -> Evidence {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Evidence::default() };
    let mut member = |name: &str| -> Option<Vec<u8>> {
        let file = archive.by_name(name).ok()?;
        let mut out = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut out).ok()?;
        (out.len() as u64 <= LARGEST).then_some(out)
    };
    let text = |bytes: Option<Vec<u8>>| bytes.and_then(|b| String::from_utf8(b).ok());
    let entry: Option<Issue> = match (member("ruling.pdf"), member("statement.json")) {
        (Some(pdf), Some(statement)) => Statement::parse(&statement).map(|s| s.entry(&sha256_hex(&pdf))),
        _ => None,
    };
    let proof = text(member("ruling.tlog-proof")).and_then(|t| Proof::parse(&t));
    let status = text(member("status.note"));
    let crl = member("crl.der");
    let notes = text(member("trust.note")).into_iter().collect();
    Evidence { trust: None, notes, entry, proof, status, crl, searched: false }
}
