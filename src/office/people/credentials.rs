//! People and tokens: passwords with Argon2id, second factors, bearer tokens with scopes.

use crate::db::people::people::{CodePlace, Person};
use crate::db::{self, DbError};
use crate::domain::administration::ProposalKind;
use crate::domain::id::{PersonId, base32, printed_code};
use crate::domain::refusal::Refusal;
use crate::domain::security::{LinkPurpose, SecurityEvent};
use crate::office::clock::JUMP_SECONDS;
use crate::office::people::links::{self, whole_link};
use crate::office::people::security;
use crate::office::place::Place;
use crate::office::{Error, Office, Result, random};
use crate::seal::sha256_hex;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use totp_rs::{Algorithm, Builder, Totp};
use zxcvbn::{Score, zxcvbn};

/// Whom a one-time link is for.
pub struct Invited {
    /// What for.
    pub purpose: LinkPurpose,
    /// The person, but for the first run.
    pub person: Option<Person>,
    /// Where it is one half: the proposal it waits for.
    pub half: Option<Half>,
}

/// One half of an invitation.
pub struct Half {
    /// The proposal.
    proposal: String,
    /// Hash of the opening code, once a second person has confirmed.
    code_hash: Option<String>,
}

impl Half {
    /// Whether a second person has confirmed it.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        self.code_hash.is_some()
    }
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
    let code_hash = found.code_hash;
    Ok(Invited { purpose: found.purpose, person, half: found.proposal.map(|proposal| Half { proposal, code_hash }) })
}

const RECOVERY_CODES: usize = 10;

/// What was typed under a one-time link.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// The opening code, where the link is one half.
    pub code: &'a str,
    /// The new password.
    pub password: &'a str,
}

/// Sets the password under a one-time link, which is used up with it. Gives the token under which the second factor is
/// connected; none for `reset`. It is a new one: whoever made the first link does not know it.
///
/// # Errors
/// [`Refusal::LinkOver`], [`Refusal::LinkWaits`] while no second person has confirmed, [`Refusal::OpeningCode`],
/// [`Refusal::WeakPassword`].
pub fn set_password(office: &Office, link: &str, opening: Opening<'_>) -> Result<Option<String>> {
    let invited = invited(office, link)?;
    let next = match invited.purpose {
        LinkPurpose::Reset => None,
        LinkPurpose::Invite if renews(office, &invited)? => Some(LinkPurpose::Reconnect),
        LinkPurpose::Invite => Some(LinkPurpose::Connect),
        LinkPurpose::Setup | LinkPurpose::Connect | LinkPurpose::Reconnect => return Err(Refusal::LinkOver.into()),
    };
    let person = invited.person.as_ref().ok_or(Refusal::LinkOver)?;
    opened_by(office, &invited, opening.code)?;
    let hash = hash_password(opening.password, &[&person.login, &person.name])?;
    let now = office.now().naive();
    office.write(|tx| {
        db::people::people::held(tx, &person.id)?;
        match db::people::invitations::spend(tx, &sha256_hex(link.as_bytes()), now) {
            Err(DbError::Stale) => return Err(Refusal::LinkOver.into()),
            other => other?,
        }
        db::people::people::set_password(tx, &person.id, &hash)?;
        // Whoever tried codes knew the password of before.
        db::people::people::right_code(tx, &person.id, CodePlace::Door)?;
        security::note(office, tx, SecurityEvent::PasswordSet, &person.id, None)?;
        db::people::sessions::end_all(tx, &person.id, "", now)?;
        let Some(purpose) = next else { return Ok(None) };
        Ok(Some(whole_link(office, tx, &person.id, purpose)?.token))
    })
}

/// A link that is one half opens with the code its second person was given.
fn opened_by(office: &Office, invited: &Invited, code: &str) -> Result<()> {
    let Some(half) = &invited.half else { return Ok(()) };
    let hash = half.code_hash.as_ref().ok_or(Refusal::LinkWaits)?;
    if links::opens(&half.proposal, hash, code) {
        return Ok(());
    }
    security::failed(office, SecurityEvent::DoorCodeWrong, invited.person.as_ref().map(|p| &p.id))?;
    Err(Refusal::OpeningCode.into())
}

/// Whether the account had a second factor before.
fn renews(office: &Office, invited: &Invited) -> Result<bool> {
    // A factor that was used leaves its last step, also where the account was shut since.
    if invited.person.as_ref().is_some_and(|p| !p.totp_secret.is_empty() || p.totp_step != 0) {
        return Ok(true);
    }
    let Some(half) = &invited.half else { return Ok(false) };
    Ok(db::people::proposals::kind(&mut *office.connection()?, &half.proposal)? == Some(ProposalKind::Invite))
}

/// The secret that a one-time link offers: made from the link and the data key, so that looking changes nothing and
/// looking again shows the same. It is nobody's factor until it has been confirmed.
fn offered(office: &Office, link: &str) -> String {
    office.vault.index("second factor", link).chars().take(40).collect()
}

/// Whom a one-time link lets connect an authenticator, and whether in place of one.
fn connecting(office: &Office, link: &str) -> Result<(Person, LinkPurpose)> {
    let invited = invited(office, link)?;
    let connects = matches!(invited.purpose, LinkPurpose::Connect | LinkPurpose::Reconnect);
    let person = invited.person.filter(|p| connects && !p.password_hash.is_empty());
    Ok((person.ok_or(Refusal::LinkOver)?, invited.purpose))
}

/// What an authenticator is given under a one-time link: key URI and the secret for typing.
///
/// # Errors
/// [`Refusal::LinkOver`].
pub fn factor_of_link(office: &Office, link: &str) -> Result<(String, String)> {
    let (person, _) = connecting(office, link)?;
    Ok(factor_uri(office, &person.login, &offered(office, link)))
}

/// Confirms the second factor: it is the person's from now on, the link is used up, other sessions end, and the
/// recovery codes are given this once.
///
/// # Errors
/// [`Refusal::LinkOver`], [`Refusal::SecondFactor`].
pub fn confirm_factor(office: &Office, link: &str, code: &str) -> Result<Vec<String>> {
    let (person, purpose) = connecting(office, link)?;
    let secret = offered(office, link);
    // Whoever holds the link has been shown the secret: a wrong code is a slip, nothing that is guessed at.
    let step = step_of(office, &secret, code, u64::try_from(office.now().unix()).unwrap_or(0)).ok_or(Refusal::SecondFactor)?;
    let sealed = office.seal(Place::SecondFactor(&person.id), &secret)?;
    let now = office.now().naive();
    office.write(|tx| {
        match db::people::invitations::spend(tx, &sha256_hex(link.as_bytes()), now) {
            Err(DbError::Stale) => return Err(Refusal::LinkOver.into()),
            other => other?,
        }
        db::people::people::set_totp(tx, &person.id, &sealed)?;
        if purpose == LinkPurpose::Reconnect {
            let until = office.now().plus_seconds(office.config.freeze_seconds).naive();
            db::people::people::set_frozen(tx, &person.id, Some(until))?;
        }
        db::people::people::use_step(tx, &person.id, step)?;
        db::people::people::right_code(tx, &person.id, CodePlace::Door)?;
        db::people::sessions::end_all(tx, &person.id, "", now)?;
        security::note(office, tx, SecurityEvent::FactorSet, &person.id, None)?;
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
/// [`Refusal::OldPasswordWrong`], [`Refusal::SignedOut`] when it was wrong too often, [`Refusal::WeakPassword`].
pub fn change_password(office: &Office, id: &PersonId, session: &str, old: &str, new: &str) -> Result<()> {
    let person = db::people::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    match claimed(office, id, CodePlace::Act, |_| password_fits(Some(&person), old).then_some(())) {
        Err(Error::Refused(Refusal::SecondFactor)) => return Err(Refusal::OldPasswordWrong.into()),
        other => other?,
    }
    // Counted among the codes, but what is right about a password says nothing of them: this one try is given back.
    office.write(|tx| Ok::<_, Error>(db::people::people::give_back(tx, id)?))?;
    let hash = hash_password(new, &[&person.login, &person.name])?;
    office.write(|tx| {
        match db::people::people::replace_password(tx, id, &person.password_hash, &hash) {
            Err(DbError::Stale) => return Err(Refusal::OldPasswordWrong.into()),
            other => other?,
        }
        security::note(office, tx, SecurityEvent::PasswordSet, id, None)?;
        db::people::sessions::end_all(tx, id, session, office.now().naive())?;
        Ok(())
    })
}

const SHORTEST_PASSWORD: usize = 8;

const LONGEST_PASSWORD: usize = 256;

/// Wrong codes at one place, since the last right one there, before no other is compared: three codes count at a time, so
/// that ten tries find one in thirty thousand accounts.
pub const MOST_CODES: i32 = 10;

/// Guesses by which a password must not be found: what can be tried against a door that hashes (10⁶, zxcvbn's second level).
const LEAST_SCORE: Score = Score::Two;

/// How much of a password is looked at for being easy: the rest only makes it harder.
const LOOKED_AT: usize = 64;

const STEP_SECONDS: u64 = 30;

/// Argon2id over a password that is neither short, nor common, nor made from the person's own name.
pub(crate) fn hash_password(password: &str, own: &[&str]) -> Result<String> {
    let length = password.chars().count();
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) || zxcvbn(&looked_at, own).score() < LEAST_SCORE {
        return Err(Refusal::WeakPassword.into());
    }
    let hash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|e| Error::Fault(format!("a password cannot be hashed: {e}")))?;
    Ok(hash.to_string())
}

/// A hash that no password has, of the same cost as every other.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a password is this person's. Takes as long for nobody, and for somebody who has set none yet.
#[must_use]
pub fn password_fits(person: Option<&Person>, password: &str) -> bool {
    let kept = person.map(|p| p.password_hash.as_str()).filter(|hash| !hash.is_empty());
    let verified =
        |hash: &str| PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    verified(kept.unwrap_or(NOBODYS_HASH)) && kept.is_some()
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

/// Compares a code, or what counts as one: the try is claimed before it is looked at, so that many at once are no more than
/// many one after another. When the last is used up, whoever is signed in is signed out, and the door takes no more codes.
///
/// # Errors
/// [`Refusal::SecondFactor`] for a wrong code; [`Refusal::DoorShut`], [`Refusal::SignedOut`] where none may be tried.
pub(crate) fn claimed<T>(office: &Office, id: &PersonId, place: CodePlace, compare: impl FnOnce(u64) -> Option<T>) -> Result<T> {
    let now = office.now();
    let (wrong, over, refusal) = match place {
        CodePlace::Door => (SecurityEvent::DoorCodeWrong, SecurityEvent::DoorShut, Refusal::DoorShut),
        CodePlace::Act => (SecurityEvent::ActCodeWrong, SecurityEvent::SignedOut, Refusal::SignedOut),
    };
    if !office.write(|tx| Ok::<_, Error>(db::people::people::claim_code(tx, id, place, MOST_CODES)?))? {
        return Err(refusal.into());
    }
    if let Some(answer) = compare(u64::try_from(now.unix()).unwrap_or(0)) {
        return Ok(answer);
    }
    security::failed(office, wrong, Some(id))?;
    let used_up = office.write(|tx| {
        let person = db::people::people::by_id(tx, id)?.ok_or(Error::NotFound)?;
        let tried = match place {
            CodePlace::Door => person.door_failures,
            CodePlace::Act => person.act_failures,
        };
        if tried < MOST_CODES {
            return Ok(false);
        }
        if place == CodePlace::Act {
            db::people::sessions::end_all(tx, id, "", now.naive())?;
        }
        security::note(office, tx, over, id, None)?;
        Ok::<_, Error>(true)
    })?;
    Err(if used_up { refusal } else { Refusal::SecondFactor }.into())
}

/// The time step for which a secret gives this code, now or one step off. Where the system's clock has jumped, either time
/// may be the authenticator's: nobody is kept out by a clock.
pub(crate) fn step_of(office: &Office, secret_hex: &str, code: &str, unix: u64) -> Option<i64> {
    let secret = crate::seal::unhex(secret_hex)?;
    let at = |unix: u64| totp(secret).check(code.trim(), unix).and_then(|step| i64::try_from(step).ok());
    let wall = || office.clock.jumped().then(|| u64::try_from(office.clock.wall().unix()).unwrap_or(0));
    at(unix).or_else(|| at(wall()?))
}

/// A fresh second factor of somebody signed in (step-up): each code counts once.
///
/// # Errors
/// [`Refusal::SecondFactor`] for a wrong code, [`Refusal::SignedOut`] where too many were wrong, [`Refusal::SigningFrozen`]
/// within a day of a new second factor.
pub fn step_up(office: &Office, id: &PersonId, code: &str) -> Result<()> {
    let person = db::people::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    if let Some(until) = person.frozen_until.filter(|until| *until > office.now().naive()) {
        return Err(Refusal::SigningFrozen { until }.into());
    }
    second_factor(office, id, CodePlace::Act, code)
}

/// A second factor, where it is entered.
///
/// # Errors
/// As [`claimed`].
pub(crate) fn second_factor(office: &Office, id: &PersonId, place: CodePlace, code: &str) -> Result<()> {
    let person = db::people::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    if person.totp_secret.is_empty() {
        return Err(Refusal::SecondFactor.into());
    }
    let secret = office.open(Place::SecondFactor(id), &person.totp_secret)?;
    claimed(office, id, place, |now| {
        let step = step_of(office, &secret, code, now)?;
        // A code is good once: whoever is second finds its step used.
        let used = |tx: &mut db::DbConnection| {
            db::people::people::use_step(tx, id, step)?;
            Ok::<_, Error>(db::people::people::right_code(tx, id, place)?)
        };
        office.write(used).ok()
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

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]
mod tests {
    use super::*;

    #[test]
    fn nobody_s_hash_costs_what_every_other_does_and_is_no_password_s() {
        let own = hash_password("另外一句想不到的话", &[]).expect("a good one");
        let head = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(head(&own), head(NOBODYS_HASH));
        assert!(PasswordHash::new(NOBODYS_HASH).is_ok(), "it is compared, not refused as malformed");
        assert!(!password_fits(None, "") && !password_fits(None, "另外一句想不到的话"));
    }
}
