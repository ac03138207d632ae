//! Letters waiting to be sent, written in the transaction of the change they tell of.

use crate::db::schema::outbox;
use crate::db::{DbConnection, DbResult};
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

/// Claims up to `most` unsent letters for a node until a time, by guarded updates.
pub fn claim(tx: &mut DbConnection, node: &str, now: NaiveDateTime, until: NaiveDateTime, most: i64) -> DbResult<Vec<Letter>> {
    let free = outbox::claimed_until.is_null().or(outbox::claimed_until.lt(Some(now)));
    let rows: Vec<Letter> = outbox::table
        .filter(outbox::sent_at.is_null())
        .filter(free)
        .order(outbox::written_at)
        .limit(most)
        .select(Letter::as_select())
        .load(tx)?;
    let mut claimed = Vec::new();
    for letter in rows {
        let free = outbox::claimed_until.is_null().or(outbox::claimed_until.lt(Some(now)));
        let changed = diesel::update(outbox::table.filter(outbox::id.eq(&letter.id)).filter(outbox::sent_at.is_null()).filter(free))
            .set((outbox::claimed_by.eq(Some(node)), outbox::claimed_until.eq(Some(until)), outbox::attempts.eq(outbox::attempts + 1)))
            .execute(tx)?;
        if changed == 1 {
            claimed.push(letter);
        }
    }
    Ok(claimed)
}

/// Marks a letter sent; whether this was the first to do so.
pub fn sent(tx: &mut DbConnection, id: &str, at: NaiveDateTime) -> DbResult<bool> {
    let open = outbox::table.filter(outbox::id.eq(id)).filter(outbox::sent_at.is_null());
    Ok(diesel::update(open).set(outbox::sent_at.eq(Some(at))).execute(tx)? == 1)
}

/// How many letters wait.
pub fn waiting(tx: &mut DbConnection) -> DbResult<i64> {
    Ok(outbox::table.filter(outbox::sent_at.is_null()).count().get_result(tx)?)
}

/// The newest letters, sent or not, with when they were written.
pub fn newest(tx: &mut DbConnection, most: i64) -> DbResult<Vec<(Letter, NaiveDateTime)>> {
    Ok(outbox::table
        .order((outbox::written_at.desc(), outbox::id))
        .limit(most)
        .select((Letter::as_select(), outbox::written_at))
        .load(tx)?)
}
