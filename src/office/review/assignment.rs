//! Who of the studio has a case at hand.

use crate::db::{self, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::id::{CaseId, PersonId};
use crate::domain::refusal::Refusal;
use crate::office::review::checklist::studio;
use crate::office::review::recusal::not_recused;
use crate::office::{Error, Office, Result};

/// Gives a case to somebody of the studio, oneself or another, in place of whoever was seen to have it.
///
/// # Errors
/// [`Error::Stale`] when somebody was faster, [`Refusal::NotInOffice`], [`Refusal::Recused`].
pub fn assign(office: &Office, actor: &Actor, id: &CaseId, seen: Option<&str>, to: &PersonId) -> Result<()> {
    studio(actor, ActName::Assign)?;
    let case = office.case(actor, id)?;
    office.write(|tx| {
        let name = db::people::people::by_id(tx, to)?.map(|p| p.name).unwrap_or_default();
        let sits = db::people::appointments::on(tx, to, office.today())?.iter().any(|a| matches!(a.role, Role::Clerk | Role::Bureau));
        if !sits {
            return Err(Refusal::NotInOffice { name }.into());
        }
        not_recused(tx, id, to)?;
        match db::review::assignments::assign(tx, id, seen, to, office.today()) {
            Err(DbError::Taken) => return Err(Error::Stale),
            other => other?,
        }
        office.tell(tx, &case, actor, ActName::Assign, &name)
    })
}
