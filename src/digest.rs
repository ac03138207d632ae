//! Hex, base 64 and SHA-256 as everything here writes them.

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

/// Reads lower-case hex of exactly `N` bytes.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = unhex_all(text)?;
    bytes.try_into().ok()
}

/// Reads lower-case hex.
#[must_use]
pub fn unhex_all(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let bytes = text.as_bytes();
    if bytes.len() % 2 == 1 {
        return None;
    }
    bytes.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// SHA-256, as `sha256sum` prints it.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Standard base 64 with padding.
#[must_use]
pub fn encode64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Reads standard base 64 with padding, canonical only.
#[must_use]
pub fn decode64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}
