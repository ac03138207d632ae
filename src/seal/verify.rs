//! The strict verifier: independent facts about a file, then a verdict derived from them (`src/seal/FORMATS.md` §9).
//! Total: whatever the bytes are, there is a verdict.

use super::certificate::Certificate;
use super::certificate::{chains, court_of};
use super::cms::Signature;
use super::entry::Issue;
use super::establish::{Facts, established, inclusion, key_stood, revocation, status, trusted};
use super::evidence::Evidence;
use super::statement::Statement;
use super::status::{DocumentStanding, Status};
use super::strict::{self, Profile};
use super::trust::Trust;
use super::{sha256_hex, unhex_all};
use crate::domain::day::Moment;
use crate::domain::report::{FactState, PublicFacts, Report, Verdict};
use sha2::{Digest, Sha512};

/// What a file says of itself, before anything is believed: by this a caller finds evidence for it.
pub struct Inspected {
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// The strict reading, or the rule it breaks.
    profile: Result<Profile, strict::Fault>,
    /// The embedded statement, strictly or leniently found.
    pub statement: Option<Statement>,
    /// SHA-256 of the statement's bytes, hex.
    pub statement_sha256: Option<String>,
    /// Document ids that stand anywhere in the file.
    pub ids: Vec<String>,
    /// The signature, strictly read or found by its digits.
    pub(super) signature: Option<Signature>,
    /// Whether the signature speaks of these bytes.
    covers: bool,
}

impl Inspected {
    /// The certificate the file was sealed under, as it carries it: not yet believed.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.signature.as_ref().map(|signature| &signature.leaf)
    }

    /// Whether the bytes are of our profile, validly signed, and carry exactly this statement: the sealer's own
    /// look at what it made.
    #[must_use]
    pub fn is_sound(&self, statement: &Statement) -> bool {
        self.profile.is_ok() && signed(self) && self.statement.as_ref() == Some(statement)
    }
}

/// Takes a file apart.
#[must_use]
pub fn inspect(bytes: &[u8]) -> Inspected {
    let profile = strict::read(bytes);
    let embedded = match &profile {
        Ok(profile) => bytes.get(profile.statement.0..profile.statement.1),
        Err(_) => stray_statement(bytes),
    };
    let signature = match &profile {
        Ok(profile) => Signature::parse(&profile.signature),
        Err(_) => stray_signature(bytes),
    };
    let covers = match (&profile, &signature) {
        (Ok(profile), Some(signature)) => signature.digest == digest(bytes, profile.contents),
        _ => false,
    };
    Inspected {
        sha256: sha256_hex(bytes),
        statement: embedded.and_then(Statement::parse),
        statement_sha256: embedded.map(sha256_hex),
        ids: stray_ids(bytes),
        profile,
        signature,
        covers,
    }
}

/// Most digits that are looked at as a signature's.
const LONGEST_SIGNATURE: usize = 256 * 1024;

/// SHA-512 over everything but the signature's own `<…>`.
fn digest(bytes: &[u8], contents: (usize, usize)) -> Vec<u8> {
    let mut hash = Sha512::new();
    hash.update(&bytes[..contents.0 - 1]);
    hash.update(&bytes[contents.1 + 1..]);
    hash.finalize().to_vec()
}

/// Something that begins like a statement of ours, in a file that is not of our profile.
fn stray_statement(bytes: &[u8]) -> Option<&[u8]> {
    // The first keys of a canonical statement: of a ruling after acceptance, and of one before it.
    let start = find(bytes, b"{\"accepted_on\":").or_else(|| find(bytes, b"{\"agency\":"))?;
    let end = find(&bytes[start..], b"\nendstream")?;
    bytes.get(start..start + end)
}

/// A signature's digits in a file that is not of our profile.
fn stray_signature(bytes: &[u8]) -> Option<Signature> {
    let start = find(bytes, b"/Contents<")? + 10;
    let digits = bytes[start..].iter().take(LONGEST_SIGNATURE).take_while(|b| b.is_ascii_hexdigit());
    let digits: String = digits.map(|b| char::from(*b)).collect();
    let der = unhex_all(&digits.to_ascii_lowercase())?;
    let length = match der.as_slice() {
        [0x30, 0x82, high, low, ..] => 4 + (usize::from(*high) << 8) + usize::from(*low),
        _ => return None,
    };
    Signature::parse(der.get(..length)?)
}

/// Ids of documents that are followed, of those a file names.
const MOST_IDS: usize = 8;

/// Values of `"id":"…"` anywhere in the file.
fn stray_ids(bytes: &[u8]) -> Vec<String> {
    const KEY: &[u8] = b"\"id\":\"";
    let mut ids = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], KEY) {
        at += found + KEY.len();
        let id: String = bytes[at..].iter().take(26).map(|b| char::from(*b)).collect();
        if crate::domain::id::DocumentId::parse(&id).is_some() {
            ids.push(id);
        }
        if ids.len() == MOST_IDS {
            break;
        }
    }
    ids
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

/// Judges a file by the evidence, as of `now`.
#[must_use]
pub fn judge(file: &Inspected, evidence: &Evidence, now: Moment) -> Report {
    let mut facts = Facts::default();
    let Some(trust) = &trusted(evidence, now, &mut facts) else {
        return report(Verdict::CannotEstablish, None, facts, None);
    };
    let evidence = &established(evidence, trust);
    let form = form(file, &mut facts);
    let content = content(file, evidence, &mut facts);
    let signature = facts.yes("signature", signed(file), "fact-signature", "fact-signature-bad");
    let issuer = issuer(file, trust, &mut facts);
    let statement = statement(file, &mut facts);
    let sound = form && signature && issuer && statement;

    let checkpoint = inclusion(evidence, trust, &mut facts);
    let included = checkpoint.is_some();
    let key = key_stood(file, evidence, trust, &mut facts);
    let status = status(evidence, trust, checkpoint.as_ref(), now, &mut facts);
    let certificate = revocation(file, evidence, trust, now, &mut facts);
    facts.add("witnesses", FactState::NotChecked, "fact-witnesses-none");

    let stands = key && certificate && facts.contradictions.is_empty();
    let verdict = verdict(file, evidence, trust, &Found { sound, content, included, stands, status: status.as_ref() });
    let known = sound || matches!(verdict, Verdict::Altered);
    let document = file.statement.as_ref().filter(|_| known).map(public_facts);
    let checkpoint = checkpoint.map(|c| (c.size, status.as_ref().map(|s| s.as_of.to_string())));
    report(verdict, document, facts, checkpoint)
}

fn report(verdict: Verdict, document: Option<PublicFacts>, facts: Facts, checkpoint: Option<(u64, Option<String>)>) -> Report {
    let Facts { list, not_established, contradictions } = facts;
    Report { verdict, document, facts: list, checkpoint, not_established, contradictions }
}

fn form(file: &Inspected, facts: &mut Facts) -> bool {
    match &file.profile {
        Ok(_) => facts.add("form", FactState::Pass, "fact-form"),
        Err(fault) => facts.add_with("form", FactState::Fail, "fact-form-bad", vec![("fault", (*fault).to_owned())]),
    }
}

/// Byte identity: the whole file is the one that was logged.
fn content(file: &Inspected, evidence: &Evidence, facts: &mut Facts) -> bool {
    match &evidence.entry {
        Some(entry) => facts.yes("content", entry.pdf == file.sha256, "fact-content", "fact-content-differs"),
        None => facts.add("content", FactState::NotChecked, "fact-content-unknown"),
    }
}

fn signed(file: &Inspected) -> bool {
    file.covers && file.signature.as_ref().is_some_and(Signature::holds)
}

/// Pinned root, key in the trust note, key's window, court of the certificate.
fn issuer(file: &Inspected, trust: &Trust, facts: &mut Facts) -> bool {
    let Some(signature) = &file.signature else { return facts.add("issuer", FactState::Fail, "fact-issuer-none") };
    if !is_ours(signature, trust) {
        return facts.add("issuer", FactState::Fail, "fact-issuer-unknown");
    }
    let Some(statement) = &file.statement else { return facts.add("issuer", FactState::Pass, "fact-issuer") };
    let kid = kid_of(signature);
    let window = trust.seal(&kid).is_some_and(|seal| {
        let day = statement.issued_at.day_in_utc();
        seal.from <= day && day <= seal.until
    });
    let court = court_of(&signature.leaf).as_deref() == Some(statement.draft.facts.court.as_str());
    if kid == statement.kid && window && court {
        facts.add("issuer", FactState::Pass, "fact-issuer")
    } else {
        facts.add("issuer", FactState::Fail, "fact-issuer-not-entitled")
    }
}

pub(super) fn kid_of(signature: &Signature) -> String {
    use der::Encode;
    let info = signature.leaf.tbs_certificate().subject_public_key_info().to_der().unwrap_or_default();
    sha256_hex(&info)[..16].to_owned()
}

/// The certificate comes from the pinned root, and its key is listed: a name proves nothing.
pub(super) fn is_ours(signature: &Signature, trust: &Trust) -> bool {
    use der::Encode;
    let root = signature.root.to_der().unwrap_or_default();
    let info = signature.leaf.tbs_certificate().subject_public_key_info().to_der().unwrap_or_default();
    sha256_hex(&root) == trust.x509_root
        && chains(&signature.root, &signature.leaf)
        && trust.seal(&kid_of(signature)).is_some_and(|seal| seal.spki == info)
}

fn statement(file: &Inspected, facts: &mut Facts) -> bool {
    let derived = file.statement.as_ref().is_some_and(|statement| match &file.profile {
        Ok(profile) => profile.file_id == super::sealing::file_id(&statement.to_bytes()),
        Err(_) => true,
    });
    facts.yes("statement", derived, "fact-statement", "fact-statement-bad")
}

struct Found<'a> {
    sound: bool,
    content: bool,
    included: bool,
    /// Key and certificate stood, and nothing that is signed contradicts another.
    stands: bool,
    status: Option<&'a Status>,
}

fn verdict(file: &Inspected, evidence: &Evidence, trust: &Trust, found: &Found<'_>) -> Verdict {
    let proved = found.included && evidence.entry.is_some();
    if found.sound && found.content && proved && entry_fits(file, evidence) {
        if !found.stands {
            return Verdict::CannotEstablish;
        }
        return match found.status.map(|s| &s.standing) {
            Some(DocumentStanding::Revoked) => Verdict::AuthenticButRevoked,
            Some(DocumentStanding::Superseded) => Verdict::AuthenticButSuperseded,
            Some(DocumentStanding::Suspended) => Verdict::AuthenticButRevoked,
            Some(DocumentStanding::Valid) | None => Verdict::Authentic,
        };
    }
    if found.sound || !(proved || evidence.searched) {
        // Sound but not logged, or nothing to hold it against.
        return Verdict::CannotEstablish;
    }
    if names_ours(file, evidence, trust) { Verdict::Altered } else { Verdict::NotIssuedHere }
}

/// The entry is recomputed from this very file: a proof of another document proves nothing here (D8 #21).
fn entry_fits(file: &Inspected, evidence: &Evidence) -> bool {
    let own = file.statement.as_ref().map(|s| s.entry(&file.sha256));
    own.is_some() && own == evidence.entry
}

/// Some part of the file names a document of ours: its statement, an id in it, or a signature our key made.
fn names_ours(file: &Inspected, evidence: &Evidence, trust: &Trust) -> bool {
    let by_entry = evidence.entry.as_ref().is_some_and(|entry: &Issue| {
        file.statement_sha256.as_ref() == Some(&entry.stmt) || file.ids.contains(&entry.id) || file.sha256 == entry.pdf
    });
    let by_signature = file.signature.as_ref().is_some_and(|s| s.holds() && is_ours(s, trust));
    by_entry || by_signature
}

fn public_facts(statement: &Statement) -> PublicFacts {
    let facts = &statement.draft.facts;
    PublicFacts {
        id: statement.draft.id.clone(),
        kind: facts.decision.kind().name().to_owned(),
        court: facts.court_name.clone(),
        case_number: facts.case_number.to_string(),
        date: facts.ruled_on.to_string(),
        rev: statement.draft.rev,
    }
}
