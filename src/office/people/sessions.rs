//! Signing in and out. Of a cookie the database holds a hash; a session ends by itself, by its owner, or with the
//! account. Password first, then the second factor or a recovery code.

use crate::db::county::units;
use crate::db::people::people::CodePlace;
use crate::db::people::sessions::Begun;
pub use crate::db::people::sessions::Session;
use crate::db::{self, DbError};
use crate::domain::actor::{Actor, Role, SessionKind};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::security::SecurityEvent;
use crate::office::clock::JUMP_SECONDS;
use crate::office::people::appointments::posts_clash;
use crate::office::people::credentials::{self, recovery_hash};
use crate::office::people::security;
use crate::office::{Error, Office, Result, random};
use crate::seal::{hex, sha256_hex};

/// How long the second factor is waited for.
const HALF_SECONDS: i64 = 10 * 60;

/// How long staff stay signed in without a request.
const STAFF_SECONDS: i64 = 2 * 3600;

/// And a party on its phone.
const PARTY_SECONDS: i64 = 3600;

/// And whoever stands at the agency's machine.
const KIOSK_SECONDS: i64 = 30 * 60;

/// How long a session lasts at the most, however much it is used.
const LONGEST_SECONDS: i64 = 12 * 3600;

/// Somebody signed in.
#[derive(Clone)]
pub struct StaffSession {
    /// Who acts.
    pub actor: Actor,
    /// Name of the unit.
    pub unit_name: String,
    /// Hash of the session.
    pub hash: String,
    /// What else this person could act as: role and unit.
    pub others: Vec<(Role, String)>,
    /// Whether posts are held that do not go together: one has to choose before anything else.
    pub posts_clash: bool,
}

/// A party's session: its link, and the mediator's actor on a kiosk.
#[derive(Clone)]
pub struct PartySession {
    /// Link.
    pub link: String,
    /// The mediator at whose machine it is.
    pub kiosk: Option<Actor>,
    /// Hash of the session.
    pub hash: String,
}

/// The session of a cookie, where it is good now.
fn found(office: &Office, cookie: &str) -> Result<Option<Session>> {
    let now = office.now();
    let begun = Begun { after: now.plus_seconds(-LONGEST_SECONDS).naive(), before: now.plus_seconds(JUMP_SECONDS).naive() };
    Ok(db::people::sessions::find(&mut *office.connection()?, &sha256_hex(cookie.as_bytes()), now.naive(), begun)?)
}

fn fresh(office: &Office, kind: SessionKind, seconds: i64, device: &str) -> Result<(String, Session)> {
    let secret = hex(&random::<32>()?);
    let now = office.now();
    let session = Session {
        hash: sha256_hex(secret.as_bytes()),
        kind,
        person: None,
        role: None,
        unit: None,
        link: None,
        device: device.chars().take(80).collect(),
        created_at: now.naive(),
        seen_at: now.naive(),
        expires_at: now.plus_seconds(seconds).naive(),
        ended_at: None,
    };
    Ok((secret, session))
}

/// Password: gives the cookie under which the second factor is waited for.
///
/// # Errors
/// [`Refusal::SignInWrong`], alike and after as long for an unknown name, an account without a password and a wrong one.
pub fn password(office: &Office, login: &str, password: &str, device: &str) -> Result<String> {
    let person = db::people::people::by_login(&mut *office.connection()?, login.trim())?;
    let fits = credentials::password_fits(person.as_ref(), password);
    let Some(person) = person.as_ref().filter(|_| fits) else {
        security::failed(office, SecurityEvent::PasswordWrong, person.as_ref().map(|p| &p.id))?;
        return Err(Refusal::SignInWrong.into());
    };
    let (secret, session) = fresh(office, SessionKind::Half, HALF_SECONDS, device)?;
    let session = Session { person: Some(person.id.to_string()), ..session };
    office.write(|tx| Ok(db::people::sessions::open(tx, &session)?))?;
    Ok(secret)
}

/// Who waits for the second factor under a cookie.
///
/// # Errors
/// [`Error::NotFound`] when nobody does.
pub fn half(office: &Office, cookie: &str) -> Result<PersonId> {
    let session = found(office, cookie)?;
    let person = session.filter(|s| s.kind == SessionKind::Half).and_then(|s| s.person).ok_or(Error::NotFound)?;
    PersonId::parse(&person).ok_or(Error::NotFound)
}

/// Second factor, or a recovery code: gives the cookie of the session, and whether a recovery code was used.
///
/// # Errors
/// [`Refusal::SecondFactor`], [`Refusal::DoorShut`] when codes are used up, [`Refusal::NoAppointment`].
pub fn second(office: &Office, cookie: &str, code: &str, device: &str) -> Result<(String, bool)> {
    let person = half(office, cookie)?;
    let recovery = code.chars().filter(char::is_ascii_alphanumeric).count() > 6;
    if recovery {
        recover(office, &person, code)?
    } else {
        credentials::second_factor(office, &person, CodePlace::Door, code)?
    }
    let now = office.now();
    let appointments = db::people::appointments::on(&mut *office.connection()?, &person, office.today())?;
    let first = appointments.first().ok_or(Refusal::NoAppointment)?;
    let (secret, session) = fresh(office, SessionKind::Staff, STAFF_SECONDS, device)?;
    let session = Session { person: Some(person.to_string()), role: Some(first.role), unit: Some(first.unit.clone()), ..session };
    office.write(|tx| {
        follow(tx, &sha256_hex(cookie.as_bytes()), now.naive())?;
        let event = if recovery { SecurityEvent::RecoveryUsed } else { SecurityEvent::SignedIn };
        security::note(office, tx, event, &person, None)?;
        Ok(db::people::sessions::open(tx, &session)?)
    })?;
    Ok((secret, recovery))
}

fn recover(office: &Office, person: &PersonId, code: &str) -> Result<()> {
    let now = office.now();
    let folded = crate::domain::id::read_code(code, 3).unwrap_or_default();
    let hash = recovery_hash(person, &folded);
    // Sixty random bits need no counter, and the owner must find this way open when codes are used up.
    let spent = office.write(|tx| match db::people::recovery_codes::spend(tx, person, &hash, now.naive()) {
        Err(DbError::Stale) => Ok(false),
        other => {
            other?;
            db::people::people::right_code(tx, person, CodePlace::Door)?;
            Ok(true)
        }
    })?;
    if spent {
        return Ok(());
    }
    security::failed(office, SecurityEvent::DoorCodeWrong, Some(person))?;
    Err(Refusal::SecondFactor.into())
}

/// Who is signed in under a cookie: the session is good, and so is the appointment.
///
/// # Errors
/// [`Error::NotFound`] when nobody is.
pub fn who(office: &Office, cookie: &str) -> Result<StaffSession> {
    let hash = sha256_hex(cookie.as_bytes());
    let session = found(office, cookie)?.filter(|s| s.kind == SessionKind::Staff).ok_or(Error::NotFound)?;
    let id = session.person.as_deref().and_then(PersonId::parse).ok_or(Error::NotFound)?;
    let mut connection = office.connection()?;
    let appointments = db::people::appointments::on(&mut connection, &id, office.today())?;
    let role = session.role;
    // An appointment that has ended ends the session's rights at once.
    let own = appointments.iter().find(|a| Some(a.role) == role && Some(&a.unit) == session.unit.as_ref()).ok_or(Error::NotFound)?;
    let person = db::people::people::by_id(&mut connection, &id)?.ok_or(Error::NotFound)?;
    let unit = units::by_id(&mut connection, &own.unit)?.ok_or(Error::NotFound)?;
    let mut others = Vec::new();
    for other in appointments.iter().filter(|a| a.role != own.role || a.unit != own.unit) {
        others.push((other.role, other.unit.clone()));
    }
    drop(connection);
    extend(office, &session, STAFF_SECONDS)?;
    let actor = Actor { person: Some(id), name: person.name, role: own.role, unit: unit.id };
    let posts_clash = posts_clash(&appointments);
    Ok(StaffSession { actor, unit_name: unit.name, hash, others, posts_clash })
}

/// A session in use stays good; written down once a minute at most.
fn extend(office: &Office, session: &Session, seconds: i64) -> Result<()> {
    let now = office.now();
    if now.plus_seconds(-60).naive() < session.seen_at {
        return Ok(());
    }
    office.write(|tx| Ok(db::people::sessions::touch(tx, &session.hash, now.naive(), now.plus_seconds(seconds).naive())?))
}

/// Acts in another of one's appointments from now on: a new cookie in place of the old.
///
/// # Errors
/// [`Refusal::NoAppointment`] for one that is not theirs.
pub fn switch(office: &Office, signed: &StaffSession, role: Role, unit: &str, device: &str) -> Result<String> {
    if !signed.others.iter().any(|(r, u)| *r == role && u == unit) {
        return Err(Refusal::NoAppointment.into());
    }
    let (secret, session) = fresh(office, SessionKind::Staff, STAFF_SECONDS, device)?;
    let session =
        Session { person: signed.actor.person.as_ref().map(ToString::to_string), role: Some(role), unit: Some(unit.to_owned()), ..session };
    office.write(|tx| {
        follow(tx, &signed.hash, office.now().naive())?;
        // Another role is no new visit: its end stays where it was.
        let begun = db::people::sessions::begun(tx, &signed.hash)?.unwrap_or(session.created_at);
        Ok(db::people::sessions::open(tx, &Session { created_at: begun, ..session })?)
    })?;
    Ok(secret)
}

/// Ends a session in favour of the one that follows it: of one that has ended nothing follows.
fn follow(tx: &mut db::DbConnection, hash: &str, now: chrono::NaiveDateTime) -> Result<()> {
    match db::people::sessions::follow(tx, hash, now) {
        Err(DbError::Stale) => Err(Error::NotFound),
        other => Ok(other?),
    }
}

/// Ends the session of a cookie, whatever it is.
///
/// # Errors
/// [`Error::Fault`].
pub fn sign_out(office: &Office, cookie: &str) -> Result<()> {
    office.write(|tx| Ok(db::people::sessions::end(tx, &sha256_hex(cookie.as_bytes()), office.now().naive())?))
}

/// Ends every other session of a person.
///
/// # Errors
/// [`Error::Fault`].
pub fn sign_out_everywhere(office: &Office, signed: &StaffSession) -> Result<usize> {
    let person = signed.actor.person.as_ref().ok_or(Error::NotFound)?;
    office.write(|tx| Ok(db::people::sessions::end_all(tx, person, &signed.hash, office.now().naive())?))
}

/// Ends one session of a person, by the name the own page gave it.
///
/// # Errors
/// [`Error::NotFound`] where it is not there any more.
pub fn end_one(office: &Office, signed: &StaffSession, name: &str) -> Result<()> {
    let there = of(office, signed)?.into_iter().find(|session| name_of(&session.hash) == name).ok_or(Error::NotFound)?;
    office.write(|tx| Ok(db::people::sessions::end(tx, &there.hash, office.now().naive())?))
}

/// What a page calls a session: nothing from which its cookie, or the hash that is kept of it, follows.
#[must_use]
pub fn name_of(hash: &str) -> String {
    sha256_hex(format!("session\n{hash}").as_bytes())[..16].to_owned()
}

/// Opens a party's session: half until the one-time code, or on a kiosk in the place of the mediator's own.
///
/// # Errors
/// [`Error::Fault`].
pub fn party(office: &Office, kind: PartySessionKind, link: &str, device: &str) -> Result<String> {
    let (name, seconds, signed) = match &kind {
        PartySessionKind::Half => (SessionKind::Half, HALF_SECONDS, None),
        PartySessionKind::Phone => (SessionKind::Party, PARTY_SECONDS, None),
        PartySessionKind::Kiosk(signed) => (SessionKind::Kiosk, KIOSK_SECONDS, Some(*signed)),
    };
    let (secret, session) = fresh(office, name, seconds, device)?;
    let session = Session {
        link: Some(link.to_owned()),
        person: signed.and_then(|s| s.actor.person.as_ref()).map(ToString::to_string),
        role: signed.map(|s| s.actor.role),
        unit: signed.map(|s| s.actor.unit.clone()),
        ..session
    };
    office.write(|tx| {
        // Whoever stands at the kiosk must not find the mediator still signed in.
        if let Some(signed) = signed {
            db::people::sessions::end(tx, &signed.hash, office.now().naive())?;
        }
        Ok(db::people::sessions::open(tx, &session)?)
    })?;
    Ok(secret)
}

/// What kind of session a party opens.
pub enum PartySessionKind<'a> {
    /// The digits were right, the code is still to come.
    Half,
    /// On its own phone.
    Phone,
    /// On the machine of this mediator.
    Kiosk(&'a StaffSession),
}

/// The link whose one-time code is waited for under a cookie.
///
/// # Errors
/// [`Error::NotFound`].
pub fn half_party(office: &Office, cookie: &str) -> Result<String> {
    let session = found(office, cookie)?;
    session.filter(|s| s.kind == SessionKind::Half).and_then(|s| s.link).ok_or(Error::NotFound)
}

/// The party's session under a cookie.
///
/// # Errors
/// [`Error::NotFound`].
pub fn party_session(office: &Office, cookie: &str) -> Result<PartySession> {
    let hash = sha256_hex(cookie.as_bytes());
    let session = found(office, cookie)?.filter(|s| matches!(s.kind, SessionKind::Party | SessionKind::Kiosk)).ok_or(Error::NotFound)?;
    // At the agency's machine the visit has an end: whoever comes next must not find it open.
    if session.kind == SessionKind::Party {
        extend(office, &session, PARTY_SECONDS)?;
    }
    let kiosk = match (session.kind, session.person.as_deref().and_then(PersonId::parse)) {
        (SessionKind::Kiosk, Some(id)) => {
            let mut connection = office.connection()?;
            let name = db::people::people::by_id(&mut connection, &id)?.map(|p| p.name).unwrap_or_default();
            let held = db::people::appointments::on(&mut connection, &id, office.today())?;
            if !held.iter().any(|a| a.role == Role::Mediator && Some(&a.unit) == session.unit.as_ref()) {
                return Err(Error::NotFound);
            }
            Some(Actor { person: Some(id), name, role: Role::Mediator, unit: session.unit.clone().unwrap_or_default() })
        }
        _ => None,
    };
    let link = session.link.ok_or(Error::NotFound)?;
    Ok(PartySession { link, kiosk, hash })
}

/// The sessions of somebody, newest first.
///
/// # Errors
/// [`Error::Fault`].
pub fn of(office: &Office, signed: &StaffSession) -> Result<Vec<Session>> {
    let person = signed.actor.person.as_ref().ok_or(Error::NotFound)?;
    Ok(db::people::sessions::of_person(&mut *office.connection()?, person, office.now().naive())?)
}
