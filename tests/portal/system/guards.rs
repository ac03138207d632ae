//! What is kept cannot be taken away unseen: guards of the tables that only grow, the audit of everything beside documents,
//! the guard of the log, and who may enter the folder.

use crate::app::{TestPortal, scratch};
use diesel::connection::SimpleConnection;
use portal::db::guards::APPEND_ONLY;
use portal::domain::security::LinkPurpose;
use portal::office::Error;
use portal::office::proof::{audit, history_marks, log};
use portal::office::system::{backup, setup};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

fn on_sqlite() -> bool {
    std::env::var("PORTAL_TEST_DATABASE").as_deref() != Ok("postgres")
}

fn run(portal: &TestPortal, sql: &str) -> Result<(), diesel::result::Error> {
    portal.pool().get().expect("a connection").batch_execute(sql)
}

fn sentence<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::NotReady(sentence)) => sentence,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

#[test]
fn no_row_of_a_table_that_only_grows_is_changed_removed_or_replaced() {
    let portal = TestPortal::new();
    portal.sealed();
    let mut held = 0;
    for table in APPEND_ONLY {
        let ways = if on_sqlite() {
            vec![
                format!("DELETE FROM {table}"),
                format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"),
                format!("UPDATE {table} SET rowid = rowid"),
            ]
        } else {
            // A row's own key, whatever it is called, is set to what it is.
            let column =
                "(SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' LIMIT 1)".replace("{table}", table);
            vec![
                format!("DELETE FROM {table}"),
                format!("TRUNCATE {table} CASCADE"),
                format!("DO $$ BEGIN EXECUTE format('UPDATE {table} SET %I = %I', {column}, {column}); END $$"),
            ]
        };
        run(&portal, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).expect("copied");
        let empty = run(&portal, &format!("CREATE UNIQUE INDEX one_{table} ON kept_{table} ((1))")).is_ok();
        for way in ways {
            let refused = run(&portal, &way).is_err();
            // Of a table without a row there is nothing to take away.
            assert!(refused || empty, "{way}");
            held += u32::from(refused);
        }
    }
    if on_sqlite() {
        // Under another key, but in the place of a row that is there.
        let elsewhere = "INSERT OR REPLACE INTO security_events (rowid, id, at, kind, times) \
             SELECT rowid, 'ANOTHER', at, kind, times FROM security_events LIMIT 1";
        run(&portal, "INSERT INTO security_events (id, at, kind, times) VALUES ('ONE', '2026-03-25 04:00:00', 'signed_in', 1)")
            .expect("one");
        assert!(run(&portal, elsewhere).is_err());
    }
    assert!(held >= 20, "only {held} ways were refused: the case touches too few tables");
}

#[test]
fn the_audit_names_a_file_that_is_gone_and_a_value_put_in_another_s_place() {
    let portal = TestPortal::new();
    portal.sealed();
    assert_eq!(audit::audit(&portal.office).expect("an audit").faults, Vec::<String>::new());
    for (column, place) in [("phone", "parties.phone"), ("id_number", "parties.id_number")] {
        // Two parties' values, exchanged.
        let kept = format!("CREATE TABLE was_{column} AS SELECT id, {column} AS v FROM parties");
        run(&portal, &kept).expect("kept");
        let exchange = format!(
            "UPDATE parties SET {column} = (SELECT v FROM was_{column} w WHERE w.id <> parties.id AND v <> '' ORDER BY id LIMIT 1)"
        );
        run(&portal, &exchange).expect("exchanged");
        let faults = audit::audit(&portal.office).expect("an audit").faults;
        assert!(!faults.is_empty() && faults.iter().all(|f| f.contains(place)), "{faults:?}");
        run(&portal, &format!("UPDATE parties SET {column} = (SELECT v FROM was_{column} w WHERE w.id = parties.id)")).expect("put back");
    }
    run(&portal, "UPDATE people SET totp_secret = (SELECT totp_secret FROM people WHERE login = 'jiang')").expect("exchanged");
    let faults = audit::audit(&portal.office).expect("an audit").faults;
    assert!(faults.iter().any(|f| f.contains("people.totp")), "a second factor of somebody else: {faults:?}");
}

#[test]
fn the_audit_names_every_file_handed_in_that_is_not_there_or_is_another() {
    let portal = TestPortal::new();
    portal.sealed();
    let pool = portal.pool();
    let files = portal::db::mediation::attachments::handed_in(&mut pool.get().expect("a connection")).expect("files");
    assert!(files.len() > 2);
    let stored = |index: usize| {
        let name = &files[index].1.stored_sha256;
        portal.data.join("files").join(&name[..2]).join(name)
    };
    std::fs::remove_file(stored(0)).expect("removed");
    std::fs::copy(stored(2), stored(1)).expect("exchanged");
    let faults = audit::audit(&portal.office).expect("an audit").faults;
    for (_, file) in &files[..2] {
        assert!(faults.iter().any(|f| f.contains(&file.id)), "{faults:?}");
    }
}

#[test]
fn a_folder_without_its_guard_is_refused_and_told_how_to_have_it_back() {
    let portal = TestPortal::new();
    let (_, bytes) = portal.sealed();
    let guard = portal.data.join("guard/checkpoint");
    let own = std::fs::read_to_string(&guard).expect("the guard");
    std::fs::remove_file(&guard).expect("removed");
    let said = sentence(setup::open(&portal.data));
    assert!(said.contains("portal log guard"), "{said}");
    let assembled = setup::assemble(&portal.data).expect("for the audit");
    assert!(audit::audit(&assembled).expect("an audit").faults.iter().any(|f| f.contains("is missing")));
    assert!(sentence(log::put_guard_back(&assembled, "nonsense")).contains("no checkpoint"));
    let other = TestPortal::new();
    let foreign = std::fs::read_to_string(other.data.join("guard/checkpoint")).expect("another's");
    assert!(sentence(log::put_guard_back(&assembled, &foreign)).contains("no checkpoint"));
    let evidence = portal::office::proof::verification::evidence_here(&assembled, &portal::seal::verify::inspect(&bytes));
    assert!(evidence.is_err() || !guard.exists(), "nothing is signed meanwhile");
    log::put_guard_back(&assembled, &own).expect("from where it was kept");
    assert!(sentence(log::put_guard_back(&assembled, &own)).contains("is there"));
    let reopened = setup::open(&portal.data).expect("it opens");
    assert_eq!(audit::audit(&reopened).expect("an audit").faults, Vec::<String>::new());
}

#[test]
fn a_backup_is_made_while_files_come_and_go() {
    if !on_sqlite() {
        return assert!(sentence(backup::backup(&TestPortal::new().office, &scratch("backup"))).contains("pg_dump"));
    }
    let portal = TestPortal::new();
    portal.sealed();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for stranger in 0..2 {
            let (over, data) = (&over, &portal.data);
            scope.spawn(move || {
                let mut round = 0;
                while !over.load(Ordering::Relaxed) {
                    round += 1;
                    for folder in ["spool", "drawn", "files/zz", "public"] {
                        let folder = data.join(folder);
                        let _ = std::fs::create_dir_all(&folder);
                        let file = folder.join(format!("{stranger}-{round}"));
                        let _ = std::fs::write(&file, b"passing");
                        let _ = std::fs::remove_file(&file);
                    }
                    let _ = std::fs::remove_dir(data.join("files/zz"));
                }
            });
        }
        for round in 0..25 {
            let to = scratch(&format!("busy-{round}"));
            backup::backup(&portal.office, &to).expect("a backup");
            let again = scratch("busy-again");
            backup::restore(&to, &again).expect("whole");
            let _ = (std::fs::remove_dir_all(to), std::fs::remove_dir_all(again));
        }
        over.store(true, Ordering::Relaxed);
    });
}

/// Whatever of a folder others may read, write or enter.
fn open_to_others(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let mode = entry.metadata().expect("a mode").permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            found.push(format!("{} {mode:o}", entry.path().display()));
        }
        if entry.path().is_dir() {
            open_to_others(&entry.path(), found);
        }
    }
}

#[test]
fn a_new_folder_is_its_owner_s_alone_and_keeps_no_address_from_the_environment() {
    let place = scratch("private");
    std::fs::create_dir_all(&place).expect("a place");
    let data = place.join("data");
    let portal = |arguments: &str| {
        let line = format!("umask 000 && exec \"$0\" {arguments} --data \"$1\"");
        let mut command = Command::new("bash");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_portal")]).arg(&data);
        command
    };
    let done = portal("init").env("PORTAL_DATABASE", "sqlite:by-environment.sqlite").output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut found = Vec::new();
    open_to_others(&place, &mut found);
    assert_eq!(found, Vec::<String>::new());
    assert!(data.join("by-environment.sqlite").exists(), "the environment's address is used");
    let text = std::fs::read_to_string(data.join("portal.toml")).expect("the configuration");
    assert!(!text.contains("by-environment"), "and never kept: {text}");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).expect("opened");
    let told = portal("doctor").env("PORTAL_DATABASE", "sqlite:by-environment.sqlite").output().expect("it runs");
    assert!(String::from_utf8_lossy(&told.stdout).contains("chmod 700"), "{}", String::from_utf8_lossy(&told.stdout));
    let _ = std::fs::remove_dir_all(place);
}

#[test]
fn the_audit_names_a_row_of_a_history_that_was_replaced_or_taken_out() {
    let portal = TestPortal::new();
    portal.sealed();
    let [first, second] = portal.admins();
    let judge = portal.judge.person.clone().expect("a person");
    portal.renewed(&[first, second], &judge, LinkPurpose::Reset);
    history_marks::mark(&portal.office).expect("marked");
    assert_eq!(audit::audit(&portal.office).expect("an audit").faults, Vec::<String>::new());
    portal::db::guards::lift(&mut portal.pool().get().expect("a connection")).expect("whoever owns the database can");
    let faults = || audit::audit(&portal.office).expect("an audit").faults;
    for (change, back, told) in [
        ("UPDATE history SET actor_name = '别人' WHERE seq = 3", "UPDATE history SET actor_name = '叶知秋' WHERE seq = 3", "row 3"),
        ("UPDATE administration SET by_person = NULL WHERE ordinal = 1", "SELECT 1", "row 1 of the history of administration"),
    ] {
        run(&portal, change).expect("changed");
        assert!(faults().iter().any(|f| f.contains(told)), "{change}: {:?}", faults());
        run(&portal, back).expect("put back");
    }
    // A mark that is taken away does not make a row one that was just written, nor does one with its row.
    run(&portal, "CREATE TABLE kept_marks AS SELECT * FROM history_marks").expect("kept");
    run(&portal, "DELETE FROM history_marks WHERE seq = 3").expect("taken away");
    assert!(faults().iter().any(|f| f.contains("marks are there")), "{:?}", faults());
    run(&portal, "INSERT INTO history_marks SELECT * FROM kept_marks WHERE seq = 3").expect("put back");
    run(&portal, "DELETE FROM history WHERE seq = 2").expect("taken out");
    run(&portal, "DELETE FROM administration WHERE ordinal = 1").expect("taken out");
    let named = faults();
    assert!(named.iter().any(|f| f.contains("has no row 2")) && named.iter().any(|f| f.contains("row 2") && f.contains("taken out")));
    assert!(named.iter().any(|f| f.contains("the history of administration has no row 1")), "{named:?}");
}
