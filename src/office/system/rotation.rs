//! The next trust note is made whole in a folder of its own, which is then carried out step by step; whatever stops it, whoever
//! opens the data folder next carries it to its end.

use crate::db::system::settings;
use crate::db::{self, DbConnection};
use crate::domain::administration::AdminAct;
use crate::domain::day::Day;
use crate::office::clock::Clock;
use crate::office::people::administration::{Deed, tell};
use crate::office::proof::log::{self, TRUST_VERSION, logged_version};
use crate::office::system::keys::{self, Keys};
pub use crate::office::system::trust_change::NoteChange;
use crate::office::system::trust_change::{LOG_KEY, NextNote, RootKeys, SEAL_CERTIFICATE, SEAL_KEY, STATUS_KEY};
use crate::office::{Error, Office, Result};
use crate::seal::key::names;
use crate::seal::{decode64, encode64};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the next trust note lies until it has been carried out.
const NEXT: &str = "next";

/// What was published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishedNote {
    /// Version of the trust note.
    pub version: u64,
    /// The seal key in use.
    pub kid: String,
    /// Its last day.
    pub until: Day,
}

/// The newest trust note the history of administration has told of.
const TOLD_VERSION: &str = "trust_told";

/// Tells the history of a trust note, once: of one that somebody else carried to its end as well.
fn tell_once(office: &Office, what: &str, version: u64) -> Result<()> {
    office.write(|tx| {
        let told = settings::get(tx, TOLD_VERSION)?.and_then(|v| v.parse::<u64>().ok()).unwrap_or(1);
        if told >= version {
            return Ok(());
        }
        settings::set(tx, TOLD_VERSION, &version.to_string())?;
        tell(office, tx, None, AdminAct::Keys, &Deed { subject: &format!("{what} {version}"), ..Deed::default() })
    })
}

/// Tells of a trust note that a stop kept from being told.
///
/// # Errors
/// [`Error`] of the database.
pub fn catch_up(office: &Office) -> Result<()> {
    tell_once(office, "carried out", office.keys.trust.version)
}

/// The folders a change happens in.
struct Places {
    keys: PathBuf,
    public: PathBuf,
}

impl Places {
    fn of(office: &Office) -> Self {
        Self { keys: office.config.keys_dir(&office.data), public: office.data.join("public") }
    }

    fn lock(&self) -> Result<std::fs::File> {
        crate::files::lock(&self.keys.join("lock")).map_err(|e| Error::NotReady(format!("the keys' lock cannot be taken: {e}")))
    }
}

/// Makes the next trust note with the root keys in these folders, and carries it out. A portal that is serving takes it over
/// within seconds.
///
/// # Errors
/// A sentence: too few root keys, one that is damaged or another court's, rulings that are being sealed. Nothing has changed.
pub fn publish(office: &Office, roots: &[PathBuf], change: &NoteChange) -> Result<PublishedNote> {
    // Whatever the next note says of a log key, the guard is signed by the one in use.
    log::checkpoint(&Office { keys: Arc::new(read(office)?), ..office.clone() })?;
    prepare(office, roots, change)?;
    let (places, mut connection) = (Places::of(office), office.connection()?);
    let _lock = places.lock()?;
    // Nobody signs a checkpoint while the keys change: what is signed after it is signed by the new ones.
    let guard = log::guard_lock(office)?;
    finish(&mut connection, &places)?;
    drop((connection, guard));
    let keys = Arc::new(read(office)?);
    let published = PublishedNote { version: keys.trust.version, kid: keys.seal.kid.clone(), until: keys.seal.window.1 };
    // The guard is signed by the key in use: one before it may be believed no longer.
    log::checkpoint(&Office { keys, ..office.clone() })?;
    tell_once(office, change.name(), published.version)?;
    Ok(published)
}

/// The keys as they lie in the folder.
fn read(office: &Office) -> Result<Keys> {
    let places = Places::of(office);
    Ok(keys::read(&places.keys, &places.public, &office.config.log_origin())?)
}

/// The first half of [`publish`]: the next trust note lies ready, and nothing is changed yet.
///
/// # Errors
/// As [`publish`].
pub fn prepare(office: &Office, roots: &[PathBuf], change: &NoteChange) -> Result<()> {
    let (places, mut connection) = (Places::of(office), office.connection()?);
    let _lock = places.lock()?;
    // What another run left half done comes first.
    finish(&mut connection, &places)?;
    if !db::ruling::intents::unfinished(&mut connection)?.is_empty() {
        return Err(Error::NotReady("rulings are being sealed: wait until portal serve has finished them, then try again".to_owned()));
    }
    let keys = keys::read(&places.keys, &places.public, &office.config.log_origin())?;
    let next = NextNote::of(office, &mut connection, &keys, &RootKeys::found(roots, &keys)?, change)?;
    lay(&next, &places).map_err(Error::NotReady)
}

const NOTE: &str = "trust.note";
const CRL: &str = "crl.der";

/// Lays a trust note ready: its folder appears whole or not at all.
fn lay(next: &NextNote, places: &Places) -> std::result::Result<(), String> {
    let (ready, making) = (places.keys.join(NEXT), places.keys.join(format!("{NEXT}.new")));
    let said = |e: std::io::Error| format!("the next trust note cannot be laid ready: {e}");
    if making.exists() {
        std::fs::remove_dir_all(&making).map_err(said)?;
    }
    crate::files::private_folder(&making).map_err(said)?;
    let entries: Vec<String> = next.entries.iter().map(|entry| encode64(entry)).collect();
    let plan = json!({"version": next.version, "entries": entries}).to_string();
    let fixed: [(&str, &[u8]); 3] = [("plan.json", plan.as_bytes()), (NOTE, next.note.as_bytes()), (CRL, &next.crl)];
    let made = next.files.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, bytes) in fixed.into_iter().chain(made) {
        crate::files::replace_private(&making.join(name), bytes).map_err(said)?;
    }
    std::fs::rename(&making, &ready).map_err(said)?;
    // What was laid ready is there after a loss of power as well.
    std::fs::File::open(&places.keys).and_then(|folder| folder.sync_all()).map_err(said)
}

/// Carries out the trust note that lies ready, if one does: first the log, then the key, then what is published. Each step may
/// be done twice. One that is older than what is logged was left by a folder put back, and is cleared away.
fn finish(connection: &mut DbConnection, places: &Places) -> Result<()> {
    let ready = places.keys.join(NEXT);
    if !ready.exists() {
        return Ok(());
    }
    let said = |e: std::io::Error| Error::NotReady(format!("the next trust note cannot be carried out: {e}"));
    let damaged = || Error::NotReady(format!("{} is damaged: remove it, nothing of it has been published", ready.display()));
    let plan: Value = serde_json::from_str(&crate::files::read_text(&ready.join("plan.json")).map_err(said)?).map_err(|_| damaged())?;
    let version = plan["version"].as_u64().ok_or_else(damaged)?;
    let entries = plan["entries"].as_array().ok_or_else(damaged)?.iter();
    let entries: Vec<Vec<u8>> = entries.map(|e| e.as_str().and_then(decode64)).collect::<Option<_>>().ok_or_else(damaged)?;
    let newer = connection.write(|tx| -> Result<bool> {
        let logged = logged_version(tx)?;
        if logged >= version {
            return Ok(logged > version);
        }
        let at = Clock::default().now().naive();
        for entry in &entries {
            db::proof::log::append(tx, entry, at)?;
        }
        settings::set(tx, TRUST_VERSION, &version.to_string())?;
        Ok(false)
    })?;
    let moves = [
        (SEAL_KEY, places.keys.join(format!("{}.pem", names::SEAL))),
        (LOG_KEY, places.keys.join(format!("{}.pem", names::LOG))),
        (STATUS_KEY, places.keys.join(format!("{}.pem", names::STATUS))),
        (SEAL_CERTIFICATE, places.public.join("seal.pem")),
        (CRL, places.public.join("crl.der")),
        (NOTE, places.public.join("trust.note")),
    ];
    for (name, to) in moves {
        let from = ready.join(name);
        if !newer && from.exists() {
            crate::files::replace_private(&to, &crate::files::read_bytes(&from).map_err(said)?).map_err(said)?;
        }
    }
    // It goes at once, as it came: half of it would be a plan that cannot be read.
    let done = places.keys.join(format!("{NEXT}.new"));
    if done.exists() {
        std::fs::remove_dir_all(&done).map_err(said)?;
    }
    std::fs::rename(&ready, &done).map_err(said)?;
    std::fs::remove_dir_all(&done).map_err(said)
}

/// The keys of a folder: a trust note that lies ready is carried out first.
///
/// # Errors
/// A sentence.
pub(super) fn opened(connection: &mut DbConnection, keys_dir: &Path, public: &Path, origin: &str) -> Result<Keys> {
    let places = Places { keys: keys_dir.to_owned(), public: public.to_owned() };
    if places.keys.join(NEXT).exists() {
        let _lock = places.lock()?;
        finish(connection, &places)?;
    }
    let read = || keys::read(keys_dir, public, origin);
    let keys = match read() {
        // Another process may be carrying one out right now: its lock tells when it is done.
        Err(sentence) => match places.lock() {
            Ok(_lock) => read()?,
            Err(_) => return Err(sentence.into()),
        },
        Ok(keys) => keys,
    };
    let logged = logged_version(connection)?;
    if logged > keys.trust.version {
        return Err(Error::NotReady(format!(
            "trust note {logged} is in the log, and the keys folder holds {}: restore the newer keys and public folders",
            keys.trust.version
        )));
    }
    Ok(keys)
}

/// Takes over a trust note that somebody has published since: sealing, verification and pages go on with it.
///
/// # Errors
/// A sentence when the keys do not fit.
pub fn refresh(office: &Office) -> Result<()> {
    let mut connection = office.connection()?;
    if logged_version(&mut connection)? <= office.keys.trust.version {
        return Ok(());
    }
    let places = Places::of(office);
    let keys = opened(&mut connection, &places.keys, &places.public, &office.config.log_origin())?;
    let mut newest = office.newest_keys.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    *newest = Arc::new(keys);
    Ok(())
}
