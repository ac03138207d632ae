//! The keys of a folder with their times: which are in use, which end when, how much each has sealed.

use crate::db;
use crate::db::proof::log as entries;
use crate::domain::day::{Day, Moment};
use crate::json::Json;
use crate::office::{Office, Result};
use crate::seal::certificate::revocation_of;
use crate::seal::key::{kid, kid_of};
use std::collections::HashMap;

/// Entries of the log that are looked through at a time.
const PORTION: u64 = 1000;

/// What a key, or a note, is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyUse {
    /// Seals rulings.
    Seal,
    /// Signs checkpoints.
    Log,
    /// Signs status notes.
    Status,
    /// Says whom to believe.
    TrustNote,
    /// Names revoked certificates.
    RevocationList,
    /// Signs the trust note, apart from here.
    Root,
}

impl KeyUse {
    /// Name of its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seal => "key-seal",
            Self::Log => "key-log",
            Self::Status => "key-status",
            Self::TrustNote => "key-trust-note",
            Self::RevocationList => "key-crl",
            Self::Root => "key-root",
        }
    }
}

/// How a key stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyState {
    /// In use.
    InUse,
    /// Another took its place; what it signed counts.
    Replaced,
    /// Retired.
    Retired,
    /// Compromised.
    Compromised,
    /// Kept apart from here.
    Apart,
}

impl KeyState {
    /// Name of its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InUse => "key-in-use",
            Self::Replaced => "key-replaced",
            Self::Retired => "key-retired",
            Self::Compromised => "key-compromised",
            Self::Apart => "key-apart",
        }
    }
}

/// A key, or a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyLine {
    /// What for.
    pub usage: KeyUse,
    /// Its id, or version.
    pub id: String,
    /// Since when.
    pub from: Option<Day>,
    /// Its last day.
    pub until: Option<Day>,
    /// How many documents it has sealed.
    pub sealed: Option<i64>,
    /// How it stands.
    pub state: KeyState,
}

/// Every key, those in use first.
pub struct KeyOverview {
    /// The keys and notes.
    pub lines: Vec<KeyLine>,
    /// Day of today.
    pub today: Day,
    /// Index of the newest log entry.
    pub newest_entry: u64,
}

/// Looks through the keys.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn overview(office: &Office) -> Result<KeyOverview> {
    let (keys, today) = (&office.keys, office.now().day_in_utc());
    let mut connection = office.connection()?;
    let size = entries::size(&mut connection)?;
    let mut began = HashMap::new();
    for from in (0..size).step_by(usize::try_from(PORTION).unwrap_or(1)) {
        began.extend(entries::entries(&mut connection, from, PORTION.min(size - from))?.iter().filter_map(|entry| added(entry)));
    }
    let sealed: HashMap<String, i64> = db::ruling::intents::sealed_by_key(&mut connection)?.into_iter().collect();
    let since = |kid: &str| began.get(kid).copied();
    let mut lines = Vec::new();
    for seal in keys.trust.seals.iter().rev() {
        let state = match (seal.last_good, seal.retired) {
            (Some(_), _) => KeyState::Compromised,
            (None, Some(_)) => KeyState::Retired,
            (None, None) if seal.kid == keys.seal.kid => KeyState::InUse,
            (None, None) => KeyState::Replaced,
        };
        let count = sealed.get(&seal.kid).copied().unwrap_or(0);
        let (from, until) = (Some(seal.from), Some(seal.until));
        lines.push(KeyLine { usage: KeyUse::Seal, id: seal.kid.clone(), from, until, sealed: Some(count), state });
    }
    let standing = |id: &str, used: String| if id == used { KeyState::InUse } else { KeyState::Replaced };
    for log in keys.trust.logs.iter().rev() {
        let id = kid_of(&log.key);
        let state = standing(&id, kid(&keys.log));
        lines.push(KeyLine { usage: KeyUse::Log, from: since(&id), until: None, sealed: None, state, id });
    }
    for status in keys.trust.statuses.iter().rev() {
        let id = kid_of(status);
        let state = standing(&id, kid(&keys.status));
        lines.push(KeyLine { usage: KeyUse::Status, from: since(&id), until: None, sealed: None, state, id });
    }
    lines.extend(notes(office));
    Ok(KeyOverview { lines, today, newest_entry: size.saturating_sub(1) })
}

/// The notes that have an end, and the roots that sign them.
fn notes(office: &Office) -> Vec<KeyLine> {
    let keys = &office.keys;
    let line = |usage, id: String, from, until, state| KeyLine { usage, id, from, until, sealed: None, state };
    let list = revocation_of(&keys.crl, &keys.seal.root, &keys.seal.leaf);
    let (made, next) = (list.map(|l| l.made.day_in_utc()), list.and_then(|l| l.next).map(Moment::day_in_utc));
    let expires = keys.trust.expires.day_in_utc();
    let mut found = vec![
        line(KeyUse::TrustNote, keys.trust.version.to_string(), made, Some(expires), KeyState::InUse),
        line(KeyUse::RevocationList, keys.trust.version.to_string(), made, next, KeyState::InUse),
    ];
    found.extend(keys.trust.roots.iter().map(|root| line(KeyUse::Root, kid_of(root), None, None, KeyState::Apart)));
    found
}

/// The key an entry of the log tells of, and from which day it counts.
fn added(entry: &[u8]) -> Option<(String, Day)> {
    // Looked for before it is read: most entries are documents.
    const WORD: &[u8] = b"\"op\":\"key_add\"";
    if !entry.windows(WORD.len()).any(|window| window == WORD) {
        return None;
    }
    let json = Json::parse(entry).ok()?;
    let text = |key: &str| json.get(key).and_then(Json::as_text);
    Some((text("kid")?.to_owned(), Day::parse(text("nb")?)?))
}
