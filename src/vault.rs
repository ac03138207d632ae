//! What is encrypted at rest, and how it is found again (PIPL 51): XChaCha20-Poly1305 with the place as
//! associated data, and blind indexes by HMAC-SHA-256.

use crate::digest::{decode64, encode64, hex, sha256_hex};
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

const NONCE: usize = 24;
const TAG: usize = 16;
/// Marks which key encrypted a value, so that keys can be changed.
const KEY_ID: &str = "1";

/// The data key, and what is derived from it.
#[derive(Clone)]
pub struct Vault {
    cipher: XChaCha20Poly1305,
    index_key: Zeroizing<[u8; 32]>,
}

/// A value that cannot be opened: another key, another place, or damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked;

fn derive(key: &[u8; 32], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(mac(key, purpose))
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length: this one is never refused.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else { return [0; 32] };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

impl Vault {
    /// From the data key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let cipher_key = derive(key, b"portal values");
        Self { cipher: XChaCha20Poly1305::new((&*cipher_key).into()), index_key: derive(key, b"portal index") }
    }

    /// Encrypts bytes for a place, such as `matters.application/ID`.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn seal_bytes(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, String> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|e| format!("the system gives no random numbers: {e}"))?;
        // Encrypted where it lies: a large file stands in memory twice, not three times.
        let mut out = Vec::with_capacity(NONCE + plain.len() + TAG);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(plain);
        let body = InOutBuf::from(&mut out[NONCE..]);
        let tag = self
            .cipher
            .encrypt_inout_detached(&XNonce::from(nonce), place.as_bytes(), body)
            .map_err(|_| "a value is too long to be encrypted".to_owned())?;
        out.extend_from_slice(&tag);
        Ok(out)
    }

    /// Opens what [`Vault::seal_bytes`] made for the same place.
    ///
    /// # Errors
    /// [`Locked`].
    pub fn open_bytes(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, Locked> {
        let (nonce, body) = sealed.split_at_checked(NONCE).ok_or(Locked)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Locked)?;
        self.cipher.decrypt(&XNonce::from(nonce), Payload { msg: body, aad: place.as_bytes() }).map_err(|_| Locked)
    }

    /// Encrypts a text for a column.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn seal(&self, place: &str, plain: &str) -> Result<String, String> {
        self.seal_bytes(place, plain.as_bytes()).map(|bytes| format!("{KEY_ID}:{}", encode64(&bytes)))
    }

    /// Opens a column's text.
    ///
    /// # Errors
    /// [`Locked`].
    pub fn open(&self, place: &str, sealed: &str) -> Result<String, Locked> {
        let body = sealed.strip_prefix(KEY_ID).and_then(|s| s.strip_prefix(':')).and_then(decode64).ok_or(Locked)?;
        String::from_utf8(self.open_bytes(place, &body)?).map_err(|_| Locked)
    }

    /// Blind index of an identifier: equal identifiers have equal indexes, and nothing else can be read from it.
    #[must_use]
    pub fn index(&self, kind: &str, value: &str) -> String {
        hex(&mac(&self.index_key, format!("{kind}\0{value}").as_bytes()))
    }

    /// A digest by which start-up tells whether this is the key the data was kept with.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        sha256_hex(&mac(&self.index_key, b"portal fingerprint"))[..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_only_with_its_key_and_at_its_place() {
        let vault = Vault::new(&[1; 32]);
        let sealed = vault.seal("parties.id_number/1", "330499199003071228").unwrap_or_default();
        assert!(!sealed.contains("330499"));
        assert_eq!(vault.open("parties.id_number/1", &sealed).as_deref(), Ok("330499199003071228"));
        assert_eq!(vault.open("parties.id_number/2", &sealed), Err(Locked));
        assert_eq!(Vault::new(&[2; 32]).open("parties.id_number/1", &sealed), Err(Locked));
        assert_eq!(vault.index("id", "X"), vault.index("id", "X"));
        assert_ne!(vault.index("id", "X"), vault.index("phone", "X"));
    }
}
