//! Bytes on their way in: a little in memory, the rest in a nameless file of the spool folder, encrypted under a key that
//! dies with the process. What is being received therefore takes room on the disk, counted, and none in memory.

use crate::vault::Vault;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of one body that stay in memory, and the length of a piece on the disk.
const PIECE: usize = 64 * 1024;

/// What an encrypted piece has more: nonce and tag.
const SEALED_MORE: usize = 40;

/// Most bytes on the disk at a time, of all bodies.
const MOST: u64 = 2 * 1024 * 1024 * 1024;

/// The spool of a data folder.
#[derive(Clone)]
pub struct Spool {
    folder: PathBuf,
    vault: Vault,
    used: Arc<AtomicU64>,
}

impl Spool {
    /// The spool in a folder, made where it is not there.
    ///
    /// # Errors
    /// The system's: no folder, no random numbers.
    pub fn open(folder: &Path) -> io::Result<Self> {
        super::private_folder(folder)?;
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|e| io::Error::other(e.to_string()))?;
        Ok(Self { folder: folder.to_owned(), vault: Vault::new(&key), used: Arc::default() })
    }

    /// A place for one body.
    #[must_use]
    pub fn begin(&self) -> Incoming {
        Incoming { spool: self.clone(), digest: Sha256::new(), memory: Vec::new(), disk: None, length: 0 }
    }

    /// Takes room on the disk until the claim is dropped.
    fn claim(&self, claim: &mut Claim) -> io::Result<()> {
        let before = self.used.fetch_add(PIECE as u64, Ordering::Relaxed);
        claim.bytes += PIECE as u64;
        if before >= MOST { Err(io::Error::new(io::ErrorKind::StorageFull, "the spool is full")) } else { Ok(()) }
    }
}

/// Room taken in the spool.
struct Claim {
    used: Arc<AtomicU64>,
    bytes: u64,
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Pieces on the disk.
struct Disk {
    file: File,
    pieces: u64,
    claim: Claim,
}

/// A body as it comes in.
pub struct Incoming {
    spool: Spool,
    digest: Sha256,
    memory: Vec<u8>,
    disk: Option<Disk>,
    length: usize,
}

impl Incoming {
    /// Takes more bytes.
    ///
    /// # Errors
    /// The disk's, `StorageFull` also when the spool holds all it may.
    pub fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.length += bytes.len();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(PIECE - self.memory.len()));
            self.memory.extend_from_slice(now);
            rest = later;
            if self.memory.len() == PIECE {
                self.put_away()?;
            }
        }
        Ok(())
    }

    /// Writes the piece in memory to the disk.
    fn put_away(&mut self) -> io::Result<()> {
        let disk = match &mut self.disk {
            Some(disk) => disk,
            none => none.insert(Disk {
                file: tempfile::tempfile_in(&self.spool.folder)?,
                pieces: 0,
                claim: Claim { used: Arc::clone(&self.spool.used), bytes: 0 },
            }),
        };
        self.spool.claim(&mut disk.claim)?;
        let sealed = self.spool.vault.seal_bytes(&disk.pieces.to_string(), &self.memory).map_err(io::Error::other)?;
        disk.file.write_all(&sealed)?;
        disk.pieces += 1;
        self.memory.clear();
        Ok(())
    }

    /// The whole body.
    #[must_use]
    pub fn end(self) -> Spooled {
        let sha256 = crate::digest::hex(&self.digest.finalize());
        Spooled { vault: Some(self.spool.vault), memory: self.memory, disk: self.disk.map(Arc::new), length: self.length, sha256 }
    }
}

/// A body that has come in.
#[derive(Clone)]
pub struct Spooled {
    vault: Option<Vault>,
    memory: Vec<u8>,
    disk: Option<Arc<Disk>>,
    length: usize,
    sha256: String,
}

impl From<Vec<u8>> for Spooled {
    fn from(memory: Vec<u8>) -> Self {
        let sha256 = crate::digest::sha256_hex(&memory);
        Self { vault: None, length: memory.len(), memory, disk: None, sha256 }
    }
}

impl Spooled {
    /// Length in bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing came.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// SHA-256, hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// The disk's.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.length);
        let (Some(disk), Some(vault)) = (&self.disk, &self.vault) else {
            bytes.extend(&self.memory);
            return Ok(bytes);
        };
        let mut sealed = vec![0; PIECE + SEALED_MORE];
        for piece in 0..disk.pieces {
            disk.file.read_exact_at(&mut sealed, piece * (PIECE + SEALED_MORE) as u64)?;
            let opened = vault.open_bytes(&piece.to_string(), &sealed);
            bytes.extend(opened.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the spool was changed"))?);
        }
        bytes.extend(&self.memory);
        Ok(bytes)
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]
mod tests {
    use super::*;

    #[test]
    fn what_was_spooled_comes_back_and_lies_nowhere_in_clear() {
        let folder = std::env::temp_dir().join(format!("portal-spool-{}", std::process::id()));
        let spool = Spool::open(&folder).expect("a spool");
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 7] {
            let bytes: Vec<u8> = (0..length).map(|i| u8::try_from(i % 251).unwrap_or(0)).collect();
            let mut incoming = spool.begin();
            bytes.chunks(10_000).for_each(|chunk| incoming.take(chunk).expect("room"));
            let spooled = incoming.end();
            assert_eq!((spooled.len(), spooled.sha256()), (length, crate::digest::sha256_hex(&bytes).as_str()));
            assert_eq!(spooled.read().expect("read"), bytes);
        }
        assert_eq!(spool.used.load(Ordering::Relaxed), 0, "room is given back");
        assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0, "a spooled file has no name");
        std::fs::remove_dir(&folder).expect("removed");
    }

    #[test]
    fn a_full_spool_takes_no_more() {
        let folder = std::env::temp_dir().join(format!("portal-spool-full-{}", std::process::id()));
        let spool = Spool::open(&folder).expect("a spool");
        spool.used.store(MOST, Ordering::Relaxed);
        let mut incoming = spool.begin();
        incoming.take(&[0; PIECE - 1]).expect("a little stays in memory");
        assert_eq!(incoming.take(&[0; PIECE]).expect_err("full").kind(), io::ErrorKind::StorageFull);
        drop(incoming);
        assert_eq!(spool.used.load(Ordering::Relaxed), MOST);
        std::fs::remove_dir(&folder).expect("removed");
    }
}
