//! What was about to be sealed (table `intents`): written down before signing.

use crate::db::schema::intents;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::id::CaseId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An intention to seal, written down before the signature.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = intents)]
pub struct Intent {
    /// Id.
    pub id: String,
    /// Draft.
    pub draft: String,
    /// Case.
    pub case_id: CaseId,
    /// Statement, encrypted.
    pub statement: String,
    /// SHA-256 of the statement, hex.
    pub statement_sha256: String,
    /// SHA-256 of the file before signing, hex.
    pub unsigned_sha256: String,
    /// Key.
    pub kid: String,
}

/// Writes an intention down.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when this draft has one.
pub fn add(tx: &mut DbConnection, intent: &Intent, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(intents::table)
        .values((intents::state.eq("intended"), intents::reason.eq(""), intents::intended_at.eq(at), intent))
        .execute(tx)?;
    Ok(())
}

/// Intentions that have neither become a document nor a recorded failure.
pub fn unfinished(tx: &mut DbConnection) -> DbResult<Vec<Intent>> {
    Ok(intents::table.filter(intents::state.eq("intended")).order(intents::intended_at).select(Intent::as_select()).load(tx)?)
}

/// Ends an intention: `sealed`, or `failed` with a reason.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it has ended already.
pub fn finish(tx: &mut DbConnection, id: &str, state: &str, reason: &str, at: NaiveDateTime) -> DbResult<()> {
    let changed = diesel::update(intents::table.filter(intents::id.eq(id)).filter(intents::state.eq("intended")))
        .set((intents::state.eq(state), intents::reason.eq(reason), intents::finished_at.eq(Some(at))))
        .execute(tx)?;
    one(changed)
}

/// How many intentions ended in each state.
pub fn tally(tx: &mut DbConnection) -> DbResult<Vec<(String, i64)>> {
    Ok(intents::table.group_by(intents::state).select((intents::state, diesel::dsl::count_star())).order(intents::state).load(tx)?)
}

/// How many documents each key has sealed.
pub fn sealed_by_key(tx: &mut DbConnection) -> DbResult<Vec<(String, i64)>> {
    let sealed = intents::table.filter(intents::state.eq("sealed")).group_by(intents::kid);
    Ok(sealed.select((intents::kid, diesel::dsl::count_star())).order(intents::kid).load(tx)?)
}
