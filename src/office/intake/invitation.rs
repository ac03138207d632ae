//! Asking the parties: each gets a case code (办件码) of its own, and a letter where its telephone can take one.

use crate::db::intake::party_links::Link;
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::actor::Actor;
use crate::domain::application::{Application, Party};
use crate::domain::case::StageName;
use crate::domain::id::{CaseId, base32, printed_code};
use crate::domain::letter::LetterKind;
use crate::domain::refusal::Refusal;
use crate::office::letter::{self, Letter};
use crate::office::place::Place;
use crate::office::{Error, Office, Result, random, row_id};

/// Gives every party that has none a link, and writes to those who can be written to.
pub(crate) fn invite_all(office: &Office, tx: &mut DbConnection, id: &CaseId, application: &Application) -> Result<()> {
    let there = db::intake::party_links::of_case(tx, id)?;
    for party in &application.parties {
        if !there.iter().any(|l| l.party == party.reference) {
            let code = make(office, tx, id, &party.reference)?;
            write(office, tx, id, party, &code)?;
        }
    }
    Ok(())
}

fn make(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &str) -> Result<String> {
    let code = base32(&random::<5>()?);
    let link = row_id()?;
    let row = Link {
        case_id: id.to_string(),
        party: party.to_owned(),
        code_index: office.vault.index("case-code", &code),
        code: office.seal(Place::LinkCode(&link), &code)?,
        progress: office.seal(Place::LinkProgress(&link), "{}")?,
        created_at: office.now().naive(),
        opened_at: None,
        failures: 0,
        locked_until: None,
        ended_at: None,
        id: link,
    };
    db::intake::party_links::add(tx, &row)?;
    Ok(code)
}

/// The letter that asks a party; a landline or no number gets none, and the mediator sees that.
fn write(office: &Office, tx: &mut DbConnection, id: &CaseId, party: &Party, code: &str) -> Result<()> {
    let words = [("code", &*printed_code(code))];
    letter::to_mobile(office, tx, id, &Letter { kind: LetterKind::Invitation, party, words: &words })
}

/// The case code of a link, as printed.
///
/// # Errors
/// [`Error::Fault`] when it cannot be opened with this data key.
pub fn code_of(office: &Office, link: &Link) -> Result<String> {
    let code = office.open(Place::LinkCode(&link.id), &link.code);
    Ok(printed_code(&code.map_err(|_| Error::Fault(format!("link {} cannot be opened with this data key", link.id)))?))
}

/// Writes to a party again.
///
/// # Errors
/// [`Refusal::NotNow`] when nobody is asked any more, [`Refusal::JoinNeeds`] without a mobile number.
pub fn remind(office: &Office, actor: &Actor, id: &CaseId, reference: &str) -> Result<()> {
    let case = office.case(actor, id)?;
    if case.stage.name() != StageName::Joining {
        return Err(Refusal::NotNow { act: ActName::Remind, stage: case.stage.name() }.into());
    }
    let application = office.application(&case)?;
    let party = application.parties.iter().find(|p| p.reference == reference).ok_or(Error::NotFound)?;
    if !party.has_mobile() {
        return Err(Refusal::JoinNeeds { what: "mobile" }.into());
    }
    let link = db::intake::party_links::of_case(&mut *office.connection()?, id)?
        .into_iter()
        .find(|l| l.party == reference)
        .ok_or(Error::NotFound)?;
    let code = code_of(office, &link)?.replace('-', "");
    office.act(actor, id, case.version, |tx, case| {
        write(office, tx, id, party, &code)?;
        case.keep_as(tx, ActName::Remind, reference)
    })
}

/// The link by which a party comes to its case.
///
/// # Errors
/// [`Error::NotFound`] for nobody of this case.
pub fn link_of(office: &Office, id: &CaseId, party: &str) -> Result<String> {
    let links = db::intake::party_links::of_case(&mut *office.connection()?, id)?;
    links.into_iter().find(|l| l.party == party).map(|l| l.id).ok_or(Error::NotFound)
}
