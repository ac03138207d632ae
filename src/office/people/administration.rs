//! By whose hand the portal is administered, and the history of it: who did what, to whom, when.

use crate::db;
pub use crate::db::people::administration::AdminRow;
use crate::db::{DbConnection, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::administration::AdminAct;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::office::people::credentials;
use crate::office::{Error, Office, Result};
use chrono::NaiveDateTime;

/// Most rows that are shown at a time.
pub const SHOWN: i64 = 500;

/// How long everybody is shown that something was confirmed at the machine.
const GLASS_SECONDS: i64 = 30 * 86_400;

/// Whose hand it is: made by a fresh code of an administrator or of the president, or at the machine itself.
#[derive(Clone)]
pub struct Hand(Option<Actor>);

impl Hand {
    /// An administrator's hand, for what administrators do.
    ///
    /// # Errors
    /// [`Refusal::NotYourAct`] for another role; those of [`credentials::step_up`].
    pub fn of_admin(office: &Office, actor: &Actor, code: &str) -> Result<Self> {
        Self::proved(office, actor, code, actor.role == Role::Admin)
    }

    /// The hand of whoever confirms: another administrator, or the president.
    ///
    /// # Errors
    /// As [`Self::of_admin`].
    pub fn of_second(office: &Office, actor: &Actor, code: &str) -> Result<Self> {
        Self::proved(office, actor, code, actor.role.confirms())
    }

    fn proved(office: &Office, actor: &Actor, code: &str, may: bool) -> Result<Self> {
        let person = actor.person.as_ref().filter(|_| may);
        let person = person.ok_or(Refusal::NotYourAct { act: ActName::Register, role: actor.role })?;
        credentials::step_up(office, person, code)?;
        Ok(Self(Some(actor.clone())))
    }

    /// Whoever works at the machine itself: nobody who is known here.
    #[must_use]
    pub const fn at_the_machine() -> Self {
        Self(None)
    }

    /// The person; nobody at the machine.
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        self.0.as_ref().and_then(|actor| actor.person.as_ref())
    }

    /// The actor, for what goes on to tell of it.
    pub(crate) const fn actor(&self) -> Option<&Actor> {
        self.0.as_ref()
    }
}

/// An administrator's act with the code that was typed for it: it is looked at once everything else is in order, so that a
/// slip in a form uses up no code.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// A fresh code.
    pub code: &'a str,
}

impl Signed<'_> {
    /// The administrator's hand.
    ///
    /// # Errors
    /// As [`Hand::of_admin`].
    pub fn hand(&self, office: &Office) -> Result<Hand> {
        Hand::of_admin(office, self.actor, self.code)
    }
}

/// What is told.
#[derive(Clone, Default)]
pub(crate) struct Deed<'a> {
    /// Whom it concerns.
    pub whom: Option<&'a PersonId>,
    /// Role of a post.
    pub role: Option<Role>,
    /// Unit of a post.
    pub unit: Option<&'a str>,
    /// What it is about where that is no person: codes and ids alone.
    pub subject: &'a str,
}

/// Tells the history of an act, in the transaction in which it is done.
pub(crate) fn tell(office: &Office, tx: &mut DbConnection, by: Option<&PersonId>, act: AdminAct, deed: &Deed<'_>) -> Result<()> {
    let before = db::people::administration::newest(tx, 1)?.pop();
    let mut row = AdminRow {
        ordinal: before.as_ref().map_or(1, |b| b.ordinal + 1),
        at: office.now().naive(),
        act,
        by_person: by.map(ToString::to_string),
        whom: deed.whom.map(ToString::to_string),
        role: deed.role,
        unit: deed.unit.map(ToOwned::to_owned),
        subject: deed.subject.to_owned(),
        mac: String::new(),
    };
    row.mac = mac(office, &row, before.as_ref().map_or("", |b| &b.mac));
    match db::people::administration::note(tx, &row) {
        Err(DbError::Taken) => Err(Error::Stale),
        other => Ok(other?),
    }
}

/// Keyed hash over a row and the hash of the one before: lines, each with its length before it.
fn mac(office: &Office, row: &AdminRow, before: &str) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let fields = [
        before.to_owned(),
        row.ordinal.to_string(),
        row.at.and_utc().timestamp().to_string(),
        row.act.to_string(),
        text(&row.by_person),
        text(&row.whom),
        row.role.map(|r| r.to_string()).unwrap_or_default(),
        text(&row.unit),
        row.subject.clone(),
    ];
    let lines: String = fields.iter().map(|f| format!("{} {f}\n", f.len())).collect();
    office.vault.index("administration", &lines)
}

/// What is wrong with the history, one sentence each: a row that was replaced, or is missing.
///
/// # Errors
/// [`Error::Fault`] when the database cannot be read at all.
pub(crate) fn faults(office: &Office) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let (mut expected, mut before) = (1, String::new());
    for row in db::people::administration::all(&mut *office.connection()?)? {
        if row.ordinal != expected {
            faults.push(format!("the history of administration has no row {expected}"));
        } else if mac(office, &row, &before) != row.mac {
            faults.push(format!("row {} of the history of administration is not the one that was written", row.ordinal));
        }
        (expected, before) = (row.ordinal + 1, row.mac);
    }
    Ok(faults)
}

/// The history, newest first.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn newest(office: &Office) -> Result<Vec<AdminRow>> {
    Ok(db::people::administration::newest(&mut *office.connection()?, SHOWN)?)
}

/// When something was last confirmed at the machine, for thirty days: whoever works here is to know.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn confirmed_at_machine(office: &Office) -> Result<Option<NaiveDateTime>> {
    let since = office.now().plus_seconds(-GLASS_SECONDS).naive();
    Ok(db::people::administration::last(&mut *office.connection()?, AdminAct::ConfirmAtMachine, since)?)
}
