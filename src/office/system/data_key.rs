//! The data key as it lies: bare in development, or wrapped under a passphrase by Argon2id (RFC 9106), so that whoever has the
//! file has nothing. Folders of before mix the passphrase into the key by one hash: they open, and `portal keys rewrap` wraps it.

use crate::office::system::keys::{Secret, passphrase};
use crate::seal::key::Passphrase;
use crate::seal::{decode64, encode64, hex, unhex};
use crate::vault::Vault;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// First line of a wrapped key; it is the associated data as well.
const HEAD: &str = "portal/data-key/1";

/// Memory in KiB, passes and lanes: RFC 9106 §4, the second recommended choice.
const COST: [u32; 3] = [64 * 1024, 3, 4];

/// The most memory and passes a file may ask for: what opens a folder must not be a way to stop it.
const MOST: [u32; 3] = [1024 * 1024, 16, 16];

const SALT: usize = 16;
const NONCE: usize = 24;

type Key = Zeroizing<[u8; 32]>;

fn place(dir: &Path) -> PathBuf {
    dir.join("data.key")
}

fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bits = [0; N];
    getrandom::fill(&mut bits).map_err(|e| format!("the system gives no random numbers: {e}"))?;
    Ok(bits)
}

/// Makes the data key, wrapped where a passphrase is set.
///
/// # Errors
/// A sentence.
pub fn make(dir: &Path) -> Result<(), String> {
    let key: Key = Zeroizing::new(random()?);
    keep(dir, &key, passphrase(Secret::Data)?.as_ref())
}

fn keep(dir: &Path, key: &Key, passphrase: Option<&Passphrase>) -> Result<(), String> {
    let text = match passphrase {
        None => Zeroizing::new(format!("{}\n", hex(key.as_ref()))),
        Some(passphrase) => wrapped(key, passphrase)?,
    };
    let path = place(dir);
    crate::files::replace_private(&path, text.as_bytes()).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

fn wrapping_key(passphrase: &Passphrase, salt: &[u8], [memory, passes, lanes]: [u32; 3]) -> Result<Key, String> {
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(|e| format!("Argon2id: {e}"))?;
    let mut key: Key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .map_err(|e| format!("Argon2id: {e}"))?;
    Ok(key)
}

fn wrapped(key: &Key, passphrase: &Passphrase) -> Result<Zeroizing<String>, String> {
    let (salt, nonce) = (random::<SALT>()?, random::<NONCE>()?);
    let cipher = XChaCha20Poly1305::new((&*wrapping_key(passphrase, &salt, COST)?).into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: key.as_ref(), aad: HEAD.as_bytes() })
        .map_err(|_| "the data key cannot be wrapped".to_owned())?;
    let [memory, passes, lanes] = COST;
    let body = encode64(&[&nonce[..], &sealed].concat());
    Ok(Zeroizing::new(format!("{HEAD}\nargon2id {memory} {passes} {lanes} {}\n{body}\n", encode64(&salt))))
}

/// A wrapped key as it lies.
struct Sealed {
    cost: [u32; 3],
    salt: Vec<u8>,
    body: Vec<u8>,
}

impl Sealed {
    /// Reads a file; `None` where it is anything else, or asks for more than may be asked.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next() != Some(HEAD) {
            return None;
        }
        let words: Vec<&str> = lines.next()?.split(' ').collect();
        let ["argon2id", memory, passes, lanes, salt] = words.as_slice() else { return None };
        let cost = [memory.parse().ok()?, passes.parse().ok()?, lanes.parse().ok()?];
        let body = decode64(lines.next()?)?;
        let fits = cost.iter().zip(MOST).all(|(asked, most): (&u32, u32)| (1..=most).contains(asked));
        (fits && lines.next().is_none() && body.len() > NONCE).then_some(Self { cost, salt: decode64(salt)?, body })
    }

    fn open(&self, passphrase: &Passphrase) -> Result<Option<Key>, String> {
        let cipher = XChaCha20Poly1305::new((&*wrapping_key(passphrase, &self.salt, self.cost)?).into());
        let (nonce, sealed) = self.body.split_at(NONCE);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| "data.key is damaged".to_owned())?;
        let opened = cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: HEAD.as_bytes() }).map(Zeroizing::new);
        Ok(opened.ok().and_then(|key| key.as_slice().try_into().ok()).map(Zeroizing::new))
    }
}

/// The key that encrypts.
fn opened(dir: &Path) -> Result<Key, String> {
    let path = place(dir);
    let text = crate::files::read_text(&path).map_err(|e| format!("cannot read {}: {e}", path.display())).map(Zeroizing::new)?;
    let given = passphrase(Secret::Data)?;
    if text.starts_with(HEAD) {
        let sealed = Sealed::parse(&text).ok_or_else(|| format!("{} is damaged: put it back from a backup", path.display()))?;
        let given = given.ok_or_else(|| format!("{} is wrapped: set PORTAL_DATA_PASSPHRASE_FILE", path.display()))?;
        return sealed.open(&given)?.ok_or_else(|| format!("the passphrase does not open {}", path.display()));
    }
    let key: Key = Zeroizing::new(unhex(text.trim()).ok_or_else(|| format!("{} is not a data key", path.display()))?);
    Ok(given.map_or_else(|| key.clone(), |passphrase| mixed(&key, &passphrase)))
}

/// What folders of before encrypt with where a passphrase is set.
fn mixed(key: &Key, passphrase: &Passphrase) -> Key {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(key.as_ref());
    hash.update(passphrase.as_bytes());
    Zeroizing::new(hash.finalize().into())
}

/// Opens the vault.
///
/// # Errors
/// A sentence.
pub fn vault(dir: &Path) -> Result<Vault, String> {
    opened(dir).map(|key| Vault::new(&key))
}

/// Whether the passphrase is mixed into the key by one hash, as before: `portal keys rewrap` mends it.
#[must_use]
pub fn is_mixed(dir: &Path) -> bool {
    let bare = crate::files::read_text(&place(dir)).is_ok_and(|text| !text.starts_with(HEAD));
    bare && matches!(passphrase(Secret::Data), Ok(Some(_)))
}

/// Wraps the data key anew, under another passphrase where one is given: what it has encrypted stays as it is. Which key that
/// is, the database's fingerprint tells: of a bare file nobody else knows whether a passphrase was mixed in.
///
/// # Errors
/// A sentence: it is not the key of this database, or no passphrase is there to wrap it under. Nothing has changed then.
pub fn rewrap(dir: &Path, new: Option<&Path>, fingerprint: &str) -> Result<(), String> {
    let fits = |key: &Key| Vault::new(key).fingerprint() == fingerprint;
    let key = candidates(dir)?.into_iter().find(fits);
    let key = key.ok_or("data.key (or the passphrase) is not the one this database was kept with: nothing was changed")?;
    let under = match new {
        None => passphrase(Secret::Data)?,
        Some(path) => {
            let text = crate::files::read_text(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
            Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
    };
    let under = under.filter(|text| !text.is_empty());
    let under = under.ok_or("there is no passphrase: set PORTAL_DATA_PASSPHRASE_FILE, or name a file with --passphrase")?;
    let text = wrapped(&key, &under)?;
    // It replaces the only one there is: it is opened before it is kept.
    let opens = Sealed::parse(&text).and_then(|sealed| sealed.open(&under).ok().flatten()).is_some_and(|again| again == key);
    if !opens {
        return Err("the wrapped key does not open again: nothing was changed".to_owned());
    }
    let path = place(dir);
    crate::files::replace_private(&path, text.as_bytes()).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

/// The keys a file may stand for: the one that opens, and of a bare one itself as well.
fn candidates(dir: &Path) -> Result<Vec<Key>, String> {
    let mut list = vec![opened(dir)?];
    let text = crate::files::read_text(&place(dir)).map(Zeroizing::new).unwrap_or_default();
    list.extend(unhex(text.trim()).map(Zeroizing::new));
    Ok(list)
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]
mod tests {
    use super::*;

    fn phrase(text: &str) -> Passphrase {
        Zeroizing::new(text.to_owned())
    }

    #[test]
    fn a_wrapped_key_opens_under_its_passphrase_alone_and_asks_for_no_more_than_it_may() {
        let key: Key = Zeroizing::new([7; 32]);
        let text = wrapped(&key, &phrase("一句长的话")).expect("wrapped");
        assert!(!text.contains(&hex(key.as_ref())));
        let sealed = Sealed::parse(&text).expect("read");
        assert_eq!(sealed.open(&phrase("一句长的话")).expect("opened").as_deref(), Some(&[7; 32]));
        assert_eq!(sealed.open(&phrase("另一句")).expect("tried"), None);
        for (from, to) in
            [("65536 3 4", "4000000000 3 4"), ("65536 3 4", "65536 900 4"), ("65536 3 4", "0 3 4"), (HEAD, "portal/data-key/2")]
        {
            assert!(Sealed::parse(&text.replace(from, to)).is_none(), "{to}");
        }
        assert!(Sealed::parse(&text[..text.len() - 8]).is_none());
    }
}
