//! Each row of a case's history is marked within seconds of being written, under a key that is not in the database; the audit
//! holds the rows against their marks.

use crate::db;
use crate::db::proof::history_marks::{self as kept, HistoryMark, HistoryRow};
use crate::db::system::settings;
use crate::office::clock::JUMP_SECONDS;
use crate::office::{Office, Result};
use chrono::NaiveDateTime;
use std::collections::BTreeMap;

/// Most rows that are marked in one transaction.
const MOST: i64 = 500;

/// Until when rows have been marked, Unix seconds.
const MARKED_AT: &str = "history_marked_at";

/// Marks the rows written since the last time.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn mark(office: &Office) -> Result<()> {
    let noted = settings::get(&mut *office.connection()?, MARKED_AT)?.and_then(|text| text.parse::<i64>().ok());
    let since = chrono::DateTime::from_timestamp(noted.unwrap_or(0) - JUMP_SECONDS, 0).unwrap_or_default().naive_utc();
    mark_since(office, since)
}

/// Marks every row that has no mark, however old: once, when a process starts.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn mark_all(office: &Office) -> Result<()> {
    mark_since(office, chrono::DateTime::UNIX_EPOCH.naive_utc())
}

fn mark_since(office: &Office, since: NaiveDateTime) -> Result<()> {
    loop {
        // Looked for outside a transaction: most of the time nothing was written.
        let rows = kept::unmarked(&mut *office.connection()?, since, MOST)?;
        let Some(last) = rows.last() else { return Ok(()) };
        let at = last.at.and_utc().timestamp();
        office.write(|tx| {
            for row in kept::unmarked(tx, since, MOST)? {
                kept::mark(tx, &HistoryMark { mac: mac(office, &row), case_id: row.case_id, seq: row.seq })?;
            }
            Ok::<_, crate::office::Error>(db::system::settings::set(tx, MARKED_AT, &at.to_string())?)
        })?;
    }
}

/// Keyed hash over a row: its fields as lines, each with its length before it.
fn mac(office: &Office, row: &HistoryRow) -> String {
    let fields = [
        row.case_id.clone(),
        row.seq.to_string(),
        row.at.and_utc().timestamp().to_string(),
        row.civil_on.to_string(),
        row.actor.clone().unwrap_or_default(),
        row.actor_name.clone(),
        row.role.clone(),
        row.act.clone(),
        row.stage.clone(),
        row.detail.clone(),
    ];
    let lines: String = fields.iter().map(|f| format!("{} {f}\n", f.len())).collect();
    office.vault.index("history", &lines)
}

/// What is wrong with the histories, one sentence each: a row that was replaced, or is missing.
///
/// # Errors
/// [`crate::office::Error::Fault`] when the database cannot be read at all.
pub(super) fn faults(office: &Office) -> Result<Vec<String>> {
    let mut connection = office.connection()?;
    let (rows, marks) = (kept::rows(&mut connection)?, kept::all(&mut connection)?);
    drop(connection);
    let mut marks: BTreeMap<(String, i32), String> = marks.into_iter().map(|m| ((m.case_id, m.seq), m.mac)).collect();
    let mut faults = Vec::new();
    let mut before: Option<(String, i32)> = None;
    for row in rows {
        let place = (row.case_id.clone(), row.seq);
        let expected = before.filter(|(case, _)| *case == row.case_id).map_or(1, |(_, seq)| seq + 1);
        if row.seq != expected {
            faults.push(format!("the history of case {} has no row {expected}", row.case_id));
        }
        if marks.remove(&place).is_some_and(|marked| marked != mac(office, &row)) {
            faults.push(format!("row {} of the history of case {} is not the one that was written", row.seq, row.case_id));
        }
        before = Some(place);
    }
    faults.extend(marks.into_keys().map(|(case, seq)| format!("row {seq} of the history of case {case} was taken out")));
    Ok(faults)
}
