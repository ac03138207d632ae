//! The data folder and its one configuration file. A stopped folder works after being copied elsewhere: paths
//! in it are relative to it.

use crate::db::DatabaseAddress;
use crate::pdf::font::DEFAULT_FAMILIES;
use ipnet::IpNet;
use serde::Deserialize;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// Configuration: `portal.toml` in the data folder; each key can be overridden by the environment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Public host, such as `confirm.court.example`: it stands in codes, keys and the log's origin.
    #[serde(default = "default_host")]
    pub host: String,
    /// `sqlite:PATH` (relative to the folder) or `postgres://…`; overridden by `PORTAL_DATABASE`.
    #[serde(default = "default_database")]
    pub database: String,
    /// Seconds in which a judge can take an approval back.
    #[serde(default = "default_take_back")]
    pub take_back_seconds: i64,
    /// Seconds after a new second factor in which nothing is signed.
    #[serde(default = "default_freeze")]
    pub freeze_seconds: i64,
    /// On which days of the thirty to warn of their end.
    #[serde(default = "default_warn_days")]
    pub warn_days: Vec<i32>,
    /// Proxies whose `X-Forwarded-For` is believed, as addresses or networks (`10.0.0.0/8`); none unless named.
    #[serde(default, deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Fonts.
    #[serde(default)]
    pub fonts: FontConfig,
    /// Keys.
    #[serde(default)]
    pub keys: KeyConfig,
}

/// Which fonts print documents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontConfig {
    /// Families in the order they are tried.
    #[serde(default = "default_families")]
    pub families: Vec<String>,
    /// Folders to look in; the system's where none is given.
    #[serde(default)]
    pub dirs: Vec<PathBuf>,
}

/// Where keys lie.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyConfig {
    /// Folder of private keys and the data key; inside the data folder only in development.
    #[serde(default)]
    pub dir: Option<PathBuf>,
}

impl Default for FontConfig {
    fn default() -> Self {
        Self { families: default_families(), dirs: Vec::new() }
    }
}

/// Networks, a bare address among them.
fn networks<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let read = |text: String| {
        let address = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse().or_else(|_| address()).map_err(|_| serde::de::Error::custom(format!("trusted_proxies: {text:?} is no network")))
    };
    Vec::<String>::deserialize(from)?.into_iter().map(read).collect()
}

fn default_host() -> String {
    "confirm.court.example".to_owned()
}

fn default_database() -> String {
    "sqlite:portal.sqlite".to_owned()
}

const fn default_take_back() -> i64 {
    60
}

const fn default_freeze() -> i64 {
    24 * 3600
}

fn default_warn_days() -> Vec<i32> {
    vec![20, 25, 28]
}

fn default_families() -> Vec<String> {
    DEFAULT_FAMILIES.map(str::to_owned).to_vec()
}

impl Config {
    /// Reads a folder's configuration.
    ///
    /// # Errors
    /// One sentence: not there, an unknown key, a wrong value.
    pub fn read(data: &Path) -> Result<Self, String> {
        let path = data.join("portal.toml");
        let text = crate::files::read_text(&path)
            .map_err(|e| format!("{} cannot be read ({e}); make a data folder with: portal init --data DIR", path.display()))?;
        let mut config: Self = toml::from_str(&text).map_err(|e| format!("{}: {}", path.display(), e.message()))?;
        if let Ok(url) = std::env::var("PORTAL_DATABASE") {
            config.database = url;
        }
        config.check()?;
        Ok(config)
    }

    /// Holds the values to what they mean.
    ///
    /// # Errors
    /// One sentence naming the key.
    pub fn check(&self) -> Result<(), String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if self.host.is_empty() || !self.host.chars().all(plain) {
            return Err("host: only letters, digits, dots, hyphens and a port".to_owned());
        }
        if !(0..=3600).contains(&self.take_back_seconds) {
            return Err("take_back_seconds: between 0 and 3600".to_owned());
        }
        if !(0..=7 * 24 * 3600).contains(&self.freeze_seconds) {
            return Err("freeze_seconds: between 0 and 604800".to_owned());
        }
        if self.fonts.families.is_empty() {
            return Err("fonts.families: at least one".to_owned());
        }
        DatabaseAddress::parse(&self.database).map(|_| ())
    }

    /// The database's address, a relative SQLite path taken from the data folder.
    ///
    /// # Errors
    /// One sentence.
    pub fn address(&self, data: &Path) -> Result<DatabaseAddress, String> {
        Ok(match DatabaseAddress::parse(&self.database)? {
            DatabaseAddress::Sqlite(path) => DatabaseAddress::Sqlite(data.join(path).display().to_string()),
            other => other,
        })
    }

    /// Folder of the private keys.
    #[must_use]
    pub fn keys_dir(&self, data: &Path) -> PathBuf {
        self.keys.dir.as_ref().map_or_else(|| data.join("keys"), |dir| data.join(dir))
    }

    /// The log's origin.
    #[must_use]
    pub fn log_origin(&self) -> String {
        format!("{}/log", self.host)
    }

    /// Name of the status key.
    #[must_use]
    pub fn status_origin(&self) -> String {
        format!("{}/status/1", self.host)
    }
}

/// The line of `portal.toml` that trusts a proxy on this machine.
pub const TRUST_THIS_MACHINE: &str = "trusted_proxies = [\"127.0.0.1\", \"::1\"]";

/// What `init` writes down.
pub struct Written<'a> {
    /// Public host.
    pub host: &'a str,
    /// Database address.
    pub database: &'a str,
    /// How long people wait for their own sake.
    pub waits: &'a Waits,
}

/// How long people wait for their own sake: nobody does where everybody is invented.
#[derive(Clone, Copy)]
pub struct Waits {
    /// Seconds in which an approval can be taken back.
    pub take_back_seconds: i64,
    /// Seconds after a new second factor in which nothing is signed.
    pub freeze_seconds: i64,
}

impl Waits {
    /// A court's.
    pub const COURT: Self = Self { take_back_seconds: default_take_back(), freeze_seconds: default_freeze() };
    /// Where everybody is invented.
    pub const NONE: Self = Self { take_back_seconds: 0, freeze_seconds: 0 };
}

/// What `init` writes.
#[must_use]
pub fn template(Written { host, database, waits }: &Written<'_>) -> String {
    let Waits { take_back_seconds, freeze_seconds } = waits;
    format!(
        "# Configuration of the portal. Every key may be left out.\n\
         # Public host: it stands in codes, keys and the log's origin, and cannot be changed after init.\n\
         host = \"{host}\"\n\
         # sqlite:PATH (relative to this folder) or postgres://user:password@host/database\n\
         database = \"{database}\"\n\
         # Seconds in which a judge can take an approval back.\n\
         take_back_seconds = {take_back_seconds}\n\
         # Seconds after somebody's second factor was made anew in which that person signs nothing.\n\
         freeze_seconds = {freeze_seconds}\n\
         # Proxies in front of the portal on whose word its visitors' addresses are taken; see portal config proxy.\n\
         # trusted_proxies = [\"127.0.0.1\"]\n\
         \n\
         # [fonts]\n\
         # families = [\"Noto Serif CJK SC\", \"Noto Sans CJK SC\"]\n\
         # dirs = [\"/srv/court-fonts\"]\n\
         \n\
         # [keys]\n\
         # dir = \"/srv/portal-keys\"   # outside the data folder in production; see keys/README.md\n"
    )
}
