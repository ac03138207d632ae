//! The court takes the case up: acceptance with its number, and the record of verification.

use crate::db;
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Act, Stage};
use crate::domain::id::{CONFIRMATION, CaseId, CaseNumber, PersonId};
use crate::domain::letter::LetterKind;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::wording;
use crate::domain::wording::notice::AcceptanceFacts;
use crate::office::letter::{self, Letter};
use crate::office::print::{self, keep};
use crate::office::review::{checklist, recusal};
use crate::office::{Error, Office, Result};

/// The acceptance notice of a case that has just been accepted.
///
/// # Errors
/// [`Error::Fault`].
pub fn acceptance_notice(office: &Office, id: &CaseId, judge: &str, clerk: &str) -> Result<()> {
    let case = office.case_of_court(&mut *office.connection()?, id)?;
    let Stage::Reviewing(review) = &case.stage else { return Ok(()) };
    let application = office.application(&case)?;
    let due = Period::Review
        .from(review.accepted_on, None, &office.register.calendar)
        .ok_or_else(|| Error::Fault("a period without length".to_owned()))?;
    let facts = AcceptanceFacts {
        court: &office.register.court,
        number: &review.number,
        names: &application.names(),
        cause: application.cause.as_deref().unwrap_or(""),
        filed_on: review.filed_on,
        accepted_on: review.accepted_on,
        judge,
        clerk,
        review: &due,
    };
    keep(office, id, &wording::notice::acceptance(&facts))
}

/// Accepts a filed case: number, judge and clerk in charge, review clock, notice.
///
/// # Errors
/// [`Refusal::NotNow`], [`Refusal::NotInOffice`] for a judge who holds no appointment, [`Error::Stale`].
pub fn accept(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, judge: &PersonId) -> Result<CaseNumber> {
    let today = office.today();
    let calendar = &office.register.calendar;
    if !calendar.has_table(today.year()) {
        return Err(Refusal::CalendarMissing { year: today.year() }.into());
    }
    let case = office.case(clerk, id)?;
    if matches!(case.stage, Stage::Filed(_)) {
        checklist::all_met(office, &case, checklist::Before::Acceptance)?;
    }
    let application = office.application(&case)?;
    let (number, judge_name) = office.act(clerk, id, seen, |tx, case| {
        let judge_row = db::people::people::by_id(tx, judge)?.ok_or_else(|| Refusal::NotInOffice { name: judge.to_string() })?;
        let sits = db::people::appointments::on(tx, judge, today)?.iter().any(|a| a.role == Role::Judge);
        if !sits {
            return Err(Refusal::NotInOffice { name: judge_row.name }.into());
        }
        for person in clerk.person.iter().chain([judge]) {
            recusal::not_recused(tx, id, person)?;
        }
        // The stage is judged before a number is drawn, and both in one transaction: none is skipped.
        let Stage::Filed(filed) = &case.stage else {
            return Err(Refusal::NotNow { act: ActName::Accept, stage: case.stage.name() }.into());
        };
        let number = match &filed.number {
            Some(number) => number.clone(),
            None => db::intake::cases::next_number(tx, &case.court, CONFIRMATION, today.year())?,
        };
        case.decide(Act::Accept { number: number.clone() })?;
        case.judge = Some(judge.clone());
        case.clerk.clone_from(&clerk.person);
        case.keep(tx, &number.to_string())?;
        db::review::due_dates::meet(tx, id, Period::Accept, today)?;
        office.start_clock(tx, id, Period::Review, today, None)?;
        office.start_clock(tx, id, Period::ReviewLocal, today, None)?;
        for party in &application.parties {
            letter::to_party(office, tx, id, &Letter { kind: LetterKind::Acceptance, party, words: &[] })?;
        }
        Ok((number, judge_row.name))
    })?;
    print::print_or_log(id, acceptance_notice(office, id, &judge_name, &clerk.name));
    Ok(number)
}
