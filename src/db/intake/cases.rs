//! Confirmation cases: stage, number, who takes part; and the records that hang on them.

use crate::db::schema::{cases, courts, drafts, number_series, participations};
use crate::db::{DbConnection, DbError, DbResult, first, one};
use crate::domain::case::StageName;
use crate::domain::case::{Approval, Back, Filed, Origin, Proposed, Reviewing, Ruled, Stage, StandingDraft, Supplementing};
use crate::domain::day::{Day, Moment};
use crate::domain::id::{CaseId, CaseNumber, PersonId};
use crate::domain::outcome::Outcome;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A case as kept.
#[derive(Clone, Debug)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// Court code.
    pub court: String,
    /// Matter's id.
    pub matter: String,
    /// Stage.
    pub stage: Stage,
    /// Version this was read at.
    pub version: i32,
    /// Judge in charge.
    pub judge: Option<PersonId>,
    /// Clerk in charge.
    pub clerk: Option<PersonId>,
}

/// Who asks: a case that is not theirs is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything of a court.
    Court(String),
    /// Cases in which a unit takes part.
    Unit(String),
    /// No case.
    Nothing,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = cases)]
struct CaseColumns {
    id: CaseId,
    court: String,
    matter: String,
    stage: StageName,
    version: i32,
    number_year: Option<i32>,
    number_kind: Option<String>,
    number_serial: Option<i32>,
    filed_on: Option<Day>,
    accepted_on: Option<Day>,
    verified: bool,
    outcome: Option<Outcome>,
    closed_on: Option<Day>,
    judge: Option<PersonId>,
    clerk: Option<PersonId>,
}

fn corrupt(column: &'static str, row: &CaseId) -> DbError {
    DbError::Corrupt("cases", column, row.to_string())
}

impl CaseColumns {
    fn number(&self) -> Option<CaseNumber> {
        Some(CaseNumber {
            year: self.number_year?,
            court: self.court.clone(),
            kind: self.number_kind.clone()?,
            serial: self.number_serial?,
        })
    }

    fn day(&self, column: &'static str, value: Option<Day>) -> DbResult<Day> {
        value.ok_or_else(|| corrupt(column, &self.id))
    }

    fn reviewing(&self) -> DbResult<Reviewing> {
        Ok(Reviewing {
            filed_on: self.day("filed_on", self.filed_on)?,
            accepted_on: self.day("accepted_on", self.accepted_on)?,
            number: self.number().ok_or_else(|| corrupt("number", &self.id))?,
            verified: self.verified,
        })
    }

    fn filed(&self) -> DbResult<Filed> {
        Ok(Filed { on: self.day("filed_on", self.filed_on)?, number: self.number() })
    }

    fn supplementing(&self) -> DbResult<Supplementing> {
        let back = if self.accepted_on.is_some() { Back::Reviewing(self.reviewing()?) } else { Back::Filed(self.filed()?) };
        Ok(Supplementing { back })
    }

    fn stage(&self, tx: &mut DbConnection) -> DbResult<Stage> {
        Ok(match self.stage {
            StageName::Drafting => Stage::Drafting,
            StageName::Joining => Stage::Joining,
            StageName::Filed => Stage::Filed(self.filed()?),
            StageName::Supplementing => Stage::Supplementing(self.supplementing()?),
            StageName::Reviewing => Stage::Reviewing(self.reviewing()?),
            StageName::Proposed => Stage::Proposed(proposed(tx, self)?),
            StageName::Ruled => Stage::Ruled(Ruled {
                number: self.number().ok_or_else(|| corrupt("number", &self.id))?,
                outcome: self.outcome.ok_or_else(|| corrupt("outcome", &self.id))?,
                on: self.day("closed_on", self.closed_on)?,
                later: standing(tx, self)?.map(StandingColumns::draft),
            }),
            StageName::Lapsed => Stage::Lapsed(self.day("closed_on", self.closed_on)?),
            StageName::Declined => Stage::Declined(self.day("closed_on", self.closed_on)?),
            StageName::Abandoned => Stage::Abandoned(self.day("closed_on", self.closed_on)?),
        })
    }

    fn read(self, tx: &mut DbConnection) -> DbResult<Case> {
        let stage = self.stage(tx)?;
        Ok(Case { id: self.id, judge: self.judge, clerk: self.clerk, court: self.court, matter: self.matter, stage, version: self.version })
    }
}

/// The standing draft of a case.
#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct StandingColumns {
    sha256: String,
    outcome: String,
    proposed_from: StageName,
    proposed_by: PersonId,
    approved_by: Option<PersonId>,
    approved_at: Option<NaiveDateTime>,
    approved_until: Option<NaiveDateTime>,
}

impl StandingColumns {
    fn draft(self) -> StandingDraft {
        let approval = match (self.approved_by, self.approved_at, self.approved_until) {
            (Some(judge), Some(at), Some(until)) => Some(Approval { judge, at: Moment::from_naive(at), until: Moment::from_naive(until) }),
            _ => None,
        };
        StandingDraft { proposed_by: self.proposed_by, draft: self.sha256, approval }
    }
}

fn standing(tx: &mut DbConnection, row: &CaseColumns) -> DbResult<Option<StandingColumns>> {
    first(
        drafts::table
            .filter(drafts::case_id.eq(&row.id))
            .filter(drafts::state.eq("standing"))
            .select(StandingColumns::as_select())
            .load(tx),
    )
}

fn proposed(tx: &mut DbConnection, row: &CaseColumns) -> DbResult<Proposed> {
    let standing = standing(tx, row)?.ok_or_else(|| corrupt("stage", &row.id))?;
    let corrupt_draft = |column| DbError::Corrupt("drafts", column, row.id.to_string());
    Ok(Proposed {
        origin: match standing.proposed_from {
            StageName::Filed => Origin::Filed(row.filed()?),
            StageName::Reviewing => Origin::Reviewing(row.reviewing()?),
            StageName::Supplementing => Origin::Supplementing(row.supplementing()?),
            _ => return Err(corrupt_draft("proposed_from")),
        },
        number: row.number().ok_or_else(|| corrupt("number", &row.id))?,
        outcome: Outcome::named(&standing.outcome).ok_or_else(|| corrupt_draft("outcome"))?,
        standing: standing.draft(),
    })
}

/// Makes a new case in Drafting.
pub fn add(tx: &mut DbConnection, id: &CaseId, court: &str, matter: &str, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(cases::table)
        .values((
            cases::id.eq(id.as_str()),
            cases::court.eq(court),
            cases::matter.eq(matter),
            cases::stage.eq(StageName::Drafting),
            cases::version.eq(1),
            cases::verified.eq(false),
            cases::created_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Lets a unit take part.
pub fn participate(tx: &mut DbConnection, id: &str, case: &CaseId, unit: &str, capacity: &str, from: Day) -> DbResult<()> {
    diesel::insert_into(participations::table)
        .values((
            participations::id.eq(id),
            participations::case_id.eq(case.as_str()),
            participations::unit.eq(unit),
            participations::capacity.eq(capacity),
            participations::from_on.eq(from.date()),
        ))
        .execute(tx)?;
    Ok(())
}

/// The case, where the scope reaches it.
pub fn load(tx: &mut DbConnection, id: &CaseId, scope: &Scope) -> DbResult<Option<Case>> {
    let found = match scope {
        Scope::Court(court) => cases::table
            .filter(cases::id.eq(id.as_str()))
            .filter(cases::court.eq(court))
            .select(CaseColumns::as_select())
            .load::<CaseColumns>(tx),
        Scope::Unit(unit) => cases::table
            .inner_join(participations::table.on(participations::case_id.eq(cases::id)))
            .filter(cases::id.eq(id.as_str()))
            .filter(participations::unit.eq(unit))
            .filter(participations::until_on.is_null())
            .select(CaseColumns::as_select())
            .load::<CaseColumns>(tx),
        Scope::Nothing => return Ok(None),
    };
    let Some(row) = first(found)? else { return Ok(None) };
    row.read(tx).map(Some)
}

/// The case of a matter.
pub fn of_matter(tx: &mut DbConnection, matter: &str) -> DbResult<Option<CaseId>> {
    let rows = cases::table.filter(cases::matter.eq(matter)).select(cases::id).load::<CaseId>(tx);
    first(rows)
}

/// The case of a number.
pub fn of_number(tx: &mut DbConnection, number: &CaseNumber) -> DbResult<Option<CaseId>> {
    let rows = cases::table
        .filter(cases::court.eq(&number.court))
        .filter(cases::number_kind.eq(&number.kind))
        .filter(cases::number_year.eq(number.year))
        .filter(cases::number_serial.eq(number.serial))
        .select(cases::id)
        .load::<CaseId>(tx);
    first(rows)
}

/// Ids of a court's cases at a stage, oldest first.
pub fn at_stage(tx: &mut DbConnection, court: &str, stage: StageName) -> DbResult<Vec<CaseId>> {
    Ok(cases::table
        .filter(cases::court.eq(court))
        .filter(cases::stage.eq(stage))
        .order((cases::created_at, cases::id))
        .select(cases::id)
        .load(tx)?)
}

/// Holds a case until the end of the transaction, without changing it: who else wants to tell something of it waits.
pub fn hold(tx: &mut DbConnection, id: &CaseId) -> DbResult<()> {
    diesel::update(cases::table.filter(cases::id.eq(id.as_str()))).set(cases::version.eq(cases::version)).execute(tx)?;
    Ok(())
}

/// How many of a court's cases ended so.
pub fn count_ended(tx: &mut DbConnection, court: &str, outcome: Outcome) -> DbResult<i64> {
    Ok(cases::table.filter(cases::court.eq(court)).filter(cases::outcome.eq(outcome)).count().get_result(tx)?)
}

/// How many cases of a court are open, by stage.
pub fn count_open(tx: &mut DbConnection, court: &str) -> DbResult<Vec<(StageName, i64)>> {
    Ok(cases::table
        .filter(cases::court.eq(court))
        .filter(cases::stage.eq_any(StageName::OPEN))
        .group_by(cases::stage)
        .select((cases::stage, diesel::dsl::count_star()))
        .order(cases::stage)
        .load(tx)?)
}

/// Keeps a case's new stage, when nobody was faster.
///
/// # Errors
/// [`DbError::Stale`] when the version moved on.
pub fn keep(tx: &mut DbConnection, case: &Case) -> DbResult<()> {
    let mut row = Kept::default();
    match &case.stage {
        Stage::Drafting | Stage::Joining => {}
        Stage::Filed(filed) | Stage::Supplementing(Supplementing { back: Back::Filed(filed) }) => row.file(filed),
        Stage::Reviewing(review) | Stage::Supplementing(Supplementing { back: Back::Reviewing(review) }) => row.review(review),
        Stage::Proposed(proposed) => match proposed.origin.review() {
            Some(review) => row.review(review),
            None => row.number = Some(proposed.number.clone()),
        },
        Stage::Ruled(ruled) => {
            row.closed_on = Some(ruled.on);
            row.outcome = Some(ruled.outcome);
        }
        Stage::Lapsed(on) | Stage::Declined(on) | Stage::Abandoned(on) => row.closed_on = Some(*on),
    }
    let here = cases::table.filter(cases::id.eq(case.id.as_str())).filter(cases::version.eq(case.version));
    let next = (
        cases::stage.eq(case.stage.name()),
        cases::version.eq(case.version + 1),
        cases::judge.eq(case.judge.as_ref()),
        cases::clerk.eq(case.clerk.as_ref()),
    );
    one(diesel::update(here).set(next).execute(tx)?)?;
    row.write(tx, &case.id)
}

/// Columns that a stage sets and later stages leave as they are.
#[derive(Default)]
struct Kept {
    filed_on: Option<Day>,
    accepted_on: Option<Day>,
    number: Option<CaseNumber>,
    verified: Option<bool>,
    closed_on: Option<Day>,
    outcome: Option<Outcome>,
}

impl Kept {
    fn review(&mut self, review: &Reviewing) {
        self.filed_on = Some(review.filed_on);
        self.accepted_on = Some(review.accepted_on);
        self.number = Some(review.number.clone());
        self.verified = Some(review.verified);
    }

    fn file(&mut self, filed: &Filed) {
        self.filed_on = Some(filed.on);
        self.number.clone_from(&filed.number);
    }

    fn write(&self, tx: &mut DbConnection, id: &CaseId) -> DbResult<()> {
        let here = || cases::table.find(id.as_str());
        if let Some(day) = self.filed_on {
            diesel::update(here()).set(cases::filed_on.eq(day)).execute(tx)?;
        }
        if let (Some(day), Some(verified)) = (self.accepted_on, self.verified) {
            diesel::update(here()).set((cases::accepted_on.eq(day), cases::verified.eq(verified))).execute(tx)?;
        }
        if let Some(number) = &self.number {
            diesel::update(here())
                .set((
                    cases::number.eq(number.to_string()),
                    cases::number_year.eq(number.year),
                    cases::number_kind.eq(&number.kind),
                    cases::number_serial.eq(number.serial),
                ))
                .execute(tx)?;
        }
        if let Some(day) = self.closed_on {
            diesel::update(here()).set((cases::closed_on.eq(day), cases::outcome.eq(self.outcome))).execute(tx)?;
        }
        Ok(())
    }
}

/// Draws the next number of a series. Within the act's own transaction: a roll-back gives it back, so that none
/// is skipped. The court's row is the lock.
pub fn next_number(tx: &mut DbConnection, court: &str, kind: &str, year: i32) -> DbResult<CaseNumber> {
    diesel::update(courts::table.find(court)).set(courts::name.eq(courts::name)).execute(tx)?;
    let here = number_series::table.find((court, kind, year));
    let changed = diesel::update(here).set(number_series::last.eq(number_series::last + 1)).execute(tx)?;
    if changed == 0 {
        diesel::insert_into(number_series::table)
            .values((number_series::court.eq(court), number_series::kind.eq(kind), number_series::year.eq(year), number_series::last.eq(1)))
            .execute(tx)?;
    }
    let serial: i32 = here.select(number_series::last).first(tx)?;
    Ok(CaseNumber { year, court: court.to_owned(), kind: kind.to_owned(), serial })
}

type NumberTuple = (String, Option<i32>, Option<String>, Option<i32>);

/// Every number given, in order of series and serial.
pub fn numbers(tx: &mut DbConnection) -> DbResult<Vec<CaseNumber>> {
    let rows: Vec<NumberTuple> = cases::table
        .filter(cases::number_serial.is_not_null())
        .order((cases::court, cases::number_kind, cases::number_year, cases::number_serial))
        .select((cases::court, cases::number_year, cases::number_kind, cases::number_serial))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .filter_map(|(court, year, kind, serial)| Some(CaseNumber { year: year?, court, kind: kind?, serial: serial? }))
        .collect())
}
