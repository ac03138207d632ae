//! Confirmation cases: stage, clocks, history, joinings.

use super::schema::{
    cases, courts, drafts, due_dates, history, joinings, number_series, participations, readings, services, verifications,
};
use super::{DbConnection, DbError, DbResult, first, one};
use crate::domain::actor::Actor;
use crate::domain::case::{Approval, Filed, Outcome, Proposed, Reviewing, Ruled, Stage};
use crate::domain::day::{Day, Moment};
use crate::domain::id::{CaseId, CaseNumber, PersonId};
use crate::domain::period::Due;
use chrono::{NaiveDate, NaiveDateTime};
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
}

#[derive(Queryable, Clone)]
struct Row {
    id: String,
    court: String,
    matter: String,
    stage: String,
    version: i32,
    number_year: Option<i32>,
    number_kind: Option<String>,
    number_serial: Option<i32>,
    filed_on: Option<NaiveDate>,
    accepted_on: Option<NaiveDate>,
    verified: bool,
    outcome: Option<String>,
    closed_on: Option<NaiveDate>,
    judge: Option<String>,
    clerk: Option<String>,
}

type Columns = (
    cases::id,
    cases::court,
    cases::matter,
    cases::stage,
    cases::version,
    cases::number_year,
    cases::number_kind,
    cases::number_serial,
    cases::filed_on,
    cases::accepted_on,
    cases::verified,
    cases::outcome,
    cases::closed_on,
    cases::judge,
    cases::clerk,
);
const COLUMNS: Columns = (
    cases::id,
    cases::court,
    cases::matter,
    cases::stage,
    cases::version,
    cases::number_year,
    cases::number_kind,
    cases::number_serial,
    cases::filed_on,
    cases::accepted_on,
    cases::verified,
    cases::outcome,
    cases::closed_on,
    cases::judge,
    cases::clerk,
);

fn corrupt(column: &'static str, row: &str) -> DbError {
    DbError::Corrupt("cases", column, row.to_owned())
}

impl Row {
    fn number(&self) -> Option<CaseNumber> {
        Some(CaseNumber {
            year: self.number_year?,
            court: self.court.clone(),
            kind: self.number_kind.clone()?,
            serial: self.number_serial?,
        })
    }

    fn day(&self, column: &'static str, value: Option<NaiveDate>) -> DbResult<Day> {
        value.map(Day::from_date).ok_or_else(|| corrupt(column, &self.id))
    }

    fn reviewing(&self) -> DbResult<Reviewing> {
        Ok(Reviewing {
            filed_on: self.day("filed_on", self.filed_on)?,
            accepted_on: self.day("accepted_on", self.accepted_on)?,
            number: self.number().ok_or_else(|| corrupt("number", &self.id))?,
            verified: self.verified,
        })
    }

    fn stage(&self, tx: &mut DbConnection) -> DbResult<Stage> {
        Ok(match self.stage.as_str() {
            "drafting" => Stage::Drafting,
            "joining" => Stage::Joining,
            "filed" => Stage::Filed(Filed { on: self.day("filed_on", self.filed_on)? }),
            "reviewing" => Stage::Reviewing(self.reviewing()?),
            "proposed" => Stage::Proposed(proposed(tx, self)?),
            "ruled" => Stage::Ruled(Ruled {
                number: self.number().ok_or_else(|| corrupt("number", &self.id))?,
                outcome: match self.outcome.as_deref() {
                    Some("confirmed") => Outcome::Confirmed,
                    _ => return Err(corrupt("outcome", &self.id)),
                },
                on: self.day("closed_on", self.closed_on)?,
            }),
            "lapsed" => Stage::Lapsed(self.day("closed_on", self.closed_on)?),
            "declined" => Stage::Declined(self.day("closed_on", self.closed_on)?),
            "abandoned" => Stage::Abandoned(self.day("closed_on", self.closed_on)?),
            _ => return Err(corrupt("stage", &self.id)),
        })
    }

    fn read(self, tx: &mut DbConnection) -> DbResult<Case> {
        let stage = self.stage(tx)?;
        let person = |column, value: &Option<String>| match value {
            None => Ok(None),
            Some(id) => PersonId::parse(id).map(Some).ok_or_else(|| corrupt(column, &self.id)),
        };
        Ok(Case {
            id: CaseId::parse(&self.id).ok_or_else(|| corrupt("id", &self.id))?,
            judge: person("judge", &self.judge)?,
            clerk: person("clerk", &self.clerk)?,
            court: self.court.clone(),
            matter: self.matter.clone(),
            stage,
            version: self.version,
        })
    }
}

type DraftTuple = (String, String, Option<String>, Option<NaiveDateTime>, Option<NaiveDateTime>);

fn proposed(tx: &mut DbConnection, row: &Row) -> DbResult<Proposed> {
    let rows: QueryResult<Vec<DraftTuple>> = drafts::table
        .filter(drafts::case_id.eq(&row.id))
        .filter(drafts::state.eq("standing"))
        .select((drafts::sha256, drafts::proposed_by, drafts::approved_by, drafts::approved_at, drafts::approved_until))
        .load(tx);
    let (draft, by, judge, at, until) = first(rows)?.ok_or_else(|| corrupt("stage", &row.id))?;
    let person = |id: &str| PersonId::parse(id).ok_or_else(|| DbError::Corrupt("drafts", "proposed_by", row.id.clone()));
    let approval = match (judge, at, until) {
        (Some(judge), Some(at), Some(until)) => {
            Some(Approval { judge: person(&judge)?, at: Moment::from_naive(at), until: Moment::from_naive(until) })
        }
        _ => None,
    };
    Ok(Proposed { review: row.reviewing()?, proposed_by: person(&by)?, draft, approval })
}

/// Makes a new case in Drafting.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut DbConnection, id: &CaseId, court: &str, matter: &str, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(cases::table)
        .values((
            cases::id.eq(id.as_str()),
            cases::court.eq(court),
            cases::matter.eq(matter),
            cases::stage.eq("drafting"),
            cases::version.eq(1),
            cases::verified.eq(false),
            cases::created_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Lets a unit take part.
///
/// # Errors
/// The database's.
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
///
/// # Errors
/// The database's, or a corrupt row.
pub fn load(tx: &mut DbConnection, id: &CaseId, scope: &Scope) -> DbResult<Option<Case>> {
    let found = match scope {
        Scope::Court(court) => {
            cases::table.filter(cases::id.eq(id.as_str())).filter(cases::court.eq(court)).select(COLUMNS).load::<Row>(tx)
        }
        Scope::Unit(unit) => cases::table
            .inner_join(participations::table.on(participations::case_id.eq(cases::id)))
            .filter(cases::id.eq(id.as_str()))
            .filter(participations::unit.eq(unit))
            .filter(participations::until_on.is_null())
            .select(COLUMNS)
            .load::<Row>(tx),
    };
    let Some(row) = first(found)? else { return Ok(None) };
    row.read(tx).map(Some)
}

/// The case of a matter.
///
/// # Errors
/// The database's.
pub fn of_matter(tx: &mut DbConnection, matter: &str) -> DbResult<Option<CaseId>> {
    let rows = cases::table.filter(cases::matter.eq(matter)).select(cases::id).load::<String>(tx);
    Ok(first(rows)?.and_then(|id| CaseId::parse(&id)))
}

/// Ids of a court's cases at a stage, oldest first.
///
/// # Errors
/// The database's.
pub fn at_stage(tx: &mut DbConnection, court: &str, stage: &str) -> DbResult<Vec<CaseId>> {
    let rows: Vec<String> = cases::table
        .filter(cases::court.eq(court))
        .filter(cases::stage.eq(stage))
        .order((cases::created_at, cases::id))
        .select(cases::id)
        .load(tx)?;
    Ok(rows.iter().filter_map(|id| CaseId::parse(id)).collect())
}

/// Keeps a case's new stage, when nobody was faster.
///
/// # Errors
/// [`DbError::Stale`] when the version moved on.
pub fn keep(tx: &mut DbConnection, case: &Case) -> DbResult<()> {
    let mut row = Kept::default();
    match &case.stage {
        Stage::Drafting | Stage::Joining => {}
        Stage::Filed(filed) => row.filed_on = Some(filed.on),
        Stage::Reviewing(review) => row.review(review),
        Stage::Proposed(proposed) => row.review(&proposed.review),
        Stage::Ruled(ruled) => {
            row.closed_on = Some(ruled.on);
            row.outcome = Some(ruled.outcome.name());
        }
        Stage::Lapsed(on) | Stage::Declined(on) | Stage::Abandoned(on) => row.closed_on = Some(*on),
    }
    let here = cases::table.filter(cases::id.eq(case.id.as_str())).filter(cases::version.eq(case.version));
    let next = (
        cases::stage.eq(case.stage.name()),
        cases::version.eq(case.version + 1),
        cases::judge.eq(case.judge.as_ref().map(PersonId::as_str)),
        cases::clerk.eq(case.clerk.as_ref().map(PersonId::as_str)),
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
    outcome: Option<&'static str>,
}

impl Kept {
    fn review(&mut self, review: &Reviewing) {
        self.filed_on = Some(review.filed_on);
        self.accepted_on = Some(review.accepted_on);
        self.number = Some(review.number.clone());
        self.verified = Some(review.verified);
    }

    fn write(&self, tx: &mut DbConnection, id: &CaseId) -> DbResult<()> {
        let here = || cases::table.find(id.as_str());
        if let Some(day) = self.filed_on {
            diesel::update(here()).set(cases::filed_on.eq(day.date())).execute(tx)?;
        }
        if let (Some(day), Some(number), Some(verified)) = (self.accepted_on, &self.number, self.verified) {
            diesel::update(here())
                .set((
                    cases::accepted_on.eq(day.date()),
                    cases::verified.eq(verified),
                    cases::number.eq(number.to_string()),
                    cases::number_year.eq(number.year),
                    cases::number_kind.eq(&number.kind),
                    cases::number_serial.eq(number.serial),
                ))
                .execute(tx)?;
        }
        if let Some(day) = self.closed_on {
            diesel::update(here()).set((cases::closed_on.eq(day.date()), cases::outcome.eq(self.outcome))).execute(tx)?;
        }
        Ok(())
    }
}

/// Draws the next number of a series. Within the act's own transaction: a roll-back gives it back, so that none
/// is skipped. The court's row is the lock.
///
/// # Errors
/// The database's.
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
///
/// # Errors
/// The database's.
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

/// Records that a party joined.
///
/// # Errors
/// [`DbError::Taken`] when it has.
pub fn join(tx: &mut DbConnection, id: &str, case: &CaseId, joining: &Joining, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(joinings::table)
        .values((
            joinings::id.eq(id),
            joinings::case_id.eq(case.as_str()),
            joinings::party.eq(&joining.party),
            joinings::way.eq(&joining.way),
            joinings::acted_by.eq(&joining.acted_by),
            joinings::capacity.eq(&joining.capacity),
            joinings::joined_on.eq(joining.on.date()),
            joinings::joined_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// One party's joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Party's reference.
    pub party: String,
    /// `phone`, `kiosk`, `paper`, `transcript`.
    pub way: String,
    /// Who acted.
    pub acted_by: String,
    /// As what: `self`, `representative`, `guardian`, `agent`.
    pub capacity: String,
    /// Day.
    pub on: Day,
}

/// Who has joined.
///
/// # Errors
/// The database's.
pub fn joinings(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Joining>> {
    let rows: Vec<(String, String, String, String, NaiveDate)> = joinings::table
        .filter(joinings::case_id.eq(case.as_str()))
        .order(joinings::joined_at)
        .select((joinings::party, joinings::way, joinings::acted_by, joinings::capacity, joinings::joined_on))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(party, way, acted_by, capacity, on)| Joining { party, way, acted_by, capacity, on: Day::from_date(on) })
        .collect())
}

/// A clock of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Name of the period.
    pub name: String,
    /// The party whose own clock it is.
    pub party: Option<String>,
    /// Start, nominal and last day.
    pub days: [Day; 3],
    /// Article.
    pub article: String,
    /// Computed without a rest-day table.
    pub provisional: bool,
    /// The day the act was done.
    pub met_on: Option<Day>,
}

/// Keeps a due date, with the calendar version it was computed with.
///
/// # Errors
/// The database's.
pub fn add_due(tx: &mut DbConnection, id: &str, case: &CaseId, party: Option<&str>, due: &Due, calendar: i32) -> DbResult<()> {
    diesel::insert_into(due_dates::table)
        .values((
            due_dates::id.eq(id),
            due_dates::case_id.eq(case.as_str()),
            due_dates::name.eq(due.period.name()),
            due_dates::party.eq(party),
            due_dates::start_on.eq(due.start.date()),
            due_dates::nominal_on.eq(due.nominal.date()),
            due_dates::due_on.eq(due.due.date()),
            due_dates::article.eq(&due.article),
            due_dates::provisional.eq(due.provisional),
            due_dates::calendar_version.eq(calendar),
        ))
        .execute(tx)?;
    Ok(())
}

/// Marks a clock met.
///
/// # Errors
/// The database's.
pub fn meet(tx: &mut DbConnection, case: &CaseId, name: &str, on: Day) -> DbResult<()> {
    let open =
        due_dates::table.filter(due_dates::case_id.eq(case.as_str())).filter(due_dates::name.eq(name)).filter(due_dates::met_on.is_null());
    diesel::update(open).set(due_dates::met_on.eq(on.date())).execute(tx)?;
    Ok(())
}

type ClockTuple = (String, Option<String>, NaiveDate, NaiveDate, NaiveDate, String, bool, Option<NaiveDate>);

/// A case's clocks.
///
/// # Errors
/// The database's.
pub fn clocks(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<Clock>> {
    let rows: Vec<ClockTuple> = due_dates::table
        .filter(due_dates::case_id.eq(case.as_str()))
        .order((due_dates::start_on, due_dates::name, due_dates::party))
        .select((
            due_dates::name,
            due_dates::party,
            due_dates::start_on,
            due_dates::nominal_on,
            due_dates::due_on,
            due_dates::article,
            due_dates::provisional,
            due_dates::met_on,
        ))
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(name, party, start, nominal, due, article, provisional, met_on)| Clock {
            name,
            party,
            days: [start, nominal, due].map(Day::from_date),
            article,
            provisional,
            met_on: met_on.map(Day::from_date),
        })
        .collect())
}

/// Writes a line of history.
///
/// # Errors
/// The database's.
pub fn tell(tx: &mut DbConnection, case: &Case, actor: &Actor, told: &Told<'_>) -> DbResult<()> {
    let last: Option<i32> =
        history::table.filter(history::case_id.eq(case.id.as_str())).select(diesel::dsl::max(history::seq)).first(tx)?;
    diesel::insert_into(history::table)
        .values((
            history::case_id.eq(case.id.as_str()),
            history::seq.eq(last.unwrap_or(0) + 1),
            history::at.eq(told.at),
            history::civil_on.eq(told.on.date()),
            history::actor.eq(actor.person.as_ref().map(PersonId::as_str)),
            history::actor_name.eq(&actor.name),
            history::role.eq(actor.role.name()),
            history::act.eq(told.act),
            history::stage.eq(case.stage.name()),
            history::detail.eq(told.detail),
        ))
        .execute(tx)?;
    Ok(())
}

/// What is told of an act; never an identifier or a number of a person.
pub struct Told<'a> {
    /// When.
    pub at: NaiveDateTime,
    /// On which civil day.
    pub on: Day,
    /// Act.
    pub act: &'a str,
    /// A plain word more.
    pub detail: &'a str,
}

/// A case's history: act, stage after it, day, who.
///
/// # Errors
/// The database's.
pub fn history_of(tx: &mut DbConnection, case: &CaseId) -> DbResult<Vec<(String, String, Day, String)>> {
    let rows: Vec<(String, String, NaiveDate, String)> = history::table
        .filter(history::case_id.eq(case.as_str()))
        .order(history::seq)
        .select((history::act, history::stage, history::civil_on, history::actor_name))
        .load(tx)?;
    Ok(rows.into_iter().map(|(act, stage, on, who)| (act, stage, Day::from_date(on), who)).collect())
}

/// Records that personal data was read.
///
/// # Errors
/// The database's.
pub fn read(tx: &mut DbConnection, id: &str, case: &CaseId, reader: &str, what: &str, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(readings::table)
        .values((
            readings::id.eq(id),
            readings::case_id.eq(case.as_str()),
            readings::reader.eq(reader),
            readings::what.eq(what),
            readings::at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// A record of verification; `record` is encrypted.
pub struct VerificationRow<'a> {
    /// Id.
    pub id: String,
    /// Day.
    pub held_on: Day,
    /// Place, or the line.
    pub place: &'a str,
    /// Held on-line.
    pub online: bool,
    /// Who was present and what they said, encrypted.
    pub record: String,
    /// Who recorded it.
    pub recorded_by: &'a PersonId,
}

/// Keeps a record of verification.
///
/// # Errors
/// The database's.
pub fn add_verification(tx: &mut DbConnection, case: &CaseId, row: &VerificationRow<'_>, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(verifications::table)
        .values((
            verifications::id.eq(&row.id),
            verifications::case_id.eq(case.as_str()),
            verifications::held_on.eq(row.held_on.date()),
            verifications::place.eq(row.place),
            verifications::online.eq(row.online),
            verifications::record.eq(&row.record),
            verifications::recorded_by.eq(row.recorded_by.as_str()),
            verifications::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// A fact of service; `address` is encrypted.
pub struct ServiceRow<'a> {
    /// Id.
    pub id: String,
    /// Document's id.
    pub document: &'a str,
    /// Recipient's reference.
    pub party: &'a str,
    /// Channel.
    pub channel: &'a str,
    /// Address, encrypted.
    pub address: String,
    /// `given`, `confirmed`, `found`.
    pub address_source: &'a str,
    /// What the recipient consented to.
    pub consent: &'a str,
    /// Who received it.
    pub received_by: &'a str,
    /// Day of service.
    pub served_on: Day,
    /// Who recorded it.
    pub recorded_by: &'a PersonId,
}

/// Keeps a fact of service.
///
/// # Errors
/// The database's.
pub fn add_service(tx: &mut DbConnection, case: &CaseId, row: &ServiceRow<'_>, at: NaiveDateTime) -> DbResult<()> {
    diesel::insert_into(services::table)
        .values((
            services::id.eq(&row.id),
            services::document.eq(row.document),
            services::case_id.eq(case.as_str()),
            services::party.eq(row.party),
            services::channel.eq(row.channel),
            services::address.eq(&row.address),
            services::address_source.eq(row.address_source),
            services::consent.eq(row.consent),
            services::received_by.eq(row.received_by),
            services::served_on.eq(row.served_on.date()),
            services::recorded_by.eq(row.recorded_by.as_str()),
            services::recorded_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Who has been served with a document, and when.
///
/// # Errors
/// The database's.
pub fn served(tx: &mut DbConnection, document: &str) -> DbResult<Vec<(String, Day)>> {
    let rows: Vec<(String, NaiveDate)> = services::table
        .filter(services::document.eq(document))
        .order(services::served_on)
        .select((services::party, services::served_on))
        .load(tx)?;
    Ok(rows.into_iter().map(|(party, on)| (party, Day::from_date(on))).collect())
}
