//! Backup and restore of a data folder: a manifest with the digest of every file, and into an empty place only.

use crate::db::DatabaseAddress;
use crate::office::intake::application;
use crate::office::proof::log;
use crate::office::system::config::Config;
use crate::office::system::{roots, setup};
use crate::office::{Error, Office, Result};
use crate::seal::sha256_hex;
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};

const MANIFEST: &str = "manifest.json";

fn said(what: &str, path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::NotReady(format!("{what} {}: {error}", path.display()))
}

fn must_be_empty(path: &Path) -> Result<()> {
    match std::fs::read_dir(path) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(Error::NotReady(format!("{} is not empty: choose a new place", path.display()))),
            None => Ok(()),
        },
        Err(_) => crate::files::private_folder(path).map_err(|e| said("cannot make", path, &e)),
    }
}

/// What comes and goes while the portal works, or is made anew from the rest: no backup holds it.
const PASSING: [&str; 3] = [setup::SPOOL, setup::DRAWN, "guard"];

/// Every file below a folder that a backup holds, relative to it, in order. What goes while it is looked for is passed over.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(part) = waiting.pop() {
        let here = folder.join(&part);
        for entry in there(std::fs::read_dir(&here)).map_err(|e| said("cannot read", &here, &e))?.into_iter().flatten() {
            let entry = entry.map_err(|e| said("cannot read", &here, &e))?;
            let path = part.join(entry.file_name());
            let Some(kind) = there(entry.file_type()).map_err(|e| said("cannot read", &here, &e))? else { continue };
            let passing = PASSING.iter().any(|name| path.starts_with(name)) || path.extension().is_some_and(|e| e == "new");
            match (passing, kind.is_dir()) {
                (true, _) => {}
                (false, true) => waiting.push(path),
                (false, false) => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Something of the file system, or nothing where it has gone.
fn there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

/// Copies a file; gives its digest, or nothing where it has gone.
fn copy(from: &Path, to: &Path) -> Result<Option<String>> {
    let Some(bytes) = there(crate::files::read_bytes(from)).map_err(|e| said("cannot read", from, &e))? else { return Ok(None) };
    if let Some(parent) = to.parent() {
        crate::files::private_folder(parent).map_err(|e| said("cannot make", parent, &e))?;
    }
    crate::files::replace_private(to, &bytes).map_err(|e| said("cannot write", to, &e))?;
    Ok(Some(sha256_hex(&bytes)))
}

/// Copies the whole state into an empty folder: database (as one consistent copy), files, keys, configuration.
/// Gives the number of files.
///
/// # Errors
/// A sentence. A PostgreSQL database is left to its own tools.
pub fn backup(office: &Office, to: &Path) -> Result<usize> {
    must_be_empty(to)?;
    let DatabaseAddress::Sqlite(database) = office.config.address(&office.data)? else {
        return Err(Error::NotReady("a PostgreSQL database is backed up with pg_dump; see README, Backup".to_owned()));
    };
    let Ok(name) = Path::new(&database).strip_prefix(&office.data).map(Path::to_path_buf) else {
        return Err(Error::NotReady(format!("{database} lies outside the data folder: back it up with that place's own tools")));
    };
    if office.config.keys.dir.is_some() {
        return Err(Error::NotReady(
            "keys.dir lies outside the data folder: back keys and data up with that place's own tools, see README".to_owned(),
        ));
    }
    // While it is made no new key comes in: the copy's log must tell of every key in it.
    let _keys = crate::files::lock(&office.data.join("keys").join("lock")).map_err(|e| said("cannot lock", &office.data, &e))?;
    // The copy's newest checkpoint must be over all it holds: it becomes the copy's guard.
    log::checkpoint(office)?;
    // The database goes first: files that come after it are rubbish, files that are missing would be a loss.
    let copied = to.join(&name);
    if let Some(parent) = copied.parent() {
        crate::files::private_folder(parent).map_err(|e| said("cannot make", parent, &e))?;
    }
    office.connection()?.copy_to(&copied.display().to_string())?;
    let mut manifest = Vec::new();
    for path in files_below(&office.data)? {
        // Whoever finds a backup must not be able to say whom to believe.
        let root = roots::FILES.iter().any(|root| path == Path::new("keys").join(format!("{root}.pem")));
        if root || path == Path::new("keys").join("lock") {
            continue;
        }
        // The database was copied as one: with what it keeps beside itself (-wal, -shm) it would be another.
        if path.display().to_string().starts_with(&name.display().to_string()) {
            continue;
        }
        if let Some(digest) = copy(&office.data.join(&path), &to.join(&path))? {
            manifest.push(entry(&path, &digest));
        }
    }
    let note = guard_of(&copied)?;
    let bytes = crate::files::read_bytes(&copied).map_err(|e| said("cannot read", &copied, &e))?;
    manifest.push(entry(&name, &sha256_hex(&bytes)));
    let guard = Path::new("guard").join("checkpoint");
    crate::files::private_folder(&to.join("guard")).map_err(|e| said("cannot make", to, &e))?;
    crate::files::replace_private(&to.join(&guard), note.as_bytes()).map_err(|e| said("cannot write", &guard, &e))?;
    manifest.push(entry(&guard, &sha256_hex(note.as_bytes())));
    let count = manifest.len();
    let text = json!({"schema": "portal/backup/1", "made_at": office.now().to_string(), "files": manifest}).to_string();
    crate::files::replace_private(&to.join(MANIFEST), text.as_bytes()).map_err(|e| said("cannot write", to, &e))?;
    Ok(count)
}

/// The newest checkpoint in a copied database: what came after the copy is not in it.
fn guard_of(copied: &Path) -> Result<String> {
    let pool = crate::db::open(&DatabaseAddress::Sqlite(copied.display().to_string()), 1)?;
    let mut connection = pool.get().map_err(|e| Error::NotReady(e.to_string()))?;
    let newest = crate::db::proof::log::newest_checkpoint(&mut connection)?;
    newest.map(|(_, note)| note).ok_or_else(|| Error::NotReady("the database holds no checkpoint".to_owned()))
}

fn entry(path: &Path, sha256: &str) -> Value {
    json!({"path": path.display().to_string(), "sha256": sha256})
}

/// Restores a backup into an empty folder. Nothing is used before every file has its digest.
///
/// # Errors
/// A sentence naming the file that is missing or has changed.
pub fn restore(from: &Path, data: &Path) -> Result<usize> {
    let path = from.join(MANIFEST);
    let text = crate::files::read_text(&path).map_err(|e| said("not a backup: cannot read", &path, &e))?;
    let manifest: Value = serde_json::from_str(&text).map_err(|e| said("not a backup:", &path, &e))?;
    let list = manifest["files"].as_array().filter(|_| manifest["schema"] == "portal/backup/1");
    let list = list.ok_or_else(|| Error::NotReady(format!("{} is not a manifest of this program", path.display())))?;
    let mut files = Vec::new();
    for item in list {
        let (Some(name), Some(digest)) = (item["path"].as_str(), item["sha256"].as_str()) else {
            return Err(Error::NotReady(format!("{} is damaged", path.display())));
        };
        if !application::inside(name) {
            return Err(Error::NotReady(format!("{} names a path outside the folder", path.display())));
        }
        let bytes = crate::files::read_bytes(&from.join(name)).map_err(|e| said("cannot read", &from.join(name), &e))?;
        if sha256_hex(&bytes) != digest {
            return Err(Error::NotReady(format!("{name} in the backup has changed since it was made: nothing was restored")));
        }
        files.push(name.to_owned());
    }
    must_be_empty(data)?;
    for name in &files {
        let there = copy(&from.join(name), &data.join(name))?;
        there.ok_or_else(|| Error::NotReady(format!("{name} has gone from the backup while it was restored")))?;
    }
    Config::read(data)?;
    setup::open(data)?;
    Ok(files.len())
}
