//! Who of the studio has a case at hand (table `assignments`).

use crate::db::schema::{assignments, cases};
use crate::db::{DbConnection, DbResult, first, one};
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use diesel::prelude::*;

/// Who has a case at hand.
pub fn assigned(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<String>> {
    first(assignments::table.find(case.as_str()).select(assignments::person).load(tx))
}

/// Gives a case to somebody, in place of whoever was seen to have it.
///
/// # Errors
/// [`crate::db::DbError::Stale`] or [`crate::db::DbError::Taken`] when somebody was faster.
pub fn assign(tx: &mut DbConnection, case: &CaseId, seen: Option<&str>, to: &PersonId, on: Day) -> DbResult<()> {
    match seen {
        None => {
            diesel::insert_into(assignments::table)
                .values((assignments::case_id.eq(case.as_str()), assignments::person.eq(to.as_str()), assignments::since.eq(on.date())))
                .execute(tx)?;
            Ok(())
        }
        Some(seen) => {
            let here = assignments::table.filter(assignments::case_id.eq(case.as_str())).filter(assignments::person.eq(seen));
            one(diesel::update(here).set((assignments::person.eq(to.as_str()), assignments::since.eq(on.date()))).execute(tx)?)
        }
    }
}

/// Every case a person has at hand.
pub fn held_by(tx: &mut DbConnection, person: &PersonId) -> DbResult<Vec<String>> {
    Ok(assignments::table.filter(assignments::person.eq(person.as_str())).select(assignments::case_id).load(tx)?)
}

/// How many open cases somebody has at hand: assigned, or as judge.
pub fn open_of(tx: &mut DbConnection, person: &PersonId) -> DbResult<usize> {
    let assigned: i64 = assignments::table
        .inner_join(cases::table.on(cases::id.eq(assignments::case_id)))
        .filter(assignments::person.eq(person.as_str()))
        .filter(cases::stage.eq_any(StageName::WITH_THE_COURT))
        .count()
        .get_result(tx)?;
    let judged: i64 = cases::table
        .filter(cases::judge.eq(person.as_str()))
        .filter(cases::stage.eq_any(StageName::WITH_THE_COURT))
        .count()
        .get_result(tx)?;
    Ok(usize::try_from(assigned + judged).unwrap_or(usize::MAX))
}

/// Gives everything open that somebody has at hand to another. A draft that names the old judge goes with the case;
/// it can only be sent back.
pub fn hand_over(tx: &mut DbConnection, from: &PersonId, to: &PersonId, on: Day) -> DbResult<()> {
    let set = (assignments::person.eq(to.as_str()), assignments::since.eq(on.date()));
    diesel::update(assignments::table.filter(assignments::person.eq(from.as_str()))).set(set).execute(tx)?;
    let open = cases::table.filter(cases::judge.eq(from.as_str())).filter(cases::stage.eq_any(StageName::WITH_THE_COURT));
    diesel::update(open).set((cases::judge.eq(to.as_str()), cases::version.eq(cases::version + 1))).execute(tx)?;
    Ok(())
}
