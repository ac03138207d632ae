//! Objections to a confirming ruling (异议, 民诉法解释第三百七十二条): by a party within fifteen days of its own service, by an
//! interested third person within six months of knowing; out of time only with an obstacle that has ended (民诉法第八十六条).

use crate::db::ruling::documents::DocumentRow;
use crate::db::ruling::objections::Objection;
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Act, Stage};
use crate::domain::day::Day;
use crate::domain::decision::Objector;
use crate::domain::id::{CaseId, CaseNumber, SUPERVISION};
use crate::domain::period::{DueDate, Period};
use crate::domain::refusal::Refusal;
use crate::office::place::Place;
use crate::office::service::delivery;
use crate::office::{Error, Office, Result, row_id};
use serde_json::{Value, json};

/// An objection to record.
pub struct Objecting<'a> {
    /// The party's reference; none for a third person.
    pub party: Option<&'a str>,
    /// A third person's name, and how to reach it.
    pub third: [&'a str; 2],
    /// The day on which a third person knew or should have known.
    pub knew_on: Option<Day>,
    /// Why.
    pub grounds: &'a str,
    /// Out of time: the day on which the obstacle ended.
    pub obstacle_ended_on: Option<Day>,
}

/// An objection as it is shown.
#[derive(Clone, Debug)]
pub struct OpenedObjection {
    /// The row.
    pub row: Objection,
    /// Who objects.
    pub name: String,
    /// How to reach it.
    pub contact: String,
    /// Why.
    pub grounds: String,
}

/// Records an objection and gives it its number.
///
/// # Errors
/// [`Refusal::ObjectionLate`], [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`], [`Refusal::CalendarMissing`],
/// [`Refusal::NotNow`] for a ruling that nobody can object to, [`Error::Stale`].
pub fn object(office: &Office, actor: &Actor, id: &CaseId, seen: i32, objecting: &Objecting<'_>) -> Result<CaseNumber> {
    let case = office.case(actor, id)?;
    let application = office.application(&case)?;
    let (standing, name, contact) = match objecting.party {
        Some(reference) => {
            let party = application.parties.iter().find(|p| p.reference == reference).ok_or(Error::NotFound)?;
            (Objector::Party, party.name().to_owned(), party.phone.clone().unwrap_or_default())
        }
        None => (Objector::ThirdPerson, objecting.third[0].trim().to_owned(), objecting.third[1].trim().to_owned()),
    };
    for (field, text) in [("objector", name.as_str()), ("contact", &contact), ("grounds", objecting.grounds.trim())] {
        if text.is_empty() {
            return Err(Refusal::RecordIncomplete { field }.into());
        }
    }
    if standing == Objector::ThirdPerson && actor.role == Role::Party {
        return Err(Refusal::NotYourAct { act: ActName::Object, role: actor.role }.into());
    }
    let today = office.today();
    office.act(actor, id, seen, |tx, case| {
        case.decide(Act::Object)?;
        let ruling = ruling_of(tx, id)?;
        let due = period(office, tx, RulingOf { id, ruling: &ruling }, objecting)?;
        in_time(office, &due, objecting.obstacle_ended_on)?;
        let number = db::intake::cases::next_number(tx, &case.court, SUPERVISION, today.year())?;
        let row = row_id()?;
        let body = json!({"name": name, "contact": contact, "grounds": objecting.grounds.trim()}).to_string();
        let objection = Objection {
            body: office.seal(Place::Objection(&row), &body)?,
            id: row,
            document: ruling.id,
            standing,
            party: objecting.party.map(str::to_owned),
            filed_on: today,
            start_on: due.deadline.start,
            due_on: due.deadline.due,
            article: due.article,
            restored_from: objecting.obstacle_ended_on.filter(|_| due.deadline.is_over(today)),
            number: number.clone(),
            result: String::new(),
            decision: None,
        };
        db::ruling::objections::add(tx, id, &objection, office.now().naive())?;
        clocks(office, tx, id, objecting, objection.restored_from)?;
        case.keep(tx, &number.to_string())?;
        Ok(number)
    })
}

/// The clocks an objection was made within, as the case shows them: a third person's own, and the ten days after an
/// obstacle (民诉法第八十六条). Both end with the objection.
fn clocks(office: &Office, tx: &mut DbConnection, id: &CaseId, objecting: &Objecting<'_>, restored: Option<Day>) -> Result<()> {
    let third = objecting.knew_on.filter(|_| objecting.party.is_none()).map(|on| (Period::ObjectThirdParty, on));
    for (period, start) in third.into_iter().chain(restored.map(|on| (Period::Restore, on))) {
        office.start_clock(tx, id, period, start, objecting.party)?;
        db::review::due_dates::meet(tx, id, period, office.today())?;
    }
    Ok(())
}

/// The ruling that ended a case.
///
/// # Errors
/// [`Error::NotFound`] before there is one.
pub(crate) fn ruling_of(tx: &mut DbConnection, id: &CaseId) -> Result<DocumentRow> {
    db::ruling::documents::of_case(tx, id)?.into_iter().rfind(|d| d.kind.ends_a_case()).ok_or(Error::NotFound)
}

/// A case and the ruling that stands in it.
struct RulingOf<'a> {
    id: &'a CaseId,
    ruling: &'a DocumentRow,
}

/// The period of whoever objects: a party's from its own service, and none before it has been served.
fn period(office: &Office, tx: &mut DbConnection, RulingOf { id, ruling }: RulingOf<'_>, objecting: &Objecting<'_>) -> Result<DueDate> {
    let today = office.today();
    let (period, start) = match objecting.party {
        Some(reference) => {
            let services = delivery::of_case(tx, id)?;
            let served = delivery::served(&services, &ruling.id, reference, today);
            (Period::ObjectParty, served.map_or(today, |s| s.on))
        }
        None => {
            let knew = objecting.knew_on.ok_or(Refusal::RecordIncomplete { field: "knew_on" })?;
            if knew < ruling.issued_on || knew > today {
                return Err(Refusal::DayImpossible { day: knew }.into());
            }
            (Period::ObjectThirdParty, knew)
        }
    };
    period.from(start, None, &office.register.calendar).ok_or_else(|| Error::Fault("a period without length".to_owned()))
}

/// In time, or out of time with an obstacle that ended no more than ten days ago: whether it was one, the court decides.
fn in_time(office: &Office, due: &DueDate, obstacle_ended_on: Option<Day>) -> Result<()> {
    let today = office.today();
    if !due.deadline.is_over(today) {
        return Ok(());
    }
    if due.provisional {
        return Err(Refusal::CalendarMissing { year: due.deadline.due.year() }.into());
    }
    let late = Refusal::ObjectionLate { due: due.deadline.due };
    // Six months are a fixed period: nothing suspends, interrupts or restores them (民诉法解释第一百二十七条).
    let Some(ended) = obstacle_ended_on.filter(|_| due.period == Period::ObjectParty) else { return Err(late.into()) };
    if ended > today {
        return Err(Refusal::DayImpossible { day: ended }.into());
    }
    let restore = Period::Restore.from(ended, None, &office.register.calendar).ok_or(Error::NotFound)?;
    if restore.deadline.is_over(today) { Err(late.into()) } else { Ok(()) }
}

/// The objections of a case, opened.
///
/// # Errors
/// [`Error::Fault`] when one cannot be opened with this data key.
pub fn of_case(office: &Office, id: &CaseId) -> Result<Vec<OpenedObjection>> {
    let rows = db::ruling::objections::of_case(&mut *office.connection()?, id)?;
    rows.into_iter().map(|row| shown(office, row)).collect()
}

fn shown(office: &Office, row: Objection) -> Result<OpenedObjection> {
    let text = office.open(Place::Objection(&row.id), &row.body)?;
    let json: Value = serde_json::from_str(&text).map_err(|e| Error::Fault(format!("objection {}: {e}", row.id)))?;
    let field = |name: &str| json[name].as_str().unwrap_or("").to_owned();
    Ok(OpenedObjection { name: field("name"), contact: field("contact"), grounds: field("grounds"), row })
}

/// Whether a case stands where somebody could object to its ruling.
#[must_use]
pub fn can_object(stage: &Stage) -> bool {
    matches!(stage, Stage::Ruled(ruled) if ruled.outcome == crate::domain::outcome::Outcome::Confirmed)
}
