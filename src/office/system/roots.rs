//! The root keys: where they lie, apart from everything the portal reads while it serves. Whoever has a threshold of them says
//! whom to believe; so they are never in the data folder, and never in a backup.

use crate::seal::key::names;
use std::io;
use std::path::{Path, PathBuf};

/// Every root key's file: those that sign the trust note, and the one that signs certificates.
pub const FILES: [&str; 4] = [names::ROOTS[0], names::ROOTS[1], names::ROOTS[2], names::X509_ROOT];

/// The folder for root keys where none is named: a sibling of the data folder.
#[must_use]
pub fn beside(data: &Path) -> PathBuf {
    let whole = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let mut name = whole.file_name().unwrap_or_default().to_os_string();
    name.push(".roots");
    whole.with_file_name(name)
}

/// The file of a root key: over several folders they are spread in turn.
#[must_use]
pub fn place(name: &str, folders: &[PathBuf]) -> PathBuf {
    let turn = FILES.iter().position(|file| *file == name).unwrap_or(0);
    let folder = if name == names::X509_ROOT { folders.first() } else { folders.get(turn % folders.len().max(1)) };
    folder.map(|folder| folder.join(format!("{name}.pem"))).unwrap_or_default()
}

/// Holds folders for root keys to what they must be, before anything is made: apart from the data folder, and without a root
/// key in them.
///
/// # Errors
/// A sentence.
pub fn fit(folders: &[PathBuf], data: &Path) -> Result<(), String> {
    folders.iter().try_for_each(|folder| apart(folder, data))?;
    for path in FILES.iter().map(|name| place(name, folders)) {
        if path.exists() {
            return Err(format!(
                "{} is there already, and a root key is never overwritten: name another folder with --roots",
                path.display()
            ));
        }
    }
    Ok(())
}

fn apart(folder: &Path, data: &Path) -> Result<(), String> {
    if real(folder).starts_with(real(data)) {
        return Err(format!("{} lies in the data folder: root keys are kept apart from it", folder.display()));
    }
    Ok(())
}

/// A path by its one true name: what is there may be reached by several, so of what is not there yet the nearest folder above
/// it that is has its links followed.
fn real(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut rest = Vec::new();
    let mut above = whole.as_path();
    loop {
        if let Ok(found) = above.canonicalize() {
            return rest.iter().rev().fold(found, |path: PathBuf, name: &std::ffi::OsString| {
                if name == ".." { path.parent().map(Path::to_owned).unwrap_or(path) } else { path.join(name) }
            });
        }
        let Some(parent) = above.parent() else { return whole };
        rest.push(above.components().next_back().map(|last| last.as_os_str().to_owned()).unwrap_or_default());
        above = parent;
    }
}

/// Root keys that lie in the folder of the portal's own keys.
#[must_use]
pub fn misplaced(keys: &Path) -> Vec<&'static str> {
    FILES.into_iter().filter(|name| keys.join(format!("{name}.pem")).exists()).collect()
}

/// Moves the root keys out of the folder of the portal's own keys: each is written, read again, and only then removed. What a
/// stop left half done is finished by the next run. Gives how many were moved.
///
/// # Errors
/// A sentence: there is none, or another key lies where one would go.
pub fn move_out(keys: &Path, data: &Path, to: &Path) -> Result<usize, String> {
    apart(to, data)?;
    // The folder they lie in, by whatever name, would be written and then emptied.
    if real(to) == real(keys) {
        return Err(format!("{} is the folder the root keys lie in: name another", to.display()));
    }
    let found = misplaced(keys);
    if found.is_empty() {
        return Err(format!("there is no root key in {}: nothing was moved", keys.display()));
    }
    let said = |what: &str, path: &Path, e: &io::Error| format!("{what} {}: {e}", path.display());
    let mut moves = Vec::new();
    for name in &found {
        let (from, into) = (keys.join(format!("{name}.pem")), to.join(format!("{name}.pem")));
        let bytes = crate::files::read_bytes(&from).map_err(|e| said("cannot read", &from, &e))?;
        if into.exists() && crate::files::read_bytes(&into).map_err(|e| said("cannot read", &into, &e))? != bytes {
            return Err(format!("{} is there already and is another key: nothing was moved", into.display()));
        }
        moves.push((from, into, bytes));
    }
    crate::files::private_folder(to).map_err(|e| said("cannot make", to, &e))?;
    for (_, into, bytes) in &moves {
        crate::files::replace_private(into, bytes).map_err(|e| said("cannot write", into, &e))?;
        if crate::files::read_bytes(into).map_err(|e| said("cannot read", into, &e))? != *bytes {
            return Err(format!("{} does not read as it was written: nothing was removed", into.display()));
        }
    }
    for (from, _, _) in &moves {
        std::fs::remove_file(from).map_err(|e| said("cannot remove", from, &e))?;
    }
    Ok(moves.len())
}
