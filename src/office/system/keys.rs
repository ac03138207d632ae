//! The office's keys: read at start, refused when they do not fit the data.

use crate::domain::day::Moment;
use crate::office::system::roots;
use crate::seal::certificate::{self, Certificate, LeafRequest, RevocationList};
use crate::seal::entry::Operation;
use crate::seal::key::{self, Passphrase, kid, names};
use crate::seal::note::Vkey;
use crate::seal::sealing::SealKey;
use crate::seal::trust::{self, Trust, TrustedLogKey};
use crate::seal::{encode64, sha256_hex};
use der::{Decode, DecodePem, Encode, EncodePem};
use ed25519_dalek::SigningKey;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// How long a fresh seal key may sign, in months.
pub(super) const SEAL_MONTHS: u32 = 12;

/// How long a trust note is fresh, in months.
pub(super) const TRUST_MONTHS: u32 = 12;

/// Everything an office signs with, and what it publishes.
pub struct Keys {
    /// The court's seal.
    pub seal: SealKey,
    /// Checkpoints.
    pub log: SigningKey,
    /// Status notes.
    pub status: SigningKey,
    /// The trust note as published.
    pub trust_note: String,
    /// The same, opened.
    pub trust: Trust,
    /// Revocation list, DER.
    pub crl: Vec<u8>,
    /// The X.509 root, PEM.
    pub root_pem: String,
}

/// What a passphrase protects: each has its own, so that none opens what another does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Secret {
    /// The keys the portal signs with.
    Keys,
    /// The data key.
    Data,
    /// The root keys.
    Roots,
}

impl Secret {
    const fn variable(self) -> &'static str {
        match self {
            Self::Keys => "PORTAL_KEYS_PASSPHRASE_FILE",
            Self::Data => "PORTAL_DATA_PASSPHRASE_FILE",
            Self::Roots => "PORTAL_ROOTS_PASSPHRASE_FILE",
        }
    }
}

/// Names the file with the one passphrase of before, where none of the others is set.
const FORMER_VARIABLE: &str = "PORTAL_PASSPHRASE_FILE";

/// A passphrase, from the file its variable names.
///
/// # Errors
/// A sentence when the file cannot be read.
pub fn passphrase(of: Secret) -> Result<Option<Passphrase>, String> {
    let named = [of.variable(), FORMER_VARIABLE].into_iter().find_map(|name| Some((name, std::env::var(name).ok()?)));
    let Some((name, path)) = named else { return Ok(None) };
    let text = crate::files::read_text(Path::new(&path)).map_err(|e| format!("{name} cannot be read: {e}"))?;
    Ok(Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())))
}

/// Makes all keys, certificates, the revocation list and the first trust note; gives the log's first entries.
///
/// # Errors
/// A sentence when something cannot be made or written.
pub fn make(folders: &KeyFolders<'_>, who: &KeyOwner<'_>, at: Moment) -> Result<Vec<Vec<u8>>, String> {
    let (own, of_roots) = (passphrase(Secret::Keys)?, passphrase(Secret::Roots)?);
    let written = |path: &Path, passphrase: Option<&Passphrase>| -> Result<SigningKey, String> {
        let key = key::generate()?;
        save(path, key::to_pem(&key, passphrase)?.as_bytes(), Secrecy::Private)?;
        Ok(key)
    };
    let fresh = |name: &str| written(&folders.own.join(format!("{name}.pem")), own.as_ref());
    let root_key = |name: &str| written(&roots::place(name, folders.roots), of_roots.as_ref());
    let roots = names::ROOTS.iter().map(|name| root_key(name)).collect::<Result<Vec<_>, _>>()?;
    let x509_root = root_key(names::X509_ROOT)?;
    let (seal, log, status) = (fresh(names::SEAL)?, fresh(names::LOG)?, fresh(names::STATUS)?);

    let root = certificate::root(&x509_root, who.host, at, serial()?)?;
    let until = at.day_in_utc().plus_months(SEAL_MONTHS);
    let request = LeafRequest {
        root: &x509_root,
        issuer: &root,
        key: &seal,
        court: who.court,
        court_name: who.court_name,
        host: who.host,
        from: at,
        sign_until: until,
        serial: serial()?,
    };
    let leaf = certificate::leaf(&request)?;
    let crl = certificate::revocation_list(&x509_root, &root, &RevocationList { number: 1, at, revoked: &[] })?;

    let name = |role: &str| format!("{}/{role}", who.host);
    let log_origin = name("log");
    let status_origin = name("status/1");
    let spki = certificate::spki_der(&seal)?;
    let trust = Trust {
        origin: name("trust/v1"),
        version: 1,
        expires: Moment::from_naive(at.day_in_utc().plus_months(TRUST_MONTHS).date().and_time(chrono::NaiveTime::MIN)),
        threshold: 2,
        roots: roots.iter().zip(names::ROOTS).map(|(key, role)| Vkey::of(&name(role), key)).collect(),
        x509_root: sha256_hex(&root.to_der().map_err(|e| e.to_string())?),
        logs: vec![TrustedLogKey { key: Vkey::of(&log_origin, &log), from: 0 }],
        seals: vec![trust::TrustedSealKey {
            kid: kid(&seal),
            spki: spki.clone(),
            from: at.day_in_utc(),
            until,
            last_good: None,
            retired: None,
        }],
        statuses: vec![Vkey::of(&status_origin, &status)],
    };
    let note = trust.sign(&[(&name(names::ROOTS[0]), &roots[0]), (&name(names::ROOTS[1]), &roots[1])]);
    publish(folders.public, &root, &leaf, &crl, &note)?;
    Ok(first_entries(&[("seal", &seal), ("log", &log), ("status", &status)], &note, at, until))
}

/// Where keys are made.
pub struct KeyFolders<'a> {
    /// For what the portal signs with.
    pub own: &'a Path,
    /// For what is published.
    pub public: &'a Path,
    /// For the root keys.
    pub roots: &'a [PathBuf],
}

/// A serial number for a certificate.
pub(super) fn serial() -> Result<[u8; 16], String> {
    let mut serial = [0; 16];
    getrandom::fill(&mut serial).map_err(|e| format!("the system gives no random numbers: {e}"))?;
    Ok(serial)
}

/// Whose keys they are.
pub struct KeyOwner<'a> {
    /// Host.
    pub host: &'a str,
    /// Court code.
    pub court: &'a str,
    /// Court name.
    pub court_name: &'a str,
}

#[derive(Clone, Copy)]
enum Secrecy {
    Public,
    Private,
}

fn save(path: &Path, bytes: &[u8], secrecy: Secrecy) -> Result<(), String> {
    let done = match secrecy {
        Secrecy::Public => crate::files::replace(path, bytes),
        Secrecy::Private => crate::files::replace_private(path, bytes),
    };
    done.map_err(|e| format!("cannot write {}: {e}", path.display()))
}

fn publish(public: &Path, root: &Certificate, leaf: &Certificate, crl: &[u8], note: &str) -> Result<(), String> {
    let pem = |c: &Certificate| c.to_pem(der::pem::LineEnding::LF).map_err(|e| format!("a certificate cannot be written: {e}"));
    save(&public.join("root.pem"), pem(root)?.as_bytes(), Secrecy::Public)?;
    save(&public.join("seal.pem"), pem(leaf)?.as_bytes(), Secrecy::Public)?;
    save(&public.join("crl.der"), crl, Secrecy::Public)?;
    save(&public.join("trust.note"), note.as_bytes(), Secrecy::Public)
}

fn first_entries(keys: &[(&str, &SigningKey)], note: &str, at: Moment, until: crate::domain::day::Day) -> Vec<Vec<u8>> {
    let t = at.to_string();
    let mut entries: Vec<Vec<u8>> = keys
        .iter()
        .map(|(role, key)| {
            let spki = certificate::spki_der(key).map(|der| encode64(&der)).unwrap_or_default();
            let (nb, na) = (at.day_in_utc().to_string(), until.to_string());
            Operation::KeyAdd { kid: kid(key), role: (*role).to_owned(), spki, nb, na }.to_bytes(&t)
        })
        .collect();
    entries.push(Operation::Trust { version: 1, sha256: sha256_hex(note.as_bytes()) }.to_bytes(&t));
    entries
}

/// Reads the keys of a folder and holds them against each other.
///
/// # Errors
/// A sentence naming what is missing or does not fit.
pub fn read(dir: &Path, public: &Path, origin: &str) -> Result<Keys, String> {
    let passphrase = passphrase(Secret::Keys)?;
    let private = |name: &str| key::read(&dir.join(format!("{name}.pem")), passphrase.as_ref());
    let text = |name: &str| {
        let path = public.join(name);
        crate::files::read_text(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))
    };
    let certificate = |name: &str| Certificate::from_pem(text(name)?).map_err(|_| format!("{name} is not a certificate"));
    let (seal, log, status) = (private(names::SEAL)?, private(names::LOG)?, private(names::STATUS)?);
    let (root, leaf) = (certificate("root.pem")?, certificate("seal.pem")?);
    let trust_note = text("trust.note")?;
    let trust = Trust::open(&trust_note).ok_or("trust.note is not signed by enough of its roots")?;
    let crl = crate::files::read_bytes(&public.join("crl.der")).map_err(|e| format!("cannot read crl.der: {e}"))?;
    let kid = kid(&seal);
    let fits = certificate::public_key(&leaf) == Some(seal.verifying_key().to_bytes())
        && certificate::chains(&root, &leaf)
        && trust.seal(&kid).is_some()
        && trust.x509_root == sha256_hex(&root.to_der().map_err(|e| e.to_string())?)
        && trust.logs.iter().any(|listed| listed.key == Vkey::of(origin, &log))
        && trust.statuses.last().is_some_and(|key| key.key == status.verifying_key().to_bytes());
    if !fits {
        return Err("the keys do not fit the certificates and the trust note: restore the folder they belong to".to_owned());
    }
    let root_pem = text("root.pem")?;
    let listed = trust.seal(&kid).ok_or("the seal key is not in the trust note")?;
    let (window, compromised) = ((listed.from, listed.until), listed.last_good.is_some());
    Ok(Keys { seal: SealKey { key: seal, leaf, root, kid, window, compromised }, log, status, trust_note, trust, crl, root_pem })
}

/// The root certificate in DER: what a `root.pem` holds.
///
/// # Errors
/// A sentence.
pub fn root_der(pem: &str) -> Result<Vec<u8>, String> {
    let certificate = Certificate::from_pem(pem).map_err(|_| "root.pem is not a certificate".to_owned())?;
    let der = certificate.to_der().map_err(|e| e.to_string())?;
    Certificate::from_der(&der).map(|_| der).map_err(|e| e.to_string())
}
