//! Where an encrypted value lies: its column and its row are the associated data, so that no value opens in another's place.

use crate::domain::id::{CaseId, PersonId};
use crate::domain::review::ReviewPoint;
use crate::office::{Error, Office, Result};
use crate::vault::Vault;
use std::fmt;

/// The place of an encrypted value, each with the id of its row.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// The application of a matter.
    Application(&'a str),
    /// The identifier of a party.
    PartyIdNumber(&'a str),
    /// The telephone of a party.
    PartyPhone(&'a str),
    /// The case code (办件码) of a link.
    LinkCode(&'a str),
    /// What a party has answered so far.
    LinkProgress(&'a str),
    /// The body of a request.
    Request(&'a str),
    /// The items of a supplement notice.
    Supplement(&'a str),
    /// What was said at a verification.
    Verification(&'a str),
    /// The reason of an extension.
    Extension(&'a str),
    /// The note of a performance.
    Performance(&'a str),
    /// The body of a draft ruling.
    Draft(&'a str),
    /// The statement that is about to be sealed.
    Intent(&'a str),
    /// The body of an objection.
    Objection(&'a str),
    /// Where a delivery went.
    DeliveryAddress(&'a str),
    /// The note of a fact of a delivery.
    DeliveryNote(&'a str),
    /// The electronic address consented to.
    ConsentAddress(&'a str),
    /// Where paper goes.
    ConsentPaper(&'a str),
    /// To whom a letter goes.
    LetterRecipient(&'a str),
    /// The text of a letter.
    LetterBody(&'a str),
    /// The secret of a person's second factor.
    SecondFactor(&'a PersonId),
    /// The telephone of somebody who works here.
    StaffPhone(&'a str),
    /// The e-mail address of somebody who works here.
    StaffEmail(&'a str),
    /// The bytes of a file handed in, by their digest.
    Attachment(&'a str),
    /// The bytes of a document of ours, by their digest.
    Document(&'a str),
    /// The note of a point of the review.
    ReviewNote(&'a CaseId, ReviewPoint),
}

impl Place<'_> {
    /// What two columns once shared: values of that time still open.
    fn former(self) -> Option<String> {
        match self {
            Self::ConsentAddress(id) | Self::ConsentPaper(id) => Some(format!("service_consents/{id}")),
            Self::LetterRecipient(id) | Self::LetterBody(id) => Some(format!("outbox/{id}")),
            _ => None,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (column, id) = match self {
            Self::ReviewNote(case, point) => return write!(f, "checks/{case}/{point}"),
            Self::Application(id) => ("matters.application", *id),
            Self::PartyIdNumber(id) => ("parties.id_number", *id),
            Self::PartyPhone(id) => ("parties.phone", *id),
            Self::LinkCode(id) => ("party_links.code", *id),
            Self::LinkProgress(id) => ("party_links.progress", *id),
            Self::Request(id) => ("requests", *id),
            Self::Supplement(id) => ("supplements", *id),
            Self::Verification(id) => ("verifications", *id),
            Self::Extension(id) => ("extensions", *id),
            Self::Performance(id) => ("performances", *id),
            Self::Draft(id) => ("drafts", *id),
            Self::Intent(id) => ("intents", *id),
            Self::Objection(id) => ("objections", *id),
            Self::DeliveryAddress(id) => ("services", *id),
            Self::DeliveryNote(id) => ("delivery_facts", *id),
            Self::ConsentAddress(id) => ("service_consents.address", *id),
            Self::ConsentPaper(id) => ("service_consents.paper", *id),
            Self::LetterRecipient(id) => ("outbox.recipient", *id),
            Self::LetterBody(id) => ("outbox.body", *id),
            Self::SecondFactor(id) => ("people.totp", id.as_str()),
            Self::StaffPhone(id) => ("people.phone", *id),
            Self::StaffEmail(id) => ("people.email", *id),
            Self::Attachment(id) => ("attachment", *id),
            Self::Document(id) => ("document", *id),
        };
        write!(f, "{column}/{id}")
    }
}

fn locked(place: Place<'_>) -> Error {
    Error::Fault(format!("{place} cannot be opened with this data key"))
}

fn opened(vault: &Vault, place: Place<'_>, sealed: &str) -> Result<String> {
    let opened = vault.open(&place.to_string(), sealed);
    let opened = opened.or_else(|e| place.former().map_or(Err(e), |former| vault.open(&former, sealed)));
    opened.map_err(|_| locked(place))
}

impl Office {
    /// Encrypts a text for its place.
    pub(crate) fn seal(&self, place: Place<'_>, plain: &str) -> Result<String> {
        Ok(self.vault.seal(&place.to_string(), plain)?)
    }

    /// Opens the text of a place.
    ///
    /// # Errors
    /// [`Error::Fault`] with another data key.
    pub(crate) fn open(&self, place: Place<'_>, sealed: &str) -> Result<String> {
        opened(&self.vault, place, sealed)
    }

    /// Encrypts a file for its place.
    pub(crate) fn seal_bytes(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        Ok(self.vault.seal_bytes(&place.to_string(), plain)?)
    }

    /// Opens the file of a place.
    ///
    /// # Errors
    /// [`Error::Fault`] with another data key.
    pub(crate) fn open_bytes(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
        self.vault.open_bytes(&place.to_string(), sealed).map_err(|_| locked(place))
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, opened};
    use crate::vault::Vault;

    #[test]
    fn letters_and_consents_of_old_folders_still_open() {
        let vault = Vault::new(&[7; 32]);
        for (former, places) in [
            ("outbox/1", [Place::LetterRecipient("1"), Place::LetterBody("1")]),
            ("service_consents/1", [Place::ConsentAddress("1"), Place::ConsentPaper("1")]),
        ] {
            let sealed = vault.seal(former, "19900000011").unwrap_or_default();
            for place in places {
                assert_eq!(opened(&vault, place, &sealed).ok().as_deref(), Some("19900000011"), "{place}");
            }
            // What is sealed for one place now opens at no other.
            let sealed = vault.seal(&places[0].to_string(), "19900000011").unwrap_or_default();
            assert!(opened(&vault, places[1], &sealed).is_err());
        }
    }

    #[test]
    fn no_two_columns_share_a_place() {
        let places = [
            Place::Application("1"),
            Place::PartyIdNumber("1"),
            Place::PartyPhone("1"),
            Place::LinkCode("1"),
            Place::LinkProgress("1"),
            Place::Request("1"),
            Place::Supplement("1"),
            Place::Verification("1"),
            Place::Extension("1"),
            Place::Performance("1"),
            Place::Draft("1"),
            Place::Intent("1"),
            Place::Objection("1"),
            Place::DeliveryAddress("1"),
            Place::DeliveryNote("1"),
            Place::ConsentAddress("1"),
            Place::ConsentPaper("1"),
            Place::LetterRecipient("1"),
            Place::LetterBody("1"),
            Place::Attachment("1"),
            Place::Document("1"),
        ];
        let mut names: Vec<String> = places.iter().map(ToString::to_string).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), places.len());
    }
}
