//! Each row of a case's history is marked within seconds of being written, under a key that is not in the database; the audit
//! holds the rows against their marks.

use crate::db::DbConnection;
use crate::db::proof::history_marks::{self as kept, HistoryMark, HistoryRow};
use crate::db::system::settings;
use crate::office::clock::JUMP_SECONDS;
use crate::office::{Office, Result};
use chrono::NaiveDateTime;
use std::collections::BTreeMap;

/// Most rows that are marked in one transaction.
const MOST: i64 = 500;

/// How far the marks have come: a note under the same key.
const MARKED: &str = "history_marked";

/// Until when rows have been marked, and how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Progress {
    /// Unix seconds.
    at: i64,
    count: i64,
}

impl Progress {
    fn text(self, office: &Office) -> String {
        let Self { at, count } = self;
        format!("{at} {count} {}", office.vault.index("history progress", &format!("{at} {count}")))
    }

    /// What was noted; `None` where nothing was, or somebody else wrote it.
    fn read(office: &Office, tx: &mut DbConnection) -> Result<Option<Self>> {
        let Some(text) = settings::get(tx, MARKED)? else { return Ok(None) };
        let mut words = text.split(' ').filter_map(|word| word.parse::<i64>().ok());
        let noted = words.next().zip(words.next()).map(|(at, count)| Self { at, count });
        Ok(noted.filter(|noted| noted.text(office) == text))
    }

    /// Rows older than that have been marked, whatever the clock did.
    fn horizon(self, office: &Office) -> NaiveDateTime {
        moment(self.at.min(office.now().unix()) - JUMP_SECONDS)
    }
}

fn moment(unix: i64) -> NaiveDateTime {
    chrono::DateTime::from_timestamp(unix, 0).unwrap_or_default().naive_utc()
}

/// Marks the rows written since the last time; in a folder that has no mark at all, every row as it is. Where marks are there
/// and their note is not, nothing is marked: the audit says so.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn mark(office: &Office) -> Result<()> {
    loop {
        let mut connection = office.connection()?;
        let Some(since) = since(office, &mut connection)? else { return Ok(()) };
        // Looked for outside a transaction: most of the time nothing was written.
        if kept::unmarked(&mut connection, since, 1)?.is_empty() {
            return Ok(());
        }
        drop(connection);
        office.write(|tx| mark_some(office, tx))?;
    }
}

/// From when on rows are to be marked.
fn since(office: &Office, tx: &mut DbConnection) -> Result<Option<NaiveDateTime>> {
    if let Some(progress) = Progress::read(office, tx)? {
        return Ok(Some(progress.horizon(office)));
    }
    Ok((kept::count(tx)? == 0).then(|| moment(0)))
}

fn mark_some(office: &Office, tx: &mut DbConnection) -> Result<()> {
    // Whoever marks at the same time waits here, and then finds what has been marked.
    settings::hold(tx, MARKED)?;
    let Some(since) = since(office, tx)? else { return Ok(()) };
    let before = Progress::read(office, tx)?.unwrap_or(Progress { at: 0, count: 0 });
    let rows = kept::unmarked(tx, since, MOST)?;
    let Some(last) = rows.last() else { return Ok(()) };
    let (at, count) = (last.at.and_utc().timestamp(), i64::try_from(rows.len()).unwrap_or(0));
    for row in rows {
        kept::mark(tx, &HistoryMark { mac: mac(office, &row), case_id: row.case_id, seq: row.seq })?;
    }
    let progress = Progress { at, count: before.count + count };
    Ok(settings::set(tx, MARKED, &progress.text(office))?)
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

/// What is wrong with the histories, one sentence each: a row that was replaced, that is missing, or whose mark was taken away.
///
/// # Errors
/// [`crate::office::Error::Fault`] when the database cannot be read at all.
pub(super) fn faults(office: &Office) -> Result<Vec<String>> {
    let mut connection = office.connection()?;
    // Marks before rows: what is written meanwhile is a row too many, never one too few.
    let progress = Progress::read(office, &mut connection)?;
    let (marks, rows) = (kept::all(&mut connection)?, kept::rows(&mut connection)?);
    drop(connection);
    let mut faults = Vec::new();
    match progress {
        None if !marks.is_empty() => faults.push("the note of how far the histories are marked is missing, or another's".to_owned()),
        Some(progress) if i64::try_from(marks.len()).unwrap_or(0) < progress.count => {
            faults.push(format!("{} rows of histories were marked, and {} marks are there", progress.count, marks.len()));
        }
        _ => {}
    }
    let horizon = progress.map(|progress| progress.horizon(office));
    faults.extend(against(office, rows, marks, horizon));
    Ok(faults)
}

/// Rows held against their marks; one older than the horizon has one.
fn against(office: &Office, rows: Vec<HistoryRow>, marks: Vec<HistoryMark>, horizon: Option<NaiveDateTime>) -> Vec<String> {
    let mut marks: BTreeMap<(String, i32), String> = marks.into_iter().map(|m| ((m.case_id, m.seq), m.mac)).collect();
    let mut faults = Vec::new();
    let mut before: Option<(String, i32)> = None;
    for row in rows {
        let place = (row.case_id.clone(), row.seq);
        let expected = before.filter(|(case, _)| *case == row.case_id).map_or(1, |(_, seq)| seq + 1);
        if row.seq != expected {
            faults.push(format!("the history of case {} has no row {expected}", row.case_id));
        }
        let sound = match marks.remove(&place) {
            Some(marked) => marked == mac(office, &row),
            None => horizon.is_none_or(|horizon| row.at >= horizon),
        };
        if !sound {
            faults.push(format!("row {} of the history of case {} is not the one that was written", row.seq, row.case_id));
        }
        before = Some(place);
    }
    faults.extend(marks.into_keys().map(|(case, seq)| format!("row {seq} of the history of case {case} was taken out")));
    faults
}
