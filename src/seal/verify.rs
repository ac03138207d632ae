//! The strict verifier: independent facts about a file, then a verdict derived from them (`src/seal/FORMATS.md` §9).
//! Total: whatever the bytes are, there is a verdict.

use super::certificate::{chains, court_of, is_revoked};
use super::cms::Signature;
use super::entry::Issue;
use super::evidence::Evidence;
use super::proof::Checkpoint;
use super::statement::Statement;
use super::status::{DocumentStanding, Status};
use super::strict::{self, Profile};
use super::trust::Trust;
use super::{sha256_hex, unhex_all};
use crate::domain::day::Moment;
use crate::domain::report::{FactState, PublicFacts, Report, Verdict, VerificationFact};
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
    signature: Option<Signature>,
    /// Whether the signature speaks of these bytes.
    covers: bool,
}

impl Inspected {
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

/// How far two clocks may stand apart, seconds: a status from later than that is no status.
const CLOCKS_APART: i64 = 3600;

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

/// Collects facts in a fixed order.
struct Facts {
    list: Vec<VerificationFact>,
    not_established: Vec<&'static str>,
}

impl Facts {
    fn add(&mut self, fact: &'static str, state: FactState, why: &'static str) -> bool {
        self.add_with(fact, state, why, Vec::new())
    }

    fn add_with(&mut self, fact: &'static str, state: FactState, why: &'static str, args: Vec<(&'static str, String)>) -> bool {
        if matches!(state, FactState::NotChecked | FactState::Stale) {
            self.not_established.push(fact);
        }
        self.list.push(VerificationFact { fact, state, why, args });
        state == FactState::Pass
    }

    fn yes(&mut self, fact: &'static str, holds: bool, pass: &'static str, fail: &'static str) -> bool {
        if holds { self.add(fact, FactState::Pass, pass) } else { self.add(fact, FactState::Fail, fail) }
    }
}

/// Judges a file by the evidence, as of `now`.
#[must_use]
pub fn judge(file: &Inspected, evidence: &Evidence, now: Moment) -> Report {
    let mut facts = Facts { list: Vec::new(), not_established: Vec::new() };
    let Some(trust) = &evidence.trust else {
        facts.add("trust", FactState::NotChecked, "fact-trust-missing");
        return report(Verdict::CannotEstablish, None, facts, None);
    };
    if trust.expires < now {
        facts.add("trust", FactState::Stale, "fact-trust-stale");
    } else {
        facts.add("trust", FactState::Pass, "fact-trust");
    }
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
    revocation(file, evidence, trust, &mut facts);
    facts.add("witnesses", FactState::NotChecked, "fact-witnesses-none");

    let verdict = verdict(file, evidence, trust, &Found { sound, content, included, key, status: status.as_ref() });
    let known = sound || matches!(verdict, Verdict::Altered);
    let document = file.statement.as_ref().filter(|_| known).map(public_facts);
    let checkpoint = checkpoint.map(|c| (c.size, status.as_ref().map(|s| s.as_of.to_string())));
    report(verdict, document, facts, checkpoint)
}

/// What of the evidence is proved to be of the log in the trust note: an entry whose proof does not hold counts as
/// not given, and with it whatever speaks of it.
fn established(evidence: &Evidence, trust: &Trust) -> Evidence {
    let proved = match (&evidence.entry, &evidence.proof) {
        (Some(entry), Some(proof)) => {
            let bytes = entry.to_bytes();
            trust.logs.iter().any(|(key, from)| proof.index >= *from && proof.verify(&bytes, key).is_some())
        }
        _ => false,
    };
    if proved {
        return evidence.clone();
    }
    Evidence { entry: None, proof: None, status: None, ..evidence.clone() }
}

fn report(verdict: Verdict, document: Option<PublicFacts>, facts: Facts, checkpoint: Option<(u64, Option<String>)>) -> Report {
    Report { verdict, document, facts: facts.list, checkpoint, not_established: facts.not_established }
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

fn kid_of(signature: &Signature) -> String {
    use der::Encode;
    let info = signature.leaf.tbs_certificate().subject_public_key_info().to_der().unwrap_or_default();
    sha256_hex(&info)[..16].to_owned()
}

/// The certificate comes from the pinned root, and its key is listed: a name proves nothing.
fn is_ours(signature: &Signature, trust: &Trust) -> bool {
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

/// The entry is in the log, by a checkpoint the log's key signed.
fn inclusion(evidence: &Evidence, trust: &Trust, facts: &mut Facts) -> Option<Checkpoint> {
    let (Some(entry), Some(proof)) = (&evidence.entry, &evidence.proof) else {
        facts.add("log", FactState::NotChecked, "fact-log-missing");
        return None;
    };
    let bytes = entry.to_bytes();
    let found = trust.logs.iter().find_map(|(key, from)| proof.verify(&bytes, key).filter(|_| proof.index >= *from));
    match &found {
        Some(checkpoint) => {
            let args = vec![("index", proof.index.to_string()), ("size", checkpoint.size.to_string())];
            facts.add_with("log", FactState::Pass, "fact-log", args);
        }
        None => {
            facts.add("log", FactState::NotChecked, "fact-log-missing");
        }
    }
    found
}

/// A compromised key counts up to its last good entry, by index and never by date.
fn key_stood(file: &Inspected, evidence: &Evidence, trust: &Trust, facts: &mut Facts) -> bool {
    let last_good = file.statement.as_ref().and_then(|s| trust.seal(&s.kid)).and_then(|s| s.last_good);
    match (last_good, &evidence.proof) {
        (None, _) => facts.add("key", FactState::Pass, "fact-key"),
        (Some(last), Some(proof)) => facts.yes("key", proof.index <= last, "fact-key", "fact-key-compromised"),
        (Some(_), None) => facts.add("key", FactState::NotChecked, "fact-key-compromised"),
    }
}

/// A status note that is damaged or speaks of another document counts as not given.
fn status(evidence: &Evidence, trust: &Trust, checkpoint: Option<&Checkpoint>, now: Moment, facts: &mut Facts) -> Option<Status> {
    let found = evidence
        .status
        .as_ref()
        .and_then(|note| Status::open(note, &trust.status))
        .filter(|status| evidence.entry.as_ref().is_some_and(|entry| entry.id == status.id))
        .filter(|status| checkpoint.is_none_or(|c| c.size != status.size || c.root == status.root))
        .filter(|status| evidence.proof.as_ref().is_none_or(|proof| proof.index < status.size))
        .filter(|status| status.as_of.unix() <= now.unix() + CLOCKS_APART);
    match &found {
        None => {
            facts.add("status", FactState::NotChecked, "fact-status-missing");
        }
        Some(status) => {
            let state = match (&status.standing, status.next < now) {
                (_, true) => FactState::Stale,
                (DocumentStanding::Valid, false) => FactState::Pass,
                _ => FactState::Fail,
            };
            let args = vec![("standing", status.standing.name().to_owned()), ("time", status.as_of.to_string())];
            facts.add_with("status", state, "fact-status", args);
        }
    }
    found
}

fn revocation(file: &Inspected, evidence: &Evidence, trust: &Trust, facts: &mut Facts) {
    let revoked = match (&evidence.crl, &file.signature) {
        (Some(crl), Some(signature)) if is_ours(signature, trust) => is_revoked(crl, &signature.root, &signature.leaf),
        _ => None,
    };
    match revoked {
        Some(false) => facts.add("certificate", FactState::Pass, "fact-certificate"),
        Some(true) => facts.add("certificate", FactState::Fail, "fact-certificate-revoked"),
        None => facts.add("certificate", FactState::NotChecked, "fact-certificate-unknown"),
    };
}

struct Found<'a> {
    sound: bool,
    content: bool,
    included: bool,
    key: bool,
    status: Option<&'a Status>,
}

fn verdict(file: &Inspected, evidence: &Evidence, trust: &Trust, found: &Found<'_>) -> Verdict {
    let proved = found.included && evidence.entry.is_some();
    if found.sound && found.content && proved && entry_fits(file, evidence) {
        if !found.key {
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
