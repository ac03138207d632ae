//! Drawn pages, kept so that each is drawn once: encrypted, under names that tell nothing, the oldest out first.

use crate::files;
use crate::vault::Vault;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Most bytes of all pages kept.
const MOST: u64 = 500 * 1024 * 1024;

/// How far a full cache is emptied, so that not every page empties it again.
const AFTER: u64 = MOST / 10 * 9;

/// Pages that were drawn.
#[derive(Clone)]
pub struct DrawnPages {
    folder: PathBuf,
    vault: Vault,
    used: Arc<Mutex<u64>>,
}

struct KeptPage {
    path: PathBuf,
    kept_at: SystemTime,
    bytes: u64,
}

impl DrawnPages {
    /// The cache in a folder, made where it is not there.
    ///
    /// # Errors
    /// The system's.
    pub fn open(folder: &Path, vault: Vault) -> std::io::Result<Self> {
        files::private_folder(folder)?;
        let used = kept(folder)?.iter().map(|page| page.bytes).sum();
        Ok(Self { folder: folder.to_owned(), vault, used: Arc::new(Mutex::new(used)) })
    }

    /// The page drawn before, or what `draw` gives, which is then kept. None, for a page that cannot be drawn, is kept too.
    ///
    /// # Errors
    /// What `draw` answers.
    pub fn page<E>(&self, name: &str, draw: impl FnOnce() -> Result<Option<Vec<u8>>, E>) -> Result<Option<Vec<u8>>, E> {
        let name = self.vault.index("drawn page", name);
        let path = self.folder.join(&name);
        let before = files::read_bytes(&path).ok().and_then(|sealed| self.vault.open_bytes(&place(&name), &sealed).ok());
        if let Some(page) = before {
            return Ok(Some(page).filter(|page| !page.is_empty()));
        }
        let page = draw()?;
        if let Err(error) = self.keep(&path, &name, page.as_deref().unwrap_or_default()) {
            // The page is shown all the same; it is drawn again next time.
            tracing::warn!(%error, "a drawn page could not be kept");
        }
        Ok(page)
    }

    fn keep(&self, path: &Path, name: &str, page: &[u8]) -> std::io::Result<()> {
        let sealed = self.vault.seal_bytes(&place(name), page).map_err(std::io::Error::other)?;
        let bytes = sealed.len() as u64;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if *used + bytes > MOST {
            *used = self.make_room()?;
        }
        files::replace_private(path, &sealed)?;
        *used += bytes;
        Ok(())
    }

    /// Removes the oldest pages; gives what is left.
    fn make_room(&self) -> std::io::Result<u64> {
        let mut pages = kept(&self.folder)?;
        pages.sort_by_key(|page| page.kept_at);
        let mut left: u64 = pages.iter().map(|page| page.bytes).sum();
        for page in pages {
            if left <= AFTER {
                break;
            }
            std::fs::remove_file(&page.path)?;
            left -= page.bytes;
        }
        Ok(left)
    }
}

fn place(name: &str) -> String {
    format!("drawn_pages/{name}")
}

fn kept(folder: &Path) -> std::io::Result<Vec<KeptPage>> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        pages.push(KeptPage { path: entry.path(), kept_at: about.modified()?, bytes: about.len() });
    }
    Ok(pages)
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn a_page_is_drawn_once_and_lies_encrypted() {
        let folder = std::env::temp_dir().join(format!("portal-drawn-{}", std::process::id()));
        let cache = DrawnPages::open(&folder, Vault::new(&[7; 32])).expect("a cache");
        let mut times = 0;
        for _ in 0..3 {
            let drawn = cache.page("a/0/1240", || {
                times += 1;
                Ok::<_, Infallible>(Some(b"a picture".to_vec()))
            });
            assert_eq!(drawn.expect("drawn").as_deref(), Some(&b"a picture"[..]));
        }
        assert_eq!(times, 1);
        assert_eq!(cache.page("b/0/1240", || Ok::<_, Infallible>(None)), Ok(None));
        assert_eq!(cache.page("b/0/1240", || Err("asked again")), Ok(None), "what cannot be drawn is not tried again");
        let lies = kept(&folder).expect("files");
        assert_eq!(lies.len(), 2);
        for page in &lies {
            let bytes = files::read_bytes(&page.path).expect("read");
            assert!(!bytes.windows(9).any(|w| w == b"a picture"));
        }
        *cache.used.lock().expect("unlocked") = MOST;
        std::fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn a_full_cache_loses_its_oldest_pages() {
        let folder = std::env::temp_dir().join(format!("portal-drawn-full-{}", std::process::id()));
        let cache = DrawnPages::open(&folder, Vault::new(&[7; 32])).expect("a cache");
        for (name, hours) in [("old", 3), ("older", 4), ("new", 1)] {
            let file = std::fs::File::create(folder.join(name)).expect("a file");
            file.set_len(MOST / 5 * 2).expect("a length, without the bytes");
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000 - hours * 3600)).expect("a time");
        }
        *cache.used.lock().expect("unlocked") = MOST / 5 * 6;
        assert!(cache.page("fresh", || Ok::<_, Infallible>(Some(vec![1]))).is_ok());
        let names: Vec<bool> = ["older", "old", "new"].iter().map(|n| folder.join(n).exists()).collect();
        assert_eq!(names, [false, true, true]);
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
