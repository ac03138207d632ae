//! Letters waiting to be sent, written in the transaction of the change they tell of.

use crate::db::schema::outbox;
use crate::db::{DbConnection, DbResult, one};
use crate::domain::id::CaseId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A letter; recipient and body are encrypted.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox)]
pub struct Letter {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: Option<CaseId>,
    /// Kind, such as `filed`.
    pub kind: String,
    /// `sms`, `email` or `post`.
    pub channel: String,
    /// Encrypted recipient.
    pub recipient: String,
    /// Encrypted text.
    pub body: String,
}

/// Puts a letter into the outbox.
pub fn put(tx: &mut DbConnection, letter: &Letter, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(outbox::table).values((outbox::written_at.eq(at), outbox::attempts.eq(0), letter)).execute(tx)?;
    Ok(())
}

/// What a node claims letters under.
pub struct Claim<'a> {
    /// The node.
    pub node: &'a str,
    /// Now.
    pub now: NaiveDateTime,
    /// Until when the claim holds; a claim that says longer was made by a clock that was wrong.
    pub until: NaiveDateTime,
    /// Most letters.
    pub most: i64,
}

/// A claimed letter.
pub struct ClaimedLetter {
    /// The letter.
    pub letter: Letter,
    /// The attempt this is, from 1.
    pub attempt: i32,
}

/// Claims unsent letters that are due, the longest waiting first, by guarded updates.
pub fn claim(tx: &mut DbConnection, claim: &Claim<'_>) -> DbResult<Vec<ClaimedLetter>> {
    let (now, until) = (claim.now, claim.until);
    let free = || {
        let over = outbox::claimed_until.lt(Some(now)).or(outbox::claimed_until.gt(Some(until)));
        outbox::sent_at.is_null().and(outbox::claimed_until.is_null().or(over))
    };
    let rows: Vec<(Letter, i32)> = outbox::table
        .filter(free())
        .filter(outbox::dead_at.is_null())
        .filter(outbox::next_at.is_null().or(outbox::next_at.le(Some(now))))
        .order(outbox::written_at)
        .limit(claim.most)
        .select((Letter::as_select(), outbox::attempts))
        .load(tx)?;
    let mut claimed = Vec::new();
    for (letter, attempts) in rows {
        let changed = diesel::update(outbox::table.filter(outbox::id.eq(&letter.id)).filter(free()))
            .set((outbox::claimed_by.eq(Some(claim.node)), outbox::claimed_until.eq(Some(until)), outbox::attempts.eq(attempts + 1)))
            .execute(tx)?;
        if changed == 1 {
            claimed.push(ClaimedLetter { letter, attempt: attempts + 1 });
        }
    }
    Ok(claimed)
}

/// Puts a letter off until a time, for a reason.
pub fn put_off(tx: &mut DbConnection, id: &str, until: NaiveDateTime, fault: &str) -> DbResult<()> {
    let set = (outbox::next_at.eq(Some(until)), outbox::fault.eq(Some(fault)), outbox::claimed_until.eq(None::<NaiveDateTime>));
    diesel::update(outbox::table.find(id)).set(set).execute(tx)?;
    Ok(())
}

/// Gives a letter up, for a reason.
pub fn give_up(tx: &mut DbConnection, id: &str, at: NaiveDateTime, fault: &str) -> DbResult<()> {
    let set = (outbox::dead_at.eq(Some(at)), outbox::fault.eq(Some(fault)), outbox::claimed_until.eq(None::<NaiveDateTime>));
    diesel::update(outbox::table.find(id).filter(outbox::sent_at.is_null())).set(set).execute(tx)?;
    Ok(())
}

/// Lets a dead letter live again.
///
/// # Errors
/// [`crate::db::DbError::Stale`] when it is not dead.
pub fn revive(tx: &mut DbConnection, id: &str) -> DbResult<()> {
    let dead = outbox::table.filter(outbox::id.eq(id)).filter(outbox::dead_at.is_not_null()).filter(outbox::sent_at.is_null());
    let none = None::<NaiveDateTime>;
    one(diesel::update(dead).set((outbox::dead_at.eq(none), outbox::next_at.eq(none), outbox::attempts.eq(0))).execute(tx)?)
}

/// A dead letter as it is listed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct DeadLetter {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: Option<CaseId>,
    /// Kind.
    pub kind: String,
    /// Channel.
    pub channel: String,
    /// When it was written.
    pub written_at: NaiveDateTime,
    /// When it was given up.
    pub dead_at: Option<NaiveDateTime>,
    /// Why.
    pub fault: Option<String>,
}

/// The dead letters, newest first.
pub fn dead(tx: &mut DbConnection, most: i64) -> DbResult<Vec<DeadLetter>> {
    let dead = outbox::table.filter(outbox::dead_at.is_not_null()).filter(outbox::sent_at.is_null());
    Ok(dead.order(outbox::dead_at.desc()).limit(most).select(DeadLetter::as_select()).load(tx)?)
}

/// How many letters are dead.
pub fn count_dead(tx: &mut DbConnection) -> DbResult<i64> {
    Ok(outbox::table.filter(outbox::dead_at.is_not_null()).filter(outbox::sent_at.is_null()).count().get_result(tx)?)
}

/// When the letter that waits longest was written.
pub fn oldest_waiting(tx: &mut DbConnection) -> DbResult<Option<NaiveDateTime>> {
    let waiting = outbox::table.filter(outbox::sent_at.is_null()).filter(outbox::dead_at.is_null());
    Ok(waiting.select(diesel::dsl::min(outbox::written_at)).first(tx)?)
}

/// Marks a letter sent; whether this was the first to do so.
pub fn sent(tx: &mut DbConnection, id: &str, at: NaiveDateTime) -> DbResult<bool> {
    let open = outbox::table.filter(outbox::id.eq(id)).filter(outbox::sent_at.is_null());
    Ok(diesel::update(open).set(outbox::sent_at.eq(Some(at))).execute(tx)? == 1)
}

/// How many letters wait.
pub fn waiting(tx: &mut DbConnection) -> DbResult<i64> {
    Ok(outbox::table.filter(outbox::sent_at.is_null()).filter(outbox::dead_at.is_null()).count().get_result(tx)?)
}

/// The newest letters, sent or not, with when they were written.
pub fn newest(tx: &mut DbConnection, most: i64) -> DbResult<Vec<(Letter, NaiveDateTime)>> {
    Ok(outbox::table
        .order((outbox::written_at.desc(), outbox::id))
        .limit(most)
        .select((Letter::as_select(), outbox::written_at))
        .load(tx)?)
}
