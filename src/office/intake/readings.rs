//! Who has read what is personal in a case, for the court and for those whose it is.

use crate::db;
use crate::db::intake::readings::ReadingRow;
use crate::domain::actor::Actor;
use crate::domain::id::CaseId;
use crate::office::intake::visit::Visit;
use crate::office::{Office, Result};
use std::collections::HashMap;

/// Most readings that are shown.
const SHOWN: i64 = 500;

/// A reading as told: the same person and thing within a day are one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadingTold {
    /// The last one.
    pub row: ReadingRow,
    /// Who, by name.
    pub who: String,
    /// How many times that day.
    pub times: usize,
}

/// The readings of an actor's case, newest first.
///
/// # Errors
/// [`crate::office::Error::NotFound`] for another's case.
pub fn of_case(office: &Office, actor: &Actor, id: &CaseId) -> Result<Vec<ReadingTold>> {
    office.case(actor, id)?;
    told(office, id)
}

/// The readings of the case a party has before it, newest first.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn of_visit(office: &Office, visit: &Visit) -> Result<Vec<ReadingTold>> {
    told(office, &visit.case.id)
}

fn told(office: &Office, id: &CaseId) -> Result<Vec<ReadingTold>> {
    let mut connection = office.connection()?;
    let rows = db::intake::readings::of_case(&mut connection, id, SHOWN)?;
    let people = db::people::people::everybody(&mut connection)?;
    let names: HashMap<String, String> = people.into_iter().map(|p| (p.id.to_string(), p.name)).collect();
    let mut list: Vec<ReadingTold> = Vec::new();
    for row in rows {
        let same =
            |told: &&mut ReadingTold| (&told.row.reader, &told.row.what, told.row.at.date()) == (&row.reader, &row.what, row.at.date());
        match list.iter_mut().find(same) {
            Some(told) => told.times += 1,
            None => list.push(ReadingTold { who: names.get(&row.reader).unwrap_or(&row.reader).clone(), row, times: 1 }),
        }
    }
    Ok(list)
}
