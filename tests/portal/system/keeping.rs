//! What is kept, stays; what is secret, is not readable; what does not fit is refused at start.

use crate::app::{Sample, TestPortal, init, scratch};
use portal::office::Error;
use portal::office::county::register;
use portal::office::proof::{audit, log};
use portal::office::service::sending;
use portal::office::system::config::Waits;
use portal::office::system::{backup, setup};
use std::path::Path;

fn sentence<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::NotReady(sentence)) => sentence,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

fn on_sqlite() -> bool {
    std::env::var("PORTAL_TEST_DATABASE").as_deref() != Ok("postgres")
}

fn every_file(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        if entry.path().is_dir() {
            found.extend(every_file(&entry.path()));
        } else {
            found.push(std::fs::read(entry.path()).expect("a file"));
        }
    }
    found
}

#[test]
fn no_identifier_telephone_or_account_lies_readable_in_the_data_folder() {
    let portal = TestPortal::new();
    portal.sealed();
    let secrets = ["330499199003071228", "19900000011", "6230990000000000018", "春晖路18号", "长而不常见的密码"];
    for bytes in every_file(&portal.data) {
        for secret in secrets {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret} is readable");
        }
    }
}

#[test]
fn a_backup_restores_into_an_empty_place_only_and_is_whole() {
    if !on_sqlite() {
        let portal = TestPortal::new();
        let to = scratch("backup");
        assert!(sentence(backup::backup(&portal.office, &to)).contains("pg_dump"));
        return;
    }
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let (to, again) = (scratch("backup"), scratch("restored"));
    backup::backup(&portal.office, &to).expect("a backup");
    assert!(sentence(backup::restore(&to, &portal.data)).contains("not empty"));
    backup::restore(&to, &again).expect("restored");
    let office = setup::open(&again).expect("it opens");
    assert!(audit::audit(&office).expect("an audit").faults.is_empty());
    let issued = portal.issued(&document);
    assert!(log::document_bytes(&office, &issued).expect("bytes") == bytes);
    let config = to.join("portal.toml");
    std::fs::write(&config, "host = \"elsewhere\"\n").expect("changed");
    assert!(sentence(backup::restore(&to, &scratch("third"))).contains("portal.toml"), "a changed backup restores nothing");
    for folder in [to, again] {
        let _ = std::fs::remove_dir_all(folder);
    }
}

#[test]
fn a_folder_works_after_being_copied_elsewhere() {
    if !on_sqlite() {
        return; // On PostgreSQL the database does not lie in the folder: nothing to claim.
    }
    let portal = TestPortal::new();
    portal.sealed();
    let elsewhere = scratch("copied");
    let copied = std::process::Command::new("cp").arg("-a").arg(&portal.data).arg(&elsewhere).status().expect("cp runs");
    assert!(copied.success());
    let office = setup::open(&elsewhere).expect("it opens");
    assert!(audit::audit(&office).expect("an audit").faults.is_empty());
    let _ = std::fs::remove_dir_all(elsewhere);
}

#[test]
fn an_older_database_under_a_newer_checkpoint_is_refused_at_start() {
    let portal = TestPortal::new();
    portal.sealed();
    let guard = portal.data.join("guard/checkpoint");
    let newer = std::fs::read(&guard).expect("the guard");
    // The same keys with a database that holds less: a restored backup.
    use diesel::connection::SimpleConnection;
    let pool = portal.pool();
    pool.get().expect("c").batch_execute("UPDATE log_head SET size = 4").expect("rolled back");
    assert!(sentence(setup::open(&portal.data)).contains("older than the log"));
    pool.get().expect("c").batch_execute("UPDATE log_head SET size = 5").expect("restored");
    setup::open(&portal.data).expect("the newer one opens");
    let tile = "UPDATE log_tiles SET hashes = (SELECT note FROM checkpoints LIMIT 1)";
    pool.get().expect("c").batch_execute(tile).expect("damaged");
    assert!(!sentence(setup::open(&portal.data)).is_empty(), "a damaged tile is named");
    assert_eq!(std::fs::read(&guard).expect("the guard"), newer);
}

#[test]
fn keys_that_do_not_fit_are_refused_at_start() {
    let (portal, other) = (TestPortal::new(), TestPortal::new());
    let copy = |name: &str| std::fs::copy(other.data.join(name), portal.data.join(name)).expect("copied");
    let keep = |name: &str| std::fs::read(portal.data.join(name)).expect("a file");
    for name in ["keys/seal.pem", "keys/log.pem", "keys/data.key", "public/trust.note", "public/root.pem", "keys/status.pem"] {
        let own = keep(name);
        copy(name);
        let said = sentence(setup::open(&portal.data));
        assert!(!said.is_empty() && !said.contains("panicked"), "{name}: {said}");
        std::fs::write(portal.data.join(name), &own).expect("put back");
    }
    for name in ["keys/seal.pem", "keys/data.key", "public/trust.note", "portal.toml"] {
        let own = keep(name);
        std::fs::write(portal.data.join(name), b"\xff\xfenonsense").expect("damaged");
        assert!(!sentence(setup::open(&portal.data)).is_empty(), "{name}");
        std::fs::write(portal.data.join(name), &own).expect("put back");
    }
    setup::open(&portal.data).expect("with its own keys it opens");
}

#[test]
fn a_missing_font_is_said_at_start_with_what_to_install() {
    let portal = TestPortal::new();
    let path = portal.data.join("portal.toml");
    let text = std::fs::read_to_string(&path).expect("the configuration");
    std::fs::write(&path, format!("{text}\n[fonts]\nfamilies = [\"No Such Song\"]\n")).expect("changed");
    assert!(sentence(setup::open(&portal.data)).contains("fonts-noto-cjk"));
    std::fs::write(&path, format!("{text}\nsurprise = 1\n")).expect("changed");
    assert!(sentence(setup::open(&portal.data)).contains("surprise"), "an unknown key is named");
}

#[test]
fn a_folder_is_made_once() {
    let data = scratch("once");
    init(&data);
    let again = setup::Init {
        register: register::RegisterFiles::built_in(),
        host: "test.court.example",
        database: "sqlite:portal.sqlite",
        waits: Waits::NONE,
        roots: Vec::new(),
    };
    assert!(sentence(setup::init(&data, &again)).contains("already"));
    let _ = std::fs::remove_dir_all(data);
}

#[test]
fn a_document_whose_bytes_changed_is_noticed() {
    let portal = TestPortal::new();
    let (document, _) = portal.sealed();
    let stored = portal.issued(&document).stored_sha256;
    let path = portal.data.join("files").join(&stored[..2]).join(&stored);
    let mut bytes = std::fs::read(&path).expect("the stored bytes");
    bytes[100] ^= 1;
    std::fs::write(&path, bytes).expect("changed");
    let faults = audit::audit(&portal.office).expect("an audit").faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("has changed"));
}

/// Counts what goes out.
struct Counter(std::sync::Mutex<Vec<String>>);

impl portal::post::Sender for Counter {
    fn send(&self, channel: &str, _address: &str, text: &str) -> Result<portal::post::Handed, String> {
        self.0.lock().map_err(|e| e.to_string())?.push(format!("{channel} {text}"));
        Ok(portal::post::Handed::Delivered)
    }
}

#[test]
fn letters_go_out_once_and_name_nobody_in_full() {
    let portal = TestPortal::new();
    portal.accepted();
    let counter = Counter(std::sync::Mutex::default());
    assert_eq!(sending::send(&portal.office, &counter).expect("sent"), 6, "two of asking, two of filing, two of acceptance");
    assert_eq!(sending::send(&portal.office, &counter).expect("sent"), 0);
    let sent = counter.0.lock().expect("the letters");
    assert!(sent.iter().all(|l| !l.contains("周雨桐") && l.contains("12368")), "{sent:?}");
}

#[test]
fn each_of_the_samples_is_taken_in_on_its_day() {
    let portal = TestPortal::new();
    for sample in Sample::all() {
        let on = std::fs::read_to_string(sample.folder.join("on")).expect("on");
        portal.office.clock.set_today(portal::domain::day::Day::parse(on.trim()).expect("a day"));
        assert_eq!(portal.hand_in(&sample).expect("taken in").stage.name(), "joining", "{}", sample.folder.display());
    }
}
