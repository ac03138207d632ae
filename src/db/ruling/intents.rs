//! What was about to be sealed (table `intents`): written down before signing.

use crate::db::schema::intents;
use crate::db::{DbConnection, DbResult, one};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An intention to seal, written down before the signature.
pub struct Intent {
    /// Id.
    pub id: String,
    /// Draft.
    pub draft: String,
    /// Case.
    pub case_id: String,
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
        .values((
            intents::id.eq(&intent.id),
            intents::draft.eq(&intent.draft),
            intents::case_id.eq(&intent.case_id),
            intents::statement.eq(&intent.statement),
            intents::statement_sha256.eq(&intent.statement_sha256),
            intents::unsigned_sha256.eq(&intent.unsigned_sha256),
            intents::kid.eq(&intent.kid),
            intents::state.eq("intended"),
            intents::reason.eq(""),
            intents::intended_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

type IntentTuple = (String, String, String, String, String, String, String);

/// Intentions that have neither become a document nor a recorded failure.
///
/// # Errors
/// The database's.
pub fn unfinished(tx: &mut DbConnection) -> DbResult<Vec<Intent>> {
    let rows: Vec<IntentTuple> = intents::table
        .filter(intents::state.eq("intended"))
        .order(intents::intended_at)
        .select((
            intents::id,
            intents::draft,
            intents::case_id,
            intents::statement,
            intents::statement_sha256,
            intents::unsigned_sha256,
            intents::kid,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(id, draft, case_id, statement, statement_sha256, unsigned_sha256, kid)| Intent {
            id,
            draft,
            case_id,
            statement,
            statement_sha256,
            unsigned_sha256,
            kid,
        })
        .collect())
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
///
/// # Errors
/// The database's.
pub fn tally(tx: &mut DbConnection) -> DbResult<Vec<(String, i64)>> {
    Ok(intents::table.group_by(intents::state).select((intents::state, diesel::dsl::count_star())).order(intents::state).load(tx)?)
}
