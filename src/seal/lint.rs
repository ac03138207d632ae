//! The last look before the seal: a throw-away key signs the very file, and everything a reader will rely on
//! is checked on the bytes (`src/seal/FORMATS.md` §8, step 3).

use super::statement::Statement;
use super::strict;
use crate::domain::decision::Decision;
use crate::domain::document::{Block, Document};
use crate::pdf::draw::qr_modules;

/// What is wrong with a printed ruling; empty when nothing is.
#[must_use]
pub fn defects(document: &Document, statement: &Statement, bytes: &[u8], largest: usize) -> Vec<String> {
    let mut found = Vec::new();
    if bytes.len() > largest {
        found.push(format!("the file has {} bytes, more than {largest}", bytes.len()));
    }
    match strict::read(bytes) {
        Err(fault) => found.push(format!("the file is not of our profile: {fault}")),
        Ok(profile) => {
            let embedded = bytes.get(profile.statement.0..profile.statement.1);
            if embedded != Some(statement.to_bytes().as_slice()) {
                found.push("the embedded statement is not the one to be sealed".to_owned());
            }
        }
    }
    found.extend(wording(document, statement));
    found.extend(qr(document));
    found
}

/// The wording states the facts: every party, every term to the letter, number and date.
fn wording(document: &Document, statement: &Statement) -> Vec<String> {
    let text = document.plain_text();
    let facts = &statement.draft.facts;
    let mut missing = Vec::new();
    let mut need = |what: &str, words: &str| {
        if !text.contains(words) {
            missing.push(format!("the ruling does not state {what}"));
        }
    };
    need("its number", &facts.case_number.to_string());
    need("its date", &facts.ruled_on.in_chinese_numerals());
    facts.applicants.iter().for_each(|a| need("an applicant", &a.name));
    // A ruling that decides on the agreement repeats it to the letter.
    if matches!(facts.decision, Decision::Confirm | Decision::Dismiss { .. }) {
        facts.terms.iter().for_each(|t| need("a term", t.text.trim_end_matches('。')));
    }
    missing
}

/// The QR code reads back as the address it stands for.
fn qr(document: &Document) -> Option<String> {
    let codes = document.blocks.iter().find_map(|b| match b {
        Block::Ending(ending) => ending.codes.as_ref(),
        _ => None,
    })?;
    let (width, modules) = qr_modules(&codes.url)?;
    let grid = rqrr::SimpleGrid::from_func(width, |x, y| modules[y * width + x]);
    let decoded = rqrr::Grid::new(grid).decode().ok().map(|(_, text)| text);
    (decoded.as_deref() != Some(codes.url.as_str())).then(|| "the QR code does not read back".to_owned())
}
