//! Sealing and verifying: the same bytes every time, one document for each intention, and nothing altered that
//! is called authentic.

use crate::app::TestPortal;
use portal::domain::day::Moment;
use portal::domain::report::{FactState, Report, Verdict};
use portal::office::proof::verification::{ReaderEvidence, verify_elsewhere, verify_here};
use portal::office::proof::{audit, log};
use portal::office::review::acceptance;
use portal::office::ruling::{approval, sealing};
use portal::office::{Error, SealingStep};
use portal::seal::evidence::Evidence;
use portal::seal::sealing::prepare;
use portal::seal::statement::Statement;
use portal::seal::trust::Trust;
use portal::seal::verify::{inspect, judge};

fn offline(portal: &TestPortal, bytes: &[u8], bundle: &[u8]) -> Report {
    let trust = Trust::open(&portal.office.keys.trust_note);
    verify_elsewhere(bytes, &ReaderEvidence { trust, bundle: Some(bundle), offline: true }, portal.office.now())
}

#[test]
fn two_runs_on_the_same_statement_give_the_same_bytes() {
    let portal = TestPortal::new();
    let (_, bytes) = portal.sealed();
    let statement = inspect(&bytes).statement.expect("a statement");
    let again = TestPortal::new();
    for office in [&portal.office, &again.office, &portal.reopened()] {
        let fonts = portal::pdf::font::Fonts::load(&office.config.fonts.families, &[]).expect("fonts");
        let sealed =
            prepare(statement.clone(), &fonts).map_err(|d| d.join("; ")).expect("prepared").seal(&portal.office.keys.seal).expect("sealed");
        assert!(sealed.bytes == bytes);
    }
}

#[test]
fn a_ruling_is_two_pages_of_at_most_ninety_kilobytes() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    assert!(bytes.len() <= 90_000, "{} bytes", bytes.len());
    assert_eq!(portal.issued(&document).pages, 2);
}

#[test]
fn another_court_s_key_seals_nothing_of_ours() {
    let (portal, other) = (TestPortal::new(), TestPortal::new());
    let (_, bytes) = portal.sealed();
    let statement = inspect(&bytes).statement.expect("a statement");
    let fonts = portal::pdf::font::Fonts::load(&portal.office.config.fonts.families, &[]).expect("fonts");
    let prepared = prepare(statement.clone(), &fonts).map_err(|d| d.join("; ")).expect("prepared");
    assert!(prepared.seal(&other.office.keys.seal).is_err(), "the key is not the statement's");
    let forged = Statement { kid: other.office.keys.seal.kid.clone(), ..statement };
    let sealed = prepare(forged, &fonts).map_err(|d| d.join("; ")).expect("prepared").seal(&other.office.keys.seal).expect("sealed");
    let report = verify_here(&portal.office, &sealed.bytes).expect("a report");
    assert_eq!(report.verdict, Verdict::Altered, "it names a document of ours and is not it");
    assert!(report.facts.iter().any(|f| f.fact == "issuer" && f.state == FactState::Fail));
}

/// Killed at every step and restarted: one document, one number, no fault.
#[test]
fn every_interrupted_intention_ends_in_exactly_one_document() {
    for step in [SealingStep::Prepared, SealingStep::Intended, SealingStep::Signed, SealingStep::Stored, SealingStep::Kept] {
        let mut portal = TestPortal::new();
        let id = portal.approved();
        portal.office.interrupt = Some(step);
        assert!(matches!(sealing::seal(&portal.office, &id), Err(Error::Fault(_))), "{step:?}");
        let office = portal.reopened();
        sealing::reconcile(&office).expect("reconciled");
        sealing::seal_due(&office).expect("sealed");
        log::checkpoint(&office).expect("a checkpoint");
        assert_eq!(portal.stage(&id), "ruled", "{step:?}");
        let audit = audit::audit(&office).expect("an audit");
        assert!(audit.faults.is_empty(), "{step:?}: {:?}", audit.faults);
        let rulings = audit.documents.iter().filter(|d| d.document.kind.name() == "ruling_confirming").count();
        assert_eq!((rulings, audit.numbers.len()), (1, 1), "{step:?}");
        assert_eq!(sealing::reconcile(&office).expect("again"), sealing::Reconciled::default(), "{step:?}: nothing is left");
    }
}

/// An intention whose fonts, wording or key are gone ends in a recorded failure, and the case goes back.
#[test]
fn an_intention_that_cannot_be_resumed_ends_in_a_recorded_failure() {
    use diesel::connection::SimpleConnection;
    let mut portal = TestPortal::new();
    let id = portal.approved();
    portal.office.interrupt = Some(SealingStep::Intended);
    assert!(sealing::seal(&portal.office, &id).is_err());
    portal.pool().get().expect("c").batch_execute("UPDATE intents SET unsigned_sha256 = 'another'").expect("changed");
    let office = portal.reopened();
    let done = sealing::reconcile(&office).expect("reconciled");
    assert_eq!((done.sealed, done.failed), (0, 1));
    assert_eq!(portal.stage(&id), "reviewing", "the clerk proposes anew");
    assert!(audit::audit(&office).expect("an audit").faults.is_empty());
}

/// One bit flipped at every byte of a ruling.
#[test]
fn no_flipped_bit_is_authentic() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let bundle = log::bundle_of(&portal.office, &portal.issued(&document)).expect("a bundle");
    assert_eq!(offline(&portal, &bytes, &bundle).verdict, Verdict::Authentic, "untouched it is");
    let evidence = Evidence { trust: Trust::open(&portal.office.keys.trust_note), ..portal::seal::bundle::read(&bundle) };
    let now = portal.office.now();
    let flip = |from: usize, to: usize| {
        let mut copy = bytes.clone();
        let mut other = 0;
        for at in from..to {
            copy[at] ^= 1 << (at % 8);
            let verdict = judge(&inspect(&copy), &evidence, now).verdict;
            assert!(!matches!(verdict, Verdict::Authentic | Verdict::AuthenticButRevoked | Verdict::AuthenticButSuperseded), "byte {at}");
            other += usize::from(verdict != Verdict::Altered);
            copy[at] ^= 1 << (at % 8);
        }
        other
    };
    let half = bytes.len() / 2;
    let other = std::thread::scope(|scope| {
        let first = scope.spawn(|| flip(0, half));
        flip(half, bytes.len()) + first.join().expect("no panic")
    });
    assert_eq!(other, 0, "a flipped bit always leaves something that names the document");
}

#[test]
fn a_ruling_cut_short_or_drawn_long_is_altered() {
    let portal = TestPortal::new();
    let (_, bytes) = portal.sealed();
    let verdict = |bytes: &[u8]| verify_here(&portal.office, bytes).expect("a report").verdict;
    for tail in [&b"\n"[..], b" ", b"%garbage\n", b"\0"] {
        assert_eq!(verdict(&[&bytes, tail].concat()), Verdict::Altered);
    }
    for cut in [1, 10, 1000, bytes.len() / 2] {
        assert_ne!(verdict(&bytes[..bytes.len() - cut]), Verdict::Authentic);
    }
    assert_eq!(verdict(&[b"x", bytes.as_slice()].concat()), Verdict::Altered);
    assert_eq!(verdict(b""), Verdict::NotIssuedHere);
    assert_eq!(verdict(include_bytes!("../../samples/01-consumer-instalments/agreement.pdf")), Verdict::NotIssuedHere);
}

#[test]
fn without_trust_or_proof_nothing_is_established() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let now = portal.office.now();
    let trust = || Trust::open(&portal.office.keys.trust_note);
    let bundle = log::bundle_of(&portal.office, &portal.issued(&document)).expect("a bundle");
    let verdict = |trust, bundle| verify_elsewhere(&bytes, &ReaderEvidence { trust, bundle, offline: true }, now).verdict;
    assert_eq!(verdict(None, Some(&bundle)), Verdict::CannotEstablish);
    assert_eq!(verdict(trust(), None), Verdict::CannotEstablish);
    assert_eq!(verdict(trust(), Some(b"not a zip")), Verdict::CannotEstablish);
    let other = TestPortal::new();
    let foreign = Trust::open(&other.office.keys.trust_note);
    assert_ne!(verdict(foreign, Some(&bundle)), Verdict::Authentic, "another county's trust says nothing of ours");
}

#[test]
fn an_old_status_is_stale_and_the_verdict_stays() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let bundle = log::bundle_of(&portal.office, &portal.issued(&document)).expect("a bundle");
    let trust = Trust::open(&portal.office.keys.trust_note);
    let later = portal.office.now().plus_seconds(8 * 86_400);
    let report = verify_elsewhere(&bytes, &ReaderEvidence { trust: trust.clone(), bundle: Some(&bundle), offline: true }, later);
    assert_eq!(report.verdict, Verdict::Authentic);
    assert!(report.not_established.contains(&"status"));
    let years = Moment::from_unix(later.unix() + 2 * 366 * 86_400);
    let report = verify_elsewhere(&bytes, &ReaderEvidence { trust, bundle: Some(&bundle), offline: true }, years);
    assert!(report.not_established.contains(&"trust"));
}

#[test]
fn a_compromised_key_counts_by_index_and_never_by_date() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let bundle = log::bundle_of(&portal.office, &portal.issued(&document)).expect("a bundle");
    let index = u64::try_from(portal.issued(&document).log_index.expect("logged")).expect("an index");
    for (last_good, verdict) in [(index, Verdict::Authentic), (index - 1, Verdict::CannotEstablish)] {
        // The next note: another one of the same version would be evidence against its roots.
        let mut trust = portal.office.keys.trust.clone();
        (trust.version, trust.seals[0].last_good) = (2, Some(last_good));
        let report =
            verify_elsewhere(&bytes, &ReaderEvidence { trust: Some(trust), bundle: Some(&bundle), offline: true }, portal.office.now());
        assert_eq!(report.verdict, verdict, "last good {last_good}");
    }
}

#[test]
fn a_bundle_is_stored_and_complete() {
    let portal = TestPortal::new();
    let (document, _) = portal.sealed();
    let bundle = log::bundle_of(&portal.office, &portal.issued(&document)).expect("a bundle");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bundle)).expect("a zip");
    let names: Vec<String> = archive.file_names().filter_map(|n| n.ok().map(|n| n.into_owned())).collect();
    let wanted = ["ruling.pdf", "statement.json", "ruling.tlog-proof", "status.note", "crl.der", "trust.note", "root.pem", "VERIFY.txt"];
    assert_eq!(names, wanted);
    for index in 0..archive.len() {
        let member = archive.by_index(index).expect("a member");
        assert_eq!(member.compression(), zip::CompressionMethod::Stored);
    }
}

#[test]
fn a_name_no_font_can_print_warns_at_filing_and_stops_the_proposal() {
    let portal = TestPortal::new();
    let mut sample = crate::app::Sample::first();
    sample.text = sample.text.replace("周雨桐", "周\u{1f600}桐");
    let taken = portal.hand_in(&sample).expect("filing only warns");
    assert_eq!(taken.findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["PARTY_NAME_GLYPH"]);
    portal.join_all(&sample, &taken.id);
    assert_eq!(portal.stage(&taken.id), "filed", "what cannot be printed yet does not undo the filing");
    let judge = portal.judge.person.clone().expect("a person");
    let version = portal.version(&taken.id);
    acceptance::accept(&portal.office, &portal.clerk, &taken.id, version, &judge).expect("accepted");
    portal.verify(&taken.id);
    let version = portal.version(&taken.id);
    let proposed = approval::propose(&portal.office, &portal.clerk, &taken.id, version, None);
    assert!(matches!(proposed, Err(Error::Refused(ref r)) if r.code() == "CANNOT_PRINT"), "{proposed:?}");
}
