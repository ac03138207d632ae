//! Recusal (回避): who has recused oneself decides nothing more in a case.

use crate::db::{self, DbConnection, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::id::{CaseId, PersonId};
use crate::domain::refusal::Refusal;
use crate::office::{Office, Result};

pub(crate) fn not_recused(tx: &mut DbConnection, id: &CaseId, person: &PersonId) -> Result<()> {
    let recused = db::review::recusals::recused(tx, id)?.iter().any(|(p, _)| p == person.as_str());
    if recused { Err(Refusal::Recused.into()) } else { Ok(()) }
}

/// Recuses oneself from a case (回避): whoever holds it must be another from then on.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] without a reason.
pub fn recuse(office: &Office, actor: &Actor, id: &CaseId, reason: &str) -> Result<()> {
    let by = actor.person.clone().ok_or(Refusal::NoAppointment)?;
    if reason.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "reason" }.into());
    }
    if !matches!(actor.role, Role::Clerk | Role::Bureau | Role::Judge) {
        return Err(Refusal::NotYourAct { act: ActName::Recuse, role: actor.role }.into());
    }
    let case = office.case(actor, id)?;
    office.write(|tx| {
        match db::review::recusals::recuse(tx, id, &by, reason, office.today()) {
            Err(DbError::Taken) => return Err(Refusal::Recused.into()),
            other => other?,
        }
        office.tell(tx, &case, actor, ActName::Recuse, "")
    })
}
