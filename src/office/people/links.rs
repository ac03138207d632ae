//! One-time links, and the opening code (启用码) that goes with one half of an invitation.

use crate::db::DbConnection;
use crate::db::people::invitations::{LinkSpan, NewLink, add_for};
use crate::domain::id::{PersonId, base32, read_code};
use crate::domain::security::LinkPurpose;
use crate::office::{Office, Result, random};
use crate::seal::sha256_hex;

/// How long an invitation, or a link for a new password, is good.
pub(crate) const INVITATION_SECONDS: i64 = 72 * 3600;

/// How long a proposal waits for its second person.
pub(crate) const WAITS_SECONDS: i64 = 14 * 86_400;

/// Groups of four signs of an opening code.
const CODE_GROUPS: usize = 3;

/// A token nobody can guess.
pub(crate) fn token() -> Result<String> {
    Ok(base32(&random::<20>()?))
}

/// An opening code nobody can guess.
pub(crate) fn opening_code() -> Result<String> {
    Ok(base32(&random::<8>()?)[..CODE_GROUPS * 4].to_owned())
}

/// A one-time link, given this once.
pub struct Link {
    /// Its token.
    pub token: String,
    /// What it waits for.
    pub opens: LinkOpens,
}

/// When a link can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkOpens {
    /// At once.
    Now,
    /// With the opening code that a second person is given when it confirms.
    WithCode,
}

/// A link that is good at once.
pub(crate) fn whole_link(office: &Office, tx: &mut DbConnection, id: &PersonId, purpose: LinkPurpose) -> Result<Link> {
    let (token, now) = (token()?, office.now());
    let span = LinkSpan { at: now.naive(), until: now.plus_seconds(INVITATION_SECONDS).naive() };
    let hash = sha256_hex(token.as_bytes());
    add_for(tx, &NewLink { hash: &hash, purpose, person: id, proposal: None, span })?;
    Ok(Link { token, opens: LinkOpens::Now })
}

/// A link that waits for its proposal, and then for the opening code.
pub(crate) fn half_link(office: &Office, tx: &mut DbConnection, id: &PersonId, purpose: LinkPurpose, proposal: &str) -> Result<Link> {
    let (token, now) = (token()?, office.now());
    let span = LinkSpan { at: now.naive(), until: now.plus_seconds(WAITS_SECONDS).naive() };
    let hash = sha256_hex(token.as_bytes());
    add_for(tx, &NewLink { hash: &hash, purpose, person: id, proposal: Some(proposal), span })?;
    Ok(Link { token, opens: LinkOpens::WithCode })
}

/// Hash of an opening code; sixty random bits need no slow hash and no counter.
pub(crate) fn code_hash(proposal: &str, code: &str) -> String {
    sha256_hex(format!("opening code\n{proposal}\n{code}").as_bytes())
}

/// Whether a code opens the link of a proposal.
pub(crate) fn opens(proposal: &str, kept: &str, typed: &str) -> bool {
    read_code(typed, CODE_GROUPS).is_some_and(|code| code_hash(proposal, &code) == kept)
}
