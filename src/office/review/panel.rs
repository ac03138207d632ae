//! Sole judge or panel (独任、合议庭): a major or difficult case is heard by three judges (民诉法第一百八十五条). Each of them
//! approves the very same draft; the presiding judge last.

use crate::db::review::panels::FrozenDraft;
use crate::db::ruling::drafts::DraftRow;
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::case::Act;
use crate::domain::decide::decide;
use crate::domain::id::{CaseId, PersonId};
use crate::domain::letter::LetterKind;
use crate::domain::refusal::Refusal;
use crate::office::letter::{self, Letter};
use crate::office::people::{appointments, credentials};
use crate::office::review::recusal;
use crate::office::{Error, Office, Result};

/// How many judges sit beside the presiding one.
const BESIDE: usize = 2;

/// Who is to hear a case.
pub struct PanelChoice<'a> {
    /// The sole judge, or the presiding one.
    pub presiding: &'a PersonId,
    /// Who sits beside.
    pub beside: &'a [PersonId],
    /// Why those who sat are changed; needed where somebody sat beside before.
    pub reason: &'a str,
    /// A fresh code of the clerk: who judges is not for a page left open to say.
    pub code: &'a str,
}

/// Forms a panel, or goes back to a sole judge where nobody sits beside. Drafts made before are not touched: none stands
/// while a case is in review.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] unless three different judges are named, [`Refusal::NotInOffice`], [`Refusal::Recused`],
/// [`Refusal::FourEyes`] for a mediator of the case, [`Refusal::NotNow`], [`Error::Stale`]; those of
/// [`credentials::step_up`].
pub fn form(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, wanted: &PanelChoice<'_>) -> Result<()> {
    let PanelChoice { presiding, beside, reason, code } = wanted;
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let all: Vec<&PersonId> = std::iter::once(*presiding).chain(*beside).collect();
    let different = all.iter().enumerate().all(|(i, judge)| !all[..i].contains(judge));
    if !matches!(beside.len(), 0 | BESIDE) || !different {
        return Err(Refusal::RecordIncomplete { field: "panel" }.into());
    }
    for judge in &all {
        appointments::sitting_judge(office, judge)?;
    }
    let case = office.case(clerk, id)?;
    if case.version != seen {
        return Err(Error::Stale);
    }
    decide(case.stage.clone(), Act::Compose, clerk.role, office.today())?;
    let application = office.application(&case)?;
    credentials::step_up(office, &by, code)?;
    office.act(clerk, id, seen, |tx, case| {
        case.decide(Act::Compose)?;
        recusal::not_recused(tx, id, &by)?;
        let mediators = appointments::mediators(tx, &application)?;
        for judge in &all {
            recusal::not_recused(tx, id, judge)?;
            if mediators.contains(judge) {
                return Err(Refusal::FourEyes.into());
            }
        }
        let before = db::review::panels::members(tx, id)?;
        if !before.is_empty() && before != *beside && reason.trim().is_empty() {
            return Err(Refusal::RecordIncomplete { field: "reason" }.into());
        }
        case.judge = Some((*presiding).clone());
        db::review::panels::form(tx, id, beside, office.today(), &by)?;
        tell_parties(office, tx, id, &application, &all)?;
        case.keep_as(tx, if beside.is_empty() { ActName::SoleJudge } else { ActName::Panel }, reason.trim())
    })
}

/// Tells the parties who hears their case, so that they can challenge a judge (民诉法第四十七条).
fn tell_parties(office: &Office, tx: &mut DbConnection, id: &CaseId, application: &Application, judges: &[&PersonId]) -> Result<()> {
    let mut names = Vec::new();
    for judge in judges {
        names.push(db::people::people::by_id(tx, judge)?.map(|p| p.name).unwrap_or_default());
    }
    let names = names.join("、");
    for party in &application.parties {
        letter::to_party(office, tx, id, &Letter { kind: LetterKind::Panel, party, words: &[("judges", &names)] })?;
    }
    Ok(())
}

/// Who of the panel has not approved a draft, by name.
pub(crate) fn waiting(tx: &mut DbConnection, id: &CaseId, row: &DraftRow) -> Result<Vec<String>> {
    let approved = db::review::panels::approvals(tx, FrozenDraft { draft: &row.id, sha256: &row.sha256 })?;
    let mut names = Vec::new();
    for judge in db::review::panels::members(tx, id)? {
        if !approved.iter().any(|(who, _)| who == judge.as_str()) {
            names.push(db::people::people::by_id(tx, &judge)?.map(|p| p.name).unwrap_or_default());
        }
    }
    Ok(names)
}

/// How a draft stands with its panel, for the judge's page.
#[derive(Clone, Debug, Default)]
pub struct Sitting {
    /// Who sits beside the presiding judge, by name.
    pub beside: Vec<String>,
    /// The same by id.
    pub ids: Vec<String>,
    /// Who of them has not approved the standing draft.
    pub waiting: Vec<String>,
    /// The reader sits beside the presiding judge, and a draft waits for its approval.
    pub asked: bool,
}

/// How a case is heard.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn sitting(office: &Office, reader: &Actor, id: &CaseId) -> Result<Sitting> {
    let mut connection = office.connection()?;
    let tx = &mut *connection;
    let members = db::review::panels::members(tx, id)?;
    let ids = members.iter().map(ToString::to_string).collect();
    let mut beside = Vec::new();
    for judge in &members {
        beside.push(db::people::people::by_id(tx, judge)?.map(|p| p.name).unwrap_or_default());
    }
    let Some(row) = db::ruling::drafts::standing(tx, id)? else { return Ok(Sitting { beside, ids, ..Sitting::default() }) };
    let approved = db::review::panels::approvals(tx, FrozenDraft { draft: &row.id, sha256: &row.sha256 })?;
    let open = |judge: &PersonId| members.contains(judge) && approved.iter().all(|(who, _)| who != judge.as_str());
    Ok(Sitting { beside, ids, waiting: waiting(tx, id, &row)?, asked: reader.person.as_ref().is_some_and(open) })
}
