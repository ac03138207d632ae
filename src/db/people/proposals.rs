//! What waits for a second person (table `proposals`).

use crate::db::schema::proposals;
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::actor::Role;
use crate::domain::administration::{ProposalKind, ProposalOutcome};
use crate::domain::id::PersonId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A proposal as kept.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = proposals)]
pub struct Proposal {
    /// Id.
    pub id: String,
    /// What.
    pub kind: ProposalKind,
    /// Whom it concerns.
    pub person: PersonId,
    /// Role of the post.
    pub role: Option<Role>,
    /// Unit of the post.
    pub unit: Option<String>,
    /// Who proposed it; nobody where that was at the machine.
    pub proposed_by: Option<String>,
    /// When.
    pub proposed_at: NaiveDateTime,
}

/// Keeps a new one.
pub fn add(tx: &mut DbConnection, proposal: &Proposal) -> DbResult<()> {
    diesel::insert_into(proposals::table).values(proposal).execute(tx)?;
    Ok(())
}

/// The open one with this id, proposed since a time.
pub fn open(tx: &mut DbConnection, id: &str, since: NaiveDateTime) -> DbResult<Option<Proposal>> {
    let open = proposals::table.filter(proposals::id.eq(id)).filter(proposals::outcome.is_null());
    first(open.filter(proposals::proposed_at.ge(since)).select(Proposal::as_select()).load(tx))
}

/// Every open one proposed since a time, the oldest first; of one person, or of all.
pub fn waiting(tx: &mut DbConnection, person: Option<&PersonId>, since: NaiveDateTime) -> DbResult<Vec<Proposal>> {
    let open = proposals::table.filter(proposals::outcome.is_null()).filter(proposals::proposed_at.ge(since));
    let open = open.order((proposals::proposed_at, proposals::id));
    Ok(match person {
        Some(person) => open.filter(proposals::person.eq(person)).select(Proposal::as_select()).load(tx)?,
        None => open.select(Proposal::as_select()).load(tx)?,
    })
}

/// What a proposal was.
pub fn kind(tx: &mut DbConnection, id: &str) -> DbResult<Option<ProposalKind>> {
    first(proposals::table.find(id).select(proposals::kind).load(tx))
}

/// Who decided, when.
pub struct Decision<'a> {
    /// Outcome.
    pub outcome: ProposalOutcome,
    /// Who; nobody where that was at the machine.
    pub by: Option<&'a PersonId>,
    /// When.
    pub at: NaiveDateTime,
}

/// Decides an open one.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when somebody was faster.
pub fn decide(tx: &mut DbConnection, id: &str, decision: &Decision<'_>) -> DbResult<()> {
    let open = proposals::table.filter(proposals::id.eq(id)).filter(proposals::outcome.is_null());
    let by = decision.by.map(PersonId::as_str);
    one(diesel::update(open)
        .set((
            proposals::outcome.eq(Some(decision.outcome.name())),
            proposals::decided_by.eq(by),
            proposals::decided_at.eq(Some(decision.at)),
        ))
        .execute(tx)?)
}

/// The person of an open proposal has left, or is proposed for something else: it is withdrawn by whoever does
/// that. Gives how many.
pub fn withdraw_of(tx: &mut DbConnection, person: &PersonId, by: Option<&PersonId>, at: NaiveDateTime) -> DbResult<usize> {
    let open = proposals::table.filter(proposals::person.eq(person)).filter(proposals::outcome.is_null());
    Ok(diesel::update(open)
        .set((
            proposals::outcome.eq(Some(ProposalOutcome::Withdrawn.name())),
            proposals::decided_by.eq(by.map(PersonId::as_str)),
            proposals::decided_at.eq(Some(at)),
        ))
        .execute(tx)?)
}
