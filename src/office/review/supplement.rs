//! Supplement (补正): one complete notice, every defect with its place and the form wanted; the agency mends those
//! parts and hands in again (民诉法解释第三百五十四条). The acceptance clock starts anew when it comes back.

use crate::db;
use crate::db::review::supplements::Supplement;
use crate::domain::actor::Actor;
use crate::domain::application::AttachmentKind;
use crate::domain::case::{Act, Stage};
use crate::domain::day::Day;
use crate::domain::decide::decide;
use crate::domain::finding::refuses;
use crate::domain::id::CaseId;
use crate::domain::letter::LetterKind;
use crate::domain::period::{Deadline, DueDate, Period};
use crate::domain::refusal::Refusal;
use crate::domain::wording;
use crate::domain::wording::supplement::{Item, SupplementFacts};
use crate::office::intake::writing;
use crate::office::letter::{self, Letter};
use crate::office::place::Place;
use crate::office::print::{self, keep_as};
use crate::office::review::recusal;
use crate::office::{Error, Office, Result, row_id};
use serde_json::{Value, json};

/// A supplement notice, opened.
pub struct Notice {
    /// Number, from 1.
    pub seq: i32,
    /// Items.
    pub items: Vec<Item>,
    /// Why the first was not complete.
    pub reason_again: String,
    /// Day of issue.
    pub issued_on: Day,
    /// Last day.
    pub due_on: Day,
    /// Day of the answer.
    pub answered_on: Option<Day>,
}

pub(crate) fn notices(office: &Office, tx: &mut db::DbConnection, id: &CaseId) -> Result<Vec<Notice>> {
    let mut list = Vec::new();
    for row in db::review::supplements::of_case(tx, id)? {
        let json = open_items(office, &row)?;
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let items = json["items"].as_array().into_iter().flatten();
        let items = items.map(|i| Item { part: text(&i["part"]), defect: text(&i["defect"]), form: text(&i["form"]) }).collect();
        list.push(Notice {
            seq: row.seq,
            items,
            reason_again: row.reason_again,
            issued_on: row.issued_on,
            due_on: row.due_on,
            answered_on: row.answered_on,
        });
    }
    Ok(list)
}

/// The notice of a supplement that has just been asked for.
///
/// # Errors
/// [`Error::Fault`].
pub fn supplement_notice(office: &Office, id: &CaseId) -> Result<()> {
    let case = office.case_of_court(&mut *office.connection()?, id)?;
    let application = office.application(&case)?;
    let Some(notice) = notices(office, &mut *office.connection()?, id)?.pop() else { return Ok(()) };
    let days = u32::try_from(notice.issued_on.days_until(notice.due_on)).unwrap_or(0);
    let due = Period::Supplement.from(notice.issued_on, Some(days), &office.register.calendar).ok_or(Error::NotFound)?;
    let facts = SupplementFacts {
        court: &office.register.court,
        number: &case.stage.number().map_or_else(|| format!("收件编号 {id}"), ToString::to_string),
        names: &application.names(),
        items: &notice.items,
        reason_again: &notice.reason_again,
        issued_on: notice.issued_on,
        due: &DueDate { deadline: Deadline { due: notice.due_on, ..due.deadline }, ..due },
    };
    keep_as(office, id, &wording::supplement::notice(&facts), notice.seq).map(|_| ())
}

/// Shortest and longest period a notice can set, in days.
pub const LENGTHS: [u32; 2] = [1, 60];

/// Parts of an application that an item can name.
pub const PARTS: [&str; 5] = ["parties", "facts", "terms", "files", "service"];

/// A notice to issue.
pub struct SupplementOrder<'a> {
    /// Items: all that is known to be wrong.
    pub items: &'a [Item],
    /// Days the court gives.
    pub days: u32,
    /// For a second notice: why the first did not name it.
    pub reason_again: &'a str,
}

/// The items of a notice, with the terms as they were when it was issued.
pub(crate) fn open_items(office: &Office, row: &Supplement) -> Result<Value> {
    let text = office.open(Place::Supplement(&row.id), &row.items)?;
    serde_json::from_str(&text).map_err(|e| Error::Fault(format!("notice {}: {e}", row.id)))
}

/// Who the parties are and who acts for them: what no supplement changes, since they have joined as these.
fn identities(json: &Value) -> Value {
    let one =
        |p: &Value| json!([p["ref"], p["kind"], p["name"], p["id_kind"], p["id_number"], p["guardian"], p["representative"], p["agent"]]);
    json["parties"].as_array().into_iter().flatten().map(one).collect()
}

/// Where the parties are reached: changed only where the notice speaks of it.
fn reach(json: &Value) -> Value {
    json["parties"].as_array().into_iter().flatten().map(|p| json!([p["phone"], p["service"]])).collect()
}

/// Issues a supplement notice.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] without items or with a half one, [`Refusal::SecondNotice`],
/// [`Refusal::CalendarMissing`], [`Refusal::NotNow`], [`Error::Stale`].
pub fn issue(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, wanted: &SupplementOrder<'_>) -> Result<()> {
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let half = |i: &Item| i.defect.trim().is_empty() || i.form.trim().is_empty() || !PARTS.contains(&i.part.as_str());
    if wanted.items.is_empty() || wanted.items.iter().any(half) {
        return Err(Refusal::RecordIncomplete { field: "items" }.into());
    }
    if !(LENGTHS[0]..=LENGTHS[1]).contains(&wanted.days) {
        return Err(Refusal::RecordIncomplete { field: "days" }.into());
    }
    let draft = writing::draft(office, clerk, id)?;
    let items: Vec<Value> =
        wanted.items.iter().map(|i| json!({"part": i.part, "defect": i.defect.trim(), "form": i.form.trim()})).collect();
    let files: Vec<&str> = draft.files.iter().map(|f| f.id.as_str()).collect();
    let kept = json!({"items": items, "terms": draft.json["terms"], "files": files, "parties": identities(&draft.json), "reach": reach(&draft.json)});
    let today = office.today();
    let due = Period::Supplement.from(today, Some(wanted.days), &office.register.calendar).ok_or(Error::NotFound)?;
    if due.provisional {
        return Err(Refusal::CalendarMissing { year: due.deadline.due.year() }.into());
    }
    office.act(clerk, id, seen, |tx, case| {
        recusal::not_recused(tx, id, &by)?;
        case.decide(Act::Supplement)?;
        let before = db::review::supplements::of_case(tx, id)?;
        if !before.is_empty() && wanted.reason_again.trim().is_empty() {
            return Err(Refusal::SecondNotice.into());
        }
        let row = row_id()?;
        let notice = Supplement {
            items: office.seal(Place::Supplement(&row), &kept.to_string())?,
            id: row,
            seq: i32::try_from(before.len() + 1).unwrap_or(i32::MAX),
            reason_again: wanted.reason_again.trim().to_owned(),
            issued_by: by.to_string(),
            issued_on: today,
            due_on: due.deadline.due,
            answered_on: None,
        };
        db::review::supplements::add(tx, id, &notice)?;
        // While the supplement is awaited the court owes no answer: the clock starts anew when it is there.
        db::review::due_dates::meet(tx, id, Period::Accept, today)?;
        db::review::due_dates::add(tx, &row_id()?, id, None, &due, office.register.version)?;
        for party in &draft.application.parties {
            letter::to_party(office, tx, id, &Letter { kind: LetterKind::Supplement, party, words: &[] })?;
        }
        case.keep(tx, &wanted.items.len().to_string())
    })?;
    print::print_or_log(id, supplement_notice(office, id));
    Ok(())
}

/// Hands the supplement in.
///
/// # Errors
/// [`Refusal::Findings`] while anything refuses, [`Refusal::AgreementOutdated`] for changed terms without a newly
/// signed agreement, [`Refusal::NotNow`], [`Error::Stale`].
pub fn resubmit(office: &Office, actor: &Actor, id: &CaseId, seen: i32) -> Result<()> {
    // Whether it is the time for it comes before whether it is good.
    decide(office.case(actor, id)?.stage, Act::Resubmit, actor.role, office.today())?;
    let draft = writing::draft(office, actor, id)?;
    if refuses(&draft.found) {
        return Err(Refusal::Findings(draft.found).into());
    }
    let today = office.today();
    office.act(actor, id, seen, |tx, case| {
        let notices = db::review::supplements::of_case(tx, id)?;
        let open = notices.iter().find(|n| n.answered_on.is_none());
        if let Some(notice) = open {
            let then = open_items(office, notice)?;
            let new_agreement = draft.files.iter().any(|f| {
                f.kind == AttachmentKind::Agreement && !then["files"].as_array().is_some_and(|old| old.iter().any(|o| *o == f.id.as_str()))
            });
            if then["terms"] != draft.json["terms"] && !new_agreement {
                return Err(Refusal::AgreementOutdated.into());
            }
            let asked = |part: &str| then["items"].as_array().is_some_and(|items| items.iter().any(|i| i["part"] == part));
            let moved = then["reach"] != reach(&draft.json) && !asked("service") && !asked("parties");
            if then["parties"] != identities(&draft.json) || moved {
                return Err(Refusal::PartiesChanged.into());
            }
        }
        case.decide(Act::Resubmit)?;
        db::review::supplements::answer(tx, id, today)?;
        db::review::due_dates::meet(tx, id, Period::Supplement, today)?;
        if let Stage::Filed(_) = case.stage {
            office.start_clock(tx, id, Period::Accept, today, None)?;
        }
        case.keep(tx, "")
    })
}
