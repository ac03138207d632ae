//! Accounts of those who work here: first run, invitations, second factors, recovery codes, leavers.

use crate::db::county::units;
use crate::db::people::appointments::Held;
use crate::db::people::invitations::LinkSpan;
use crate::db::people::people::Person;
use crate::db::review::requests;
use crate::db::{self, DbError};
use crate::domain::actor::{Actor, Role};
use crate::domain::id::{PersonId, base32};
use crate::domain::refusal::Refusal;
use crate::domain::register::UnitKind;
use crate::domain::request::RequestKind;
use crate::domain::security::SecurityEvent;
use crate::office::people::credentials::{hash_password, invited};
use crate::office::people::security;
use crate::office::place::Place;
use crate::office::{Error, Office, Result, person_id, random, row_id};
use crate::seal::{hex, sha256_hex};

/// How long an invitation, or a link for a new password, is good.
const INVITATION_SECONDS: i64 = 72 * 3600;

pub(crate) fn token() -> Result<String> {
    Ok(base32(&random::<20>()?))
}

/// Somebody who is to work here.
pub struct Newcomer<'a> {
    /// Name.
    pub name: &'a str,
    /// Login name.
    pub login: &'a str,
    /// Role of the first appointment.
    pub role: Role,
    /// Unit of it.
    pub unit: &'a str,
}

fn add(office: &Office, tx: &mut db::DbConnection, new: &Newcomer<'_>, password_hash: &str) -> Result<PersonId> {
    let id = person_id()?;
    for (field, value) in [("name", new.name), ("login", new.login)] {
        if value.trim().is_empty() || value.chars().count() > 50 {
            return Err(Refusal::RecordIncomplete { field }.into());
        }
    }
    let person = Person {
        id: id.clone(),
        login: new.login.trim().to_owned(),
        name: new.name.trim().to_owned(),
        password_hash: password_hash.to_owned(),
        totp_secret: String::new(),
        totp_step: 0,
        door_failures: 0,
        act_failures: 0,
    };
    match db::people::people::add(tx, &person, office.now().naive()) {
        Err(DbError::Taken) => return Err(Refusal::LoginTaken.into()),
        other => other?,
    }
    db::people::appointments::add(tx, &row_id()?, &id, new.unit, new.role, office.today())?;
    Ok(id)
}

/// First run: makes the first administrator. Gives the token under which the second factor is set up.
///
/// # Errors
/// [`Refusal::LinkOver`], [`Refusal::WeakPassword`], [`Refusal::RecordIncomplete`].
pub fn first_admin(office: &Office, link: &str, name: &str, login: &str, password: &str) -> Result<String> {
    let invited = invited(office, link)?;
    if invited.purpose != "setup" {
        return Err(Refusal::LinkOver.into());
    }
    let hash = hash_password(password, &[login, name])?;
    let court = office.register.court.code.clone();
    let next = token()?;
    let now = office.now();
    let until = now.plus_seconds(INVITATION_SECONDS);
    office.write(|tx| {
        let unit = units::find(tx, &court, UnitKind::Court, &court)?.ok_or(Error::NotFound)?;
        match db::people::invitations::spend(tx, &sha256_hex(link.as_bytes()), now.naive()) {
            Err(DbError::Stale) => return Err(Refusal::LinkOver.into()),
            other => other?,
        }
        let id = add(office, tx, &Newcomer { name, login, role: Role::Admin, unit: &unit.id }, &hash)?;
        Ok(db::people::invitations::add_for(
            tx,
            &sha256_hex(next.as_bytes()),
            "invite",
            &id,
            LinkSpan { at: now.naive(), until: until.naive() },
        )?)
    })?;
    Ok(next)
}

/// Invites somebody. Gives the token of the one-time link, this once.
///
/// # Errors
/// [`Refusal::LoginTaken`], [`Refusal::RecordIncomplete`], [`Error::NotFound`] for an unknown unit.
pub fn invite(office: &Office, new: &Newcomer<'_>) -> Result<(PersonId, String)> {
    let link = token()?;
    let now = office.now();
    let until = now.plus_seconds(INVITATION_SECONDS);
    let id = office.write(|tx| {
        fits(tx, new.role, new.unit)?;
        let id = add(office, tx, new, "")?;
        db::people::invitations::add_for(
            tx,
            &sha256_hex(link.as_bytes()),
            "invite",
            &id,
            LinkSpan { at: now.naive(), until: until.naive() },
        )?;
        Ok::<_, Error>(id)
    })?;
    Ok((id, link))
}

/// Mediators sit in agencies, judges, clerks and administrators in the court, the bureau's people in the studio.
pub(crate) fn fits(tx: &mut db::DbConnection, role: Role, unit: &str) -> Result<()> {
    let unit = units::by_id(tx, unit)?.ok_or(Error::NotFound)?;
    let good = match role {
        Role::Mediator => unit.kind == UnitKind::Agency,
        Role::Bureau => unit.kind == UnitKind::Studio,
        Role::Clerk | Role::Judge | Role::Admin => unit.kind == UnitKind::Court,
        Role::Party | Role::System => false,
    };
    if good { Ok(()) } else { Err(Refusal::RecordIncomplete { field: "unit" }.into()) }
}

/// A new link for somebody: `reset` for a new password alone, `invite` for password and second factor. Signs the
/// person out.
///
/// # Errors
/// [`Error::NotFound`].
pub fn new_link(office: &Office, by: Option<&Actor>, id: &PersonId, purpose: &str) -> Result<String> {
    let link = token()?;
    let now = office.now();
    let until = now.plus_seconds(INVITATION_SECONDS);
    office.write(|tx| {
        db::people::people::by_id(tx, id)?.ok_or(Error::NotFound)?;
        db::people::invitations::add_for(
            tx,
            &sha256_hex(link.as_bytes()),
            purpose,
            id,
            LinkSpan { at: now.naive(), until: until.naive() },
        )?;
        security::note(office, tx, SecurityEvent::LinkMade, id, by)?;
        db::people::sessions::end_all(tx, id, "", now.naive())?;
        Ok::<_, Error>(())
    })?;
    Ok(link)
}

/// Tells the administrator that a password was forgotten. The answer is the same for a name that nobody has.
///
/// # Errors
/// [`Error::Fault`].
pub fn forgot(office: &Office, login: &str) -> Result<()> {
    let Some(person) = db::people::people::by_login(&mut *office.connection()?, login.trim())? else { return Ok(()) };
    let id = row_id()?;
    let request = requests::Request {
        body: office.seal(Place::Request(&id), "")?,
        id,
        case_id: None,
        person: Some(person.id.to_string()),
        party: None,
        kind: RequestKind::Password,
        made_on: office.today(),
    };
    office.write(|tx| {
        // One open request a person: asking again adds nothing.
        if requests::to_admin(tx)?.iter().any(|r| r.person == request.person) {
            return Ok(());
        }
        security::note(office, tx, SecurityEvent::Forgotten, &person.id, None)?;
        Ok(requests::add(tx, &request, office.now().naive())?)
    })
}

/// Who has asked for a new password, with the request's id.
///
/// # Errors
/// [`Error::Fault`].
pub fn forgotten(office: &Office) -> Result<Vec<(String, Person)>> {
    let mut connection = office.connection()?;
    let mut list = Vec::new();
    for request in requests::to_admin(&mut connection)? {
        if let Some(id) = request.person.as_deref().and_then(PersonId::parse)
            && let Some(person) = db::people::people::by_id(&mut connection, &id)?
        {
            list.push((request.id, person));
        }
    }
    Ok(list)
}

/// Settles the open requests of a person.
///
/// # Errors
/// [`Error::Fault`].
pub fn settle(office: &Office, by: &Actor, of: &PersonId) -> Result<()> {
    let admin = by.person.clone().ok_or(Refusal::NoAppointment)?;
    office.write(|tx| {
        for request in requests::to_admin(tx)?.iter().filter(|r| r.person.as_deref() == Some(of.as_str())) {
            requests::settle(tx, &request.id, &admin, office.now().naive())?;
        }
        Ok(())
    })
}

/// A person with every appointment.
///
/// # Errors
/// [`Error::NotFound`].
pub fn person(office: &Office, id: &PersonId) -> Result<(Person, Vec<Held>)> {
    let mut connection = office.connection()?;
    let person = db::people::people::by_id(&mut connection, id)?.ok_or(Error::NotFound)?;
    let held = db::people::appointments::held(&mut connection, id)?;
    Ok((person, held))
}

/// A fresh key under which a form that makes something new is good once.
///
/// # Errors
/// [`Error::Fault`].
pub fn form_key() -> Result<String> {
    Ok(hex(&random::<16>()?))
}
