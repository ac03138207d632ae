//! Bearer tokens of agencies, with scopes.

use crate::db::county::units;
use crate::db::people::tokens::Token;
use crate::db::{self, DbError};
use crate::domain::act::ActName;
use crate::domain::actor::{Actor, Role};
use crate::domain::administration::AdminAct;
use crate::domain::refusal::Refusal;
use crate::domain::register::UnitKind;
use crate::office::people::administration::{Deed, tell};
use crate::office::{Error, Office, Result, random, row_id};
use crate::seal::{hex, sha256_hex};

/// Scope of a token that hands in.
pub const WRITE: &str = "applications:write";
/// Scope of a token that looks.
pub const READ: &str = "applications:read";
/// Scopes a token can have.
pub const SCOPES: [&str; 2] = [WRITE, READ];

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
        let unit = units::find(tx, &court, UnitKind::Agency, agency)?.ok_or(Error::NotFound)?;
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
        db::people::tokens::add(tx, &token, office.now().naive())?;
        tell(office, tx, None, AdminAct::Token, &Deed { unit: Some(&token.unit), subject: &token.id, ..Deed::default() })
    })?;
    Ok((id, secret))
}

/// The token's holder and id, where the token counts now and has the scope.
///
/// # Errors
/// [`Error::NotFound`] for a token that does not count, [`Refusal::NotYourAct`] for one without the scope.
pub fn token_actor(office: &Office, secret: &str, scope: &str) -> Result<(Actor, String)> {
    let hash = sha256_hex(secret.as_bytes());
    let found = db::people::tokens::valid(&mut *office.connection()?, Some(&hash), office.now().naive())?;
    let token = found.into_iter().next().ok_or(Error::NotFound)?;
    if !token.scopes.split(' ').any(|s| s == scope) {
        return Err(Refusal::NotYourAct { act: ActName::TokenScope, role: Role::Mediator }.into());
    }
    Ok((Actor { person: None, name: token.label, role: Role::Mediator, unit: token.unit }, token.id))
}

/// The tokens that count.
///
/// # Errors
/// [`Error::Fault`].
pub fn tokens(office: &Office) -> Result<Vec<Token>> {
    Ok(db::people::tokens::valid(&mut *office.connection()?, None, office.now().naive())?)
}

/// Revokes a token.
///
/// # Errors
/// [`Error::NotFound`].
pub fn revoke_token(office: &Office, id: &str) -> Result<()> {
    office.write(|tx| match db::people::tokens::revoke(tx, id, office.now().naive()) {
        Err(DbError::Stale) => Err(Error::NotFound),
        other => {
            other?;
            tell(office, tx, None, AdminAct::TokenRevoked, &Deed { subject: id, ..Deed::default() })
        }
    })
}
