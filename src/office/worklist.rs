//! The cases somebody has before them, by stage: what queues are made of.

use crate::db;
use crate::db::intake::worklist;
pub use crate::db::intake::worklist::QueueRow;
use crate::domain::actor::Actor;
use crate::domain::case::StageName;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::outcome::Outcome;
use crate::office::{Office, Result};

/// Cases at stages that an actor may see.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn list(office: &Office, actor: &Actor, stages: &[StageName]) -> Result<Vec<QueueRow>> {
    Ok(worklist::at(&mut *office.connection()?, &office.scope(actor), stages)?)
}

/// The cases in which a party asks something that nobody has settled yet, by id.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn with_open_requests(office: &Office) -> Result<Vec<CaseId>> {
    Ok(db::review::requests::cases_with_open(&mut *office.connection()?)?)
}

/// The cases in which a judge sits beside the presiding one, by id.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn sitting_beside(office: &Office, judge: &PersonId) -> Result<Vec<CaseId>> {
    Ok(db::review::panels::cases_of(&mut *office.connection()?, judge)?)
}

/// The cases in which the draft of a later ruling stands, by id.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn with_later_draft(office: &Office) -> Result<Vec<CaseId>> {
    Ok(db::ruling::drafts::later(&mut *office.connection()?)?)
}

/// How many of the court's cases ended so.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn count_ended(office: &Office, outcome: Outcome) -> Result<i64> {
    Ok(db::intake::cases::count_ended(&mut *office.connection()?, &office.register.court.code, outcome)?)
}
