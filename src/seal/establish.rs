//! What of the evidence holds, fact by fact: whom to believe, the entry in its log, its key, its standing, its certificate.
//! Notes that are signed and contradict each other establish nothing but that; they are given as evidence.

use super::certificate::revocation_of;
use super::evidence::Evidence;
use super::proof::Checkpoint;
use super::status::{DocumentStanding, FRESH_SECONDS, Status};
use super::trust::{Newest, Trust};
use super::verify::{Inspected, is_ours};
use crate::domain::day::Moment;
use crate::domain::report::{FactState, VerificationFact};

/// How far two clocks may stand apart, seconds: what was made later than that was not made yet.
const CLOCKS_APART: i64 = 3600;

/// Collects facts in a fixed order.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) list: Vec<VerificationFact>,
    pub(super) not_established: Vec<&'static str>,
    /// Signed notes that contradict each other.
    pub(super) contradictions: Vec<String>,
}

impl Facts {
    pub(super) fn add(&mut self, fact: &'static str, state: FactState, why: &'static str) -> bool {
        self.add_with(fact, state, why, Vec::new())
    }

    pub(super) fn add_with(&mut self, fact: &'static str, state: FactState, why: &'static str, args: Vec<(&'static str, String)>) -> bool {
        if matches!(state, FactState::NotChecked | FactState::Stale) {
            self.not_established.push(fact);
        }
        self.list.push(VerificationFact { fact, state, why, args });
        state == FactState::Pass
    }

    pub(super) fn yes(&mut self, fact: &'static str, holds: bool, pass: &'static str, fail: &'static str) -> bool {
        if holds { self.add(fact, FactState::Pass, pass) } else { self.add(fact, FactState::Fail, fail) }
    }
}

/// Whom to believe: the reader's own anchor, or the newest note at hand that its roots have signed on to.
pub(super) fn trusted(evidence: &Evidence, now: Moment, facts: &mut Facts) -> Option<Trust> {
    let Some(anchor) = &evidence.trust else {
        facts.add("trust", FactState::NotChecked, "fact-trust-missing");
        return None;
    };
    let trust = match anchor.newest(&evidence.notes) {
        Newest::Counts(trust) => trust,
        Newest::Contradicted { trust, by } => {
            facts.add("trust", FactState::Fail, "fact-trust-contradicted");
            facts.contradictions.extend([trust.text(), by]);
            return Some(trust);
        }
    };
    let args = vec![("version", trust.version.to_string())];
    if trust.expires < now {
        facts.add_with("trust", FactState::Stale, "fact-trust-stale", args);
    } else {
        facts.add_with("trust", FactState::Pass, "fact-trust", args);
    }
    Some(trust)
}

/// What of the evidence is proved to be of the log in the trust note: an entry whose proof does not hold counts as
/// not given, and with it whatever speaks of it.
pub(super) fn established(evidence: &Evidence, trust: &Trust) -> Evidence {
    let proved = match (&evidence.entry, &evidence.proof) {
        (Some(entry), Some(proof)) => trust.included(proof, &entry.to_bytes()).is_some(),
        _ => false,
    };
    if proved {
        return evidence.clone();
    }
    Evidence { entry: None, proof: None, status: None, ..evidence.clone() }
}

/// The entry is in the log, by a checkpoint the log's key signed.
pub(super) fn inclusion(evidence: &Evidence, trust: &Trust, facts: &mut Facts) -> Option<Checkpoint> {
    let (Some(entry), Some(proof)) = (&evidence.entry, &evidence.proof) else {
        facts.add("log", FactState::NotChecked, "fact-log-missing");
        return None;
    };
    let found = trust.included(proof, &entry.to_bytes());
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

/// The last entry for which a file's key is good, where it was compromised.
fn last_good(file: &Inspected, trust: &Trust) -> Option<u64> {
    file.statement.as_ref().and_then(|s| trust.seal(&s.kid)).and_then(|s| s.last_good)
}

/// A compromised key counts up to its last good entry, a retired one up to the last it could have sealed: by index and never by
/// date.
pub(super) fn key_stood(file: &Inspected, evidence: &Evidence, trust: &Trust, facts: &mut Facts) -> bool {
    let retired = file.statement.as_ref().and_then(|s| trust.seal(&s.kid)).and_then(|s| s.retired);
    if let (Some(retired), Some(proof)) = (retired, &evidence.proof)
        && proof.index > retired
    {
        return facts.add("key", FactState::Fail, "fact-key-retired");
    }
    match (last_good(file, trust), &evidence.proof) {
        (None, _) => facts.add("key", FactState::Pass, "fact-key"),
        (Some(last), Some(proof)) => facts.yes("key", proof.index <= last, "fact-key", "fact-key-compromised"),
        (Some(_), None) => facts.add("key", FactState::NotChecked, "fact-key-compromised"),
    }
}

/// A status note that is damaged or speaks of another document counts as not given; so does a valid one that claims to be
/// fresh for longer than any is, or is of another size of the log, since nothing joins it to the proof. One that speaks
/// against the document is heard all the same: whoever signed it has said so. Of the same size it must name the same root:
/// another root is a log that speaks with two tongues.
pub(super) fn status(
    evidence: &Evidence,
    trust: &Trust,
    checkpoint: Option<&Checkpoint>,
    now: Moment,
    facts: &mut Facts,
) -> Option<Status> {
    let signed = evidence
        .status
        .as_ref()
        .and_then(|note| trust.statuses.iter().rev().find_map(|key| Status::open(note, key)))
        .filter(|status| evidence.entry.as_ref().is_some_and(|entry| entry.id == status.id))
        .filter(|status| status.standing != DocumentStanding::Valid || plausible(status, now));
    let Some(status) = signed else {
        facts.add("status", FactState::NotChecked, "fact-status-missing");
        return None;
    };
    let checkpoint = checkpoint?;
    if status.size != checkpoint.size {
        facts.add("status", FactState::NotChecked, "fact-status-apart");
        return Some(status).filter(|status| status.standing != DocumentStanding::Valid);
    }
    if status.root != checkpoint.root {
        facts.add("status", FactState::Fail, "fact-status-contradicted");
        facts.contradictions.extend(evidence.proof.iter().map(|p| p.checkpoint.clone()).chain(evidence.status.clone()));
        return None;
    }
    let state = match (&status.standing, status.next < now) {
        (_, true) => FactState::Stale,
        (DocumentStanding::Valid, false) => FactState::Pass,
        _ => FactState::Fail,
    };
    let args = vec![("standing", status.standing.name().to_owned()), ("time", status.as_of.to_string())];
    facts.add_with("status", state, "fact-status", args);
    Some(status)
}

/// Whether a status note was made by now, and is fresh no longer than any is.
fn plausible(status: &Status, now: Moment) -> bool {
    let span = status.next.unix() - status.as_of.unix();
    status.as_of.unix() <= now.unix() + CLOCKS_APART && (0..=FRESH_SECONDS).contains(&span)
}

/// Whether the certificate stood: one that is revoked does not, but for entries up to the last good one of its key.
pub(super) fn revocation(file: &Inspected, evidence: &Evidence, trust: &Trust, now: Moment, facts: &mut Facts) -> bool {
    let said = match (&evidence.crl, &file.signature) {
        (Some(crl), Some(signature)) if is_ours(signature, trust) => revocation_of(crl, &signature.root, &signature.leaf),
        _ => None,
    };
    let Some(said) = said.filter(|said| said.made.unix() <= now.unix() + CLOCKS_APART) else {
        facts.add("certificate", FactState::NotChecked, "fact-certificate-unknown");
        return true;
    };
    if said.revoked {
        let covered = last_good(file, trust).zip(evidence.proof.as_ref()).is_some_and(|(last, proof)| proof.index <= last);
        return facts.yes("certificate", covered, "fact-certificate-revoked-later", "fact-certificate-revoked");
    }
    if said.next.is_none_or(|next| next < now) {
        facts.add("certificate", FactState::Stale, "fact-certificate-stale");
    } else {
        facts.add("certificate", FactState::Pass, "fact-certificate");
    }
    true
}
