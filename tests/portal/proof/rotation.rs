//! Keys that live for years: a new seal key, a renewed trust note; interrupted, twice at once, with the wrong roots, under a
//! portal that goes on serving; and every ruling of every year verifies.

use crate::app::{TestPortal, scratch};
use crate::http::Server;
use portal::domain::actor::Role;
use portal::domain::refusal::Refusal;
use portal::domain::report::Verdict;
use portal::office::people::contact::{self, Contact};
use portal::office::proof::verification::{ReaderEvidence, verify_elsewhere, verify_here};
use portal::office::proof::{audit, log};
use portal::office::ruling::sealing;
use portal::office::system::keys::{self, Keys};
use portal::office::system::rotation::{self, NoteChange, PublishedNote};
use portal::office::system::{reminders, roots, setup};
use portal::office::{Error, Office};
use portal::seal::trust::Trust;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const YEAR: i64 = 366 * 24 * 3600;

fn folders(portal: &TestPortal) -> Vec<PathBuf> {
    vec![roots::beside(&portal.data)]
}

fn rotated(portal: &TestPortal, office: &Office) -> PublishedNote {
    rotation::publish(office, &folders(portal), &NoteChange::NewSealKey).expect("published")
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
        rotation::prepare(&portal.office, &folders(&portal), &NoteChange::NewSealKey).expect("laid ready");
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
    rotation::prepare(&portal.office, &folders(&portal), &NoteChange::Renewed).expect("laid ready");
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
    assert_eq!(rotation::publish(&portal.reopened(), &folders(&portal), &NoteChange::Renewed).expect("published").version, 4);
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
    let refused = |folders: &[PathBuf]| sentence(rotation::publish(&portal.office, folders, &NoteChange::NewSealKey));
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
    assert_eq!(rotation::publish(&portal.office, &spread, &NoteChange::Renewed).expect("published").version, 2);
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
    let published = rotation::publish(&office, &folders(&portal), &NoteChange::Renewed).expect("published");
    assert_eq!((published.version, &published.kid), (2, &office.keys.seal.kid));
    rotation::refresh(&office).expect("taken over");
    let office = office.current();
    let fresh = verify_here(&office, &bytes).expect("a report");
    assert_eq!(fresh.verdict, Verdict::Authentic);
    assert!(["trust", "certificate"].iter().all(|fact| !fresh.not_established.contains(fact)), "{:?}", fresh.not_established);
}

#[test]
fn ten_years_of_keys_and_every_ruling_of_every_year_verifies_as_it_should() {
    let portal = TestPortal::new();
    let anchor = Trust::open(&portal.office.keys.trust_note).expect("the first note");
    let mut office = portal.reopened();
    let (mut rulings, mut forged) = (Vec::new(), None);
    let mut notes = vec![office.keys.trust_note.clone()];
    for year in 0..10 {
        if year > 0 {
            office.clock.jump(YEAR);
            office.clock.believe();
            let changes = [NoteChange::NewSealKey, NoteChange::NewLogKey, NoteChange::NewStatusKey];
            // The seal every year, the other two in turn.
            for change in [&changes[0], &changes[1 + year % 2]] {
                publish(&portal, &mut office, change);
                notes.push(office.keys.trust_note.clone());
            }
        }
        rulings.push(seal(&portal, &office, &format!("ODR-330499-2026-0001{year:02}")));
        if year == 3 {
            // A root is lost: any two of the three are enough.
            std::fs::remove_file(roots::beside(&portal.data).join("root-c.pem")).expect("lost");
        }
        if year == 5 {
            let last_good = entries(&portal) - 1;
            forged = Some(seal(&portal, &office, "ODR-330499-2026-000199"));
            let kid = office.keys.seal.kid.clone();
            publish(&portal, &mut office, &NoteChange::Compromised { kid, last_good });
            notes.push(office.keys.trust_note.clone());
        }
    }
    let newest = notes.last().and_then(|note| Trust::open(note));
    let verdicts = |document: &str, bytes: &[u8]| {
        let bundle = log::bundle_of(&office, &portal.issued(document)).expect("a bundle");
        let offline = |trust| {
            let sources = ReaderEvidence { trust, bundle: Some(&bundle), offline: true };
            verify_elsewhere(bytes, &sources, office.now()).verdict
        };
        [verify_here(&office, bytes).expect("a report").verdict, offline(Some(anchor.clone())), offline(newest.clone())]
    };
    for (document, bytes) in &rulings {
        assert_eq!(verdicts(document, bytes), [Verdict::Authentic; 3], "{document}");
    }
    let (document, bytes) = forged.expect("sealed with a key in other hands");
    assert_eq!(verdicts(&document, &bytes), [Verdict::CannotEstablish; 3]);
    let faults = audit::audit(&office).expect("an audit").faults;
    assert!(faults.len() == 1 && faults[0].contains(&document) && faults[0].contains("issue it anew"), "{faults:?}");
    let again = portal.reopened();
    assert_eq!(again.keys.trust.version, office.keys.trust.version);
}

/// Publishes a change, and goes on with the keys it leaves.
fn publish(portal: &TestPortal, office: &mut Office, change: &NoteChange) {
    rotation::publish(office, &folders(portal), change).unwrap_or_else(|error| panic!("{change:?}: {error:?}"));
    rotation::refresh(office).expect("taken over");
    *office = office.current();
}

fn offline(office: &Office, bytes: &[u8], bundle: &[u8]) -> Verdict {
    let trust = Trust::open(&office.keys.trust_note);
    verify_elsewhere(bytes, &ReaderEvidence { trust, bundle: Some(bundle), offline: true }, office.now()).verdict
}

#[test]
fn new_keys_of_log_and_status_sign_on_and_the_ones_before_count_for_what_they_signed() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let mut office = portal.reopened();
    let before = log::bundle_of(&office, &portal.issued(&document)).expect("a bundle");
    let former = portal.data.join("keys/former-log.pem");
    std::fs::copy(portal.data.join("keys/log.pem"), &former).expect("copied");
    let former_kid = portal::seal::key::kid(&office.keys.log);
    let in_use = NoteChange::Retired { kid: former_kid.clone() };
    assert!(sentence(rotation::publish(&office, &folders(&portal), &in_use)).contains("put a new one in its place first"));
    publish(&portal, &mut office, &NoteChange::NewLogKey);
    publish(&portal, &mut office, &NoteChange::NewStatusKey);
    let after = log::bundle_of(&office, &portal.issued(&document)).expect("a bundle");
    assert_ne!(before, after);
    for bundle in [&before, &after] {
        assert_eq!(offline(&office, &bytes, bundle), Verdict::Authentic, "a note of before is heard, a new one as well");
    }
    publish(&portal, &mut office, &NoteChange::Retired { kid: former_kid.clone() });
    let twice = rotation::publish(&office, &folders(&portal), &NoteChange::Retired { kid: former_kid });
    assert!(sentence(twice).contains("is in the trust note"));
    assert_eq!(offline(&office, &bytes, &before), Verdict::CannotEstablish, "whoever has the key can sign any log of any size");
    let anew = log::bundle_of(&office, &portal.issued(&document)).expect("a bundle");
    assert_eq!(offline(&office, &bytes, &anew), Verdict::Authentic, "the same entry under the key in use");
    // What it signs from now on does not, though every hash in it is right.
    let key = portal::seal::key::read(&former, None).expect("the former key");
    let forged = with_keys(&office, Arc::new(with_log_key(&office, key)));
    let (guard, signed) = (portal.data.join("guard/checkpoint"), portal.data.join("guard/kept"));
    std::fs::copy(&guard, &signed).expect("kept");
    let (later, later_bytes) = seal(&portal, &forged, "ODR-330499-2026-000102");
    let bundle = log::bundle_of(&forged, &portal.issued(&later)).expect("a bundle");
    assert_eq!(offline(&office, &later_bytes, &bundle), Verdict::CannotEstablish);
    std::fs::remove_file(former).expect("removed");
    assert!(sentence(setup::open(&portal.data)).contains("not signed by this folder's log key"), "nor does the folder believe it");
    std::fs::rename(signed, guard).expect("put back");
    seal(&portal, &office, "ODR-330499-2026-000103");
    let again = portal.reopened();
    assert_eq!(audit::audit(&again).expect("an audit").faults, Vec::<String>::new());
    assert_eq!(verify_here(&again, &later_bytes).expect("a report").verdict, Verdict::Authentic);
}

/// An office as it would be with other keys.
fn with_keys(office: &Office, keys: Arc<Keys>) -> Office {
    let mut other = office.clone();
    other.keys = keys;
    other
}

/// The keys of an office, but for what signs its checkpoints.
fn with_log_key(office: &Office, log: portal::seal::key::SigningKey) -> Keys {
    let read = keys::read(&office.config.keys_dir(&office.data), &office.data.join("public"), &office.config.log_origin());
    Keys { log, ..read.expect("the keys") }
}

#[test]
fn a_log_key_in_other_hands_counts_for_nothing_and_every_ruling_is_proved_anew() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let mut office = portal.reopened();
    let before = log::bundle_of(&office, &portal.issued(&document)).expect("a bundle");
    let kid = portal::seal::key::kid(&office.keys.log);
    publish(&portal, &mut office, &NoteChange::NewLogKey);
    publish(&portal, &mut office, &NoteChange::Compromised { kid, last_good: 3 });
    assert_eq!(offline(&office, &bytes, &before), Verdict::CannotEstablish, "whoever has the key can sign any log");
    let after = log::bundle_of(&office, &portal.issued(&document)).expect("a bundle");
    assert_eq!(offline(&office, &bytes, &after), Verdict::Authentic);
    assert_eq!(audit::audit(&portal.reopened()).expect("an audit").faults, Vec::<String>::new());
}

#[test]
fn a_seal_key_in_other_hands_is_named_in_every_list_from_then_on() {
    let portal = TestPortal::new();
    let (_, good) = portal.sealed();
    let mut office = portal.reopened();
    let last_good = entries(&portal) - 1;
    let (_, bad) = seal(&portal, &office, "ODR-330499-2026-000102");
    let kid = office.keys.seal.kid.clone();
    let compromised = |last_good| NoteChange::Compromised { kid: kid.clone(), last_good };
    assert!(sentence(rotation::publish(&office, &folders(&portal), &compromised(10_000))).contains("below that"));
    let unknown = NoteChange::Compromised { kid: "0000000000000000".to_owned(), last_good };
    assert!(sentence(rotation::publish(&office, &folders(&portal), &unknown)).contains("no key 0000000000000000"));
    publish(&portal, &mut office, &compromised(last_good));
    assert!(sentence(rotation::publish(&office, &folders(&portal), &compromised(last_good))).contains("called compromised before"));
    let (id, draft) = portal.proposed_as("ODR-330499-2026-000103");
    portal.forget_codes();
    let approved = portal::office::ruling::approval::approve(&office, &portal.judge, &id, portal.version(&id), &draft, &portal.code(0));
    assert!(matches!(approved, Err(Error::Refused(Refusal::SealKeyCompromised))), "refused at approval: {approved:?}");
    for change in [NoteChange::NewSealKey, NoteChange::Renewed] {
        publish(&portal, &mut office, &change);
        assert_eq!(portal::seal::certificate::revoked_in(&office.keys.crl).len(), 1, "{change:?} forgets none");
        assert_eq!(verify_here(&office, &good).expect("a report").verdict, Verdict::Authentic);
        assert_eq!(verify_here(&office, &bad).expect("a report").verdict, Verdict::CannotEstablish);
    }
    let (_, fresh) = seal(&portal, &office, "ODR-330499-2026-000104");
    assert_eq!(verify_here(&office, &fresh).expect("a report").verdict, Verdict::Authentic);
}

#[test]
fn a_retired_seal_key_counts_up_to_its_last_entry() {
    let portal = TestPortal::new();
    let (_, bytes) = portal.sealed();
    let mut office = portal.reopened();
    let (former, kid) = (Arc::clone(&office.keys), office.keys.seal.kid.clone());
    publish(&portal, &mut office, &NoteChange::NewSealKey);
    publish(&portal, &mut office, &NoteChange::Retired { kid });
    assert_eq!(verify_here(&office, &bytes).expect("a report").verdict, Verdict::Authentic);
    // A process that has not taken the new keys over yet: what it seals is in the log, and it signs no checkpoint.
    let behind = with_keys(&office, former);
    let (case, draft) = portal.proposed_as("ODR-330499-2026-000102");
    portal.forget_codes();
    let seen = portal.version(&case);
    portal::office::ruling::approval::approve(&behind, &portal.judge, &case, seen, &draft, &portal.code(0)).expect("approved");
    assert!(matches!(sealing::seal(&behind, &case), Err(Error::Busy(_))));
    let pool = portal.pool();
    let documents = portal::db::ruling::documents::of_case(&mut pool.get().expect("a connection"), &case).expect("documents");
    let sealed = documents.iter().find(|document| document.log_index.is_some()).expect("the sealed one");
    let late = portal.bytes(&sealed.id);
    let report = verify_here(&office, &late).expect("a report");
    assert_eq!(report.verdict, Verdict::CannotEstablish);
    assert!(report.facts.iter().any(|f| f.why == "fact-key-retired"), "{:?}", report.facts);
}

#[test]
fn administrators_are_told_ninety_thirty_and_seven_days_before_an_end_once_each() {
    let portal = TestPortal::new();
    let admin = portal.add(Role::Admin, "fan", "范守一", None);
    let id = admin.0.person.clone().expect("a person");
    contact::change(&portal.office, &id, &Contact::read("19900001452", "").expect("sound"), &portal.fresh(&admin)).expect("kept");
    let told = |kind: &str| {
        let letters = portal::office::service::sending::recent(&portal.office, 50).expect("letters");
        letters.iter().filter(|letter| letter.to == "19900001452" && letter.text.contains(kind)).count()
    };
    let ends = portal.office.now().day_in_utc().days_until(portal.office.keys.seal.window.1);
    let mut seen = Vec::new();
    for left in [91, 90, 89, 31, 30, 8, 7, 6] {
        let office = portal.reopened();
        office.clock.jump((ends - left) * 86_400);
        office.clock.believe();
        reminders::remind(&office).expect("told");
        reminders::remind(&office).expect("once");
        seen.push(told("到期"));
    }
    // Seal key, trust note and revocation list end together in a new folder.
    assert_eq!(seen, [0, 3, 3, 3, 6, 6, 9, 9]);
    let november = portal.reopened();
    november.clock.set_today(portal::domain::day::Day::parse("2027-11-02").expect("a day"));
    reminders::remind(&november).expect("told");
    reminders::remind(&november).expect("once");
    assert_eq!(told("放假调休表"), 1, "a year without a table is told as well");
}
