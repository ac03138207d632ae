//! A letter to somebody outside, put into the outbox with the act that writes it: known to every act.

use crate::db::service::outbox;
use crate::db::{self, DbConnection};
use crate::domain::application::Party;
use crate::domain::id::CaseId;
use crate::domain::identity::{phone_digits, phone_is_mobile};
use crate::domain::letter::LetterKind;
use crate::domain::service::Channel;
use crate::office::place::Place;
use crate::office::{Office, Result, row_id};
use crate::post::letters;

/// A letter to a party.
pub(crate) struct Letter<'a> {
    /// What it tells.
    pub kind: LetterKind,
    /// To whom.
    pub party: &'a Party,
    /// What only this letter speaks of; the host is always there.
    pub words: &'a [(&'static str, &'a str)],
}

/// Where a letter goes.
pub(crate) struct Recipient {
    /// Name of the [`Channel`].
    pub channel: String,
    /// Number or address.
    pub address: String,
}

impl Office {
    /// Puts a letter into the outbox, encrypted; gives its id.
    pub(crate) fn write_letter(&self, tx: &mut DbConnection, id: &CaseId, letter: &Letter<'_>, to: &Recipient) -> Result<String> {
        self.put_letter(tx, Some(id), &LetterText { kind: letter.kind, name: letter.party.name(), words: letter.words }, to)
    }
}

impl Office {
    /// Puts a letter to somebody who works here into the outbox, encrypted.
    pub(crate) fn write_to_staff(
        &self,
        tx: &mut DbConnection,
        kind: LetterKind,
        name: &str,
        words: &[(&'static str, &str)],
        to: &Recipient,
    ) -> Result<()> {
        self.put_letter(tx, None, &LetterText { kind, name, words }, to).map(|_| ())
    }

    fn put_letter(&self, tx: &mut DbConnection, case: Option<&CaseId>, letter: &LetterText<'_>, to: &Recipient) -> Result<String> {
        let words: Vec<(&'static str, &str)> =
            [("host", self.config.host.as_str())].into_iter().chain(letter.words.iter().copied()).collect();
        let text = letters::text(letter.kind, &self.register.court, letter.name, &words)?;
        let row = row_id()?;
        let kept = outbox::Letter {
            recipient: self.seal(Place::LetterRecipient(&row), &to.address)?,
            body: self.seal(Place::LetterBody(&row), &text)?,
            case_id: case.cloned(),
            kind: letter.kind.to_string(),
            channel: to.channel.clone(),
            id: row.clone(),
        };
        db::service::outbox::put(tx, &kept, self.now().naive())?;
        Ok(row)
    }
}

/// What a letter says, and to whom.
struct LetterText<'a> {
    kind: LetterKind,
    name: &'a str,
    words: &'a [(&'static str, &'a str)],
}

/// By the channel the party chose; nothing where it chose none.
pub(crate) fn to_party(office: &Office, tx: &mut DbConnection, id: &CaseId, letter: &Letter<'_>) -> Result<()> {
    let Some(service) = &letter.party.service else { return Ok(()) };
    let to = Recipient { channel: service.channel.clone().unwrap_or_default(), address: service.address.clone().unwrap_or_default() };
    office.write_letter(tx, id, letter, &to).map(|_| ())
}

/// As a text message to the party's own telephone; a landline or no number gets none, and the mediator sees that.
pub(crate) fn to_mobile(office: &Office, tx: &mut DbConnection, id: &CaseId, letter: &Letter<'_>) -> Result<()> {
    let number = letter.party.phone.as_deref().filter(|p| phone_is_mobile(p)).and_then(phone_digits);
    let Some(address) = number else { return Ok(()) };
    office.write_letter(tx, id, letter, &Recipient { channel: Channel::Sms.name().to_owned(), address }).map(|_| ())
}
