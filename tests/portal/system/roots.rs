//! The root keys lie apart: made apart, moved out of old folders, in no backup, and read by nothing that serves.

use crate::app::{TestPortal, scratch};
use portal::office::Error;
use portal::office::county::register::RegisterFiles;
use portal::office::proof::audit;
use portal::office::system::config::Waits;
use portal::office::system::{backup, roots, setup};
use std::path::{Path, PathBuf};

fn on_sqlite() -> bool {
    std::env::var("PORTAL_TEST_DATABASE").as_deref() != Ok("postgres")
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

fn made(data: &Path, folders: Vec<PathBuf>) -> Result<[String; 2], Error> {
    let init = setup::Init {
        register: RegisterFiles::built_in(),
        host: "test.court.example",
        database: "sqlite:portal.sqlite",
        waits: Waits::NONE,
        roots: folders,
    };
    setup::init(data, &init)
}

fn sentence<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::NotReady(sentence)) => sentence,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

fn root_keys(office: &portal::office::Office) -> Result<String, String> {
    audit::doctor(office).expect("looked at").into_iter().find(|s| s.what == "root keys").expect("told").state
}

#[test]
fn root_keys_are_made_apart_and_spread_over_the_folders_named() {
    let place = scratch("spread");
    let (data, one, other) = (place.join("data"), place.join("one"), place.join("other"));
    made(&data, vec![one.clone(), other.clone()]).expect("made");
    assert_eq!(files(&one), ["root-a.pem", "root-c.pem", "x509-root.pem"]);
    assert_eq!(files(&other), ["root-b.pem"]);
    assert_eq!(files(&data.join("keys")), ["data.key", "log.pem", "seal.pem", "status.pem"]);
    // Nothing that serves reads them.
    for folder in [&one, &other] {
        std::fs::remove_dir_all(folder).expect("taken away");
    }
    assert!(root_keys(&setup::open(&data).expect("it opens")).is_ok());
    let _ = std::fs::remove_dir_all(place);
}

#[test]
fn a_root_key_is_never_overwritten_nor_made_in_the_data_folder() {
    let place = scratch("never");
    let (first, second, shared) = (place.join("first"), place.join("second"), place.join("shared"));
    made(&first, vec![shared.clone()]).expect("made");
    let kept = std::fs::read(shared.join("root-b.pem")).expect("a key");
    assert!(sentence(made(&second, vec![shared.clone()])).contains("never overwritten"));
    assert_eq!(std::fs::read(shared.join("root-b.pem")).expect("a key"), kept);
    for inside in [second.clone(), second.join("keys"), second.join("deep/er")] {
        assert!(sentence(made(&second, vec![inside])).contains("lies in the data folder"));
    }
    assert!(!second.exists(), "nothing is made where something is refused");
    let _ = std::fs::remove_dir_all(place);
}

/// A folder as it was made before: the root keys beside the others.
fn former(portal: &TestPortal) -> PathBuf {
    let (apart, keys) = (roots::beside(&portal.data), portal.data.join("keys"));
    for name in roots::FILES {
        std::fs::rename(apart.join(format!("{name}.pem")), keys.join(format!("{name}.pem"))).expect("moved");
    }
    keys
}

#[test]
fn the_root_keys_of_an_old_folder_are_moved_out_and_it_goes_on() {
    let portal = TestPortal::new();
    let keys = former(&portal);
    let office = portal.reopened();
    assert!(root_keys(&office).expect_err("told").contains("portal keys roots --to"));
    let to = scratch("moved");
    assert!(roots::move_out(&keys, &portal.data, &portal.data.join("roots")).expect_err("refused").contains("lies in the data folder"));
    let again = portal.data.join("keys/../keys");
    assert!(roots::move_out(&keys, &scratch("elsewhere"), &again).expect_err("refused").contains("the folder the root keys lie in"));
    std::os::unix::fs::symlink(&portal.data, to.with_extension("link")).expect("a link");
    let linked = to.with_extension("link").join("not-yet/roots");
    assert!(roots::move_out(&keys, &portal.data, &linked).expect_err("refused").contains("lies in the data folder"));
    assert_eq!(roots::misplaced(&keys).len(), 4, "none is lost");
    std::fs::remove_file(to.with_extension("link")).expect("removed");
    // One was moved by a run that was stopped, another key lies where one would go.
    std::fs::create_dir_all(&to).expect("a folder");
    std::fs::copy(keys.join("root-a.pem"), to.join("root-a.pem")).expect("half done");
    std::fs::write(to.join("root-c.pem"), b"another key").expect("in the way");
    assert!(roots::move_out(&keys, &portal.data, &to).expect_err("refused").contains("another key"));
    assert_eq!(roots::misplaced(&keys).len(), 4, "nothing was moved");
    std::fs::remove_file(to.join("root-c.pem")).expect("out of the way");
    assert_eq!(roots::move_out(&keys, &portal.data, &to), Ok(4));
    assert_eq!(files(&to), ["root-a.pem", "root-b.pem", "root-c.pem", "x509-root.pem"]);
    assert!(roots::move_out(&keys, &portal.data, &to).expect_err("refused").contains("no root key"));
    let office = portal.reopened();
    assert!(root_keys(&office).is_ok());
    assert_eq!(portal::seal::verify::inspect(&portal.sealed().1).ids.len(), 1, "it seals as before");
    let _ = std::fs::remove_dir_all(to);
}

#[test]
fn no_backup_holds_a_root_key_not_even_of_an_old_folder() {
    if !on_sqlite() {
        return assert!(sentence(backup::backup(&TestPortal::new().office, &scratch("backup"))).contains("pg_dump"));
    }
    let portal = TestPortal::new();
    former(&portal);
    let (to, again) = (scratch("backup"), scratch("restored"));
    backup::backup(&portal.office, &to).expect("a backup");
    assert_eq!(files(&to.join("keys")), ["data.key", "log.pem", "seal.pem", "status.pem"]);
    backup::restore(&to, &again).expect("it restores without");
    let _ = (std::fs::remove_dir_all(to), std::fs::remove_dir_all(again));
}

#[test]
fn key_files_are_of_the_version_other_programs_read() {
    let portal = TestPortal::new();
    for path in [portal.data.join("keys/seal.pem"), roots::beside(&portal.data).join("root-a.pem")] {
        let pem = std::fs::read_to_string(&path).expect("a key");
        let (_, der) = pkcs8::SecretDocument::from_pem(&pem).expect("PEM");
        let info = pkcs8::PrivateKeyInfoRef::try_from(der.as_bytes()).expect("PKCS#8");
        assert!(info.public_key.is_none(), "version 1 has no public key (RFC 5958 §2)");
    }
}

#[test]
fn a_folder_under_the_one_passphrase_of_before_opens_and_each_secret_may_have_its_own() {
    let place = scratch("passphrases");
    std::fs::create_dir_all(&place).expect("a place");
    let file = |name: &str| {
        let path = place.join(name);
        std::fs::write(&path, format!("a passphrase of {name}\n")).expect("written");
        path
    };
    let (one, keys, data, of_roots) = (file("one"), file("keys"), file("data"), file("roots"));
    let run = |folder: &str, arguments: &[&str], variables: &[(&str, &PathBuf)]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_portal"));
        command.envs(variables.iter().copied());
        command
            .env_remove("PORTAL_DATABASE")
            .args(arguments)
            .arg("--data")
            .arg(place.join(folder))
            .output()
            .expect("it runs")
            .status
            .success()
    };
    let (keys_is, data_is, roots_is) = ("PORTAL_KEYS_PASSPHRASE_FILE", "PORTAL_DATA_PASSPHRASE_FILE", "PORTAL_ROOTS_PASSPHRASE_FILE");
    let former = [("PORTAL_PASSPHRASE_FILE", &one)];
    assert!(run("former", &["init"], &former));
    assert!(run("former", &["keys", "show"], &former));
    assert!(run("former", &["keys", "show"], &[(keys_is, &one), (data_is, &one)]), "each under its own name");
    assert!(!run("former", &["keys", "show"], &[(keys_is, &one)]), "the data key is not opened without its own");
    let own = [(keys_is, &keys), (data_is, &data), (roots_is, &of_roots)];
    assert!(run("own", &["init"], &own));
    assert!(run("own", &["keys", "show"], &own[..2]), "nothing that serves asks for the roots' passphrase");
    for wrong in [&own[..1], &own[1..2], &[(keys_is, &data), (data_is, &keys)][..]] {
        assert!(!run("own", &["keys", "show"], wrong));
    }
    let data_key = || std::fs::read_to_string(place.join("own/keys/data.key")).expect("the data key");
    assert!(data_key().starts_with("portal/data-key/1\nargon2id "), "wrapped, not mixed");
    let wrapped = data_key();
    let under = keys.to_str().expect("a path").to_owned();
    assert!(run("own", &["keys", "rewrap", "--passphrase", &under], &own[1..2]));
    assert_ne!(data_key(), wrapped);
    assert!(!run("own", &["keys", "show"], &own[..2]), "the former passphrase opens it no longer");
    assert!(run("own", &["keys", "show"], &[(keys_is, &keys), (data_is, &keys)]));
    // A bare key is wrapped as it is, whatever passphrase is set beside it; a wrong one wraps nothing.
    assert!(run("bare", &["init"], &[]));
    assert!(run("bare", &["keys", "rewrap"], &[(data_is, &data)]));
    assert!(run("bare", &["keys", "show"], &[(data_is, &data)]));
    assert!(!run("bare", &["keys", "rewrap"], &[(data_is, &keys)]));
    assert!(run("bare", &["keys", "show"], &[(data_is, &data)]), "nothing was changed");
    let pem = std::fs::read_to_string(place.join("own.roots/root-a.pem")).expect("a root key");
    assert!(pem.contains("ENCRYPTED"));
    let _ = std::fs::remove_dir_all(place);
}
