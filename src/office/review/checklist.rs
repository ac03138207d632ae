//! The studio's desk: queues, who has what at hand, the review point by point, recusal.

use crate::db;
use crate::db::review::checks::MarkRow;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Stage;
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::id::CaseId;
use crate::domain::refusal::Refusal;
use crate::office::review::recusal::not_recused;
use crate::office::{Error, Office, Result, case_overview};

/// Points of the review, in the order they are gone through; the first five before acceptance.
pub const POINTS: [&str; 8] = ["subject", "jurisdiction", "scope", "period", "materials", "content", "voluntary", "signals"];

/// How many of them bar acceptance.
const BEFORE_ACCEPTANCE: usize = 5;

/// A point as it stands: marked by a person, or by what the check found.
#[derive(Clone, Debug)]
pub struct Point {
    /// Which.
    pub item: &'static str,
    /// `pass`, `fail`, `open`.
    pub mark: String,
    /// Why, in a person's words.
    pub note: String,
    /// Who marked it; nobody where the check did.
    pub by: Option<String>,
    /// What the check found that belongs here.
    pub found: Vec<Finding>,
}

/// The point a finding belongs to.
const fn point_of(code: Code) -> &'static str {
    match code {
        Code::Jurisdiction | Code::AuthorityUnknown => "jurisdiction",
        Code::ScopeStatus | Code::ScopeTitle | Code::LaneAdministrative | Code::LaneLabour => "scope",
        Code::EffectiveDate | Code::ApplyPeriod | Code::ApplyPeriodNear | Code::CalendarMissing => "period",
        Code::Material | Code::File | Code::Undertaking => "materials",
        Code::TermDue | Code::TermVague | Code::TermSum | Code::TermCapital | Code::TermText | Code::TermParty | Code::TermAccount => {
            "content"
        }
        Code::FalseMediationSignal => "signals",
        _ => "subject",
    }
}

/// The review of a case as it stands.
///
/// # Errors
/// [`Error::Fault`].
pub fn points(office: &Office, case: &db::intake::cases::Case, found: &[Finding]) -> Result<Vec<Point>> {
    let marks = db::review::checks::marks(&mut *office.connection()?, &case.id)?;
    let verified = match &case.stage {
        Stage::Reviewing(review) => review.verified,
        Stage::Proposed(_) | Stage::Ruled(_) => true,
        _ => false,
    };
    let mut list = Vec::new();
    for item in POINTS {
        let own: Vec<Finding> = found.iter().filter(|f| point_of(f.code) == item).cloned().collect();
        let kept = marks.iter().find(|m| m.item == item);
        let automatic = match item {
            "voluntary" if verified => "pass",
            "voluntary" => "open",
            _ if own.iter().any(|f| f.severity == Severity::Refuse) => "fail",
            "signals" if !own.is_empty() => "open",
            _ => "pass",
        };
        let note = match kept {
            Some(mark) => office
                .vault
                .open(&format!("checks/{}/{item}", case.id), &mark.note)
                .map_err(|_| Error::Fault(format!("a note of case {} cannot be opened with this data key", case.id)))?,
            None => String::new(),
        };
        list.push(Point {
            item,
            mark: kept.map_or_else(|| automatic.to_owned(), |m| m.mark.clone()),
            note,
            by: kept.map(|m| m.by.clone()),
            found: own,
        });
    }
    Ok(list)
}

/// Refuses while points are open or not met: those before acceptance, or all of them.
///
/// # Errors
/// [`Refusal::CheckIncomplete`].
pub(crate) fn all_met(office: &Office, case: &db::intake::cases::Case, before_acceptance: Before) -> Result<()> {
    let found = case_overview::findings(office, case)?;
    let points = points(office, case, &found)?;
    let wanted = match before_acceptance {
        Before::Acceptance => &points[..BEFORE_ACCEPTANCE],
        Before::Proposal => &points[..],
    };
    // Whether it is voluntary is shown by the record of verification, which has a refusal of its own.
    let count = wanted.iter().filter(|p| p.mark != "pass" && p.item != "voluntary").count();
    if count == 0 { Ok(()) } else { Err(Refusal::CheckIncomplete { count }.into()) }
}

/// Which decision the review must bear.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// Acceptance.
    Acceptance,
    /// A draft ruling.
    Proposal,
}

/// Marks points of the review.
///
/// # Errors
/// [`Refusal::NotYourAct`] for anybody but the studio, [`Refusal::NotNow`], [`Refusal::Recused`].
pub fn mark(office: &Office, actor: &Actor, id: &CaseId, marks: &[(String, String, String)]) -> Result<()> {
    studio(actor, "check")?;
    let by = actor.person.clone().ok_or(Refusal::NoAppointment)?;
    let case = office.case(actor, id)?;
    if !matches!(case.stage, Stage::Filed(_) | Stage::Reviewing(_) | Stage::Supplementing(_)) {
        return Err(Refusal::NotNow { act: "check", stage: case.stage.name() }.into());
    }
    office.write(|tx| {
        not_recused(tx, id, &by)?;
        for (item, mark, note) in marks {
            if !POINTS.contains(&item.as_str()) || !matches!(mark.as_str(), "pass" | "fail" | "open") {
                return Err(Refusal::RecordIncomplete { field: "check" }.into());
            }
            let row = MarkRow {
                note: office.vault.seal(&format!("checks/{id}/{item}"), note)?,
                item: item.clone(),
                mark: mark.clone(),
                by: by.to_string(),
                on: office.today(),
            };
            db::review::checks::mark(tx, id, &row)?;
        }
        Ok(())
    })
}

pub(crate) fn studio(actor: &Actor, act: &'static str) -> Result<()> {
    match actor.role {
        Role::Clerk | Role::Bureau => Ok(()),
        other => Err(Refusal::NotYourAct { act, role: other.name() }.into()),
    }
}
