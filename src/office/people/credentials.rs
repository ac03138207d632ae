//! People and tokens: passwords with Argon2id, second factors, bearer tokens with scopes.

use crate::db::people::people::Person;
use crate::db::{self, DbError};
use crate::domain::id::{PersonId, base32, printed_code};
use crate::domain::refusal::Refusal;
use crate::office::clock::JUMP_SECONDS;
use crate::office::place::Place;
use crate::office::{Error, Office, Result, random};
use crate::seal::sha256_hex;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use totp_rs::{Algorithm, Builder, Totp};

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
    let (now, hash) = (office.now(), sha256_hex(token.as_bytes()));
    let latest = now.plus_seconds(JUMP_SECONDS).naive();
    let found = db::people::invitations::find(&mut connection, &hash, now.naive(), latest)?.ok_or(Refusal::LinkOver)?;
    let person = match found.person.as_deref().and_then(PersonId::parse) {
        Some(id) => db::people::people::by_id(&mut connection, &id)?,
        None => None,
    };
    Ok(Invited { purpose: found.purpose, person })
}

const RECOVERY_CODES: usize = 10;

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
        db::people::people::set_password(tx, &person.id, &hash)?;
        db::people::sessions::end_all(tx, &person.id, "", now)?;
        if invited.purpose == "reset" {
            db::people::invitations::spend(tx, &sha256_hex(link.as_bytes()), now)?;
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
    Ok(factor_uri(office, &person.login, &offered(office, link)))
}

/// Confirms the second factor: it is the person's from now on, the link is used up, other sessions end, and the
/// recovery codes are given this once.
///
/// # Errors
/// [`Refusal::LinkOver`], [`Refusal::SecondFactor`].
pub fn confirm_factor(office: &Office, link: &str, code: &str) -> Result<Vec<String>> {
    let person = connecting(office, link)?;
    let secret = offered(office, link);
    let step = claimed(office, &person.id, |now| step_of(office, &secret, code, now))?;
    let sealed = office.seal(Place::SecondFactor(&person.id), &secret)?;
    let now = office.now().naive();
    office.write(|tx| {
        match db::people::invitations::spend(tx, &sha256_hex(link.as_bytes()), now) {
            Err(DbError::Stale) => return Err(Refusal::LinkOver.into()),
            other => other?,
        }
        db::people::people::set_totp(tx, &person.id, &sealed)?;
        db::people::people::use_step(tx, &person.id, step)?;
        db::people::sessions::end_all(tx, &person.id, "", now)?;
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
    office.write(|tx| Ok::<_, Error>(db::people::recovery_codes::replace(tx, id, &hashes)?))?;
    Ok(codes.iter().map(|c| printed_code(c)).collect())
}

/// How many recovery codes somebody has left.
///
/// # Errors
/// [`Error::Fault`].
pub fn recovery_left(office: &Office, id: &PersonId) -> Result<i64> {
    Ok(db::people::recovery_codes::left(&mut *office.connection()?, id)?)
}

/// Changes one's own password; other sessions end.
///
/// # Errors
/// [`Refusal::SignInWrong`] for a wrong old one, [`Refusal::WeakPassword`].
pub fn change_password(office: &Office, id: &PersonId, session: &str, old: &str, new: &str) -> Result<()> {
    let person = db::people::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    if claimed(office, id, |_| password_fits(&person, old).then_some(())).is_err() {
        return Err(Refusal::SignInWrong.into());
    }
    let hash = hash_password(new)?;
    office.write(|tx| {
        db::people::people::set_password(tx, id, &hash)?;
        db::people::sessions::end_all(tx, id, session, office.now().naive())?;
        Ok(())
    })
}

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

/// Argon2id over a password that is neither short nor common.
pub(crate) fn hash_password(password: &str) -> Result<String> {
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
pub(crate) fn waste_a_hash(password: &str) {
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
pub(crate) fn claimed<T>(office: &Office, id: &PersonId, compare: impl FnOnce(u64) -> Option<T>) -> Result<T> {
    let now = office.now();
    let open = office.write(|tx| {
        Ok::<_, Error>(db::people::people::claim(tx, id, MOST_FAILURES, now.naive(), now.plus_seconds(LOCK_SECONDS).naive())?)
    })?;
    let answer = if open { compare(u64::try_from(now.unix()).unwrap_or(0)) } else { None };
    match answer {
        Some(answer) => {
            office.write(|tx| Ok::<_, Error>(db::people::people::unlock(tx, id)?))?;
            Ok(answer)
        }
        None => {
            let until = now.plus_seconds(LOCK_SECONDS).naive();
            office.write(|tx| Ok::<_, Error>(db::people::people::lock_after(tx, id, MOST_FAILURES, until)?))?;
            tracing::warn!(person = %id, "an answer was refused");
            Err(Refusal::SecondFactor.into())
        }
    }
}

/// The time step for which a secret gives this code, now or one step off. Where the system's clock has jumped, either time
/// may be the authenticator's: nobody is kept out by a clock.
pub(crate) fn step_of(office: &Office, secret_hex: &str, code: &str, unix: u64) -> Option<i64> {
    let secret = crate::seal::unhex(secret_hex)?;
    let at = |unix: u64| totp(secret).check(code.trim(), unix).and_then(|step| i64::try_from(step).ok());
    let wall = || office.clock.jumped().then(|| u64::try_from(office.clock.wall().unix()).unwrap_or(0));
    at(unix).or_else(|| at(wall()?))
}

/// A fresh second factor (step-up): each code counts once; five wrong ones lock the account for a while.
///
/// # Errors
/// [`Refusal::SecondFactor`].
pub fn step_up(office: &Office, id: &PersonId, code: &str) -> Result<()> {
    let person = db::people::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    if person.totp_secret.is_empty() {
        return Err(Refusal::SecondFactor.into());
    }
    let secret = office.open(Place::SecondFactor(id), &person.totp_secret)?;
    claimed(office, id, |now| {
        let step = step_of(office, &secret, code, now)?;
        // A code is good once: whoever is second finds its step used.
        office.write(|tx| Ok::<_, Error>(db::people::people::use_step(tx, id, step)?)).ok()
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

/// Hash of a recovery code; sixty random bits need no slow hash.
pub(crate) fn recovery_hash(person: &PersonId, code: &str) -> String {
    sha256_hex(format!("recovery code\n{person}\n{code}").as_bytes())
}
