//! Making a data folder, and opening one: what is not in order is said in one sentence, and nothing starts.

use crate::db::county::registers;
use crate::db::county::registers::RegisterRow;
use crate::db::county::units::{self, Unit};
use crate::db::system::settings;
use crate::db::{self, DatabaseAddress, DbConnection};
use crate::domain::register::{Register, UnitKind};
use crate::domain::security::LinkPurpose;
use crate::files::Files;
use crate::files::spool::Spool;
use crate::foreign::Foreign;
use crate::foreign::cache::DrawnPages;
use crate::office::clock::Clock;
use crate::office::county::register::RegisterFiles;
use crate::office::people::links::token;
use crate::office::proof::log;
use crate::office::system::config::{Config, Waits, Written, template};
use crate::office::system::data_key;
use crate::office::system::keys::{self, KeyFolders, KeyOwner};
use crate::office::system::{roots, rotation};
use crate::office::{Error, Office, Result, row_id};
use crate::pdf::font::Fonts;
use crate::seal::sha256_hex;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// What `init` is asked for.
pub struct Init<'a> {
    /// Register files.
    pub register: RegisterFiles,
    /// Public host.
    pub host: &'a str,
    /// Database address.
    pub database: &'a str,
    /// How long people wait for their own sake.
    pub waits: Waits,
    /// Folders for the root keys, in turn; where none is named, a sibling of the data folder.
    pub roots: Vec<PathBuf>,
}

/// Connections to a SQLite file, or to PostgreSQL.
const CONNECTIONS: u32 = 6;

/// Where bytes wait that are being received.
pub(crate) const SPOOL: &str = "spool";

/// Where drawn pages are kept.
pub(crate) const DRAWN: &str = "drawn";

/// How long a setup link is good.
const SETUP_SECONDS: i64 = 24 * 3600;

/// Makes the data folder: configuration, database, register, keys, the log's first entries. Gives the tokens of
/// two one-time setup links, for two administrators.
///
/// # Errors
/// A sentence; a folder that is there already is refused.
pub fn init(data: &Path, init: &Init<'_>) -> Result<[String; 2]> {
    make(data, init).map_err(not_ready)
}

fn make(data: &Path, init: &Init<'_>) -> Result<[String; 2]> {
    if data.join("portal.toml").exists() {
        return Err(Error::NotReady(format!("{} is a data folder already", data.display())));
    }
    let register = init.register.parse(1)?;
    let roots = if init.roots.is_empty() { vec![roots::beside(data)] } else { init.roots.clone() };
    roots::fit(&roots, data).map_err(Error::NotReady)?;
    for folder in ["", "keys", "public", "files", "guard"] {
        make_folder(&data.join(folder))?;
    }
    restrict(&data.join("keys"))?;
    let text = template(&Written { host: init.host, database: init.database, waits: &init.waits });
    crate::files::replace(&data.join("portal.toml"), text.as_bytes())
        .map_err(|e| Error::NotReady(format!("cannot write portal.toml: {e}")))?;
    let config = Config::read(data)?;
    let now = Clock::default().now();
    let keys_dir = config.keys_dir(data);
    let whose = KeyOwner { host: &config.host, court: &register.court.code, court_name: &register.court.name };
    for folder in &roots {
        make_folder(folder)?;
        restrict(folder)?;
    }
    let folders = KeyFolders { own: &keys_dir, public: &data.join("public"), roots: &roots };
    let entries = keys::make(&folders, &whose, now)?;
    data_key::make(&keys_dir)?;
    let vault = data_key::vault(&keys_dir)?;
    let tokens = [token()?, token()?];
    let pool = db::open(&config.address(data)?, 1)?;
    let mut connection = pool.get().map_err(|e| Error::NotReady(e.to_string()))?;
    connection.migrate()?;
    connection.write(|tx| -> Result<()> {
        let files = &init.register;
        let row = RegisterRow {
            version: 1,
            court: files.court.clone(),
            agencies: files.agencies.clone(),
            holidays: files.holidays.clone(),
            prime_rates: files.prime_rates.clone(),
        };
        registers::keep(tx, &row, now.naive(), None)?;
        keep_units(tx, &register)?;
        settings::set(tx, "host", &config.host)?;
        settings::set(tx, "data_key", &vault.fingerprint())?;
        for entry in &entries {
            db::proof::log::append(tx, entry, now.naive())?;
        }
        let until = now.plus_seconds(SETUP_SECONDS);
        for token in &tokens {
            db::people::invitations::add(tx, &sha256_hex(token.as_bytes()), LinkPurpose::Setup, now.naive(), until.naive())?;
        }
        Ok(())
    })?;
    drop(connection);
    let office = open(data)?;
    log::checkpoint(&office)?;
    Ok(tokens)
}

fn make_folder(path: &Path) -> Result<()> {
    crate::files::private_folder(path).map_err(|e| Error::NotReady(format!("cannot make {}: {e}", path.display())))
}

fn restrict(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
        .map_err(|e| Error::NotReady(format!("cannot restrict {}: {e}", path.display())))
}

/// Units of the court: the court, its studio, the agencies.
fn keep_units(tx: &mut DbConnection, register: &Register) -> Result<()> {
    let court = &register.court;
    registers::keep_court(tx, &court.code, &court.name, &court.division)?;
    let unit = |kind: UnitKind, code: &str, name: &str, parent: Option<String>| -> Result<Unit> {
        Ok(Unit { id: row_id()?, parent, kind, code: code.to_owned(), name: name.to_owned() })
    };
    let top = unit(UnitKind::Court, &court.code, &court.name, None)?;
    units::keep(tx, &court.code, &top)?;
    let studio = unit(UnitKind::Studio, &court.code, &court.studio.name, Some(top.id.clone()))?;
    units::keep(tx, &court.code, &studio)?;
    for agency in &register.agencies {
        units::keep(tx, &court.code, &unit(UnitKind::Agency, &agency.code, &agency.name, Some(studio.id.clone()))?)?;
    }
    Ok(())
}

/// The register kept in a database.
///
/// # Errors
/// A sentence.
pub fn kept_register(connection: &mut DbConnection) -> Result<Register> {
    let RegisterRow { version, court, agencies, holidays, prime_rates } =
        registers::newest(connection)?.ok_or_else(|| Error::NotReady("the database holds no register: run portal init".to_owned()))?;
    Ok(RegisterFiles { court, agencies, holidays, prime_rates }.parse(version)?)
}

/// Opens a data folder. Refuses, saying why, when schema, register, keys, fonts or log are not in order.
///
/// # Errors
/// A sentence.
pub fn open(data: &Path) -> Result<Office> {
    let office = assemble(data)?;
    log::hold_against_guard(&office).map_err(not_ready)?;
    Ok(office)
}

/// The fingerprint of the data key that a folder's database was kept with.
///
/// # Errors
/// A sentence.
pub fn data_key_fingerprint(data: &Path) -> Result<String> {
    let pool = db::open(&Config::read(data)?.address(data)?, 1)?;
    let mut connection = pool.get().map_err(|e| Error::NotReady(format!("the database cannot be opened: {e}")))?;
    settings::get(&mut connection, "data_key")?.ok_or_else(|| Error::NotReady("the database names no data key".to_owned()))
}

/// What is wrong at start is for whoever runs the portal, and is said in one sentence.
fn not_ready(error: Error) -> Error {
    match error {
        Error::Fault(sentence) => Error::NotReady(sentence),
        other => other,
    }
}

/// Opens a data folder without holding its log against the last checkpoint: for the audit, which reports that
/// as a fault.
///
/// # Errors
/// A sentence.
pub fn assemble(data: &Path) -> Result<Office> {
    put_together(data).map_err(not_ready)
}

fn put_together(data: &Path) -> Result<Office> {
    let config = Config::read(data)?;
    let address = config.address(data)?;
    if let DatabaseAddress::Sqlite(path) = &address
        && !Path::new(path).exists()
    {
        return Err(Error::NotReady(format!("there is no database at {path}: restore it, or run portal init")));
    }
    let pool = db::open(&address, CONNECTIONS)?;
    let mut connection = pool.get().map_err(|e| Error::NotReady(format!("the database cannot be opened: {e}")))?;
    if connection.migrations_pending()? {
        return Err(Error::NotReady("the schema is not up to date: run portal migrate".to_owned()));
    }
    let register = Arc::new(kept_register(&mut connection)?);
    let host = settings::get(&mut connection, "host")?;
    if host.as_deref() != Some(&config.host) {
        return Err(Error::NotReady("host in portal.toml is not the one this folder was made with".to_owned()));
    }
    let keys_dir = config.keys_dir(data);
    let vault = data_key::vault(&keys_dir)?;
    if settings::get(&mut connection, "data_key")?.as_deref() != Some(&vault.fingerprint()) {
        return Err(Error::NotReady("data.key (or the passphrase) is not the one this database was kept with".to_owned()));
    }
    let keys = Arc::new(rotation::opened(&mut connection, &keys_dir, &data.join("public"), &config.log_origin())?);
    let fonts = Fonts::load(&config.fonts.families, &config.fonts.dirs).map_err(|e| Error::NotReady(e.to_string()))?;
    let files = Files::folder(&data.join("files"))?;
    let local = |name: &str, error: std::io::Error| Error::NotReady(format!("the folder {name} cannot be used: {error}"));
    let spool = Spool::open(&data.join(SPOOL)).map_err(|e| local(SPOOL, e))?;
    let drawn = DrawnPages::open(&data.join(DRAWN), vault.clone()).map_err(|e| local(DRAWN, e))?;
    drop(connection);
    Ok(Office {
        pool,
        vault,
        files,
        spool,
        foreign: Foreign::own(),
        drawn,
        checked: Arc::default(),
        fonts: Arc::new(fonts),
        newest_keys: Arc::new(RwLock::new(Arc::clone(&keys))),
        keys,
        newest: Arc::new(RwLock::new(Arc::clone(&register))),
        register,
        watch: Arc::default(),
        failures: Arc::default(),
        clock: Clock::default(),
        config: Arc::new(config),
        data: data.to_owned(),
        interrupt: None,
    })
}
