//! The court takes the case up: acceptance with its number, and the record of verification.

use super::joining::letter;
use super::{Office, Result, printing, row_id};
use crate::db::cases::VerificationRow;
use crate::db::{self};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Act, Stage};
use crate::domain::day::Day;
use crate::domain::decide::decide;
use crate::domain::id::{CONFIRMATION, CaseId, CaseNumber, PersonId};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use serde_json::json;

/// Accepts a filed case: number, judge and clerk in charge, review clock, notice.
///
/// # Errors
/// [`Refusal::NotNow`], [`Refusal::NotInOffice`] for a judge who holds no appointment, [`super::Error::Stale`].
pub fn accept(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, judge: &PersonId) -> Result<CaseNumber> {
    let today = office.today();
    let calendar = &office.register.calendar;
    if !calendar.has_table(today.year()) {
        return Err(Refusal::CalendarMissing { year: today.year() }.into());
    }
    let case = office.case(clerk, id)?;
    if matches!(case.stage, Stage::Filed(_)) {
        super::desk::all_met(office, &case, super::desk::Before::Acceptance)?;
    }
    let application = office.application(&case)?;
    let (number, judge_name) = office.write(|tx| {
        let judge_row = db::people::by_id(tx, judge)?.ok_or_else(|| Refusal::NotInOffice { name: judge.to_string() })?;
        let sits = db::people::appointments_on(tx, judge, today)?.iter().any(|a| a.role == Role::Judge);
        if !sits {
            return Err(Refusal::NotInOffice { name: judge_row.name }.into());
        }
        for person in clerk.person.iter().chain([judge]) {
            super::desk::not_recused(tx, id, person)?;
        }
        let mut case = office.case_at(tx, clerk, id, seen)?;
        // The stage is judged before a number is drawn, and both in one transaction: none is skipped.
        let Stage::Filed(filed) = &case.stage else {
            return Err(Refusal::NotNow { act: "accept", stage: case.stage.name() }.into());
        };
        let number = match &filed.number {
            Some(number) => number.clone(),
            None => db::cases::next_number(tx, &case.court, CONFIRMATION, today.year())?,
        };
        case.stage = decide(case.stage, Act::Accept { number: number.clone() }, clerk.role, today)?;
        case.judge = Some(judge.clone());
        case.clerk.clone_from(&clerk.person);
        office.keep(tx, &case, clerk, "accept", &number.to_string())?;
        db::cases::meet(tx, id, Period::Accept.name(), today)?;
        office.start_clock(tx, id, Period::Review, today, None)?;
        office.start_clock(tx, id, Period::ReviewLocal, today, None)?;
        for party in &application.parties {
            letter(office, tx, id, "accepted", party)?;
        }
        Ok((number, judge_row.name))
    })?;
    printing::print_or_log(id, printing::acceptance_notice(office, id, &judge_name, &clerk.name));
    Ok(number)
}

/// A record of verification (核实): Int. 356 wants both parties called together and present.
pub struct Verification<'a> {
    /// Day.
    pub held_on: Day,
    /// Place, or the line.
    pub place: &'a str,
    /// Held on-line, with every party's consent to this step.
    pub online: bool,
    /// Party's reference and who was there for it.
    pub present: &'a [(String, String)],
    /// Question and answer, by the checklist.
    pub answers: &'a [(String, String)],
    /// How the record is signed.
    pub signing: Signing,
}

/// How a record of verification is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signing {
    /// On paper, by everybody there.
    OnSpot,
    /// Each party on its own phone, afterwards.
    Phones,
}

/// What a record must answer (law.md §6).
pub const CHECKLIST: [&str; 8] = [
    "identity",
    "free_will",
    "effect_understood",
    "content_performable",
    "performance_so_far",
    "no_other_case",
    "third_parties",
    "no_collusion",
];

/// Keeps a record of verification.
///
/// # Errors
/// [`Refusal::NotAllPresent`], [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`], [`super::Error::Stale`].
pub fn record_verification(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, record: &Verification<'_>) -> Result<()> {
    let application = office.application(&office.case(clerk, id)?)?;
    let missing: Vec<&str> = application
        .parties
        .iter()
        .filter(|p| !record.present.iter().any(|(party, who)| *party == p.reference && !who.trim().is_empty()))
        .map(crate::domain::application::Party::name)
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::NotAllPresent { missing: missing.join("、") }.into());
    }
    if record.place.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "place" }.into());
    }
    for question in CHECKLIST {
        if !record.answers.iter().any(|(q, a)| q == question && !a.trim().is_empty()) {
            return Err(Refusal::RecordIncomplete { field: question }.into());
        }
    }
    // Nobody can sign what cannot be printed.
    let said: String = record.answers.iter().chain(record.present).map(|(_, text)| text.as_str()).chain([record.place]).collect();
    let characters = office.fonts.missing(&said.replace(char::is_control, ""));
    if !characters.is_empty() {
        return Err(Refusal::CannotPrint { characters }.into());
    }
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    office.write(|tx| {
        super::desk::not_recused(tx, id, &by)?;
        let mut case = office.case_at(tx, clerk, id, seen)?;
        if let Stage::Reviewing(review) = &case.stage
            && (record.held_on < review.accepted_on || record.held_on > office.today())
        {
            return Err(Refusal::DayImpossible { day: record.held_on }.into());
        }
        case.stage = decide(case.stage, Act::Verify, clerk.role, office.today())?;
        if record.online {
            super::calling::all_agreed(tx, id, &application)?;
        }
        let row_id = row_id()?;
        let text = json!({"present": record.present, "answers": record.answers}).to_string();
        let row = VerificationRow {
            record: office.vault.seal(&format!("verifications/{row_id}"), &text)?,
            id: row_id,
            held_on: record.held_on,
            place: record.place,
            online: record.online,
            recorded_by: &by,
        };
        db::cases::add_verification(tx, id, &row, office.now().naive())?;
        if record.signing == Signing::OnSpot {
            for (party, who) in record.present {
                // On the spot it is signed on paper, page by page.
                db::calls::sign(tx, &row.id, [party, "spot", who], (0, ""), office.now().naive())?;
            }
        }
        office.keep(tx, &case, clerk, "verify", record.place)
    })?;
    printing::print_or_log(id, printing::verification_record(office, id, record, &clerk.name));
    Ok(())
}
