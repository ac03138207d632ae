//! Accounts of those who work here: first run, invitations, second factors, recovery codes, leavers.

use super::admin::{self, hash_password};
use super::sessions::recovery_hash;
use super::{Error, Office, Result, person_id, random, row_id};
use crate::db::people::{Held, Person};
use crate::db::{self, DbError, registers, requests};
use crate::domain::actor::{Actor, Role};
use crate::domain::id::{PersonId, base32, printed_code};
use crate::domain::refusal::Refusal;
use crate::seal::{hex, sha256_hex};

/// How long an invitation, or a link for a new password, is good.
const INVITATION_SECONDS: i64 = 72 * 3600;
const RECOVERY_CODES: usize = 10;

/// Whom a one-time link is for.
pub struct Invited {
    /// `setup`, `invite`, `reset`.
    pub purpose: String,
    /// The person, but for the first run.
    pub person: Option<Person>,
}

/// What a one-time link opens. Looking spends nothing.
///
/// # Errors
/// [`Refusal::LinkOver`] for a link that is unknown, used or too old, alike.
pub fn invited(office: &Office, token: &str) -> Result<Invited> {
    let mut connection = office.connection()?;
    let found = db::people::invitation(&mut connection, &sha256_hex(token.as_bytes()), office.now().naive())?.ok_or(Refusal::LinkOver)?;
    let person = match found.person.as_deref().and_then(PersonId::parse) {
        Some(id) => db::people::by_id(&mut connection, &id)?,
        None => None,
    };
    Ok(Invited { purpose: found.purpose, person })
}

fn token() -> Result<String> {
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
        failures: 0,
        locked_until: None,
    };
    match db::people::add(tx, &person, office.now().naive()) {
        Err(DbError::Taken) => return Err(Refusal::LoginTaken.into()),
        other => other?,
    }
    db::people::appoint(tx, &row_id()?, &id, new.unit, new.role, office.today())?;
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
    let hash = hash_password(password)?;
    let court = office.register.court.code.clone();
    let next = token()?;
    let now = office.now();
    let until = now.plus_seconds(INVITATION_SECONDS);
    office.write(|tx| {
        let unit = registers::unit(tx, &court, "court", &court)?.ok_or(Error::NotFound)?;
        match db::people::use_invitation(tx, &sha256_hex(link.as_bytes()), now.naive()) {
            Err(DbError::Stale) => return Err(Refusal::LinkOver.into()),
            other => other?,
        }
        let id = add(office, tx, &Newcomer { name, login, role: Role::Admin, unit: &unit.id }, &hash)?;
        Ok(db::people::invite_person(tx, &sha256_hex(next.as_bytes()), "invite", &id, [now.naive(), until.naive()])?)
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
        db::people::invite_person(tx, &sha256_hex(link.as_bytes()), "invite", &id, [now.naive(), until.naive()])?;
        Ok::<_, Error>(id)
    })?;
    Ok((id, link))
}

/// Mediators sit in agencies, judges, clerks and administrators in the court, the bureau's people in the studio.
fn fits(tx: &mut db::DbConnection, role: Role, unit: &str) -> Result<()> {
    let unit = registers::unit_by_id(tx, unit)?.ok_or(Error::NotFound)?;
    let good = match role {
        Role::Mediator => unit.kind == "agency",
        Role::Bureau => unit.kind == "studio",
        Role::Clerk | Role::Judge | Role::Admin => unit.kind == "court",
        Role::Party | Role::System => false,
    };
    if good { Ok(()) } else { Err(Refusal::RecordIncomplete { field: "unit" }.into()) }
}

/// A new link for somebody: `reset` for a new password alone, `invite` for password and second factor. Signs the
/// person out.
///
/// # Errors
/// [`Error::NotFound`].
pub fn new_link(office: &Office, id: &PersonId, purpose: &str) -> Result<String> {
    let link = token()?;
    let now = office.now();
    let until = now.plus_seconds(INVITATION_SECONDS);
    office.write(|tx| {
        db::people::by_id(tx, id)?.ok_or(Error::NotFound)?;
        db::people::invite_person(tx, &sha256_hex(link.as_bytes()), purpose, id, [now.naive(), until.naive()])?;
        db::people::unlock(tx, id)?;
        db::sessions::end_all(tx, id, "", now.naive())?;
        Ok::<_, Error>(())
    })?;
    Ok(link)
}

/// Sets the password under a one-time link. For `reset` the link is used up with it.
///
/// # Errors
/// [`Refusal::LinkOver`], [`Refusal::WeakPassword`].
pub fn set_password(office: &Office, link: &str, password: &str) -> Result<Invited> {
    let invited = invited(office, link)?;
    let person = invited.person.as_ref().ok_or(Refusal::LinkOver)?;
    let hash = hash_password(password)?;
    let now = office.now().naive();
    office.write(|tx| {
        db::people::set_password(tx, &person.id, &hash)?;
        db::sessions::end_all(tx, &person.id, "", now)?;
        if invited.purpose == "reset" {
            db::people::use_invitation(tx, &sha256_hex(link.as_bytes()), now)?;
        }
        Ok::<_, Error>(())
    })?;
    Ok(invited)
}

/// The secret that a one-time link offers: made from the link and the data key, so that looking changes nothing and
/// looking again shows the same. It is nobody's factor until it has been confirmed.
fn offered(office: &Office, link: &str) -> String {
    office.vault.index("second factor", link).chars().take(40).collect()
}

/// Whom a one-time link lets connect an authenticator: an invitation whose password has been set, nothing else.
fn connecting(office: &Office, link: &str) -> Result<Person> {
    let invited = invited(office, link)?;
    let person = invited.person.filter(|p| invited.purpose == "invite" && !p.password_hash.is_empty());
    Ok(person.ok_or(Refusal::LinkOver)?)
}

/// What an authenticator is given under a one-time link: key URI and the secret for typing.
///
/// # Errors
/// [`Refusal::LinkOver`].
pub fn factor_of_link(office: &Office, link: &str) -> Result<(String, String)> {
    let person = connecting(office, link)?;
    Ok(admin::factor_uri(office, &person.login, &offered(office, link)))
}

/// Confirms the second factor: it is the person's from now on, the link is used up, other sessions end, and the
/// recovery codes are given this once.
///
/// # Errors
/// [`Refusal::LinkOver`], [`Refusal::SecondFactor`].
pub fn confirm_factor(office: &Office, link: &str, code: &str) -> Result<Vec<String>> {
    let person = connecting(office, link)?;
    let secret = offered(office, link);
    let step = admin::claimed(office, &person.id, |now| admin::step_of(&secret, code, now))?;
    let sealed = office.vault.seal(&format!("people.totp/{}", person.id), &secret)?;
    let now = office.now().naive();
    office.write(|tx| {
        match db::people::use_invitation(tx, &sha256_hex(link.as_bytes()), now) {
            Err(DbError::Stale) => return Err(Refusal::LinkOver.into()),
            other => other?,
        }
        db::people::set_totp(tx, &person.id, &sealed)?;
        db::people::use_step(tx, &person.id, step)?;
        db::sessions::end_all(tx, &person.id, "", now)?;
        Ok::<_, Error>(())
    })?;
    recovery_codes(office, &person.id)
}

/// Ten fresh recovery codes in place of the old ones, given this once.
///
/// # Errors
/// [`Error::Fault`].
pub fn recovery_codes(office: &Office, id: &PersonId) -> Result<Vec<String>> {
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        codes.push(base32(&random::<8>()?)[..12].to_owned());
    }
    let hashes: Vec<String> = codes.iter().map(|c| recovery_hash(id, c)).collect();
    office.write(|tx| Ok::<_, Error>(db::sessions::set_recovery(tx, id, &hashes)?))?;
    Ok(codes.iter().map(|c| printed_code(c)).collect())
}

/// How many recovery codes somebody has left.
///
/// # Errors
/// [`Error::Fault`].
pub fn recovery_left(office: &Office, id: &PersonId) -> Result<i64> {
    Ok(db::sessions::recovery_left(&mut *office.connection()?, id)?)
}

/// Changes one's own password; other sessions end.
///
/// # Errors
/// [`Refusal::SignInWrong`] for a wrong old one, [`Refusal::WeakPassword`].
pub fn change_password(office: &Office, id: &PersonId, session: &str, old: &str, new: &str) -> Result<()> {
    let person = db::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    if admin::claimed(office, id, |_| admin::password_fits(&person, old).then_some(())).is_err() {
        return Err(Refusal::SignInWrong.into());
    }
    let hash = hash_password(new)?;
    office.write(|tx| {
        db::people::set_password(tx, id, &hash)?;
        db::sessions::end_all(tx, id, session, office.now().naive())?;
        Ok(())
    })
}

/// Tells the administrator that a password was forgotten. The answer is the same for a name that nobody has.
///
/// # Errors
/// [`Error::Fault`].
pub fn forgot(office: &Office, login: &str) -> Result<()> {
    let Some(person) = db::people::by_login(&mut *office.connection()?, login.trim())? else { return Ok(()) };
    let id = row_id()?;
    let request = requests::Request {
        body: office.vault.seal(&format!("requests/{id}"), "")?,
        id,
        case_id: None,
        person: Some(person.id.to_string()),
        party: None,
        kind: "password".to_owned(),
        made_on: office.today(),
    };
    office.write(|tx| {
        // One open request a person: asking again adds nothing.
        if requests::to_admin(tx)?.iter().any(|r| r.person == request.person) {
            return Ok(());
        }
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
            && let Some(person) = db::people::by_id(&mut connection, &id)?
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
    let person = db::people::by_id(&mut connection, id)?.ok_or(Error::NotFound)?;
    let held = db::people::held(&mut connection, id)?;
    Ok((person, held))
}

/// Appoints somebody from today.
///
/// # Errors
/// [`Refusal::RecordIncomplete`] for a role that does not fit the unit.
pub fn appoint(office: &Office, id: &PersonId, role: Role, unit: &str) -> Result<()> {
    office.write(|tx| {
        fits(tx, role, unit)?;
        db::people::by_id(tx, id)?.ok_or(Error::NotFound)?;
        Ok(db::people::appoint(tx, &row_id()?, id, unit, role, office.today())?)
    })
}

/// Ends an appointment as of yesterday: from now on it counts no more.
///
/// # Errors
/// [`Refusal::LastAdmin`], [`Error::NotFound`].
pub fn end_appointment(office: &Office, id: &PersonId, appointment: &str) -> Result<()> {
    let yesterday = crate::domain::day::Day::from_date(office.today().date().pred_opt().unwrap_or_default());
    office.write(|tx| {
        let held = db::people::held(tx, id)?;
        let own = held.iter().find(|h| h.id == appointment && h.until.is_none()).ok_or(Error::NotFound)?;
        if own.role == Role::Admin.name() {
            only_admin(office, tx, id)?;
        }
        Ok(db::people::end_appointment(tx, appointment, id, yesterday)?)
    })
}

fn only_admin(office: &Office, tx: &mut db::DbConnection, id: &PersonId) -> Result<()> {
    let admins = db::people::in_role(tx, Role::Admin, &office.register.court.code, office.today())?;
    if admins.iter().all(|(other, _)| other == id) { Err(Refusal::LastAdmin.into()) } else { Ok(()) }
}

/// Marks a leaver; what is at hand goes to a successor.
///
/// # Errors
/// [`Refusal::LastAdmin`], [`Refusal::HandOverFirst`] without a successor where one is needed.
pub fn leave(office: &Office, id: &PersonId, successor: Option<&PersonId>) -> Result<()> {
    let now = office.now().naive();
    office.write(|tx| {
        if db::people::held(tx, id)?.iter().any(|h| h.role == Role::Admin.name() && h.until.is_none()) {
            only_admin(office, tx, id)?;
        }
        let open = db::desk::open_of(tx, id)?;
        match successor {
            None if open > 0 => return Err(Refusal::HandOverFirst { count: open }.into()),
            None => {}
            Some(successor) => {
                fits_in(office, tx, id, successor)?;
                db::desk::hand_over(tx, id, successor, office.today())?;
            }
        }
        db::sessions::end_all(tx, id, "", now)?;
        Ok(db::people::leave(tx, id, now)?)
    })
}

/// A successor is another person of the court who holds the leaver's post today.
fn fits_in(office: &Office, tx: &mut db::DbConnection, leaver: &PersonId, successor: &PersonId) -> Result<()> {
    let roles = |tx: &mut db::DbConnection, person: &PersonId| -> Result<Vec<Role>> {
        Ok(db::people::appointments_on(tx, person, office.today())?.into_iter().map(|a| a.role).collect())
    };
    let (theirs, own) = (roles(tx, successor)?, roles(tx, leaver)?);
    let same = own.iter().filter(|r| matches!(r, Role::Clerk | Role::Judge | Role::Bureau)).all(|r| theirs.contains(r));
    if successor != leaver && same && !theirs.is_empty() {
        return Ok(());
    }
    let name = db::people::by_id(tx, successor)?.map(|p| p.name).unwrap_or_default();
    Err(Refusal::NotInOffice { name }.into())
}

/// A fresh key under which a form that makes something new is good once.
///
/// # Errors
/// [`Error::Fault`].
pub fn form_key() -> Result<String> {
    Ok(hex(&random::<16>()?))
}
