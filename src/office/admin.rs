//! People and tokens: passwords with Argon2id, second factors, bearer tokens with scopes.

use super::{Error, Office, Result, person_id, random, row_id};
use crate::db::people::{Appointment, Person};
use crate::db::tokens::Token;
use crate::db::{self, DbError, registers};
use crate::domain::actor::{Actor, Role};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::seal::{hex, sha256_hex};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use totp_rs::{Algorithm, Builder, Totp};

const SHORTEST_PASSWORD: usize = 8;
const LONGEST_PASSWORD: usize = 256;
/// Wrong codes before an account waits.
const MOST_FAILURES: i32 = 5;
const LOCK_SECONDS: i64 = 15 * 60;
const STEP_SECONDS: u64 = 30;
/// Passwords that are guessed first.
const COMMON: [&str; 16] = [
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "password1",
    "qwertyui",
    "11111111",
    "88888888",
    "66666666",
    "00000000",
    "iloveyou",
    "admin123",
    "a1234567",
    "woaini1314",
    "abcd1234",
    "qwerty123",
];
/// Scopes a token can have.
pub const SCOPES: [&str; 2] = ["applications:write", "applications:read"];

/// Somebody to add.
pub struct NewPerson<'a> {
    /// Login name.
    pub login: &'a str,
    /// Name.
    pub name: &'a str,
    /// Role.
    pub role: Role,
    /// Agency code; the court's own people need none.
    pub agency: Option<&'a str>,
    /// Password.
    pub password: &'a str,
}

/// Adds a person with an appointment and a TOTP secret. Gives the id and the secret, in hex, this once.
///
/// # Errors
/// [`Refusal::WeakPassword`], [`Refusal::LoginTaken`], [`Error::NotFound`] for an unknown agency.
pub fn add_person(office: &Office, new: &NewPerson<'_>) -> Result<(PersonId, String)> {
    let password_hash = hash_password(new.password)?;
    let secret: [u8; 20] = random()?;
    let id = person_id()?;
    let person = Person {
        login: new.login.to_owned(),
        name: new.name.to_owned(),
        password_hash,
        totp_secret: office.vault.seal(&format!("people.totp/{id}"), &hex(&secret))?,
        totp_step: 0,
        failures: 0,
        locked_until: None,
        id: id.clone(),
    };
    let court = office.register.court.code.clone();
    let (kind, code) = match (new.role, new.agency) {
        (Role::Mediator, Some(agency)) => ("agency", agency.to_owned()),
        (Role::Mediator, None) => return Err(Refusal::NoAppointment.into()),
        (Role::Bureau, _) => ("studio", court.clone()),
        _ => ("court", court.clone()),
    };
    office.write(|tx| {
        let unit = registers::unit(tx, &court, kind, &code)?.ok_or(Error::NotFound)?;
        match db::people::add(tx, &person, office.now().naive()) {
            Err(DbError::Taken) => return Err(Refusal::LoginTaken.into()),
            other => other?,
        }
        Ok(db::people::appoint(tx, &row_id()?, &id, &unit.id, new.role, crate::domain::day::Day::from_date(chrono::NaiveDate::default()))?)
    })?;
    Ok((id, hex(&secret)))
}

/// Argon2id over a password that is neither short nor common.
pub(super) fn hash_password(password: &str) -> Result<String> {
    let length = password.chars().count();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) || COMMON.contains(&password.to_lowercase().as_str()) {
        return Err(Refusal::WeakPassword.into());
    }
    let hash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|e| Error::Fault(format!("a password cannot be hashed: {e}")))?;
    Ok(hash.to_string())
}

/// Whether a password is this person's.
#[must_use]
pub fn password_fits(person: &Person, password: &str) -> bool {
    PasswordHash::new(&person.password_hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Takes as long as checking a password does.
pub(super) fn waste_a_hash(password: &str) {
    let salted = Argon2::default().hash_password(password.as_bytes());
    drop(salted);
}

fn totp(secret: [u8; 20]) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(STEP_SECONDS)
        .with_skew(1)
        .with_secret(secret)
        .build_noncompliant()
}

/// The code a secret gives at a time: what an authenticator shows. For `demo` and the tests.
#[must_use]
pub fn code_at(secret_hex: &str, unix: i64) -> String {
    let secret = crate::seal::unhex(secret_hex).unwrap_or_default();
    totp(secret).generate(u64::try_from(unix).unwrap_or(0)).to_string()
}

/// Runs a comparison that counts against an account: the attempt is claimed before it is looked at, so that many at
/// once are no more than many one after another. Five wrong ones lock for a while.
///
/// # Errors
/// [`Refusal::SecondFactor`] for a wrong answer and for a locked account, alike.
pub(super) fn claimed<T>(office: &Office, id: &PersonId, compare: impl FnOnce(u64) -> Option<T>) -> Result<T> {
    let now = office.now();
    let open = office.write(|tx| Ok::<_, Error>(db::people::claim(tx, id, MOST_FAILURES, now.naive())?))?;
    let answer = if open { compare(u64::try_from(now.unix()).unwrap_or(0)) } else { None };
    match answer {
        Some(answer) => {
            office.write(|tx| Ok::<_, Error>(db::people::unlock(tx, id)?))?;
            Ok(answer)
        }
        None => {
            let until = now.plus_seconds(LOCK_SECONDS).naive();
            office.write(|tx| Ok::<_, Error>(db::people::lock_after(tx, id, MOST_FAILURES, until)?))?;
            tracing::warn!(person = %id, "an answer was refused");
            Err(Refusal::SecondFactor.into())
        }
    }
}

/// The time step for which a secret gives this code, now or one step off.
pub(super) fn step_of(secret_hex: &str, code: &str, unix: u64) -> Option<i64> {
    let secret = crate::seal::unhex(secret_hex)?;
    totp(secret).check(code.trim(), unix).and_then(|step| i64::try_from(step).ok())
}

/// A fresh second factor (step-up): each code counts once; five wrong ones lock the account for a while.
///
/// # Errors
/// [`Refusal::SecondFactor`].
pub fn step_up(office: &Office, id: &PersonId, code: &str) -> Result<()> {
    let person = db::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    if person.totp_secret.is_empty() {
        return Err(Refusal::SecondFactor.into());
    }
    let secret = office
        .vault
        .open(&format!("people.totp/{id}"), &person.totp_secret)
        .map_err(|_| Error::Fault(format!("the second factor of {id} cannot be opened with this data key")))?;
    claimed(office, id, |now| {
        let step = step_of(&secret, code, now)?;
        // A code is good once: whoever is second finds its step used.
        office.write(|tx| Ok::<_, Error>(db::people::use_step(tx, id, step)?)).ok()
    })
}

/// What an authenticator scans (the `otpauth` key URI), and the same secret in base 32 for typing.
#[must_use]
pub fn factor_uri(office: &Office, login: &str, secret_hex: &str) -> (String, String) {
    let secret = crate::seal::unhex::<20>(secret_hex).unwrap_or_default();
    let typed = base32_rfc4648(&secret);
    (format!("otpauth://totp/{}:{login}?secret={typed}&issuer={}", office.config.host, office.config.host), typed)
}

/// RFC 4648 §6, without padding: what authenticators read.
fn base32_rfc4648(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    bytes
        .chunks(5)
        .flat_map(|chunk| {
            let word = (0..5).fold(0_u64, |w, i| w << 8 | u64::from(chunk.get(i).copied().unwrap_or(0)));
            (0..(chunk.len() * 8).div_ceil(5)).map(move |i| char::from(ALPHABET[(word >> (35 - 5 * i) & 31) as usize]))
        })
        .collect()
}

/// The actor a person is, by an appointment in force.
///
/// # Errors
/// [`Error::NotFound`] for nobody, [`Refusal::NoAppointment`].
pub fn actor(office: &Office, login: &str, role: Role) -> Result<Actor> {
    let mut connection = office.connection()?;
    let person = db::people::by_login(&mut connection, login)?.ok_or(Error::NotFound)?;
    let appointments = db::people::appointments_on(&mut connection, &person.id, office.today())?;
    let appointment = appointments.into_iter().find(|a| a.role == role).ok_or(Refusal::NoAppointment)?;
    Ok(Actor { person: Some(person.id), name: person.name, role, unit: appointment.unit })
}

/// Everybody, with appointments.
///
/// # Errors
/// [`Error::Fault`].
pub fn people(office: &Office) -> Result<Vec<(Person, Vec<Appointment>)>> {
    let mut connection = office.connection()?;
    let people = db::people::all(&mut connection)?;
    let mut list = Vec::new();
    for person in people {
        let appointments = db::people::appointments_on(&mut connection, &person.id, office.today())?;
        list.push((person, appointments));
    }
    Ok(list)
}

/// Marks somebody as having left: every appointment ends with the account.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove_person(office: &Office, login: &str) -> Result<()> {
    let person = db::people::by_login(&mut *office.connection()?, login)?.ok_or(Error::NotFound)?;
    office.write(|tx| Ok(db::people::leave(tx, &person.id, office.now().naive())?))
}

/// Makes a token for an agency. Gives its id and the token, this once.
///
/// # Errors
/// [`Error::NotFound`] for an unknown agency, [`Refusal::RecordIncomplete`] for an unknown scope.
pub fn add_token(office: &Office, agency: &str, label: &str, scopes: &[String], days: i64) -> Result<(String, String)> {
    if scopes.is_empty() || !scopes.iter().all(|s| SCOPES.contains(&s.as_str())) {
        return Err(Refusal::RecordIncomplete { field: "scope" }.into());
    }
    let court = office.register.court.code.clone();
    let secret = format!("portal_{}", hex(&random::<32>()?));
    let id = row_id()?;
    office.write(|tx| {
        let unit = registers::unit(tx, &court, "agency", agency)?.ok_or(Error::NotFound)?;
        let token = Token {
            id: id.clone(),
            hash: sha256_hex(secret.as_bytes()),
            label: label.to_owned(),
            unit: unit.id,
            unit_code: unit.code,
            court: court.clone(),
            scopes: scopes.join(" "),
            expires_at: office.now().plus_seconds(days.clamp(1, 3650) * 86_400).naive(),
        };
        Ok(db::tokens::add(tx, &token, office.now().naive())?)
    })?;
    Ok((id, secret))
}

/// The token's holder and id, where the token counts now and has the scope.
///
/// # Errors
/// [`Error::NotFound`] for a token that does not count, [`Refusal::NotYourAct`] for one without the scope.
pub fn token_actor(office: &Office, secret: &str, scope: &str) -> Result<(Actor, String)> {
    let hash = sha256_hex(secret.as_bytes());
    let found = db::tokens::valid(&mut *office.connection()?, Some(&hash), office.now().naive())?;
    let token = found.into_iter().next().ok_or(Error::NotFound)?;
    if !token.scopes.split(' ').any(|s| s == scope) {
        return Err(Refusal::NotYourAct { act: "token_scope", role: "mediator" }.into());
    }
    Ok((Actor { person: None, name: token.label, role: Role::Mediator, unit: token.unit }, token.id))
}

/// The tokens that count.
///
/// # Errors
/// [`Error::Fault`].
pub fn tokens(office: &Office) -> Result<Vec<Token>> {
    Ok(db::tokens::valid(&mut *office.connection()?, None, office.now().naive())?)
}

/// Revokes a token.
///
/// # Errors
/// [`Error::NotFound`].
pub fn revoke_token(office: &Office, id: &str) -> Result<()> {
    office.write(|tx| match db::tokens::revoke(tx, id, office.now().naive()) {
        Err(DbError::Stale) => Err(Error::NotFound),
        other => Ok(other?),
    })
}

/// The machine actor of an agency, for `portal import` at the shell.
///
/// # Errors
/// [`Error::NotFound`].
pub fn agency_actor(office: &Office, agency: &str) -> Result<Actor> {
    let court = office.register.court.code.clone();
    let unit = registers::unit(&mut *office.connection()?, &court, "agency", agency)?.ok_or(Error::NotFound)?;
    Ok(Actor { person: None, name: unit.name, role: Role::Mediator, unit: unit.id })
}
