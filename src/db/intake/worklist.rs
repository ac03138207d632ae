//! Lists of cases: work lists and queues, a few queries for any number of cases.

use crate::db::intake::cases::Scope;
use crate::db::schema::{assignments, cases, due_dates, history, matters, participations, parties, terms, units};
use crate::db::{DbConnection, DbResult};
use crate::domain::act::ActName;
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::outcome::Outcome;
use crate::domain::period::{Deadline, Period};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

/// A clock that runs.
#[derive(Clone, Debug)]
pub struct QueueClock {
    /// Which period.
    pub period: Period,
    /// The article.
    pub article: String,
    /// When it began and when it ends.
    pub deadline: Deadline,
}

/// A case in a list.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Id.
    pub id: CaseId,
    /// Stage.
    pub stage: StageName,
    /// How it ended, where a ruling ended it.
    pub outcome: Option<Outcome>,
    /// Case number.
    pub number: Option<String>,
    /// The agency's own number.
    pub external_ref: Option<String>,
    /// Cause.
    pub cause: String,
    /// Agency's name.
    pub agency: String,
    /// Day of filing.
    pub filed_on: Option<Day>,
    /// Day it ended.
    pub closed_on: Option<Day>,
    /// Judge.
    pub judge: Option<PersonId>,
    /// Who in the studio has it at hand.
    pub assigned: Option<PersonId>,
    /// When it was begun.
    pub created_at: NaiveDateTime,
    /// Parties by name, in order.
    pub parties: Vec<String>,
    /// Sum of the payments, in 分.
    pub sum_fen: i64,
    /// Clocks that run.
    pub clocks: Vec<QueueClock>,
    /// The supplement came back.
    pub resubmitted: bool,
}

/// What one row of the query holds of it.
#[derive(Queryable)]
struct QueueColumns {
    id: CaseId,
    stage: StageName,
    outcome: Option<Outcome>,
    number: Option<String>,
    external_ref: Option<String>,
    cause: String,
    agency: String,
    filed_on: Option<Day>,
    closed_on: Option<Day>,
    judge: Option<PersonId>,
    assigned: Option<PersonId>,
    created_at: NaiveDateTime,
    matter: String,
}

/// The cases at some stages that a scope reaches.
pub fn at(tx: &mut DbConnection, scope: &Scope, stages: &[StageName]) -> DbResult<Vec<QueueRow>> {
    let columns = (
        cases::id,
        cases::stage,
        cases::outcome,
        cases::number,
        matters::external_ref,
        matters::cause,
        units::name,
        cases::filed_on,
        cases::closed_on,
        cases::judge,
        assignments::person.nullable(),
        cases::created_at,
        matters::id,
    );
    let base = cases::table
        .inner_join(matters::table.on(matters::id.eq(cases::matter)))
        .inner_join(units::table.on(units::id.eq(matters::agency)))
        .left_join(assignments::table.on(assignments::case_id.eq(cases::id)))
        .filter(cases::stage.eq_any(stages.to_vec()));
    let rows: Vec<QueueColumns> = match scope {
        Scope::Court(court) => base.filter(cases::court.eq(court)).select(columns).load(tx)?,
        Scope::Unit(unit) => {
            let own = participations::table
                .filter(participations::unit.eq(unit))
                .filter(participations::until_on.is_null())
                .select(participations::case_id);
            base.filter(cases::id.eq_any(own)).select(columns).load(tx)?
        }
        Scope::Nothing => Vec::new(),
    };
    fill(tx, rows)
}

fn fill(tx: &mut DbConnection, rows: Vec<QueueColumns>) -> DbResult<Vec<QueueRow>> {
    let ids: Vec<CaseId> = rows.iter().map(|r| r.id.clone()).collect();
    let of_matter: Vec<String> = rows.iter().map(|r| r.matter.clone()).collect();
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    let mut sums: HashMap<String, i64> = HashMap::new();
    let mut clocks: HashMap<CaseId, Vec<QueueClock>> = HashMap::new();
    let mut again: Vec<CaseId> = Vec::new();
    // Databases bound how many values one query may name.
    for part in of_matter.chunks(500) {
        let found: Vec<(String, String)> = parties::table
            .filter(parties::matter.eq_any(part))
            .order(parties::ordinal)
            .select((parties::matter, parties::name))
            .load(tx)?;
        for (matter, name) in found {
            names.entry(matter).or_default().push(name);
        }
        let found: Vec<(String, Option<i64>)> =
            terms::table.filter(terms::matter.eq_any(part)).select((terms::matter, terms::amount_fen)).load(tx)?;
        for (matter, amount) in found {
            *sums.entry(matter).or_default() += amount.unwrap_or(0);
        }
    }
    for part in ids.chunks(500) {
        let found: Vec<(CaseId, Period, String, Deadline)> = due_dates::table
            .filter(due_dates::case_id.eq_any(part))
            .filter(due_dates::met_on.is_null())
            .select((
                due_dates::case_id,
                due_dates::name,
                due_dates::article,
                (due_dates::start_on, due_dates::nominal_on, due_dates::due_on),
            ))
            .load(tx)?;
        for (case, period, article, deadline) in found {
            clocks.entry(case).or_default().push(QueueClock { period, article, deadline });
        }
        again.extend(
            history::table
                .filter(history::case_id.eq_any(part))
                .filter(history::act.eq(ActName::Resubmit))
                .select(history::case_id)
                .load::<CaseId>(tx)?,
        );
    }
    Ok(rows.into_iter().map(|row| listed(row, &mut names, &sums, &mut clocks, &again)).collect())
}

fn listed(
    row: QueueColumns,
    names: &mut HashMap<String, Vec<String>>,
    sums: &HashMap<String, i64>,
    clocks: &mut HashMap<CaseId, Vec<QueueClock>>,
    again: &[CaseId],
) -> QueueRow {
    QueueRow {
        stage: row.stage,
        outcome: row.outcome,
        number: row.number,
        external_ref: row.external_ref,
        cause: row.cause,
        agency: row.agency,
        filed_on: row.filed_on,
        closed_on: row.closed_on,
        judge: row.judge,
        assigned: row.assigned,
        created_at: row.created_at,
        parties: names.remove(&row.matter).unwrap_or_default(),
        sum_fen: sums.get(&row.matter).copied().unwrap_or(0),
        clocks: clocks.remove(&row.id).unwrap_or_default(),
        resubmitted: again.contains(&row.id),
        id: row.id,
    }
}
