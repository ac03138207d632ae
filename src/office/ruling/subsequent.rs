//! Rulings that follow a ruling: a correction of its wording, a decision on an objection. Each is drafted, approved and
//! sealed like the first; the first is never touched.

use crate::db;
use crate::db::intake::cases::Case;
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::case::{Act, Stage, StageName};
use crate::domain::decision::{Decision, ObjectionDecided, ObjectionOrder, RulingNamed};
use crate::domain::id::{CaseId, CaseNumber};
use crate::domain::refusal::Refusal;
use crate::domain::ruling::Official;
use crate::domain::wording;
use crate::office::people::appointments;
use crate::office::proof::log;
use crate::office::review::recusal;
use crate::office::ruling::draft::{self, FrozenAt, fresh};
use crate::office::ruling::objection;
use crate::office::{Error, Office, Result};
use crate::seal::statement::{Draft, Statement};

/// A later ruling to propose.
pub enum Later<'a> {
    /// Correct a sealed ruling of the case.
    Correct {
        /// Its document's id; the ruling that ended the case where none is named.
        ruling: Option<&'a str>,
        /// Wrong and right wording, each to the letter.
        errata: &'a [[String; 2]],
    },
    /// Decide an objection.
    Decide {
        /// The objection's id.
        objection: &'a str,
        /// What the court finds.
        findings: &'a str,
        /// What it orders.
        order: ObjectionOrder,
    },
}

/// The statement of the ruling that ended a case.
///
/// # Errors
/// [`Error::NotFound`] before there is one.
pub fn first_ruling(office: &Office, id: &CaseId) -> Result<(db::ruling::documents::DocumentRow, Statement)> {
    let issued = objection::ruling_of(&mut *office.connection()?, id)?;
    opened(office, issued)
}

/// A sealed ruling of a case, by its document's id.
fn ruling_named(office: &Office, id: &CaseId, document: &str) -> Result<(db::ruling::documents::DocumentRow, Statement)> {
    let sealed = db::ruling::documents::of_case(&mut *office.connection()?, id)?.into_iter().filter(|d| d.log_index.is_some());
    opened(office, sealed.into_iter().find(|d| d.id == document).ok_or(Error::NotFound)?)
}

fn opened(office: &Office, issued: db::ruling::documents::DocumentRow) -> Result<(db::ruling::documents::DocumentRow, Statement)> {
    let bytes = log::document_bytes(office, &issued)?;
    let statement = crate::seal::verify::inspect(&bytes).statement;
    let statement = statement.ok_or_else(|| Error::Fault(format!("document {} carries no statement", issued.id)))?;
    Ok((issued, statement))
}

/// Puts a draft of a later ruling before the judge of the case.
///
/// # Errors
/// [`Refusal::NotInRuling`] for wording that the ruling does not have, [`Refusal::RecordIncomplete`],
/// [`Refusal::CannotPrint`], [`Refusal::NotNow`], [`Error::Stale`].
pub fn propose_later(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, later: &Later<'_>) -> Result<Draft> {
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let case = office.case(clerk, id)?;
    if !matches!(case.stage, Stage::Ruled(_)) {
        return Err(Refusal::NotNow { act: ActName::ProposeLater, stage: case.stage.name() }.into());
    }
    let (issued, first) = match later {
        Later::Correct { ruling: Some(document), .. } => ruling_named(office, id, document)?,
        _ => first_ruling(office, id)?,
    };
    let named = RulingNamed {
        id: issued.id.clone(),
        sha256: issued.sha256.clone(),
        number: first.draft.facts.case_number.to_string(),
        on: first.draft.facts.ruled_on,
    };
    let (decision, number) = decided(office, &case, FirstRuling { first: &first, ruling: named }, later)?;
    let judge = case.judge.as_ref().ok_or_else(|| Refusal::NotInOffice { name: String::new() })?;
    let judge = appointments::sitting_judge(office, judge)?;
    let kind = decision.kind();
    let rev = db::ruling::documents::of_case(&mut *office.connection()?, id)?.iter().filter(|d| d.kind == kind).count() + 1;
    let mut draft = first.draft;
    draft.rev = i64::try_from(rev).unwrap_or(i64::MAX);
    draft.facts.decision = decision;
    draft.facts.case_number = number;
    draft.facts.ruled_on = office.today();
    draft.facts.assistant = None;
    let court = &office.register.court;
    let post = |name: &str, list: &[crate::domain::register::Officer], default: &str| {
        list.iter().find(|o| o.name == name).map_or_else(|| default.to_owned(), |o| o.post.clone())
    };
    (draft.facts.judge, draft.facts.beside) = draft::bench(&mut *office.connection()?, court, id, &judge.name)?;
    draft.facts.clerk = Official { name: clerk.name.clone(), post: post(&clerk.name, &court.clerks, "书记员") };
    let draft = fresh(office, draft)?;
    let objection = match later {
        Later::Correct { .. } => None,
        Later::Decide { objection, .. } => Some((*objection).to_owned()),
    };
    office.act(clerk, id, seen, |tx, case| {
        for person in [&by, &judge.id] {
            recusal::not_recused(tx, id, person)?;
        }
        let act = Act::ProposeLater { by: by.clone(), draft: draft.sha256() };
        case.decide(act)?;
        let mut row = draft::row_of(office, tx, case, FrozenAt { draft: &draft, from: StageName::Ruled }, &by)?;
        row.objection.clone_from(&objection);
        let mediators = appointments::mediators(tx, &office.application(case)?)?;
        if mediators.iter().any(|m| *m == by || *m == judge.id) {
            return Err(Refusal::FourEyes.into());
        }
        db::ruling::drafts::add(tx, id, &row, mediators.first())?;
        case.keep(tx, draft.facts.decision.result())
    })?;
    Ok(draft)
}

/// A case's first ruling: its statement and what it is named by.
struct FirstRuling<'a> {
    first: &'a Statement,
    ruling: RulingNamed,
}

fn decided(
    office: &Office,
    case: &Case,
    FirstRuling { first, ruling }: FirstRuling<'_>,
    later: &Later<'_>,
) -> Result<(Decision, CaseNumber)> {
    match later {
        Later::Correct { errata, .. } => {
            let text = wording::ruling::ruling(&first.draft.facts).plain_text();
            if errata.is_empty() || errata.iter().any(|[wrong, right]| wrong.is_empty() || right.is_empty() || wrong == right) {
                return Err(Refusal::RecordIncomplete { field: "errata" }.into());
            }
            if let Some([wrong, _]) = errata.iter().find(|[wrong, _]| !text.contains(wrong.as_str())) {
                return Err(Refusal::NotInRuling { text: wrong.clone() }.into());
            }
            Ok((Decision::Correct { ruling, errata: errata.to_vec() }, first.draft.facts.case_number.clone()))
        }
        Later::Decide { objection, findings, order } => {
            let shown = objection::of_case(office, &case.id)?.into_iter().find(|o| o.row.id == *objection).ok_or(Error::NotFound)?;
            if !shown.row.result.is_empty() {
                return Err(Error::Stale);
            }
            let empty = matches!(order, ObjectionOrder::Alter { operative } if operative.trim().is_empty());
            for (field, missing) in [("findings", findings.trim().is_empty()), ("operative", empty)] {
                if missing {
                    return Err(Refusal::RecordIncomplete { field }.into());
                }
            }
            let decided = ObjectionDecided {
                ruling,
                by: shown.name,
                standing: shown.row.standing,
                on: shown.row.filed_on,
                grounds: shown.grounds,
                findings: (*findings).trim().to_owned(),
                order: order.clone(),
            };
            Ok((Decision::DecideObjection(decided), shown.row.number))
        }
    }
}
