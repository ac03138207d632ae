//! Accounts of those who work here: first run, invitations, second factors, recovery codes, leavers.

use crate::db::county::units;
use crate::db::people::appointments::Held;
use crate::db::people::people::Person;
use crate::db::review::requests;
use crate::db::{self, DbError};
use crate::domain::actor::Role;
use crate::domain::administration::{AdminAct, ProposalKind};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::register::UnitKind;
use crate::domain::request::RequestKind;
use crate::domain::security::{LinkPurpose, SecurityEvent};
use crate::office::people::administration::{Deed, Hand, tell};
use crate::office::people::contact::Contact;
use crate::office::people::credentials::{hash_password, invited};
use crate::office::people::links::{INVITATION_SECONDS, Link, half_link, token, whole_link};
use crate::office::people::proposals::{Post, Wanted, fits, may_be_proposed, propose};
use crate::office::people::security;
use crate::office::place::Place;
use crate::office::{Error, Office, Result, person_id, random, row_id};
use crate::seal::{hex, sha256_hex};

/// Somebody who is to work here.
pub struct Newcomer<'a> {
    /// Name.
    pub name: &'a str,
    /// Login name.
    pub login: &'a str,
    /// The first post.
    pub post: Post<'a>,
    /// How they are reached.
    pub contact: &'a Contact,
}

/// Who somebody is, before any post.
struct Named<'a> {
    name: &'a str,
    login: &'a str,
    contact: &'a Contact,
    password_hash: &'a str,
}

fn named_well(name: &str, login: &str) -> Result<()> {
    for (field, value) in [("name", name), ("login", login)] {
        if value.trim().is_empty() || value.chars().count() > 50 {
            return Err(Refusal::RecordIncomplete { field }.into());
        }
    }
    Ok(())
}

fn add(office: &Office, tx: &mut db::DbConnection, new: &Named<'_>) -> Result<PersonId> {
    let id = person_id()?;
    named_well(new.name, new.login)?;
    let person = Person::new(id.clone(), new.login.trim(), new.name.trim(), new.password_hash);
    match db::people::people::add(tx, &person, office.now().naive()) {
        Err(DbError::Taken) => return Err(Refusal::LoginTaken.into()),
        other => other?,
    }
    new.contact.keep(office, tx, &id)?;
    Ok(id)
}

/// Who sets up an account of the first run.
pub struct FirstRun<'a> {
    /// Name.
    pub name: &'a str,
    /// Login name.
    pub login: &'a str,
    /// How they are reached.
    pub contact: &'a Contact,
    /// Password.
    pub password: &'a str,
}

/// First run: makes one of the two first administrators. Gives the token under which the second factor is set up.
///
/// # Errors
/// [`Refusal::LinkOver`], [`Refusal::WeakPassword`], [`Refusal::RecordIncomplete`], [`Refusal::LoginTaken`].
pub fn first_admin(office: &Office, link: &str, new: &FirstRun<'_>) -> Result<String> {
    let invited = invited(office, link)?;
    if invited.purpose != LinkPurpose::Setup {
        return Err(Refusal::LinkOver.into());
    }
    let password_hash = hash_password(new.password, &[new.login, new.name])?;
    let court = office.register.court.code.clone();
    let now = office.now().naive();
    office.write(|tx| {
        let unit = units::find(tx, &court, UnitKind::Court, &court)?.ok_or(Error::NotFound)?;
        match db::people::invitations::spend(tx, &sha256_hex(link.as_bytes()), now) {
            Err(DbError::Stale) => return Err(Refusal::LinkOver.into()),
            other => other?,
        }
        let id = add(office, tx, &Named { name: new.name, login: new.login, contact: new.contact, password_hash: &password_hash })?;
        db::people::appointments::add(tx, &row_id()?, &id, &unit.id, Role::Admin, office.today())?;
        db::people::people::set_vouched(tx, &id, Some(now))?;
        let deed = Deed { whom: Some(&id), role: Some(Role::Admin), unit: Some(&unit.id), subject: "" };
        tell(office, tx, Some(&id), AdminAct::SetUp, &deed)?;
        Ok(whole_link(office, tx, &id, LinkPurpose::Connect)?.token)
    })
}

/// Most links for administrators of the first run that are out at a time, administrators there are counted in.
const FIRST_ADMINISTRATORS: usize = 2;

/// A further setup link, made at the machine: where the first ones ran out, or an old folder has one administrator alone.
///
/// # Errors
/// [`Refusal::AdministratorsThere`] once two are there.
pub fn setup_link(office: &Office) -> Result<String> {
    let (token, now) = (token()?, office.now());
    let until = now.plus_seconds(INVITATION_SECONDS).naive();
    office.write(|tx| {
        let court = &office.register.court.code;
        if db::people::appointments::in_role(tx, Role::Admin, court, office.today())?.len() >= FIRST_ADMINISTRATORS {
            return Err(Refusal::AdministratorsThere.into());
        }
        let hash = sha256_hex(token.as_bytes());
        db::people::invitations::add(tx, &hash, LinkPurpose::Setup, now.naive(), until)?;
        tell(office, tx, None, AdminAct::SetupLink, &Deed::default())
    })?;
    Ok(token)
}

/// Looks whether an invitation could be made, before a code is asked for.
///
/// # Errors
/// As [`invite`].
pub fn may_invite(office: &Office, new: &Newcomer<'_>) -> Result<()> {
    named_well(new.name, new.login)?;
    let mut connection = office.connection()?;
    fits(&mut connection, new.post.role, new.post.unit)?;
    if db::people::people::login_is_taken(&mut connection, new.login.trim())? {
        return Err(Refusal::LoginTaken.into());
    }
    may_be_proposed(office, &mut connection, new.post.role)
}

/// Invites somebody. A post that takes one hand is given at once, with a whole link; any other is proposed, and the link is
/// one half.
///
/// # Errors
/// [`Refusal::LoginTaken`], [`Refusal::RecordIncomplete`], [`Refusal::TwoAdministratorsFirst`], [`Error::NotFound`] for an
/// unknown unit.
pub fn invite(office: &Office, hand: &Hand, new: &Newcomer<'_>) -> Result<(PersonId, Link)> {
    let post = new.post;
    office.write(|tx| {
        fits(tx, post.role, post.unit)?;
        let id = add(office, tx, &Named { name: new.name, login: new.login, contact: new.contact, password_hash: "" })?;
        if post.role.takes_two() {
            let proposal = propose(office, tx, hand, &Wanted { kind: ProposalKind::Appoint, person: &id, post: Some(post) })?;
            let link = half_link(office, tx, &id, LinkPurpose::Invite, &proposal)?;
            return Ok((id, link));
        }
        db::people::appointments::add(tx, &row_id()?, &id, post.unit, post.role, office.today())?;
        let link = whole_link(office, tx, &id, LinkPurpose::Invite)?;
        let deed = Deed { whom: Some(&id), role: Some(post.role), unit: Some(post.unit), subject: "" };
        tell(office, tx, hand.person(), AdminAct::Invite, &deed)?;
        Ok((id, link))
    })
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
pub fn settle(office: &Office, hand: &Hand, of: &PersonId) -> Result<()> {
    let admin = hand.person().ok_or(Refusal::NoAppointment)?;
    office.write(|tx| {
        for request in requests::to_admin(tx)?.iter().filter(|r| r.person.as_deref() == Some(of.as_str())) {
            requests::settle(tx, &request.id, admin, office.now().naive())?;
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
