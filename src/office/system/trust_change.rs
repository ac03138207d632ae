//! What the next trust note changes, made whole with the root keys: a new key, one retired, one compromised, or the same keys for
//! longer. The root keys are read here and nowhere else.

use crate::db::DbConnection;
use crate::db::proof::log as entries;
use crate::db::ruling::documents::{self, DocumentKey};
use crate::domain::day::Moment;
use crate::office::proof::log;
use crate::office::system::keys::{self, Keys, SEAL_MONTHS, Secret, TRUST_MONTHS};
use crate::office::{Error, Office, Result};
use crate::seal::certificate::{self, Certificate, LeafRequest, RevocationList, Revoked};
use crate::seal::entry::{Issue, Operation};
use crate::seal::key::{self, kid, kid_of, names};
use crate::seal::note::Vkey;
use crate::seal::trust::{Trust, TrustedLogKey, TrustedSealKey};
use crate::seal::{encode64, sha256_hex, verify};
use der::EncodePem;
use ed25519_dalek::SigningKey;
use std::path::PathBuf;

/// Names of what lies ready beside a plan.
pub(super) const SEAL_KEY: &str = "seal-key.pem";
pub(super) const SEAL_CERTIFICATE: &str = "seal.pem";
pub(super) const LOG_KEY: &str = "log-key.pem";
pub(super) const STATUS_KEY: &str = "status-key.pem";

/// Entries of the log that are looked through at a time.
const PORTION: u64 = 1000;

/// What the next trust note changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoteChange {
    /// Nothing but how long it is good, and the revocation list with it.
    Renewed,
    /// A new seal key takes the place of the one before, which stays good for what it has sealed.
    NewSealKey,
    /// A new key signs checkpoints; those of the one before stay good.
    NewLogKey,
    /// A new key signs status notes; those of the one before are heard until they are over.
    NewStatusKey,
    /// A key that is no longer in use is retired: what it signs from now on counts for nothing.
    Retired {
        /// Its id.
        kid: String,
    },
    /// A key is in other hands: of a seal key entries up to the last good one stand, by index and never by date.
    Compromised {
        /// Its id.
        kid: String,
        /// Index of the last entry that was its owner's.
        last_good: u64,
    },
}

impl NoteChange {
    /// What the history of administration calls it.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Renewed => "renew",
            Self::NewSealKey => "rotate seal",
            Self::NewLogKey => "rotate log",
            Self::NewStatusKey => "rotate status",
            Self::Retired { .. } => "retire",
            Self::Compromised { .. } => "compromise",
        }
    }
}

/// The root keys at hand: enough of those that sign the trust note, and the one that signs certificates.
pub(super) struct RootKeys {
    signers: Vec<(String, SigningKey)>,
    certificates: SigningKey,
}

impl RootKeys {
    /// Looks for them in these folders.
    ///
    /// # Errors
    /// A sentence: too few, one that is damaged or another portal's.
    pub(super) fn found(folders: &[PathBuf], keys: &Keys) -> Result<Self> {
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

/// The next trust note, and everything that changes with it.
pub(super) struct NextNote {
    /// Its version.
    pub version: u64,
    /// Its text, signed.
    pub note: String,
    /// The revocation list, DER.
    pub crl: Vec<u8>,
    /// What goes into the log.
    pub entries: Vec<Vec<u8>>,
    /// Key files and certificates, by the name under which they lie ready.
    pub files: Vec<(&'static str, String)>,
}

/// What is made ready.
struct Making<'a> {
    office: &'a Office,
    keys: &'a Keys,
    roots: &'a RootKeys,
    at: Moment,
    /// Entries of the log as it stands.
    size: u64,
    trust: Trust,
    operations: Vec<Operation>,
    revoked: Vec<Revoked>,
    files: Vec<(&'static str, String)>,
}

impl NextNote {
    /// Makes it.
    ///
    /// # Errors
    /// A sentence: a key that is not listed, is in use, or has been retired or called compromised before.
    pub(super) fn of(office: &Office, tx: &mut DbConnection, keys: &Keys, roots: &RootKeys, change: &NoteChange) -> Result<Self> {
        let (at, size) = (office.now(), entries::size(tx)?);
        let trust = keys.trust.clone();
        let own = certificate::revocation_of(&keys.crl, &keys.seal.root, &keys.seal.leaf).is_some();
        if !own || certificate::number_of(&keys.crl) != Some(trust.version) {
            let sentence = "the revocation list in public/crl.der is not the newest of this portal: put it back, or revocations are lost";
            return Err(Error::NotReady(sentence.to_owned()));
        }
        let revoked = certificate::revoked_in(&keys.crl);
        let mut making = Making { office, keys, roots, at, size, trust, operations: Vec::new(), revoked, files: Vec::new() };
        match change {
            NoteChange::Renewed => {}
            NoteChange::NewSealKey => making.new_seal()?,
            NoteChange::NewLogKey => making.new_log()?,
            NoteChange::NewStatusKey => making.new_status()?,
            NoteChange::Retired { kid } => making.retire(kid)?,
            NoteChange::Compromised { kid, last_good } => making.compromise(tx, kid, *last_good)?,
        }
        making.signed()
    }
}

impl Making<'_> {
    fn signed(self) -> Result<NextNote> {
        let Self { keys, roots, at, mut trust, mut operations, revoked, files, .. } = self;
        trust.version += 1;
        trust.expires = Moment::from_naive(at.day_in_utc().plus_months(TRUST_MONTHS).date().and_time(chrono::NaiveTime::MIN));
        let signers: Vec<(&str, &SigningKey)> = roots.signers.iter().map(|(name, key)| (name.as_str(), key)).collect();
        let note = trust.sign(&signers);
        let version = i64::try_from(trust.version).unwrap_or(i64::MAX);
        operations.push(Operation::Trust { version, sha256: sha256_hex(note.as_bytes()) });
        let list = RevocationList { number: trust.version, at, revoked: &revoked };
        let crl = certificate::revocation_list(&roots.certificates, &keys.seal.root, &list)?;
        let entries = operations.iter().map(|operation| operation.to_bytes(&at.to_string())).collect();
        Ok(NextNote { version: trust.version, note, crl, entries, files })
    }

    /// Makes a key of a role: its file lies ready, and its entry is told.
    fn fresh(&mut self, role: &str, file: &'static str) -> Result<SigningKey> {
        let key = key::generate()?;
        let pem = key::to_pem(&key, keys::passphrase(Secret::Keys)?.as_ref())?;
        self.files.push((file, pem.to_string()));
        let (from, until) = (self.at.day_in_utc(), self.at.day_in_utc().plus_months(SEAL_MONTHS));
        let spki = encode64(&certificate::spki_der(&key)?);
        let (kid, nb, na) = (kid(&key), from.to_string(), until.to_string());
        self.operations.push(Operation::KeyAdd { kid, role: role.to_owned(), spki, nb, na });
        Ok(key)
    }

    fn new_seal(&mut self) -> Result<()> {
        let key = self.fresh("seal", SEAL_KEY)?;
        let court = &self.office.register().court;
        let (from, until) = (self.at.day_in_utc(), self.at.day_in_utc().plus_months(SEAL_MONTHS));
        let leaf = certificate::leaf(&LeafRequest {
            root: &self.roots.certificates,
            issuer: &self.keys.seal.root,
            key: &key,
            court: &court.code,
            court_name: &court.name,
            host: &self.office.config.host,
            from: self.at,
            sign_until: until,
            serial: keys::serial()?,
        })?;
        let pem = leaf.to_pem(der::pem::LineEnding::LF).map_err(|e| format!("a certificate cannot be written: {e}"))?;
        self.files.push((SEAL_CERTIFICATE, pem));
        let spki = certificate::spki_der(&key)?;
        self.trust.seals.push(TrustedSealKey { kid: kid(&key), spki, from, until, last_good: None, retired: None });
        Ok(())
    }

    /// The key before goes on counting: a portal that serves signs with it until it has taken the new one over.
    fn new_log(&mut self) -> Result<()> {
        let key = self.fresh("log", LOG_KEY)?;
        let key = Vkey::of(&self.office.config.log_origin(), &key);
        self.trust.logs.push(TrustedLogKey { key, from: 0 });
        Ok(())
    }

    fn new_status(&mut self) -> Result<()> {
        let key = self.fresh("status", STATUS_KEY)?;
        self.trust.statuses.push(Vkey::of(&self.office.config.status_origin(), &key));
        Ok(())
    }

    /// Refuses a key that is in use: a new one takes its place first.
    fn not_in_use(&self, wanted: &str, role: &str) -> Result<()> {
        let used = [&self.keys.log, &self.keys.status].into_iter().any(|key| kid(key) == wanted) || self.keys.seal.kid == wanted;
        if !used {
            return Ok(());
        }
        Err(Error::NotReady(format!("key {wanted} is in use: put a new one in its place first (portal keys rotate {role})")))
    }

    fn retire(&mut self, wanted: &str) -> Result<()> {
        self.operations.push(Operation::KeyRetire { kid: wanted.to_owned() });
        if let Some(seal) = self.trust.seals.iter().position(|seal| seal.kid == wanted) {
            self.not_in_use(wanted, "seal")?;
            let seal = &mut self.trust.seals[seal];
            return once(seal.retired.replace(self.size.saturating_sub(1)).is_none(), wanted, "retired");
        }
        self.drop_note_key(wanted)
    }

    /// A key of log or status is simply no longer listed: whoever holds it can sign another log of any size, so none of its
    /// checkpoints counts any more, and a bundle with one is fetched anew, where the same entries are proved under the key in
    /// use. Status notes are over within days anyhow.
    fn drop_note_key(&mut self, wanted: &str) -> Result<()> {
        if self.trust.logs.iter().any(|log| kid_of(&log.key) == wanted) {
            self.not_in_use(wanted, "log")?;
            self.trust.logs.retain(|log| kid_of(&log.key) != wanted);
            return Ok(());
        }
        if !self.trust.statuses.iter().any(|status| kid_of(status) == wanted) {
            return Err(Error::NotReady(format!("no key {wanted} is in the trust note: portal keys show lists them")));
        }
        self.not_in_use(wanted, "status")?;
        self.trust.statuses.retain(|status| kid_of(status) != wanted);
        Ok(())
    }

    fn compromise(&mut self, tx: &mut DbConnection, wanted: &str, last_good: u64) -> Result<()> {
        if last_good >= self.size {
            let sentence = format!("the log holds {} entries: the last good one has an index below that", self.size);
            return Err(Error::NotReady(sentence));
        }
        let index = i64::try_from(last_good).unwrap_or(i64::MAX);
        self.operations.push(Operation::KeyCompromise { kid: wanted.to_owned(), last_good: index });
        if let Some(seal) = self.trust.seals.iter().position(|seal| seal.kid == wanted) {
            once(self.trust.seals[seal].last_good.replace(last_good).is_none(), wanted, "called compromised")?;
            if let Some(leaf) = self.certificate_of(tx, wanted)? {
                self.revoked.push(Revoked::of(&leaf, self.at)?);
            }
            return Ok(());
        }
        self.drop_note_key(wanted)
    }

    /// The certificate of a seal key: the one in use, or of any document it has sealed. A key that sealed nothing has none that
    /// anybody could hold.
    fn certificate_of(&self, tx: &mut DbConnection, wanted: &str) -> Result<Option<Certificate>> {
        if self.keys.seal.kid == wanted {
            return Ok(Some(self.keys.seal.leaf.clone()));
        }
        for from in (0..self.size).step_by(usize::try_from(PORTION).unwrap_or(1)) {
            let portion = entries::entries(tx, from, PORTION.min(self.size - from))?;
            for issue in portion.iter().filter_map(|entry| Issue::parse(entry)).filter(|issue| issue.kid == wanted) {
                // A file that is gone or damaged keeps no key from being called compromised.
                let Some(document) = documents::find(tx, &DocumentKey::Id(&issue.id))? else { continue };
                let Ok(bytes) = log::document_bytes(self.office, &document) else { continue };
                if let Some(leaf) = verify::inspect(&bytes).certificate() {
                    return Ok(Some(leaf.clone()));
                }
            }
        }
        Ok(None)
    }
}

fn once(first: bool, kid: &str, what: &str) -> Result<()> {
    if first { Ok(()) } else { Err(Error::NotReady(format!("key {kid} was {what} before: nothing was changed"))) }
}
