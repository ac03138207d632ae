//! What people do. One function per act: load → decide → keep, in one transaction; letters go to the outbox
//! inside it and are sent after it.

mod act;
pub mod case_overview;
pub mod clock;
pub mod county;
pub mod intake;
pub mod letter;
pub mod mediation;
pub mod people;
pub mod performance;
mod place;
pub mod print;
pub mod proof;
pub mod review;
pub mod ruling;
pub mod service;
pub mod system;
pub mod worklist;

use crate::db::intake::cases::{Case, Scope};
use crate::db::intake::history::HistoryNote;
use crate::db::{self, DbConnection, DbError, Pool};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::application::Application;
use crate::domain::day::{Day, Moment};
use crate::domain::id::{CaseId, DocumentId, PersonId};
use crate::domain::period::{DueDate, Period};
use crate::domain::refusal::Refusal;
use crate::domain::register::Register;
use crate::files::spool::Spool;
use crate::files::{Files, FilesError};
use crate::foreign::cache::DrawnPages;
use crate::foreign::{self, Foreign};
use crate::office::clock::Clock;
use crate::office::intake::application;
use crate::office::intake::checked::Checked;
use crate::office::people::security::FailureTally;
use crate::office::place::Place;
use crate::office::system::config::Config;
use crate::office::system::keys::Keys;
use crate::office::system::watch::Watch;
use crate::pdf::font::Fonts;
use crate::vault::Vault;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// Why an act did not happen.
#[derive(Debug)]
pub enum Error {
    /// An expected "no".
    Refused(Refusal),
    /// Not there, or not theirs.
    NotFound,
    /// Somebody was faster.
    Stale,
    /// A value that must be unique is there already.
    Taken,
    /// What is asked for has to wait: nothing has happened.
    Busy(Busy),
    /// Something outside is not in order: one sentence for whoever runs the portal.
    NotReady(String),
    /// Ours: one sentence for the log.
    Fault(String),
}

/// Why something has to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Busy {
    /// As much is being done already as may be at a time.
    Full,
    /// The database does not answer.
    Database,
}

impl Busy {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "BUSY",
            Self::Database => "DATABASE_AWAY",
        }
    }

    /// Name of the word that says so.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "problem-busy",
            Self::Database => "problem-database-away",
        }
    }
}

impl From<foreign::Failure> for Error {
    fn from(failure: foreign::Failure) -> Self {
        match failure {
            foreign::Failure::Busy | foreign::Failure::OutOfTime => Self::Busy(Busy::Full),
            foreign::Failure::Exhausted => Self::NotFound,
            foreign::Failure::NoChild => Self::Fault("no child can be started to read a file".to_owned()),
        }
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Stale => Self::Stale,
            DbError::Taken => Self::Taken,
            DbError::Away => Self::Busy(Busy::Database),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<FilesError> for Error {
    fn from(error: FilesError) -> Self {
        Self::Fault(error.to_string())
    }
}

impl From<String> for Error {
    fn from(sentence: String) -> Self {
        Self::Fault(sentence)
    }
}

/// How long is waited for a connection where all are in use.
const CROWDED: Duration = Duration::from_secs(8);

/// Result of an act.
pub type Result<T> = std::result::Result<T, Error>;

/// Where sealing is interrupted in tests: after each step, before the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealingStep {
    /// The ruling is prepared.
    Prepared,
    /// The intention is kept.
    Intended,
    /// The ruling is signed.
    Signed,
    /// Its bytes are stored.
    Stored,
    /// Row, entry and stage are kept.
    Kept,
}

/// A person at the shell or a page has this at hand: everything acts need.
#[derive(Clone)]
pub struct Office {
    /// Database.
    pub(crate) pool: Pool,
    /// Encryption at rest.
    pub(crate) vault: Vault,
    /// File store.
    pub(crate) files: Files,
    /// What is being received.
    pub spool: Spool,
    /// Other people's files are read and drawn there.
    pub foreign: Foreign,
    /// Pages drawn before.
    pub(crate) drawn: DrawnPages,
    /// Applications checked before.
    pub(crate) checked: Arc<Checked>,
    /// Fonts.
    pub(crate) fonts: Arc<Fonts>,
    /// Keys, as they stood when this act began.
    pub keys: Arc<Keys>,
    /// The newest keys: what the next act begins with.
    pub(crate) newest_keys: Arc<RwLock<Arc<Keys>>>,
    /// The county's register, as it stood when this act began.
    pub(crate) register: Arc<Register>,
    /// The newest register: what the next act begins with.
    pub(crate) newest: Arc<RwLock<Arc<Register>>>,
    /// What is known of the portal's own running.
    pub watch: Arc<Watch>,
    /// Failures at the doors within the hour.
    pub(crate) failures: Arc<FailureTally>,
    /// Clocks.
    pub clock: Clock,
    /// Configuration.
    pub config: Arc<Config>,
    /// Data folder.
    pub data: PathBuf,
    /// Stops sealing after a step, as a power cut would: for tests.
    pub interrupt: Option<SealingStep>,
}

/// Random bits.
///
/// # Errors
/// When the system gives none.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bits = [0; N];
    getrandom::fill(&mut bits).map_err(|e| Error::Fault(format!("the system gives no random numbers: {e}")))?;
    Ok(bits)
}

/// A fresh id for a row.
pub(crate) fn row_id() -> Result<String> {
    Ok(crate::domain::id::base32(&random::<16>()?))
}

impl Office {
    /// A connection.
    ///
    /// # Errors
    /// [`Error::Busy`] when none can be had.
    pub(in crate::office) fn connection(&self) -> Result<db::Pooled> {
        if let Ok(connection) = self.pool.get() {
            return Ok(connection);
        }
        let state = self.pool.state();
        if state.connections == 0 || state.connections < self.pool.max_size() {
            return Err(Error::Busy(Busy::Database));
        }
        // All are in use: that is a wait, not an outage.
        self.pool.get_timeout(CROWDED).map_err(|_| Error::Busy(Busy::Full))
    }

    /// Runs `work` in one write transaction.
    ///
    /// # Errors
    /// What `work` answers.
    pub(in crate::office) fn write<T>(&self, work: impl FnOnce(&mut DbConnection) -> Result<T>) -> Result<T> {
        self.connection()?.write(work)
    }

    /// The register in force.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The office as an act finds it: with the newest register and keys, which do not change under its hands.
    #[must_use]
    pub fn current(&self) -> Self {
        // A lock poisoned by a panic still holds a whole register, and whole keys.
        let register = self.newest.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let keys = self.newest_keys.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Self { register, keys, ..self.clone() }
    }

    /// The true time.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The civil day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// What an actor may see.
    #[must_use]
    pub(crate) fn scope(&self, actor: &Actor) -> Scope {
        match actor.role {
            Role::Mediator | Role::Party => Scope::Unit(actor.unit.clone()),
            Role::Clerk | Role::Bureau | Role::Judge | Role::System => Scope::Court(self.register.court.code.clone()),
            Role::President | Role::Admin => Scope::Nothing,
        }
    }

    /// The actor's case at the version the actor saw.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case that is not theirs, [`Error::Stale`] when it moved on.
    pub(crate) fn case_at(&self, tx: &mut DbConnection, actor: &Actor, id: &CaseId, seen: i32) -> Result<Case> {
        let case = db::intake::cases::load(tx, id, &self.scope(actor))?.ok_or(Error::NotFound)?;
        if case.version == seen { Ok(case) } else { Err(Error::Stale) }
    }

    /// The actor's case.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case that is not theirs.
    pub fn case(&self, actor: &Actor, id: &CaseId) -> Result<Case> {
        let mut connection = self.connection()?;
        db::intake::cases::load(&mut connection, id, &self.scope(actor))?.ok_or(Error::NotFound)
    }

    /// A case of the court, for the portal's own doing: whoever asks has been let in before.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none such.
    pub(crate) fn case_of_court(&self, tx: &mut DbConnection, id: &CaseId) -> Result<Case> {
        db::intake::cases::load(tx, id, &Scope::Court(self.register.court.code.clone()))?.ok_or(Error::NotFound)
    }

    /// Tells a case's history of an act that does not change its stage.
    pub(crate) fn tell(&self, tx: &mut DbConnection, case: &Case, actor: &Actor, act: ActName, detail: &str) -> Result<()> {
        let note = HistoryNote { at: self.now().naive(), on: self.today(), act, detail };
        Ok(db::intake::history::tell(tx, case, actor, &note)?)
    }

    /// Computes a period and keeps it as a clock of the case.
    pub(crate) fn start_clock(
        &self,
        tx: &mut DbConnection,
        case: &CaseId,
        period: Period,
        start: Day,
        party: Option<&str>,
    ) -> Result<DueDate> {
        let due = period.from(start, None, &self.register.calendar).ok_or_else(|| Error::Fault("a period without length".to_owned()))?;
        db::review::due_dates::add(tx, &row_id()?, case, party, &due, self.register.version)?;
        Ok(due)
    }

    /// The application of a case, as handed in.
    ///
    /// # Errors
    /// [`Error::Fault`] when it cannot be opened with this data key.
    pub fn application(&self, case: &Case) -> Result<Application> {
        let mut connection = self.connection()?;
        let matter = db::mediation::matters::load(&mut connection, &case.matter)?.ok_or(Error::NotFound)?;
        let read = application::read(self.open_application(&matter)?.as_bytes());
        read.application.ok_or_else(|| Error::Fault(format!("matter {} holds no application", matter.id)))
    }

    /// The text of a matter's application.
    pub(crate) fn open_application(&self, matter: &db::mediation::matters::Matter) -> Result<String> {
        self.open(Place::Application(&matter.id), &matter.application)
    }
}

/// A fresh person's id.
pub(crate) fn person_id() -> Result<PersonId> {
    Ok(PersonId::from_bits(random()?))
}

/// A fresh case's id.
pub(crate) fn case_id() -> Result<CaseId> {
    Ok(CaseId::from_bits(random()?))
}

/// A fresh document's id.
pub(crate) fn document_id() -> Result<DocumentId> {
    Ok(DocumentId::from_bits(random()?))
}
