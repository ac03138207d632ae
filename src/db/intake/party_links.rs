//! A party's way to its own case: links, and the one-time codes sent for them.

use crate::db::schema::party_links;
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::id::CaseId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A party's link as kept; code and progress are encrypted.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = party_links)]
pub struct Link {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Party's reference.
    pub party: String,
    /// Blind index of the case code (办件码).
    pub code_index: String,
    /// The case code, encrypted.
    pub code: String,
    /// What the party has answered so far, encrypted.
    pub progress: String,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When the party first proved who it is.
    pub opened_at: Option<NaiveDateTime>,
    /// Wrong digits since the last right ones.
    pub failures: i32,
    /// Until when no more are taken.
    pub locked_until: Option<NaiveDateTime>,
    /// When it stopped being good.
    pub ended_at: Option<NaiveDateTime>,
}

/// Keeps a link.
///
/// # Errors
/// [`crate::db::DbError::Taken`] when the code is in use.
pub fn add(tx: &mut DbConnection, link: &Link) -> DbResult<()> {
    diesel::insert_into(party_links::table).values(link).execute(tx)?;
    Ok(())
}

/// The link with this code.
pub fn by_code(tx: &mut DbConnection, code_index: &str) -> DbResult<Option<Link>> {
    first(party_links::table.filter(party_links::code_index.eq(code_index)).select(Link::as_select()).load(tx))
}

/// The link with this id.
pub fn by_id(tx: &mut DbConnection, id: &str) -> DbResult<Option<Link>> {
    first(party_links::table.find(id).select(Link::as_select()).load(tx))
}

/// The links of a case that are good.
pub fn of_case(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Link>> {
    Ok(party_links::table
        .filter(party_links::case_id.eq(case.as_str()))
        .filter(party_links::ended_at.is_null())
        .order(party_links::party)
        .select(Link::as_select())
        .load(tx)?)
}

/// Ends the links of a case.
pub fn end(tx: &mut DbConnection, case: &CaseId, at: NaiveDateTime) -> DbResult<()> {
    let open = party_links::table.filter(party_links::case_id.eq(case.as_str())).filter(party_links::ended_at.is_null());
    diesel::update(open).set(party_links::ended_at.eq(at)).execute(tx)?;
    Ok(())
}

/// Keeps what a party has answered so far.
pub fn progress(tx: &mut DbConnection, id: &str, progress: &str) -> DbResult<()> {
    one(diesel::update(party_links::table.find(id)).set(party_links::progress.eq(progress)).execute(tx)?)
}

/// Claims one of the attempts a link has, before anything is compared. `false` when it is locked, or none is left.
/// A lock that ends later than any that begins now (`latest`) was set by a clock that was wrong.
pub fn claim(tx: &mut DbConnection, id: &str, most: i32, now: NaiveDateTime, latest: NaiveDateTime) -> DbResult<bool> {
    let over = party_links::locked_until.le(Some(now)).or(party_links::locked_until.gt(Some(latest)));
    let open = party_links::locked_until.is_null().or(over);
    let here = party_links::table.filter(party_links::id.eq(id)).filter(party_links::failures.lt(most)).filter(open);
    Ok(diesel::update(here).set(party_links::failures.eq(party_links::failures + 1)).execute(tx)? == 1)
}

/// Locks a link whose attempts are used up.
pub fn lock_after(tx: &mut DbConnection, id: &str, most: i32, until: NaiveDateTime) -> DbResult<()> {
    diesel::update(party_links::table.filter(party_links::id.eq(id)).filter(party_links::failures.ge(most)))
        .set((party_links::failures.eq(0), party_links::locked_until.eq(Some(until))))
        .execute(tx)?;
    Ok(())
}

/// Forgets wrong answers after a right one.
pub fn proved(tx: &mut DbConnection, id: &str) -> DbResult<()> {
    one(diesel::update(party_links::table.find(id)).set(party_links::failures.eq(0)).execute(tx)?)
}

/// Notes that the party has proved who it is.
pub fn opened(tx: &mut DbConnection, id: &str, at: NaiveDateTime) -> DbResult<()> {
    diesel::update(party_links::table.find(id)).set(party_links::failures.eq(0)).execute(tx)?;
    diesel::update(party_links::table.filter(party_links::id.eq(id)).filter(party_links::opened_at.is_null()))
        .set(party_links::opened_at.eq(at))
        .execute(tx)?;
    Ok(())
}
