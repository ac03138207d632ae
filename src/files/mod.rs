//! Where bytes lie: content-addressed by SHA-256 in an object store, a folder by default; and the few places
//! where the program touches plain files.

pub mod spool;

use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts replacements, so that no two of one process share a name beside the file.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Largest file that somebody names at a shell, bytes.
pub const LARGEST_NAMED: usize = 64 * 1024 * 1024;

/// Holds a lock file until dropped: one process at a time.
///
/// # Errors
/// The system's.
pub fn lock(path: &Path) -> io::Result<fs::File> {
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    file.lock()?;
    Ok(file)
}

/// Makes a folder that its owner alone may enter, with what is above it.
///
/// # Errors
/// The system's.
pub fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Reads a whole file.
///
/// # Errors
/// The system's.
pub fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Reads a regular file of at most so many bytes: what somebody names at a shell may be a pipe that never ends.
///
/// # Errors
/// The system's; `InvalidInput` for what is no regular file, `FileTooLarge` for one that is longer.
pub fn read_regular(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    // Looked at before it is opened: opening a pipe waits for whoever writes into it.
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {most} bytes"))) } else { Ok(bytes) }
}

/// Reads a whole text file.
///
/// # Errors
/// The system's, also for bytes that are not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
}

/// Replaces a file whole or not at all: written beside, synced, renamed.
///
/// # Errors
/// The system's.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with_mode(path, bytes, 0o644)
}

/// Like [`replace`], readable by the owner alone.
///
/// # Errors
/// The system's.
pub fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with_mode(path, bytes, 0o600)
}

fn replace_with_mode(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{}.new", std::process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed)));
    let beside = path.with_file_name(name);
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    } else if let Some(parent) = path.parent() {
        let folder = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        fs::File::open(folder).and_then(|f| f.sync_all())?;
    }
    written
}

/// The file store.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    runtime: Arc<tokio::runtime::Runtime>,
}

/// Why the store could not do something: one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesError(pub String);

impl std::fmt::Display for FilesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Files {
    /// A store in a folder, made when it is not there; every write is synced.
    ///
    /// # Errors
    /// A sentence when the folder cannot be used.
    pub fn folder(path: &Path) -> Result<Self, FilesError> {
        let said = |e: &dyn std::fmt::Display| FilesError(format!("the file store {} cannot be used: {e}", path.display()));
        fs::create_dir_all(path).map_err(|e| said(&e))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|e| said(&e))?.with_fsync(true);
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|e| said(&e))?;
        Ok(Self { store: Arc::new(store), runtime: Arc::new(runtime) })
    }

    fn key(sha256: &str) -> Key {
        Key::from(format!("{}/{}", sha256.get(..2).unwrap_or("xx"), sha256))
    }

    /// Keeps bytes under their SHA-256 (hex). Bytes that are there already are not written again.
    ///
    /// # Errors
    /// A sentence when they cannot be kept.
    pub fn put(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), FilesError> {
        let key = Self::key(sha256);
        let payload = PutPayload::from(bytes);
        self.runtime
            .block_on(async {
                if self.store.head(&key).await.is_ok() {
                    return Ok(());
                }
                self.store.put(&key, payload).await.map(|_| ())
            })
            .map_err(|e| FilesError(format!("a file could not be kept: {e}")))
    }

    /// The bytes under a SHA-256 (hex), whose hash is checked on every read.
    ///
    /// # Errors
    /// A sentence when they are not there or have changed.
    pub fn get(&self, sha256: &str) -> Result<Vec<u8>, FilesError> {
        let key = Self::key(sha256);
        let bytes = self
            .runtime
            .block_on(async { self.store.get(&key).await?.bytes().await })
            .map_err(|e| FilesError(format!("the file {sha256} cannot be read: {e}")))?;
        if crate::digest::sha256_hex(&bytes) != sha256 {
            return Err(FilesError(format!("the file {sha256} has changed since it was kept")));
        }
        Ok(bytes.to_vec())
    }
}
