//! Cases of a court that an application may repeat: by the digest of its agreement, or by the keyed digest of a party.

use crate::db::schema::{attachments, cases, documents, due_dates, parties, standings, terms};
use crate::db::{DbConnection, DbResult};
use crate::domain::application::AttachmentKind;
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::outcome::Outcome;
use crate::domain::period::Period;
use diesel::prelude::*;

/// Stages in which an application lies before the court.
const BEFORE_COURT: [StageName; 5] =
    [StageName::Filed, StageName::Supplementing, StageName::Reviewing, StageName::Proposed, StageName::Ruled];

/// Most cases looked at for one party: more than a person ever has before a county's court.
const MOST: i64 = 100;

/// A case that an application may repeat.
#[derive(Queryable, Debug)]
pub struct Standing {
    /// Case.
    pub case: CaseId,
    /// Its matter.
    pub matter: String,
    /// Stage.
    pub stage: StageName,
    /// Outcome, once there is a ruling.
    pub outcome: Option<Outcome>,
}

/// Cases before the court whose agreement has one of these digests.
pub fn with_agreement(tx: &mut DbConnection, court: &str, but: &str, sha256: &[String]) -> DbResult<Vec<Standing>> {
    Ok(cases::table
        .inner_join(attachments::table.on(attachments::matter.eq(cases::matter)))
        .filter(cases::court.eq(court).and(cases::matter.ne(but)).and(cases::stage.eq_any(BEFORE_COURT)))
        .filter(attachments::kind.eq(AttachmentKind::Agreement).and(attachments::sha256.eq_any(sha256.to_vec())))
        .limit(MOST)
        .select((cases::id, cases::matter, cases::stage, cases::outcome))
        .load(tx)?)
}

/// Cases before the court with a party of this keyed digest.
pub fn with_party(tx: &mut DbConnection, court: &str, but: &str, id_index: &str) -> DbResult<Vec<Standing>> {
    Ok(cases::table
        .inner_join(parties::table.on(parties::matter.eq(cases::matter)))
        .filter(cases::court.eq(court).and(cases::matter.ne(but)).and(cases::stage.eq_any(BEFORE_COURT)))
        .filter(parties::id_index.eq(id_index))
        .order(cases::created_at.desc())
        .limit(MOST)
        .select((cases::id, cases::matter, cases::stage, cases::outcome))
        .load(tx)?)
}

/// Whether a ruling of a case was revoked or altered since.
pub fn is_set_aside(tx: &mut DbConnection, case: &CaseId) -> DbResult<bool> {
    let fallen = standings::table
        .inner_join(documents::table.on(documents::id.eq(standings::document)))
        .filter(documents::case_id.eq(case).and(standings::standing.eq_any(["revoked", "superseded"])));
    Ok(diesel::select(diesel::dsl::exists(fallen)).get_result(tx)?)
}

/// What makes two agreements alike: the keyed digests of the parties, the sums owed, each in order.
pub fn likeness(tx: &mut DbConnection, matter: &str) -> DbResult<(Vec<String>, Vec<i64>)> {
    let mut people: Vec<String> = parties::table.filter(parties::matter.eq(matter)).select(parties::id_index).load(tx)?;
    let sums: Vec<Option<i64>> = terms::table.filter(terms::matter.eq(matter)).select(terms::amount_fen).load(tx)?;
    let mut sums: Vec<i64> = sums.into_iter().flatten().collect();
    people.sort_unstable();
    sums.sort_unstable();
    Ok((people, sums))
}

/// The day from which a case's thirty days run.
pub fn effective_on(tx: &mut DbConnection, case: &CaseId) -> DbResult<Option<Day>> {
    let days: Vec<Day> = due_dates::table
        .filter(due_dates::case_id.eq(case).and(due_dates::name.eq(Period::Apply)))
        .select(due_dates::start_on)
        .limit(1)
        .load(tx)?;
    Ok(days.into_iter().next())
}
