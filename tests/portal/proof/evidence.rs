//! What a verifier makes of evidence that is revoked, out of date, contradicts itself or was followed by newer evidence.

use crate::app::{TestPortal, scratch};
use portal::domain::day::Moment;
use portal::domain::report::{FactState, Report, Verdict};
use portal::office::Error;
use portal::office::proof::log;
use portal::office::ruling::approval;
use portal::office::system::health::{Ailment, Expiry, ailments};
use portal::office::system::roots;
use portal::seal::certificate::{self, RevocationList, Revoked};
use portal::seal::evidence::Evidence;
use portal::seal::key;
use portal::seal::merkle::leaf_hash;
use portal::seal::status::{DocumentStanding, Status};
use portal::seal::trust::{Newest, Trust};
use portal::seal::verify::{inspect, judge};
use std::process::Command;

const DAY: i64 = 24 * 3600;

/// A sealed ruling with its evidence, as an offline reader has it.
struct Case {
    portal: TestPortal,
    bytes: Vec<u8>,
    bundle: Vec<u8>,
    evidence: Evidence,
}

impl Case {
    fn new() -> Self {
        let portal = TestPortal::new();
        let (document, bytes) = portal.sealed();
        let bundle = log::bundle_of(&portal.office, &portal.issued(&document)).expect("a bundle");
        let trust = Trust::open(&portal.office.keys.trust_note);
        let evidence = Evidence { trust, ..portal::seal::bundle::read(&bundle) };
        Self { portal, bytes, bundle, evidence }
    }

    fn key(&self, name: &str) -> ed25519_dalek::SigningKey {
        key::read(&roots::beside(&self.portal.data).join(format!("{name}.pem")), None).expect("a key")
    }

    fn anchor(&self) -> Trust {
        self.evidence.trust.clone().expect("an anchor")
    }

    /// A trust note signed by these of the roots.
    fn signed(&self, trust: &Trust, roots: &[&str]) -> String {
        let keys: Vec<_> = roots.iter().map(|name| self.key(name)).collect();
        let names: Vec<String> = roots.iter().map(|name| format!("{}/{name}", trust.host())).collect();
        trust.sign(&names.iter().map(String::as_str).zip(&keys).collect::<Vec<_>>())
    }

    fn now(&self) -> Moment {
        self.portal.office.now()
    }

    fn judged(&self, evidence: &Evidence) -> Report {
        judge(&inspect(&self.bytes), evidence, self.now())
    }

    fn revoked(&self, at: Moment) -> Vec<u8> {
        let seal = &self.portal.office.keys.seal;
        let revoked = [Revoked::of(&seal.leaf, at).expect("a time")];
        certificate::revocation_list(&self.key("x509-root"), &seal.root, &RevocationList { number: 2, at, revoked: &revoked })
            .expect("a list")
    }
}

fn state(report: &Report, fact: &str) -> (FactState, &'static str) {
    report.facts.iter().find(|f| f.fact == fact).map(|f| (f.state, f.why)).expect("the fact")
}

#[test]
fn a_revoked_certificate_establishes_nothing_but_for_what_was_logged_before() {
    let case = Case::new();
    let untouched = case.judged(&case.evidence);
    assert_eq!((untouched.verdict, state(&untouched, "certificate").0), (Verdict::Authentic, FactState::Pass));
    let evidence = Evidence { crl: Some(case.revoked(case.now())), ..case.evidence.clone() };
    let report = case.judged(&evidence);
    assert_eq!((report.verdict, state(&report, "certificate").0), (Verdict::CannotEstablish, FactState::Fail));
    let index = case.evidence.proof.as_ref().expect("a proof").index;
    for (last_good, verdict) in [(index, Verdict::Authentic), (index - 1, Verdict::CannotEstablish)] {
        let mut trust = case.anchor();
        (trust.version, trust.seals[0].last_good) = (2, Some(last_good));
        let report = case.judged(&Evidence { trust: Some(trust), ..evidence.clone() });
        assert_eq!(report.verdict, verdict, "good up to {last_good}, logged at {index}");
    }
    let other = Case::new();
    let report = case.judged(&Evidence { crl: Some(other.revoked(case.now())), ..case.evidence.clone() });
    assert_eq!((report.verdict, state(&report, "certificate").0), (Verdict::Authentic, FactState::NotChecked), "another root's list");
}

#[test]
fn a_revocation_list_is_fresh_until_its_end_and_not_before_it_was_made() {
    let case = Case::new();
    let (root, issuer, now) = (case.key("x509-root"), &case.portal.office.keys.seal.root, case.now());
    for (made, wanted) in [(0, FactState::Pass), (-400 * DAY, FactState::Stale), (400 * DAY, FactState::NotChecked)] {
        let crl = certificate::revocation_list(&root, issuer, &RevocationList { number: 1, at: now.plus_seconds(made), revoked: &[] })
            .expect("a list");
        let report = case.judged(&Evidence { crl: Some(crl), ..case.evidence.clone() });
        assert_eq!((report.verdict, state(&report, "certificate").0), (Verdict::Authentic, wanted), "made {made} s from now");
        assert_eq!(report.not_established.contains(&"certificate"), wanted != FactState::Pass);
    }
}

#[test]
fn a_log_that_speaks_with_two_tongues_is_evidence_and_no_verdict() {
    let case = Case::new();
    let keys = &case.portal.office.keys;
    let own = Status::open(case.evidence.status.as_ref().expect("a status"), &case.anchor().statuses[0]).expect("it opens");
    let other = Status { root: leaf_hash(b"another log"), ..own.clone() }.sign(&keys.status);
    let report = case.judged(&Evidence { status: Some(other.clone()), ..case.evidence.clone() });
    assert_eq!((report.verdict, state(&report, "status").0), (Verdict::CannotEstablish, FactState::Fail));
    let proof = case.evidence.proof.as_ref().expect("a proof");
    assert_eq!(report.contradictions, [proof.checkpoint.clone(), other]);
    // One that speaks against the document is heard, whatever its size.
    for (standing, verdict) in
        [(DocumentStanding::Revoked, Verdict::AuthenticButRevoked), (DocumentStanding::Superseded, Verdict::AuthenticButSuperseded)]
    {
        let against = Status { standing, detail: "by X".to_owned(), size: own.size + 7, root: leaf_hash(b"later"), ..own.clone() };
        let report = case.judged(&Evidence { status: Some(against.sign(&keys.status)), ..case.evidence.clone() });
        assert_eq!(report.verdict, verdict);
    }
    // A status of another size is joined to the proof by nothing; one that claims too much, or comes from later, is none.
    let apart = Status { size: own.size + 7, root: leaf_hash(b"later"), ..own.clone() };
    let years = Status { next: own.as_of.plus_seconds(3_650 * DAY), ..own.clone() };
    let ahead = Status { as_of: own.as_of.plus_seconds(30 * DAY), next: own.next.plus_seconds(30 * DAY), ..own.clone() };
    let backwards = Status { next: own.as_of.plus_seconds(-DAY), ..own };
    for (which, status) in [("apart", apart), ("years", years), ("ahead", ahead), ("backwards", backwards)] {
        let report = case.judged(&Evidence { status: Some(status.sign(&keys.status)), ..case.evidence.clone() });
        assert_eq!(state(&report, "status").0, FactState::NotChecked, "{which}");
        assert!(report.not_established.contains(&"status") && report.contradictions.is_empty(), "{which}");
    }
}

#[test]
fn the_newest_trust_note_that_the_anchor_leads_to_counts() {
    let case = Case::new();
    let anchor = case.anchor();
    let with = |notes: &[&String]| Evidence { notes: notes.iter().map(|n| (*n).clone()).collect(), ..case.evidence.clone() };
    let mut second = anchor.clone();
    (second.version, second.seals[0].last_good) = (2, Some(0));
    let note = case.signed(&second, &["root-a", "root-c"]);
    assert_eq!(case.judged(&with(&[&note])).verdict, Verdict::CannotEstablish, "the newer note takes the key's word away");
    // Signed by too few, or by strangers, or for another portal, it is no note.
    let few = case.signed(&second, &["root-b"]);
    let strangers = Case::new().signed(&second, &["root-a", "root-b"]);
    let elsewhere = case.signed(&Trust { origin: "other.example/trust/v1".to_owned(), ..second.clone() }, &["root-a", "root-b"]);
    for none in [&few, &strangers, &elsewhere] {
        assert_eq!(case.judged(&with(&[none])).verdict, Verdict::Authentic);
    }
    // Roots change step by step: each note is signed by the roots before it.
    let fresh = key::generate().expect("a key");
    let mut third = second.clone();
    (third.version, third.threshold) = (3, 1);
    third.roots = vec![portal::seal::note::Vkey::of(&format!("{}/root-d", third.host()), &fresh)];
    let third_text = {
        let names = ["root-a", "root-b"].map(|name| format!("{}/{name}", third.host()));
        let keys = ["root-a", "root-b"].map(|name| case.key(name));
        let own = format!("{}/root-d", third.host());
        third.sign(&[(names[0].as_str(), &keys[0]), (names[1].as_str(), &keys[1]), (own.as_str(), &fresh)])
    };
    let mut fourth = third.clone();
    (fourth.version, fourth.seals[0].last_good) = (4, None);
    let fourth_text = fourth.sign(&[(format!("{}/root-d", fourth.host()).as_str(), &fresh)]);
    assert_eq!(case.judged(&with(&[&fourth_text, &note, &third_text])).verdict, Verdict::Authentic, "in whatever order they lie");
    assert_eq!(case.judged(&with(&[&fourth_text, &note])).verdict, Verdict::CannotEstablish, "a step that is missing is not jumped");
    assert!(matches!(anchor.newest(std::slice::from_ref(&fourth_text)), Newest::Counts(trust) if trust.version == 1));
}

#[test]
fn two_trust_notes_of_one_version_are_evidence_against_their_roots() {
    let case = Case::new();
    let mut other = case.anchor();
    other.seals[0].last_good = Some(1_000);
    let note = case.signed(&other, &["root-a", "root-b"]);
    let report = case.judged(&Evidence { notes: vec![note.clone()], ..case.evidence.clone() });
    assert_eq!((report.verdict, state(&report, "trust").0), (Verdict::CannotEstablish, FactState::Fail));
    assert_eq!(report.contradictions, [case.anchor().text(), note]);
}

#[test]
fn what_was_seen_of_trust_notes_is_remembered() {
    let case = Case::new();
    let place = scratch("reader");
    std::fs::create_dir_all(&place).expect("a place");
    let write = |name: &str, bytes: &[u8]| std::fs::write(place.join(name), bytes).expect("written");
    write("ruling.pdf", &case.bytes);
    write("old.zip", &case.bundle);
    write("trust.note", case.portal.office.keys.trust_note.as_bytes());
    let mut second = case.anchor();
    (second.version, second.seals[0].last_good) = (2, Some(0));
    let note = case.signed(&second, &["root-a", "root-b"]);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(case.bundle.clone())).expect("a bundle");
    for index in 0..old.len() {
        let mut member = old.by_index(index).expect("a member");
        let (name, mut bytes) = (member.name().expect("a name").into_owned(), Vec::new());
        std::io::Read::read_to_end(&mut member, &mut bytes).expect("read");
        archive.start_file(&name, zip::write::SimpleFileOptions::default()).expect("begun");
        let bytes = if name == "trust.note" { note.clone().into_bytes() } else { bytes };
        std::io::Write::write_all(&mut archive, &bytes).expect("written");
    }
    write("new.zip", &archive.finish().expect("whole").into_inner());
    let verify = |bundle: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command.current_dir(&place).args(["verify", "ruling.pdf", "--offline", "--json", "--trust", "trust.note", "--state", "seen.json"]);
        let done = command.args(["--bundle", bundle]).output().expect("it runs");
        let answer: serde_json::Value = serde_json::from_slice(&done.stdout).expect("json");
        answer["verdict"].as_str().expect("a verdict").to_owned()
    };
    assert_eq!(verify("old.zip"), "AUTHENTIC");
    assert_eq!(verify("new.zip"), "CANNOT_ESTABLISH", "the key is compromised by the newer note");
    assert_eq!(verify("old.zip"), "CANNOT_ESTABLISH", "and the older bundle does not bring the older note back");
    write("seen.json", b"something else");
    let done = Command::new(env!("CARGO_BIN_EXE_portal"))
        .current_dir(&place)
        .args(["verify", "ruling.pdf", "--offline", "--trust", "trust.note", "--state", "seen.json"])
        .output()
        .expect("it runs");
    assert_eq!(done.status.code(), Some(2));
    let _ = std::fs::remove_dir_all(place);
}

/// Makes this folder's own note call its seal key compromised.
fn compromise(case: &Case) {
    let mut second = case.anchor();
    (second.version, second.seals[0].last_good) = (2, Some(1_000));
    let note = case.signed(&second, &["root-a", "root-b"]);
    std::fs::write(case.portal.data.join("public/trust.note"), note).expect("written");
}

#[test]
fn a_key_that_the_own_trust_note_calls_compromised_is_refused_at_approval() {
    let case = Case::new();
    let (id, draft) = case.portal.proposed_as("ODR-330499-2026-000102");
    compromise(&case);
    let office = case.portal.reopened();
    let version = case.portal.version(&id);
    case.portal.forget_codes();
    let refused = approval::approve(&office, &case.portal.judge, &id, version, &draft, &case.portal.code(0));
    assert!(matches!(refused, Err(Error::Refused(ref r)) if r.code() == "SEAL_KEY_COMPROMISED"), "{refused:?}");
    assert_eq!((case.portal.stage(&id), case.portal.version(&id)), ("proposed", version));
    assert!(ailments(&office).contains(&Ailment::SealKeyCompromised));
    let doctor = portal::office::proof::audit::doctor(&office).expect("looked at");
    assert!(doctor.iter().any(|s| s.what == "seal key" && s.state.as_ref().is_err_and(|why| why.contains("compromised"))));
}

#[test]
fn a_key_past_its_window_is_told_long_before_and_refused_at_approval() {
    let case = Case::new();
    let (id, draft) = case.portal.proposed_as("ODR-330499-2026-000102");
    let told = |office: &portal::office::Office| -> Vec<Expiry> {
        ailments(office).into_iter().filter_map(|a| if let Ailment::Expiring { what, .. } = a { Some(what) } else { None }).collect()
    };
    assert_eq!(told(&case.portal.office), []);
    let office = case.portal.reopened();
    office.clock.jump(300 * DAY);
    office.clock.believe();
    assert_eq!(told(&office), [Expiry::SealKey, Expiry::TrustNote, Expiry::RevocationList]);
    office.clock.jump(80 * DAY);
    office.clock.believe();
    case.portal.forget_codes();
    let code = portal::office::people::credentials::code_at(&case.portal.judge_secret, office.now().unix());
    let refused = approval::approve(&office, &case.portal.judge, &id, case.portal.version(&id), &draft, &code);
    assert!(matches!(refused, Err(Error::Refused(ref r)) if r.code() == "SEAL_KEY_OVER"), "{refused:?}");
    assert_eq!(case.portal.stage(&id), "proposed");
}
