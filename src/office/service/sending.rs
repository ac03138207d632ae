//! Emptying the outbox: claimed, sent, marked; never inside the transaction that wrote a letter.

use crate::db;
use crate::office::place::Place;
use crate::office::service::{receipt, recording};
use crate::office::{Office, Result, print};
use crate::post::{Handed, Sender};

const MOST: i64 = 50;

const CLAIM_SECONDS: i64 = 120;

/// Sends what waits. Gives how many letters went out.
///
/// # Errors
/// [`crate::office::Error::Fault`]; a letter that cannot be sent stays, and is tried again after its claim.
pub fn send(office: &Office, sender: &dyn Sender) -> Result<usize> {
    let now = office.now();
    let node = format!("{}", std::process::id());
    let until = now.plus_seconds(CLAIM_SECONDS);
    let letters = office.write(|tx| Ok(db::service::outbox::claim(tx, &node, now.naive(), until.naive(), MOST)?))?;
    let mut sent = 0;
    for letter in letters {
        let to = office.open(Place::LetterRecipient(&letter.id), &letter.recipient)?;
        let text = office.open(Place::LetterBody(&letter.id), &letter.body)?;
        match sender.send(&letter.channel, &to, &text) {
            Ok(handed) => {
                // That it arrived and that what it carries has reached its recipient are one fact; a letter that was only
                // written down serves nobody (民诉法解释第一百三十五条).
                let case = office.write(|tx| {
                    let first = db::service::outbox::sent(tx, &letter.id, office.now().naive())?;
                    if first && handed == Handed::Delivered { recording::reached(office, tx, &letter.id) } else { Ok(None) }
                })?;
                if let Some(case) = case {
                    print::print_or_log(&case, receipt::print(office, &case));
                }
                sent += 1;
            }
            Err(reason) => tracing::warn!(letter = letter.id, reason, "a letter could not be sent"),
        }
    }
    Ok(sent)
}

/// A letter as it was written.
pub struct SentLetter {
    /// When.
    pub at: chrono::NaiveDateTime,
    /// To whom.
    pub to: String,
    /// Text.
    pub text: String,
}

/// The newest letters, opened: for the demo's page, where everybody is invented.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub fn recent(office: &Office, most: i64) -> Result<Vec<SentLetter>> {
    let mut list = Vec::new();
    for (letter, at) in db::service::outbox::newest(&mut *office.connection()?, most)? {
        let to = office.open(Place::LetterRecipient(&letter.id), &letter.recipient)?;
        let text = office.open(Place::LetterBody(&letter.id), &letter.body)?;
        list.push(SentLetter { at, to, text });
    }
    Ok(list)
}
