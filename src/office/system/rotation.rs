//! The next trust note: a new seal key, or the same keys for longer. It is made whole in a folder of its own, which is then
//! carried out step by step; whatever stops it, whoever opens the data folder next carries it to its end. The root keys are
//! read here and nowhere else.

use crate::db::system::settings;
use crate::db::{self, DbConnection};
use crate::domain::day::{Day, Moment};
use crate::office::clock::Clock;
use crate::office::system::keys::{self, Keys, SEAL_MONTHS, Secret, TRUST_MONTHS};
use crate::office::{Error, Office, Result};
use crate::seal::certificate::{self, LeafRequest};
use crate::seal::entry::Operation;
use crate::seal::key::{self, kid, names};
use crate::seal::trust::TrustedSealKey;
use crate::seal::{decode64, encode64, sha256_hex};
use der::EncodePem;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The setting that holds the version of the trust note whose entries are in the log; a folder of before has the first.
const TRUST_VERSION: &str = "trust_version";

/// Where the next trust note lies until it has been carried out.
const NEXT: &str = "next";

/// What the next trust note changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoteChange {
    /// Nothing but how long it is good, and the revocation list with it.
    Renewed,
    /// A new seal key takes the place of the one before, which stays good for what it has sealed.
    NewSealKey,
}

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
pub fn publish(office: &Office, roots: &[PathBuf], change: NoteChange) -> Result<PublishedNote> {
    prepare(office, roots, change)?;
    let (places, mut connection) = (Places::of(office), office.connection()?);
    let _lock = places.lock()?;
    finish(&mut connection, &places)?;
    let keys = keys::read(&places.keys, &places.public, &office.config.log_origin())?;
    Ok(PublishedNote { version: keys.trust.version, kid: keys.seal.kid.clone(), until: keys.seal.window.1 })
}

/// The first half of [`publish`]: the next trust note lies ready, and nothing is changed yet.
///
/// # Errors
/// As [`publish`].
pub fn prepare(office: &Office, roots: &[PathBuf], change: NoteChange) -> Result<()> {
    let (places, mut connection) = (Places::of(office), office.connection()?);
    let _lock = places.lock()?;
    // What another run left half done comes first.
    finish(&mut connection, &places)?;
    if !db::ruling::intents::unfinished(&mut connection)?.is_empty() {
        return Err(Error::NotReady("rulings are being sealed: wait until portal serve has finished them, then try again".to_owned()));
    }
    let keys = keys::read(&places.keys, &places.public, &office.config.log_origin())?;
    let next = Next::of(office, &keys, &RootKeys::found(roots, &keys)?, change)?;
    next.lay(&places).map_err(Error::NotReady)
}

/// The root keys at hand: enough of those that sign the trust note, and the one that signs certificates.
struct RootKeys {
    signers: Vec<(String, SigningKey)>,
    certificates: SigningKey,
}

impl RootKeys {
    fn found(folders: &[PathBuf], keys: &Keys) -> Result<Self> {
        let passphrase = keys::passphrase(Secret::Roots)?;
        let read = |name: &str| -> Result<Option<SigningKey>> {
            let path = folders.iter().map(|folder| folder.join(format!("{name}.pem"))).find(|path| path.exists());
            path.map(|path| key::read(&path, passphrase.as_ref())).transpose().map_err(Error::NotReady)
        };
        let foreign = |name: &str| Error::NotReady(format!("{name} is not a root key of this portal: bring the folder that belongs to it"));
        let mut signers = Vec::new();
        for root in &keys.trust.roots {
            let name = root.name.rsplit('/').next().unwrap_or_default();
            if let Some(key) = read(name)? {
                if key.verifying_key().to_bytes() != root.key {
                    return Err(foreign(name));
                }
                signers.push((root.name.clone(), key));
            }
        }
        if signers.len() < keys.trust.threshold {
            let (have, need) = (signers.len(), keys.trust.threshold);
            return Err(Error::NotReady(format!("{have} root keys are at hand and {need} are needed: name their folders with --roots")));
        }
        let certificates = read(names::X509_ROOT)?
            .ok_or_else(|| Error::NotReady(format!("{} is in none of the folders: name its folder with --roots", names::X509_ROOT)))?;
        if certificate::public_key(&keys.seal.root) != Some(certificates.verifying_key().to_bytes()) {
            return Err(foreign(names::X509_ROOT));
        }
        Ok(Self { signers, certificates })
    }
}

/// A new seal key with its certificate.
struct NewSeal {
    key: String,
    certificate: String,
}

/// Everything that changes with a trust note.
struct Next {
    version: u64,
    note: String,
    crl: Vec<u8>,
    entries: Vec<Vec<u8>>,
    seal: Option<NewSeal>,
}

impl Next {
    fn of(office: &Office, keys: &Keys, roots: &RootKeys, change: NoteChange) -> Result<Self> {
        let at = office.now();
        let mut trust = keys.trust.clone();
        trust.version += 1;
        trust.expires = Moment::from_naive(at.day_in_utc().plus_months(TRUST_MONTHS).date().and_time(chrono::NaiveTime::MIN));
        let mut entries = Vec::new();
        let seal = match change {
            NoteChange::Renewed => None,
            NoteChange::NewSealKey => {
                let (seal, listed) = Self::new_seal(office, keys, roots, at)?;
                entries.push(added(&listed, at));
                trust.seals.push(listed);
                Some(seal)
            }
        };
        let signers: Vec<(&str, &SigningKey)> = roots.signers.iter().map(|(name, key)| (name.as_str(), key)).collect();
        let note = trust.sign(&signers);
        let version = i64::try_from(trust.version).unwrap_or(i64::MAX);
        entries.push(Operation::Trust { version, sha256: sha256_hex(note.as_bytes()) }.to_bytes(&at.to_string()));
        let crl = certificate::revocation_list(&roots.certificates, &keys.seal.root, trust.version, at, &[])?;
        Ok(Self { version: trust.version, note, crl, entries, seal })
    }

    fn new_seal(office: &Office, keys: &Keys, roots: &RootKeys, at: Moment) -> Result<(NewSeal, TrustedSealKey)> {
        let key = key::generate()?;
        let court = &office.register().court;
        let (from, until) = (at.day_in_utc(), at.day_in_utc().plus_months(SEAL_MONTHS));
        let request = LeafRequest {
            root: &roots.certificates,
            issuer: &keys.seal.root,
            key: &key,
            court: &court.code,
            court_name: &court.name,
            from: at,
            sign_until: until,
            serial: keys::serial()?,
        };
        let leaf = certificate::leaf(&request)?;
        let pem = key::to_pem(&key, keys::passphrase(Secret::Keys)?.as_ref())?;
        let certificate = leaf.to_pem(der::pem::LineEnding::LF).map_err(|e| format!("a certificate cannot be written: {e}"))?;
        let listed = TrustedSealKey { kid: kid(&key), spki: certificate::spki_der(&key)?, from, until, last_good: None };
        Ok((NewSeal { key: pem.to_string(), certificate }, listed))
    }

    /// Lays it ready: the folder appears whole or not at all.
    fn lay(&self, places: &Places) -> std::result::Result<(), String> {
        let (ready, making) = (places.keys.join(NEXT), places.keys.join(format!("{NEXT}.new")));
        let said = |e: std::io::Error| format!("the next trust note cannot be laid ready: {e}");
        if making.exists() {
            std::fs::remove_dir_all(&making).map_err(said)?;
        }
        crate::files::private_folder(&making).map_err(said)?;
        let entries: Vec<String> = self.entries.iter().map(|entry| encode64(entry)).collect();
        let plan = json!({"version": self.version, "entries": entries}).to_string();
        let mut files: Vec<(&str, &[u8])> = vec![("plan.json", plan.as_bytes()), (NOTE, self.note.as_bytes()), (CRL, &self.crl)];
        if let Some(seal) = &self.seal {
            files.extend([(SEAL_KEY, seal.key.as_bytes()), (SEAL_CERTIFICATE, seal.certificate.as_bytes())]);
        }
        for (name, bytes) in files {
            crate::files::replace_private(&making.join(name), bytes).map_err(said)?;
        }
        std::fs::rename(&making, &ready).map_err(said)
    }
}

const NOTE: &str = "trust.note";
const CRL: &str = "crl.der";
const SEAL_KEY: &str = "seal-key.pem";
const SEAL_CERTIFICATE: &str = "seal.pem";

fn added(listed: &TrustedSealKey, at: Moment) -> Vec<u8> {
    let (kid, spki, nb, na) = (listed.kid.clone(), encode64(&listed.spki), listed.from.to_string(), listed.until.to_string());
    Operation::KeyAdd { kid, role: "seal".to_owned(), spki, nb, na }.to_bytes(&at.to_string())
}

/// The version of the newest trust note whose entries are in the log.
fn logged_version(tx: &mut DbConnection) -> Result<u64> {
    Ok(settings::get(tx, TRUST_VERSION)?.and_then(|v| v.parse().ok()).unwrap_or(1))
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
