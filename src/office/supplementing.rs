//! Supplement (补正): one complete notice, every defect with its place and the form wanted; the agency mends those
//! parts and hands in again (民诉法解释第三百五十四条). The acceptance clock starts anew when it comes back.

use super::joining::letter;
use crate::domain::wording::supplement::Item;
use super::{Error, Office, Result, drafting, row_id};
use crate::db::desk::Supplement;
use crate::db::{self};
use crate::domain::actor::Actor;
use crate::domain::case::{Act, Stage};
use crate::domain::decide::decide;
use crate::domain::finding::refuses;
use crate::domain::id::CaseId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use serde_json::{Value, json};

/// Shortest and longest period a notice can set, in days.
pub const LENGTHS: [u32; 2] = [1, 60];
/// Parts of an application that an item can name.
pub const PARTS: [&str; 5] = ["parties", "facts", "terms", "files", "service"];

/// A notice to issue.
pub struct Wanted<'a> {
    /// Items: all that is known to be wrong.
    pub items: &'a [Item],
    /// Days the court gives.
    pub days: u32,
    /// For a second notice: why the first did not name it.
    pub reason_again: &'a str,
}

/// The items of a notice, with the terms as they were when it was issued.
pub(super) fn open_items(office: &Office, row: &Supplement) -> Result<Value> {
    let text = office.vault.open(&format!("supplements/{}", row.id), &row.items);
    let text = text.map_err(|_| Error::Fault(format!("notice {} cannot be opened with this data key", row.id)))?;
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
pub fn issue(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, wanted: &Wanted<'_>) -> Result<()> {
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let half = |i: &Item| i.defect.trim().is_empty() || i.form.trim().is_empty() || !PARTS.contains(&i.part.as_str());
    if wanted.items.is_empty() || wanted.items.iter().any(half) {
        return Err(Refusal::RecordIncomplete { field: "items" }.into());
    }
    if !(LENGTHS[0]..=LENGTHS[1]).contains(&wanted.days) {
        return Err(Refusal::RecordIncomplete { field: "days" }.into());
    }
    let draft = drafting::draft(office, clerk, id)?;
    let items: Vec<Value> =
        wanted.items.iter().map(|i| json!({"part": i.part, "defect": i.defect.trim(), "form": i.form.trim()})).collect();
    let files: Vec<&str> = draft.files.iter().map(|f| f.id.as_str()).collect();
    let kept = json!({"items": items, "terms": draft.json["terms"], "files": files, "parties": identities(&draft.json), "reach": reach(&draft.json)});
    let today = office.today();
    let due = Period::Supplement.from(today, Some(wanted.days), &office.register.calendar).ok_or(Error::NotFound)?;
    if due.provisional {
        return Err(Refusal::CalendarMissing { year: due.due.year() }.into());
    }
    office.write(|tx| {
        let mut case = office.case_at(tx, clerk, id, seen)?;
        super::desk::not_recused(tx, id, &by)?;
        case.stage = decide(case.stage, Act::Supplement, clerk.role, today)?;
        let before = db::desk::supplements_of(tx, id)?;
        if !before.is_empty() && wanted.reason_again.trim().is_empty() {
            return Err(Refusal::SecondNotice.into());
        }
        let row = row_id()?;
        let notice = Supplement {
            items: office.vault.seal(&format!("supplements/{row}"), &kept.to_string())?,
            id: row,
            seq: i32::try_from(before.len() + 1).unwrap_or(i32::MAX),
            reason_again: wanted.reason_again.trim().to_owned(),
            issued_by: by.to_string(),
            issued_on: today,
            due_on: due.due,
            answered_on: None,
        };
        db::desk::add_supplement(tx, id, &notice)?;
        // While the supplement is awaited the court owes no answer: the clock starts anew when it is there.
        db::cases::meet(tx, id, Period::Accept.name(), today)?;
        db::cases::add_due(tx, &row_id()?, id, None, &due, office.register.version)?;
        for party in &draft.application.parties {
            letter(office, tx, id, "supplement", party)?;
        }
        office.keep(tx, &case, clerk, "supplement", &wanted.items.len().to_string())
    })?;
    super::printing::print_or_log(id, super::printing::supplement_notice(office, id));
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
    let draft = drafting::draft(office, actor, id)?;
    if refuses(&draft.found) {
        return Err(Refusal::Findings(draft.found).into());
    }
    let today = office.today();
    office.write(|tx| {
        let mut case = office.case_at(tx, actor, id, seen)?;
        let notices = db::desk::supplements_of(tx, id)?;
        let open = notices.iter().find(|n| n.answered_on.is_none());
        if let Some(notice) = open {
            let then = open_items(office, notice)?;
            let new_agreement = draft
                .files
                .iter()
                .any(|f| f.kind == "agreement" && !then["files"].as_array().is_some_and(|old| old.iter().any(|o| *o == f.id.as_str())));
            if then["terms"] != draft.json["terms"] && !new_agreement {
                return Err(Refusal::AgreementOutdated.into());
            }
            let asked = |part: &str| then["items"].as_array().is_some_and(|items| items.iter().any(|i| i["part"] == part));
            let moved = then["reach"] != reach(&draft.json) && !asked("service") && !asked("parties");
            if then["parties"] != identities(&draft.json) || moved {
                return Err(Refusal::PartiesChanged.into());
            }
        }
        case.stage = decide(case.stage, Act::Resubmit, actor.role, today)?;
        db::desk::answer_supplement(tx, id, today)?;
        db::cases::meet(tx, id, Period::Supplement.name(), today)?;
        if let Stage::Filed(_) = case.stage {
            office.start_clock(tx, id, Period::Accept, today, None)?;
        }
        office.keep(tx, &case, actor, "resubmit", "")
    })
}
