//! How things are kept: SQLite or PostgreSQL by URL, one schema, one migration set. Rows are
//! private to the files of this folder; only domain types and plain records come out.

#![expect(missing_docs, reason = "the derive of the connection writes items without words of their own")]

pub mod county;
pub mod guards;
pub mod intake;
pub mod mediation;
pub mod people;
pub mod performance;
pub mod proof;
pub mod review;
pub mod ruling;
pub mod schema;
pub mod service;
pub mod system;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::fmt;
use std::time::Duration;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    /// PostgreSQL.
    Postgres(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}

/// Why the database refused.
#[derive(Debug)]
pub enum DbError {
    /// Somebody was faster: the row has another version now.
    Stale,
    /// A value that must be unique is there already.
    Taken,
    /// The database does not answer any more.
    Away,
    /// A row that no program of ours writes: table, column, row.
    Corrupt(&'static str, &'static str, String),
    /// The database itself.
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for DbError {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::DatabaseErrorKind::{ClosedConnection, UniqueViolation};
        match error {
            diesel::result::Error::DatabaseError(UniqueViolation, _) => Self::Taken,
            diesel::result::Error::DatabaseError(ClosedConnection, _) => Self::Away,
            diesel::result::Error::DatabaseError(_, said) if said.message() == guards::THERE_ALREADY => Self::Taken,
            other => Self::Database(other),
        }
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("somebody changed this first"),
            Self::Taken => f.write_str("a value that must be unique is there already"),
            Self::Away => f.write_str("the database does not answer"),
            Self::Corrupt(table, column, row) => write!(f, "table {table}, column {column}, row {row} holds what nothing writes"),
            Self::Database(error) => write!(f, "the database: {error}"),
        }
    }
}

/// Result of the database.
pub type DbResult<T> = Result<T, DbError>;

/// Where a database is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DatabaseAddress {
    /// A SQLite file.
    Sqlite(String),
    /// A PostgreSQL URL.
    Postgres(String),
}

impl DatabaseAddress {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`. An address without a scheme is refused: a typing
    /// error must not make an empty database.
    ///
    /// # Errors
    /// A sentence.
    pub fn parse(url: &str) -> Result<Self, String> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(path.trim_start_matches("//").to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err("the database address must begin with sqlite: or postgres://".to_owned())
    }

    fn connect(&self) -> ConnectionResult<DbConnection> {
        match self {
            Self::Sqlite(path) => {
                let mut connection = diesel::SqliteConnection::establish(path)?;
                connection
                    .batch_execute(
                        "PRAGMA busy_timeout = 20000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
                    )
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(DbConnection::Sqlite(connection))
            }
            Self::Postgres(url) => Ok(DbConnection::Postgres(diesel::PgConnection::establish(&with_patience(url))?)),
        }
    }
}

/// A URL whose server, when it is gone, is noticed: at connecting within two seconds, on a connection that stands still
/// within ten. What the URL says itself counts.
fn with_patience(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in [("connect_timeout", "2"), ("tcp_user_timeout", "10000")] {
        if !url.contains(name) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={value}"));
        }
    }
    url
}

/// Opens connections for the pool.
pub struct Manager {
    address: DatabaseAddress,
}

impl ManageConnection for Manager {
    type Connection = DbConnection;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<DbConnection, r2d2::Error> {
        self.address.connect().map_err(r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, connection: &mut DbConnection) -> Result<(), r2d2::Error> {
        connection.batch_execute("SELECT 1").map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut DbConnection) -> bool {
        // A panic inside a transaction leaves it open: such a connection goes back to nobody.
        std::thread::panicking() || <DbConnection as Connection>::TransactionManager::is_broken_transaction_manager(connection)
    }
}

/// The pool.
pub type Pool = r2d2::Pool<Manager>;

/// A connection of the pool.
pub type Pooled = r2d2::PooledConnection<Manager>;

/// How long is waited for the database before it is said that it does not answer.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Opens a pool.
///
/// # Errors
/// A sentence when the database cannot be reached.
pub fn open(address: &DatabaseAddress, connections: u32) -> Result<Pool, String> {
    let manager = Manager { address: address.clone() };
    // A connection that cannot be made is said at once, with its reason, not after the pool's patience.
    manager.connect().map_err(|e| format!("the database cannot be opened: {e}"))?;
    r2d2::Pool::builder()
        .max_size(connections)
        .min_idle(Some(1))
        .connection_timeout(PATIENCE)
        .test_on_check_out(matches!(address, DatabaseAddress::Postgres(_)))
        .build(manager)
        .map_err(|e| format!("the database cannot be opened: {e}"))
}

impl DbConnection {
    /// Runs `work` in one write transaction: all of it is kept, or none.
    ///
    /// # Errors
    /// What `work` answers, or the database.
    pub fn write<T, E: From<DbError>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        type Transactions = <DbConnection as Connection>::TransactionManager;
        let begun = match self {
            // A deferred SQLite transaction that reads first can lose the race for the write lock.
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction(c),
        };
        begun.map_err(|e| E::from(e.into()))?;
        match work(self) {
            Ok(value) => Transactions::commit_transaction(self).map(|()| value).map_err(|e| E::from(e.into())),
            Err(error) => {
                // The cause is what the caller needs to hear; a failed roll-back breaks the connection anyway.
                let _ = Transactions::rollback_transaction(self);
                Err(error)
            }
        }
    }

    /// Brings the schema up to date and sets the guards. Says how many migrations ran.
    ///
    /// # Errors
    /// A sentence.
    pub fn migrate(&mut self) -> Result<usize, String> {
        let said = |e: &dyn fmt::Display| format!("the schema cannot be brought up to date: {e}");
        guards::lift(self).map_err(|e| said(&e))?;
        let count = match self {
            Self::Sqlite(c) => c.run_pending_migrations(MIGRATIONS).map(|list| list.len()).map_err(|e| said(&e)),
            Self::Postgres(c) => c.run_pending_migrations(MIGRATIONS).map(|list| list.len()).map_err(|e| said(&e)),
        };
        // Also where one of them failed: what is there is guarded on.
        let set = guards::set(self).map_err(|e| said(&e));
        count.and_then(|count| set.map(|()| count))
    }

    /// Reverts every migration: for the test that each has a way back.
    ///
    /// # Errors
    /// A sentence.
    pub fn revert(&mut self) -> Result<usize, String> {
        let said = |e: &dyn fmt::Display| format!("the schema cannot be reverted: {e}");
        match self {
            Self::Sqlite(c) => c.revert_all_migrations(MIGRATIONS).map(|v| v.len()).map_err(|e| said(&e)),
            Self::Postgres(c) => c.revert_all_migrations(MIGRATIONS).map(|v| v.len()).map_err(|e| said(&e)),
        }
    }

    /// Whether migrations are waiting, or the schema is from a newer program.
    ///
    /// # Errors
    /// A sentence.
    pub fn migrations_pending(&mut self) -> Result<bool, String> {
        match self {
            Self::Sqlite(c) => c.has_pending_migration(MIGRATIONS).map_err(|e| e.to_string()),
            Self::Postgres(c) => c.has_pending_migration(MIGRATIONS).map_err(|e| e.to_string()),
        }
    }

    /// Copies a SQLite database whole, while it is in use (`VACUUM INTO`).
    ///
    /// # Errors
    /// A sentence; PostgreSQL has its own tools.
    pub fn copy_to(&mut self, path: &str) -> Result<(), String> {
        match self {
            Self::Sqlite(c) => c
                .batch_execute(&format!("VACUUM INTO '{}'", path.replace('\'', "''")))
                .map_err(|e| format!("the database cannot be copied: {e}")),
            Self::Postgres(_) => Err("a PostgreSQL database is backed up with pg_dump; see README, Backup".to_owned()),
        }
    }
}

/// The first row, where there is one.
pub(crate) fn first<T>(rows: QueryResult<Vec<T>>) -> DbResult<Option<T>> {
    Ok(rows?.into_iter().next())
}

/// One row changed, or somebody was faster.
pub(crate) const fn one(changed: usize) -> DbResult<()> {
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}
