//! Reminders of what was confirmed: before a day of performance, and after it where nothing was told; and the day on which a
//! return visit (回访) is due. Each is given once.

use crate::db::intake::cases::Case;
use crate::db::review::warnings::{self, Warned};
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::{Application, Party};
use crate::domain::case::{Stage, StageName};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::letter::LetterKind;
use crate::domain::outcome::Outcome;
use crate::domain::performance::{ObligationState, PerformanceKind};
use crate::domain::period::Period;
use crate::office::intake::invitation;
use crate::office::letter::{self, Letter};
use crate::office::performance::obligations::{self, ObligationRow};
use crate::office::{Error, Office, Result};

/// How many days before a day of performance who owes is reminded.
const DAYS_BEFORE: i64 = 3;

/// Until how many days after it who is owed is asked.
const DAYS_AFTER: i64 = 30;

/// How many days after the last day of performance the mediator asks how it went.
const VISIT_AFTER: u32 = 7;

/// Reminds of every duty whose day is near or over, in every case that can be enforced. Gives how many reminders were
/// written.
///
/// # Errors
/// [`Error::Fault`] when the cases cannot be listed; one case that cannot be looked at does not keep the others waiting.
pub(crate) fn remind(office: &Office) -> Result<usize> {
    let ruled = db::intake::cases::at_stage(&mut *office.connection()?, &office.register.court.code, StageName::Ruled)?;
    let mut written = 0;
    for id in ruled {
        match of_case(office, &id) {
            Ok(count) => written += count,
            Err(Error::Stale) => {}
            Err(error) => tracing::error!(case = %id, ?error, "nobody could be reminded; it is tried again"),
        }
    }
    Ok(written)
}

fn of_case(office: &Office, id: &CaseId) -> Result<usize> {
    let mut connection = office.connection()?;
    let case = office.case_of_court(&mut connection, id)?;
    let confirmed = matches!(&case.stage, Stage::Ruled(ruled) if ruled.outcome == Outcome::Confirmed);
    // What was revoked is owed no more: its period of enforcement was stopped.
    let stands = db::review::due_dates::of_case(&mut connection, id)?.iter().any(|c| c.period == Period::Enforce && c.met_on.is_none());
    // What was altered is owed as the later ruling says, which no reminder here can know.
    let altered = match db::ruling::documents::of_case(&mut connection, id)?.iter().rfind(|d| d.kind.ends_a_case()) {
        Some(ruling) => db::proof::standings::of_document(&mut connection, &ruling.id)?.is_some(),
        None => true,
    };
    drop(connection);
    if !confirmed || !stands || altered {
        return Ok(0);
    }
    let application = office.application(&case)?;
    let standings = obligations::of_case(office, id)?;
    let mut count = 0;
    for standing in &standings {
        let Some(reminder) = due(standing, office.today()) else { continue };
        count += usize::from(give(office, &case, &application, standing, reminder)?);
    }
    if visit_due(&standings).is_some_and(|on| on <= office.today()) {
        count += usize::from(office.write(|tx| once(office, tx, &case, ReminderOf { what: "visit", day: 0 }, ActName::VisitDue))?);
    }
    Ok(count)
}

/// Before its day or after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reminder {
    Before,
    After,
}

fn due(standing: &ObligationRow, today: Day) -> Option<Reminder> {
    // Who says it has performed is not pressed: the other side is asked by its own page.
    let told = standing.told.iter().any(|t| matches!(t.0, PerformanceKind::Claimed | PerformanceKind::Missed));
    let left = today.days_until(standing.duty.due?);
    match standing.state {
        ObligationState::Done => None,
        _ if (0..=DAYS_BEFORE).contains(&left) && !told => Some(Reminder::Before),
        _ if (-DAYS_AFTER..0).contains(&left) && !told => Some(Reminder::After),
        _ => None,
    }
}

/// The day on which the mediator asks how it went: some days after the last day of performance, while nobody has.
#[must_use]
pub fn visit_due(standings: &[ObligationRow]) -> Option<Day> {
    let last = standings.iter().filter_map(|s| s.duty.due).max()?;
    let visited = standings.iter().flat_map(|s| &s.told).any(|t| t.0 == PerformanceKind::Visit && t.1 >= last);
    (!visited).then(|| last.plus_days(VISIT_AFTER))
}

/// What somebody is reminded of, and which day of it.
struct ReminderOf<'a> {
    what: &'a str,
    day: i32,
}

/// Notes a reminder unless it has been given.
fn once(office: &Office, tx: &mut DbConnection, case: &Case, ReminderOf { what, day }: ReminderOf<'_>, act: ActName) -> Result<bool> {
    match warnings::warn_once(tx, &case.id, what, day, office.today())? {
        Warned::Before => Ok(false),
        Warned::Now => {
            office.tell(tx, case, &Actor::system(), act, "")?;
            Ok(true)
        }
    }
}

fn give(office: &Office, case: &Case, application: &Application, standing: &ObligationRow, reminder: Reminder) -> Result<bool> {
    let duty = &standing.duty;
    let (Some(day), place) = (duty.due, format!("perform/{}-{}", duty.term, duty.instalment)) else { return Ok(false) };
    let (kind, mark, letters): (ActName, i32, &[(LetterKind, &str)]) = match reminder {
        Reminder::Before => (ActName::RemindDue, -1, &[(LetterKind::DueSoon, &duty.obligor)]),
        Reminder::After => (ActName::RemindLate, 1, &[(LetterKind::DueLate, &duty.obligor), (LetterKind::DueLateOwed, &duty.obligee)]),
    };
    office.write(|tx| {
        if !once(office, tx, case, ReminderOf { what: &place, day: mark }, kind)? {
            return Ok(false);
        }
        for (letter, reference) in letters {
            if let Some(party) = application.parties.iter().find(|p| p.reference == **reference) {
                write(office, tx, &case.id, *letter, ReminderTo { party, day })?;
            }
        }
        Ok(true)
    })
}

/// Who is reminded, and of which day.
struct ReminderTo<'a> {
    party: &'a Party,
    day: Day,
}

fn write(office: &Office, tx: &mut DbConnection, id: &CaseId, kind: LetterKind, ReminderTo { party, day }: ReminderTo<'_>) -> Result<()> {
    let Some(link) = db::intake::party_links::of_case(tx, id)?.into_iter().find(|l| l.party == party.reference && l.ended_at.is_none())
    else {
        return Ok(());
    };
    let (code, day) = (invitation::code_of(office, &link)?, day.written());
    let words = [("code", code.as_str()), ("day", day.as_str())];
    letter::to_mobile(office, tx, id, &Letter { kind, party, words: &words })
}
