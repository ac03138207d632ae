//! How those who work here are reached, and letters to them.

use crate::db;
use crate::db::DbConnection;
use crate::db::people::people::Person;
use crate::domain::administration::AdminAct;
use crate::domain::id::PersonId;
use crate::domain::identity::{phone_digits, phone_is_mobile, phone_is_reachable};
use crate::domain::letter::LetterKind;
use crate::domain::refusal::Refusal;
use crate::domain::service::Channel;
use crate::office::intake::application::email_is_sound;
use crate::office::letter::Recipient;
use crate::office::people::administration::{Deed, tell as tell_history};
use crate::office::people::credentials;
use crate::office::place::Place;
use crate::office::{Error, Office, Result};

/// Longest e-mail address (RFC 5321 §4.5.3.1.3, without the brackets).
const LONGEST_EMAIL: usize = 254;

/// How somebody is reached.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Telephone.
    pub phone: String,
    /// E-mail address; may be empty.
    pub email: String,
}

impl Contact {
    /// As typed, where both can be used.
    ///
    /// # Errors
    /// [`Refusal::ContactUnsound`] naming the field.
    pub fn read(phone: &str, email: &str) -> Result<Self> {
        let (phone, email) = (phone.trim(), email.trim());
        if phone.chars().count() > 40 || !phone_is_reachable(phone) {
            return Err(Refusal::ContactUnsound { field: "phone" }.into());
        }
        if !email.is_empty() && (email.len() > LONGEST_EMAIL || !email_is_sound(email)) {
            return Err(Refusal::ContactUnsound { field: "email" }.into());
        }
        Ok(Self { phone: phone.to_owned(), email: email.to_owned() })
    }

    /// How somebody was said to be reached.
    pub(crate) fn of(office: &Office, person: &Person) -> Result<Self> {
        let open = |place: Place<'_>, sealed: &str| if sealed.is_empty() { Ok(String::new()) } else { office.open(place, sealed) };
        Ok(Self {
            phone: open(Place::StaffPhone(person.id.as_str()), &person.phone)?,
            email: open(Place::StaffEmail(person.id.as_str()), &person.email)?,
        })
    }

    /// Keeps it for somebody.
    pub(crate) fn keep(&self, office: &Office, tx: &mut DbConnection, id: &PersonId) -> Result<()> {
        let seal = |place: Place<'_>, plain: &str| if plain.is_empty() { Ok(String::new()) } else { office.seal(place, plain) };
        let (phone, email) = (seal(Place::StaffPhone(id.as_str()), &self.phone)?, seal(Place::StaffEmail(id.as_str()), &self.email)?);
        Ok(db::people::people::set_contact(tx, id, &phone, &email)?)
    }

    fn recipients(&self) -> Vec<Recipient> {
        let mobile = phone_digits(&self.phone).filter(|_| phone_is_mobile(&self.phone));
        let sms = mobile.map(|address| Recipient { channel: Channel::Sms.name().to_owned(), address });
        let email = Some(&self.email).filter(|e| !e.is_empty());
        let email = email.map(|e| Recipient { channel: Channel::Email.name().to_owned(), address: e.clone() });
        sms.into_iter().chain(email).collect()
    }
}

/// How somebody is reached, for the own page.
///
/// # Errors
/// [`Error::NotFound`].
pub fn of(office: &Office, id: &PersonId) -> Result<Contact> {
    let person = db::people::people::by_id(&mut *office.connection()?, id)?.ok_or(Error::NotFound)?;
    Contact::of(office, &person)
}

/// Changes one's own telephone and e-mail; where they were, it is told.
///
/// # Errors
/// [`Refusal::ContactUnsound`]; those of [`credentials::step_up`].
pub fn change(office: &Office, id: &PersonId, contact: &Contact, code: &str) -> Result<()> {
    credentials::step_up(office, id, code)?;
    office.write(|tx| {
        let person = db::people::people::by_id(tx, id)?.ok_or(Error::NotFound)?;
        if Contact::of(office, &person)? == *contact {
            return Ok(());
        }
        write(office, tx, &person, LetterKind::ContactChanged, &[])?;
        contact.keep(office, tx, id)?;
        tell_history(office, tx, Some(id), AdminAct::Contact, &Deed { whom: Some(id), ..Deed::default() })
    })
}

/// Writes to somebody who works here, wherever they can be reached: nowhere where nothing is known.
pub(crate) fn write(office: &Office, tx: &mut DbConnection, to: &Person, kind: LetterKind, words: &[(&'static str, &str)]) -> Result<()> {
    for recipient in Contact::of(office, to)?.recipients() {
        office.write_to_staff(tx, kind, &to.name, words, &recipient)?;
    }
    Ok(())
}

/// Writes to everybody who works here.
pub(crate) fn write_to_all(office: &Office, tx: &mut DbConnection, kind: LetterKind, words: &[(&'static str, &str)]) -> Result<()> {
    db::people::people::all(tx)?.iter().try_for_each(|person| write(office, tx, person, kind, words))
}
