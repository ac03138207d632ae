//! How documents are signed, logged and verified (`src/seal/FORMATS.md`): canonical statement, one Ed25519 CMS signature,
//! Merkle log, status, trust, and the strict verifier.

pub mod bundle;
pub mod certificate;
pub mod cms;
pub mod entry;
mod establish;
pub mod evidence;
pub mod key;
pub mod lint;
pub mod merkle;
pub mod note;
pub mod proof;
pub mod sealing;
pub mod statement;
pub mod status;
pub mod strict;
pub mod trust;
pub mod verify;

pub use crate::digest::{decode64, encode64, hex, sha256_hex, unhex, unhex_all};
