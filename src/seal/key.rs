//! Key files: PKCS#8, encrypted under a passphrase where one is given.

use super::certificate::spki_der;
use super::note::Vkey;
use super::sha256_hex;
use der::Encode;
pub use ed25519_dalek::SigningKey;
use ed25519_dalek::VerifyingKey;
use ed25519_dalek::pkcs8::KeypairBytes;
use pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use spki::SubjectPublicKeyInfoOwned;
use std::path::Path;
use zeroize::Zeroizing;

/// A passphrase for key files.
pub type Passphrase = Zeroizing<String>;

/// Names of the key files: what each signs.
pub mod names {
    /// Roots that sign the trust note.
    pub const ROOTS: [&str; 3] = ["root-a", "root-b", "root-c"];
    /// Root of the certificates.
    pub const X509_ROOT: &str = "x509-root";
    /// The court's seal.
    pub const SEAL: &str = "seal";
    /// Checkpoints.
    pub const LOG: &str = "log";
    /// Status notes.
    pub const STATUS: &str = "status";
}

/// A fresh key.
///
/// # Errors
/// When the system gives no random numbers.
pub fn generate() -> Result<SigningKey, String> {
    let mut seed = Zeroizing::new([0_u8; 32]);
    getrandom::fill(seed.as_mut()).map_err(|e| format!("the system gives no random numbers: {e}"))?;
    Ok(SigningKey::from_bytes(&seed))
}

/// `kid`: first 8 bytes, in hex, of SHA-256 of the subject public key info.
#[must_use]
pub fn kid(key: &SigningKey) -> String {
    spki_der(key).map(|der| sha256_hex(&der)[..16].to_owned()).unwrap_or_default()
}

/// The same of a key whose public half alone is known; empty for bytes that are no key.
#[must_use]
pub fn kid_of(key: &Vkey) -> String {
    let public = VerifyingKey::from_bytes(&key.key).ok();
    let der = public.and_then(|public| SubjectPublicKeyInfoOwned::from_key(&public).ok()).and_then(|info| info.to_der().ok());
    der.map(|der| sha256_hex(&der)[..16].to_owned()).unwrap_or_default()
}

/// A key as PEM.
///
/// # Errors
/// A sentence when it cannot be encoded.
pub fn to_pem(key: &SigningKey, passphrase: Option<&Passphrase>) -> Result<Zeroizing<String>, String> {
    let said = |e: &dyn std::fmt::Display| format!("the key cannot be encoded: {e}");
    // Version 1 (RFC 5958 §2), without the public key: other programs read nothing newer.
    let plain = KeypairBytes { secret_key: key.to_bytes(), public_key: None };
    match passphrase {
        None => plain.to_pkcs8_pem(LineEnding::LF).map_err(|e| said(&e)),
        Some(passphrase) => plain.to_pkcs8_encrypted_pem(passphrase.as_bytes(), LineEnding::LF).map_err(|e| said(&e)),
    }
}

/// Reads a key file.
///
/// # Errors
/// A sentence naming the file: not there, not a key, or the passphrase does not fit.
pub fn read(path: &Path, passphrase: Option<&Passphrase>) -> Result<SigningKey, String> {
    let pem = Zeroizing::new(crate::files::read_text(path).map_err(|e| format!("cannot read the key {}: {e}", path.display()))?);
    let encrypted = pem.contains("ENCRYPTED");
    match (encrypted, passphrase) {
        (false, _) => SigningKey::from_pkcs8_pem(&pem).map_err(|_| format!("{} is not an Ed25519 key", path.display())),
        (true, None) => {
            Err(format!("{} is encrypted: set PORTAL_KEYS_PASSPHRASE_FILE (of a root key PORTAL_ROOTS_PASSPHRASE_FILE)", path.display()))
        }
        (true, Some(passphrase)) => SigningKey::from_pkcs8_encrypted_pem(&pem, passphrase.as_bytes())
            .map_err(|_| format!("the passphrase does not open {}", path.display())),
    }
}
