//! Signed notes (C2SP signed-note, Ed25519): a text, a blank line, signature lines.

use super::{decode64, encode64};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

const ED25519: u8 = 0x01;
const DASH: &str = "\u{2014} ";

/// A verification key with the name under which it signs: the `vkey` of signed-note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vkey {
    /// Key name, such as `confirm.court.example/log`.
    pub name: String,
    /// Public key.
    pub key: [u8; 32],
}

impl Vkey {
    /// The key of a signer.
    #[must_use]
    pub fn of(name: &str, key: &SigningKey) -> Self {
        Self { name: name.to_owned(), key: key.verifying_key().to_bytes() }
    }

    /// First four bytes of `SHA-256(name || LF || 0x01 || key)`.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_bytes());
        hash.update([b'\n', ED25519]);
        hash.update(self.key);
        let digest = hash.finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// Reads `name+01234567+base64`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '+');
        let (name, id, data) = (parts.next()?, parts.next()?, parts.next()?);
        let data = decode64(data)?;
        let (kind, key) = data.split_first()?;
        let vkey = Self { name: name.to_owned(), key: key.try_into().ok()? };
        let named = !name.is_empty() && !name.contains(char::is_whitespace);
        (named && *kind == ED25519 && super::hex(&vkey.id()) == id && vkey.to_string() == text).then_some(vkey)
    }

    /// Whether the signature is this key's over the message, strictly (RFC 8032 §5.1.7, small orders refused).
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.key).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }
}

impl std::fmt::Display for Vkey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut data = vec![ED25519];
        data.extend(self.key);
        write!(f, "{}+{}+{}", self.name, super::hex(&self.id()), encode64(&data))
    }
}

/// Signs a text, which must end in a line feed.
#[must_use]
pub fn sign(text: &str, signers: &[(&str, &SigningKey)]) -> String {
    let mut note = format!("{text}\n");
    for (name, key) in signers {
        let mut data = Vkey::of(name, key).id().to_vec();
        data.extend(key.sign(text.as_bytes()).to_bytes());
        note.push_str(&format!("{DASH}{name} {}\n", encode64(&data)));
    }
    note
}

/// A note taken apart, nothing verified yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The signed text, ending in a line feed.
    pub text: String,
    /// Name, key id and signature of each line that has the length of an Ed25519 signature.
    pub signatures: Vec<(String, [u8; 4], [u8; 64])>,
}

impl Note {
    /// Takes a note apart.
    #[must_use]
    pub fn parse(note: &str) -> Option<Self> {
        let at = note.rfind("\n\n")?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        if lines.is_empty() || !lines.ends_with('\n') || text.chars().any(|c| c.is_control() && c != '\n') {
            return None;
        }
        let mut signatures = Vec::new();
        for line in lines.trim_end_matches('\n').split('\n') {
            let (name, data) = line.strip_prefix(DASH)?.split_once(' ')?;
            let data = decode64(data)?;
            if name.is_empty() || data.len() < 5 {
                return None;
            }
            // Lines of other algorithms are passed over, as the specification asks.
            if let Ok(signature) = <[u8; 64]>::try_from(&data[4..]) {
                signatures.push((name.to_owned(), [data[0], data[1], data[2], data[3]], signature));
            }
        }
        Some(Self { text: text.to_owned(), signatures })
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &Vkey) -> bool {
        self.signatures
            .iter()
            .any(|(name, id, signature)| *name == key.name && *id == key.id() && key.verifies(self.text.as_bytes(), signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the signed-note specification's reference implementation.
    #[test]
    fn the_published_example_opens_with_its_key() {
        let key = Vkey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let note = Note::parse(text);
        assert!(key.is_some() && note.is_some());
        assert!(key.zip(note).is_some_and(|(key, note)| note.is_signed_by(&key)));
    }

    #[test]
    fn a_note_changed_anywhere_is_not_signed() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let vkey = Vkey::of("example/log", &key);
        let note = sign("example/log\n5\nroot\n", &[("example/log", &key)]);
        assert!(Note::parse(&note).is_some_and(|n| n.is_signed_by(&vkey)));
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).ok().and_then(|t| Note::parse(&t));
            assert!(!changed.is_some_and(|n| n.is_signed_by(&vkey)), "byte {at}");
        }
    }
}
