//! Keys that live for years: a new seal key, a renewed trust note; interrupted, twice at once, with the wrong roots, under a
//! portal that goes on serving; and every ruling of every year verifies.

use crate::app::{TestPortal, scratch};
use crate::http::Server;
use portal::domain::report::Verdict;
use portal::office::proof::verification::{ReaderEvidence, verify_elsewhere, verify_here};
use portal::office::proof::{audit, log};
use portal::office::ruling::sealing;
use portal::office::system::rotation::{self, NoteChange, PublishedNote};
use portal::office::system::{roots, setup};
use portal::office::{Error, Office};
use portal::seal::trust::Trust;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const YEAR: i64 = 366 * 24 * 3600;

fn folders(portal: &TestPortal) -> Vec<PathBuf> {
    vec![roots::beside(&portal.data)]
}

fn rotated(portal: &TestPortal, office: &Office) -> PublishedNote {
    rotation::publish(office, &folders(portal), NoteChange::NewSealKey).expect("published")
}

fn sentence<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::NotReady(sentence)) => sentence,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

/// How many entries the log holds.
fn entries(portal: &TestPortal) -> u64 {
    portal::db::proof::log::size(&mut portal.pool().get().expect("a connection")).expect("a size")
}

/// Approves and seals a draft with the keys an office has now.
fn seal(portal: &TestPortal, office: &Office, external_ref: &str) -> (String, Vec<u8>) {
    let (id, draft) = portal.proposed_as(external_ref);
    portal.forget_codes();
    let code = portal::office::people::credentials::code_at(&portal.judge_secret, office.now().unix());
    portal::office::ruling::approval::approve(office, &portal.judge, &id, portal.version(&id), &draft, &code).expect("approved");
    let document = sealing::seal(office, &id).expect("sealed");
    (document.clone(), portal.bytes(&document))
}

#[test]
fn a_new_seal_key_seals_on_and_what_the_one_before_sealed_verifies_on() {
    let portal = TestPortal::new();
    let anchor = Trust::open(&portal.office.keys.trust_note).expect("the first note");
    let (_, before) = portal.sealed();
    let had = entries(&portal);
    let published = rotated(&portal, &portal.office);
    assert_eq!((published.version, entries(&portal)), (2, had + 2), "the key and the note are logged");
    assert_ne!(published.kid, portal.office.keys.seal.kid);
    let office = portal.reopened();
    let (document, after) = seal(&portal, &office, "ODR-330499-2026-000102");
    for bytes in [&before, &after] {
        assert_eq!(verify_here(&office, bytes).expect("a report").verdict, Verdict::Authentic);
    }
    // A reader with the first note is led to the second by what the bundle brings.
    let bundle = log::bundle_of(&office, &portal.issued(&document)).expect("a bundle");
    let sources = ReaderEvidence { trust: Some(anchor), bundle: Some(&bundle), offline: true };
    assert_eq!(verify_elsewhere(&after, &sources, office.now()).verdict, Verdict::Authentic);
    assert_eq!(audit::audit(&office).expect("an audit").faults, Vec::<String>::new());
}

#[test]
fn a_rotation_that_was_stopped_is_carried_to_its_end_by_whoever_opens_the_folder_next() {
    let steps: [&[(&str, &str)]; 4] = [
        &[],
        &[("seal-key.pem", "keys/seal.pem")],
        &[("seal-key.pem", "keys/seal.pem"), ("seal.pem", "public/seal.pem"), ("crl.der", "public/crl.der")],
        &[
            ("seal-key.pem", "keys/seal.pem"),
            ("seal.pem", "public/seal.pem"),
            ("crl.der", "public/crl.der"),
            ("trust.note", "public/trust.note"),
        ],
    ];
    for done in steps {
        let portal = TestPortal::new();
        let had = entries(&portal);
        rotation::prepare(&portal.office, &folders(&portal), NoteChange::NewSealKey).expect("laid ready");
        assert_eq!(entries(&portal), had, "nothing is changed yet");
        for (from, to) in done {
            std::fs::copy(portal.data.join("keys/next").join(from), portal.data.join(to)).expect("copied");
        }
        let office = portal.reopened();
        assert_eq!((office.keys.trust.version, entries(&portal)), (2, had + 2), "{done:?}");
        assert!(!portal.data.join("keys/next").exists());
        assert_eq!(portal.reopened().keys.seal.kid, office.keys.seal.kid);
        seal(&portal, &office, "ODR-330499-2026-000102");
        assert_eq!(audit::audit(&office).expect("an audit").faults, Vec::<String>::new(), "{done:?}");
    }
}

#[test]
fn a_trust_note_that_was_logged_and_not_cleared_away_is_not_logged_again() {
    let portal = TestPortal::new();
    rotation::prepare(&portal.office, &folders(&portal), NoteChange::Renewed).expect("laid ready");
    let (next, kept) = (portal.data.join("keys/next"), scratch("next"));
    copy_folder(&next, &kept);
    drop(portal.reopened());
    let had = entries(&portal);
    copy_folder(&kept, &next);
    assert_eq!((portal.reopened().keys.trust.version, entries(&portal)), (2, had));
    // A plan older than what is logged is cleared away and changes nothing.
    let newest = rotated(&portal, &portal.reopened());
    copy_folder(&kept, &next);
    let office = portal.reopened();
    assert_eq!((office.keys.trust.version, &office.keys.seal.kid), (3, &newest.kid));
    assert!(!next.exists());
    // Half of a folder that never became whole is nothing.
    std::fs::create_dir_all(portal.data.join("keys/next.new")).expect("half done");
    assert_eq!(rotation::publish(&portal.reopened(), &folders(&portal), NoteChange::Renewed).expect("published").version, 4);
    let _ = std::fs::remove_dir_all(kept);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").filter_map(Result::ok) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

#[test]
fn keys_older_than_the_log_are_refused_at_start() {
    let portal = TestPortal::new();
    let kept = scratch("older");
    for folder in ["keys", "public"] {
        copy_folder(&portal.data.join(folder), &kept.join(folder));
    }
    rotated(&portal, &portal.office);
    for folder in ["keys", "public"] {
        copy_folder(&kept.join(folder), &portal.data.join(folder));
    }
    assert!(sentence(setup::open(&portal.data)).contains("restore the newer keys"));
    let _ = std::fs::remove_dir_all(kept);
}

#[test]
fn root_keys_that_are_missing_wrong_or_another_court_s_change_nothing() {
    let (portal, other) = (TestPortal::new(), TestPortal::new());
    let (own, place) = (roots::beside(&portal.data), scratch("roots"));
    std::fs::create_dir_all(&place).expect("a place");
    let had = (entries(&portal), std::fs::read(portal.data.join("public/trust.note")).expect("the note"));
    let with = |names: &[&str], from: &Path| {
        let folder = place.join(names.join("-"));
        std::fs::create_dir_all(&folder).expect("a folder");
        names.iter().for_each(|name| drop(std::fs::copy(from.join(format!("{name}.pem")), folder.join(format!("{name}.pem")))));
        folder
    };
    let refused = |folders: &[PathBuf]| sentence(rotation::publish(&portal.office, folders, NoteChange::NewSealKey));
    assert!(refused(&[]).contains("0 root keys are at hand and 2 are needed"));
    assert!(refused(&[with(&["root-a", "x509-root"], &own)]).contains("1 root keys are at hand"));
    assert!(refused(&[with(&["root-a", "root-b"], &own)]).contains("x509-root is in none of the folders"));
    assert!(refused(&[roots::beside(&other.data)]).contains("is not a root key of this portal"));
    let mixed = [with(&["root-b", "root-c"], &own), with(&["x509-root"], &roots::beside(&other.data))];
    assert!(refused(&mixed).contains("x509-root is not a root key of this portal"));
    let damaged = with(&["root-a", "root-c", "x509-root"], &own);
    std::fs::write(damaged.join("root-c.pem"), b"nonsense").expect("damaged");
    assert!(refused(&[damaged]).contains("is not an Ed25519 key"));
    let now = (entries(&portal), std::fs::read(portal.data.join("public/trust.note")).expect("the note"));
    assert_eq!(now, had);
    assert!(!portal.data.join("keys/next").exists());
    // Any threshold of them is enough, wherever each lies.
    let spread = [with(&["root-c"], &own), with(&["root-a"], &own), with(&["x509-root"], &own)];
    assert_eq!(rotation::publish(&portal.office, &spread, NoteChange::Renewed).expect("published").version, 2);
    let _ = std::fs::remove_dir_all(place);
}

#[test]
fn two_rotations_at_once_are_two_notes_one_after_the_other() {
    let portal = TestPortal::new();
    let had = entries(&portal);
    let (one, other) = std::thread::scope(|scope| {
        let rotate = || rotated(&portal, &portal.office);
        let (one, other) = (scope.spawn(rotate), scope.spawn(rotate));
        (one.join().expect("no panic"), other.join().expect("no panic"))
    });
    assert_eq!(one.version.max(other.version), 3, "{one:?} {other:?}");
    let office = portal.reopened();
    assert_eq!((office.keys.trust.version, office.keys.trust.seals.len(), entries(&portal)), (3, 3, had + 4));
    assert_eq!(audit::audit(&office).expect("an audit").faults, Vec::<String>::new());
}

#[test]
fn a_portal_that_serves_takes_a_new_key_over_without_a_stop() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    let note = || String::from_utf8_lossy(&server.get("/trust.note").body).into_owned();
    assert!(note().contains("\nversion 1\n"));
    rotated(&portal, &portal.office);
    let deadline = Instant::now() + Duration::from_secs(20);
    while !note().contains("\nversion 2\n") {
        assert!(Instant::now() < deadline, "{}", note());
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(server.get("/readyz").status, 200);
}

#[test]
fn renewing_lengthens_what_had_ended_and_changes_no_key() {
    let portal = TestPortal::new();
    let (_, bytes) = portal.sealed();
    let office = setup::open(&portal.data).expect("it opens");
    office.clock.jump(2 * YEAR);
    office.clock.believe();
    let stale = verify_here(&office, &bytes).expect("a report");
    assert!(["trust", "certificate"].iter().all(|fact| stale.not_established.contains(fact)), "{:?}", stale.not_established);
    let published = rotation::publish(&office, &folders(&portal), NoteChange::Renewed).expect("published");
    assert_eq!((published.version, &published.kid), (2, &office.keys.seal.kid));
    rotation::refresh(&office).expect("taken over");
    let office = office.current();
    let fresh = verify_here(&office, &bytes).expect("a report");
    assert_eq!(fresh.verdict, Verdict::Authentic);
    assert!(["trust", "certificate"].iter().all(|fact| !fresh.not_established.contains(fact)), "{:?}", fresh.not_established);
}

#[test]
fn ten_years_of_keys_and_every_ruling_of_every_year_verifies() {
    let portal = TestPortal::new();
    let anchor = Trust::open(&portal.office.keys.trust_note).expect("the first note");
    let mut office = portal.reopened();
    let mut rulings = Vec::new();
    let mut notes = vec![office.keys.trust_note.clone()];
    for year in 0..10 {
        if year > 0 {
            office.clock.jump(YEAR);
            office.clock.believe();
            rotated(&portal, &office);
            rotation::refresh(&office).expect("taken over");
            office = office.current();
            notes.push(office.keys.trust_note.clone());
        }
        rulings.push(seal(&portal, &office, &format!("ODR-330499-2026-0001{year:02}")));
    }
    assert_eq!(office.keys.trust.version, 10);
    for (document, bytes) in &rulings {
        assert_eq!(verify_here(&office, bytes).expect("a report").verdict, Verdict::Authentic);
        let bundle = log::bundle_of(&office, &portal.issued(document)).expect("a bundle");
        for trust in [Some(anchor.clone()), notes.last().and_then(|note| Trust::open(note))] {
            let report = verify_elsewhere(bytes, &ReaderEvidence { trust, bundle: Some(&bundle), offline: true }, office.now());
            assert_eq!(report.verdict, Verdict::Authentic, "{:?}", report.facts);
        }
    }
    assert_eq!(audit::audit(&office).expect("an audit").faults, Vec::<String>::new());
}
