//! The studio's desk: queues, who has what at hand, the review point by point, recusal.

use crate::db;
use crate::db::review::checks::MarkRow;
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Stage;
use crate::domain::finding::{Finding, Severity};
use crate::domain::id::{CaseId, PersonId};
use crate::domain::refusal::Refusal;
use crate::domain::review::{ReviewMark, ReviewPoint};
use crate::office::place::Place;
use crate::office::review::recusal::not_recused;
use crate::office::{Office, Result, case_overview};

/// A point as it stands: marked by a person, or by what the check found.
#[derive(Clone, Debug)]
pub struct Point {
    /// Which.
    pub item: ReviewPoint,
    /// How it stands.
    pub mark: ReviewMark,
    /// Why, in a person's words.
    pub note: String,
    /// Who marked it; nobody where the check did.
    pub by: Option<PersonId>,
    /// What the check found that belongs here.
    pub found: Vec<Finding>,
}

/// The review of a case as it stands.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn points(office: &Office, case: &db::intake::cases::Case, found: &[Finding]) -> Result<Vec<Point>> {
    let marks = db::review::checks::marks(&mut *office.connection()?, &case.id)?;
    let verified = match &case.stage {
        Stage::Reviewing(review) => review.verified,
        Stage::Proposed(_) | Stage::Ruled(_) => true,
        _ => false,
    };
    let mut list = Vec::new();
    for item in ReviewPoint::ALL {
        let own: Vec<Finding> = found.iter().filter(|f| ReviewPoint::of(f.code) == item).cloned().collect();
        let kept = marks.iter().find(|m| m.item == item);
        let automatic = match item {
            ReviewPoint::Voluntary if verified => ReviewMark::Pass,
            ReviewPoint::Voluntary => ReviewMark::Open,
            _ if own.iter().any(|f| f.severity == Severity::Refuse) => ReviewMark::Fail,
            ReviewPoint::Signals if !own.is_empty() => ReviewMark::Open,
            _ => ReviewMark::Pass,
        };
        let note = match kept {
            Some(mark) => office.open(Place::ReviewNote(&case.id, item), &mark.note)?,
            None => String::new(),
        };
        list.push(Point { item, mark: kept.map_or(automatic, |m| m.mark), note, by: kept.map(|m| m.by.clone()), found: own });
    }
    Ok(list)
}

/// Refuses while points are open or not met: those before acceptance, or all of them.
///
/// # Errors
/// [`Refusal::CheckIncomplete`].
pub(crate) fn all_met(office: &Office, case: &db::intake::cases::Case, before: Before) -> Result<()> {
    let found = case_overview::findings(office, case)?;
    let points = points(office, case, &found)?;
    let wanted = |p: &&Point| match before {
        Before::Acceptance => ReviewPoint::BEFORE_ACCEPTANCE.contains(&p.item),
        Before::Proposal => true,
    };
    // Whether it is voluntary is shown by the record of verification, which has a refusal of its own.
    let count = points.iter().filter(wanted).filter(|p| p.mark != ReviewMark::Pass && p.item != ReviewPoint::Voluntary).count();
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

/// A mark somebody of the studio sets.
pub struct NewMark {
    /// Which point.
    pub item: ReviewPoint,
    /// How it stands.
    pub mark: ReviewMark,
    /// Why.
    pub note: String,
}

/// Marks points of the review.
///
/// # Errors
/// [`Refusal::NotYourAct`] for anybody but the studio, [`Refusal::NotNow`], [`Refusal::Recused`].
pub fn mark(office: &Office, actor: &Actor, id: &CaseId, marks: &[NewMark]) -> Result<()> {
    studio(actor, ActName::Check)?;
    let by = actor.person.clone().ok_or(Refusal::NoAppointment)?;
    let case = office.case(actor, id)?;
    if !matches!(case.stage, Stage::Filed(_) | Stage::Reviewing(_) | Stage::Supplementing(_)) {
        return Err(Refusal::NotNow { act: ActName::Check, stage: case.stage.name() }.into());
    }
    office.write(|tx| {
        not_recused(tx, id, &by)?;
        for NewMark { item, mark, note } in marks {
            let row = MarkRow {
                note: office.seal(Place::ReviewNote(id, *item), note)?,
                item: *item,
                mark: *mark,
                by: by.clone(),
                on: office.today(),
            };
            db::review::checks::mark(tx, id, &row)?;
        }
        Ok(())
    })
}

pub(crate) fn studio(actor: &Actor, act: ActName) -> Result<()> {
    match actor.role {
        Role::Clerk | Role::Bureau => Ok(()),
        other => Err(Refusal::NotYourAct { act, role: other }.into()),
    }
}
