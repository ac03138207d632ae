//! What a party asks of the mediator or the court, and that it was settled.

use crate::db;
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::refusal::Refusal;
use crate::domain::request::RequestKind;
use crate::office::place::Place;
use crate::office::{Error, Office, Result};

/// What a party asks.
pub struct OpenRequest {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: RequestKind,
    /// Party's reference.
    pub party: String,
    /// In its words.
    pub body: String,
    /// Day.
    pub on: Day,
}

pub(crate) fn asked(office: &Office, tx: &mut db::DbConnection, id: &CaseId) -> Result<Vec<OpenRequest>> {
    let mut list = Vec::new();
    for row in db::review::requests::of_case(tx, id)? {
        let body = office.open(Place::Request(&row.id), &row.body)?;
        list.push(OpenRequest { id: row.id, kind: row.kind, party: row.party.unwrap_or_default(), body, on: row.made_on });
    }
    Ok(list)
}

/// Settles what a party asked.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`] when somebody was faster.
pub fn settle(office: &Office, actor: &Actor, id: &CaseId, request: &str) -> Result<()> {
    let by = actor.person.clone().ok_or(Error::NotFound)?;
    let case = office.case(actor, id)?;
    // Once the court has the case, what a party asks is for the court to settle.
    let agency = matches!(
        case.stage.name(),
        StageName::Drafting | StageName::Joining | StageName::Declined | StageName::Lapsed | StageName::Abandoned
    );
    if !(actor.role == Role::Clerk || agency && actor.role == Role::Mediator) {
        return Err(Refusal::NotYourAct { act: ActName::Settle, role: actor.role }.into());
    }
    office.write(|tx| {
        if !db::review::requests::of_case(tx, id)?.iter().any(|r| r.id == request) {
            return Err(Error::NotFound);
        }
        db::review::requests::settle(tx, request, &by, office.now().naive())?;
        office.tell(tx, &case, actor, ActName::Settle, "")
    })
}
