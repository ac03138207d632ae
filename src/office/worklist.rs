//! The cases somebody has before them, by stage: what queues are made of.

use crate::db::intake::worklist::{self, QueueRow};
use crate::domain::actor::Actor;
use crate::office::{Office, Result};

/// Cases at stages that an actor may see.
///
/// # Errors
/// [`Error::Fault`].
pub fn list(office: &Office, actor: &Actor, stages: &[&str]) -> Result<Vec<QueueRow>> {
    Ok(worklist::at(&mut *office.connection()?, &office.scope(actor), stages)?)
}
