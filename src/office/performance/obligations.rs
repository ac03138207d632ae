//! Performance of what was confirmed (履行): told by the parties, the mediator, the studio; and on default the pack with
//! which the other side applies for enforcement (申请执行).

use crate::db;
use crate::db::performance::performances::Performance;
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Stage;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::money::Fen;
use crate::domain::outcome::Outcome;
use crate::domain::performance::{Obligation, ObligationState, PerformanceFact, PerformanceKind, duties, left, state};
use crate::domain::refusal::Refusal;
use crate::office::place::Place;
use crate::office::{Office, Result, row_id};

/// Something told of performance.
pub struct PerformanceReport<'a> {
    /// Place of the term and of its instalment, from 1.
    pub place: (i32, i32),
    /// What.
    pub kind: PerformanceKind,
    /// The sum, for a payment; all that is left where none is given.
    pub amount: Option<Fen>,
    /// Day.
    pub on: Day,
    /// In plain words: proof, or what was heard.
    pub note: &'a str,
    /// The party that tells it; none for mediator and studio.
    pub party: Option<&'a str>,
}

/// A duty as it stands.
#[derive(Clone, Debug)]
pub struct ObligationRow {
    /// The duty.
    pub duty: Obligation,
    /// How it stands.
    pub state: ObligationState,
    /// What is left of a sum.
    pub left: Option<Fen>,
    /// What was told of it: kind, day, who, sum, note.
    pub told: Vec<(PerformanceKind, Day, String, Option<Fen>, String)>,
}

pub(crate) fn confirmed(stage: &Stage) -> Result<()> {
    match stage {
        Stage::Ruled(ruled) if ruled.outcome == Outcome::Confirmed => Ok(()),
        other => Err(Refusal::NotNow { act: ActName::Perform, stage: other.name() }.into()),
    }
}

/// Records what is told of performance.
///
/// # Errors
/// [`Refusal::NotNow`] unless the agreement was confirmed, [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`].
pub fn tell(office: &Office, actor: &Actor, id: &CaseId, told: &PerformanceReport<'_>) -> Result<()> {
    let case = office.case(actor, id)?;
    confirmed(&case.stage)?;
    if !matches!(actor.role, Role::Party | Role::Mediator | Role::Clerk | Role::Bureau) {
        return Err(Refusal::NotYourAct { act: ActName::Perform, role: actor.role }.into());
    }
    let application = office.application(&case)?;
    let all = duties(&application);
    let duty = all.iter().find(|d| (d.term, d.instalment) == told.place).ok_or(Refusal::RecordIncomplete { field: "duty" })?;
    let kind = kind_of(duty, told)?;
    if told.on > office.today() {
        return Err(Refusal::DayImpossible { day: told.on }.into());
    }
    let standing = of_case(office, id)?;
    let open = standing.iter().find(|s| (s.duty.term, s.duty.instalment) == told.place).and_then(|s| s.left);
    let amount = match (duty.amount, kind) {
        (Some(_), PerformanceKind::Performed | PerformanceKind::Claimed) => told.amount.or(open),
        _ => None,
    };
    if amount.is_some_and(|a| a.fen() <= 0 || open.is_some_and(|left| a.fen() > left.fen())) {
        return Err(Refusal::RecordIncomplete { field: "performed_sum" }.into());
    }
    if kind == PerformanceKind::Visit && told.note.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "note" }.into());
    }
    let row = row_id()?;
    let fact = Performance {
        note: office.seal(Place::Performance(&row), told.note.trim())?,
        id: row,
        term: told.place.0,
        instalment: told.place.1,
        kind,
        amount_fen: amount.map(Fen::fen),
        on: told.on,
        told_by: actor.name.clone(),
    };
    office.write(|tx| {
        db::performance::performances::add(tx, id, &fact, actor.person.as_ref(), office.now().naive())?;
        office.tell(tx, &case, actor, ActName::Perform, kind.name())
    })
}

/// Who owes only claims; who is owed, the mediator and the studio say it is so.
fn kind_of(duty: &Obligation, told: &PerformanceReport<'_>) -> Result<PerformanceKind> {
    let party = match told.party {
        None => return Ok(told.kind),
        Some(party) => party,
    };
    match told.kind {
        PerformanceKind::Performed | PerformanceKind::Claimed if duty.obligor == party => Ok(PerformanceKind::Claimed),
        PerformanceKind::Performed | PerformanceKind::Missed if duty.obligee == party => Ok(told.kind),
        _ => Err(Refusal::NotYourAct { act: ActName::Perform, role: Role::Party }.into()),
    }
}

/// Every duty of a case as it stands today.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn of_case(office: &Office, id: &CaseId) -> Result<Vec<ObligationRow>> {
    let mut connection = office.connection()?;
    let case = office.case_of_court(&mut connection, id)?;
    let rows = db::performance::performances::of_case(&mut connection, id)?;
    drop(connection);
    let mut told = Vec::new();
    for row in &rows {
        let note = office.open(Place::Performance(&row.id), &row.note)?;
        told.push(((row.term, row.instalment), (row.kind, row.on, row.told_by.clone(), row.amount_fen.and_then(Fen::new), note)));
    }
    let facts: Vec<PerformanceFact> = told
        .iter()
        .map(|((term, instalment), t)| PerformanceFact { term: *term, instalment: *instalment, kind: t.0, amount: t.3 })
        .collect();
    let one = |duty: Obligation| {
        let place = (duty.term, duty.instalment);
        ObligationRow {
            state: state(&duty, &facts, office.today()),
            left: left(&duty, &facts),
            told: told.iter().filter(|(p, _)| *p == place).map(|(_, t)| t.clone()).collect(),
            duty,
        }
    };
    Ok(duties(&office.application(&case)?).into_iter().map(one).collect())
}
