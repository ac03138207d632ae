//! Lists of cases: work lists and queues, a few queries for any number of cases.

use crate::db::intake::cases::Scope;
use crate::db::schema::{assignments, cases, due_dates, history, matters, participations, parties, terms, units};
use crate::db::{DbConnection, DbResult};
use crate::domain::day::Day;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::HashMap;

/// A clock that runs: name, article, and its start, nominal and last day.
pub type Running = (String, String, [Day; 3]);

/// A case in a list.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Id.
    pub id: String,
    /// Stage.
    pub stage: String,
    /// How it ended, where a ruling ended it.
    pub outcome: Option<String>,
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
    pub judge: Option<String>,
    /// Who in the studio has it at hand.
    pub assigned: Option<String>,
    /// When it was begun.
    pub created_at: NaiveDateTime,
    /// Parties by name, in order.
    pub parties: Vec<String>,
    /// Sum of the payments, in 分.
    pub sum_fen: i64,
    /// Clocks that run: name, article, start, nominal and last day.
    pub clocks: Vec<Running>,
    /// The supplement came back.
    pub resubmitted: bool,
}

type Row = (
    String,
    String,
    Option<String>,
    Option<String>,
    String,
    String,
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<String>,
    Option<String>,
    NaiveDateTime,
    String,
    Option<String>,
);

/// The cases at some stages that a scope reaches.
///
/// # Errors
/// The database's.
pub fn at(tx: &mut DbConnection, scope: &Scope, stages: &[&str]) -> DbResult<Vec<QueueRow>> {
    let columns = (
        cases::id,
        cases::stage,
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
        cases::outcome,
    );
    let base = cases::table
        .inner_join(matters::table.on(matters::id.eq(cases::matter)))
        .inner_join(units::table.on(units::id.eq(matters::agency)))
        .left_join(assignments::table.on(assignments::case_id.eq(cases::id)))
        .filter(cases::stage.eq_any(stages.to_vec()));
    let rows: Vec<Row> = match scope {
        Scope::Court(court) => base.filter(cases::court.eq(court)).select(columns).load(tx)?,
        Scope::Unit(unit) => {
            let own = participations::table
                .filter(participations::unit.eq(unit))
                .filter(participations::until_on.is_null())
                .select(participations::case_id);
            base.filter(cases::id.eq_any(own)).select(columns).load(tx)?
        }
    };
    fill(tx, rows)
}

fn fill(tx: &mut DbConnection, rows: Vec<Row>) -> DbResult<Vec<QueueRow>> {
    let ids: Vec<String> = rows.iter().map(|r| r.0.clone()).collect();
    let of_matter: Vec<String> = rows.iter().map(|r| r.11.clone()).collect();
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    let mut sums: HashMap<String, i64> = HashMap::new();
    let mut clocks: HashMap<String, Vec<Running>> = HashMap::new();
    let mut again: Vec<String> = Vec::new();
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
        let found: Vec<(String, String, String, NaiveDate, NaiveDate, NaiveDate)> = due_dates::table
            .filter(due_dates::case_id.eq_any(part))
            .filter(due_dates::met_on.is_null())
            .select((
                due_dates::case_id,
                due_dates::name,
                due_dates::article,
                due_dates::start_on,
                due_dates::nominal_on,
                due_dates::due_on,
            ))
            .load(tx)?;
        for (case, name, article, start, nominal, due) in found {
            clocks.entry(case).or_default().push((name, article, [start, nominal, due].map(Day::from_date)));
        }
        again.extend(
            history::table
                .filter(history::case_id.eq_any(part))
                .filter(history::act.eq("resubmit"))
                .select(history::case_id)
                .load::<String>(tx)?,
        );
    }
    Ok(rows.into_iter().map(|row| listed(row, &mut names, &sums, &mut clocks, &again)).collect())
}

fn listed(
    row: Row,
    names: &mut HashMap<String, Vec<String>>,
    sums: &HashMap<String, i64>,
    clocks: &mut HashMap<String, Vec<Running>>,
    again: &[String],
) -> QueueRow {
    let (id, stage, number, external_ref, cause, agency, filed_on, closed_on, judge, assigned, created_at, matter, outcome) = row;
    QueueRow {
        stage,
        outcome,
        number,
        external_ref,
        cause,
        agency,
        filed_on: filed_on.map(Day::from_date),
        closed_on: closed_on.map(Day::from_date),
        judge,
        assigned,
        created_at,
        parties: names.remove(&matter).unwrap_or_default(),
        sum_fen: sums.get(&matter).copied().unwrap_or(0),
        clocks: clocks.remove(&id).unwrap_or_default(),
        resubmitted: again.contains(&id),
        id,
    }
}
