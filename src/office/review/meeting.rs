//! Verification (核实): both parties called together, on-line only with each party's consent to this very step, and the
//! record signed by each on its own phone or on the spot (民诉法解释第三百五十六条, 在线诉讼规则第四条).

use crate::db::review::calls::{self, Call, CallAnswer};
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::case::{Act, Stage};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::letter::LetterKind;
use crate::domain::meeting::MeetingWay;
use crate::domain::refusal::Refusal;
use crate::office::intake::invitation;
use crate::office::intake::visit::Visit;
use crate::office::letter::{self, Letter};
use crate::office::review::recusal;
use crate::office::{Office, Result, row_id};

/// A call to make.
pub struct Calling<'a> {
    /// How it is held.
    pub way: MeetingWay,
    /// Day.
    pub on: Day,
    /// Time of day: `09:30`.
    pub at: &'a str,
    /// Place, or the line.
    pub place: &'a str,
}

/// Calls both parties together, and writes to those who can be written to.
///
/// # Errors
/// [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`], [`Refusal::NotNow`], [`crate::office::Error::Stale`].
pub fn call(office: &Office, clerk: &Actor, id: &CaseId, seen: i32, calling: &Calling<'_>) -> Result<()> {
    let by = clerk.person.clone().ok_or(Refusal::NoAppointment)?;
    let time = calling.at.split_once(':').and_then(|(h, m)| Some((h.parse::<u8>().ok()?, m.parse::<u8>().ok()?)));
    for (field, missing) in [("held_at", !time.is_some_and(|(h, m)| h < 24 && m < 60)), ("place", calling.place.trim().is_empty())] {
        if missing {
            return Err(Refusal::RecordIncomplete { field }.into());
        }
    }
    if calling.on < office.today() {
        return Err(Refusal::DayImpossible { day: calling.on }.into());
    }
    let application = office.application(&office.case(clerk, id)?)?;
    let kept = Call { id: row_id()?, way: calling.way, on: calling.on, at: calling.at.to_owned(), place: calling.place.trim().to_owned() };
    office.act(clerk, id, seen, |tx, case| {
        recusal::not_recused(tx, id, &by)?;
        case.decide(Act::Call)?;
        calls::add(tx, id, &kept, &by, office.now().naive())?;
        write(office, tx, id, &application, &kept)?;
        case.keep(tx, calling.way.name())
    })
}

fn write(office: &Office, tx: &mut DbConnection, id: &CaseId, application: &Application, call: &Call) -> Result<()> {
    let kind = if call.way == MeetingWay::InPerson { LetterKind::Call } else { LetterKind::CallOnline };
    for link in db::intake::party_links::of_case(tx, id)? {
        let Some(party) = application.parties.iter().find(|p| p.reference == link.party) else { continue };
        let (code, day) = (invitation::code_of(office, &link)?, call.on.written());
        let words = [("code", code.as_str()), ("day", day.as_str()), ("time", call.at.as_str()), ("place", call.place.as_str())];
        letter::to_mobile(office, tx, id, &Letter { kind, party, words: &words })?;
    }
    Ok(())
}

/// How a call stands: the call, who agreed to it, who objected, by reference.
#[derive(Clone, Debug)]
pub struct Called {
    /// The call.
    pub call: Call,
    /// What the parties answered.
    pub answers: Vec<CallAnswer>,
}

/// The newest call of a case, with its answers.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn newest(office: &Office, id: &CaseId) -> Result<Option<Called>> {
    let mut connection = office.connection()?;
    let Some(call) = calls::newest(&mut connection, id)? else { return Ok(None) };
    let answers = calls::answers(&mut connection, &call.id)?;
    Ok(Some(Called { call, answers }))
}

/// A party answers the newest call: consent counts for this step alone.
///
/// # Errors
/// [`Refusal::NotNow`] without a call that asks for consent.
pub fn answer(office: &Office, visit: &Visit, agrees: bool) -> Result<()> {
    let not_now = Refusal::NotNow { act: ActName::Call, stage: visit.case.stage.name() };
    let called = newest(office, &visit.case.id)?.filter(|c| c.call.way != MeetingWay::InPerson).ok_or_else(|| not_now.clone())?;
    if !matches!(visit.case.stage, Stage::Reviewing(_)) {
        return Err(not_now.into());
    }
    let actor = visit.actor(office)?;
    office.write(|tx| {
        calls::answer(tx, &called.call.id, &visit.link.party, agrees, office.now().naive())?;
        let told = db::intake::history::HistoryNote {
            at: office.now().naive(),
            on: office.today(),
            act: ActName::AnswerCall,
            detail: if agrees { "agree" } else { "object" },
        };
        Ok(db::intake::history::tell(tx, &visit.case, &actor, &told)?)
    })
}

/// Refuses an on-line record without every party's consent to the newest call.
pub(crate) fn all_agreed(tx: &mut DbConnection, id: &CaseId, application: &Application) -> Result<()> {
    let answers = match calls::newest(tx, id)?.filter(|c| c.way != MeetingWay::InPerson) {
        Some(call) => calls::answers(tx, &call.id)?,
        None => Vec::new(),
    };
    let agreed = |reference: &str| answers.iter().any(|a| a.party == reference && a.agrees);
    let missing: Vec<&str> = application.parties.iter().filter(|p| !agreed(&p.reference)).map(|p| p.name()).collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::OnlineNotAgreed { missing: missing.join("、") }.into()) }
}
