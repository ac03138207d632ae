//! A letter to somebody outside, put into the outbox with the act that writes it: known to every act.

use crate::db;
use crate::domain::application::Party;
use crate::domain::id::CaseId;
use crate::office::{Office, Result};

/// A letter to a party by the channel it chose.
pub(crate) fn to_party(office: &Office, tx: &mut db::DbConnection, id: &CaseId, kind: &str, party: &Party) -> Result<()> {
    let Some(service) = &party.service else { return Ok(()) };
    let to = Recipient { channel: service.channel.clone().unwrap_or_default(), address: service.address.clone().unwrap_or_default() };
    let text = crate::post::letters::text(kind, &office.register.court, party.name())?;
    office.write_letter(tx, id, kind, &to, &text).map(|_| ())
}

/// Where a letter goes.
pub(crate) struct Recipient {
    /// `sms`, `email`, `post`.
    pub channel: String,
    /// Number or address.
    pub address: String,
}
