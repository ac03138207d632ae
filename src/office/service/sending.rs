//! Emptying the outbox: claimed, sent, marked; never inside the transaction that wrote a letter.

use crate::db;
use crate::db::service::outbox::{self, Claim, ClaimedLetter, DeadLetter, Letter};
use crate::office::place::Place;
use crate::office::service::{receipt, recording};
use crate::office::{Office, Result, print};
use crate::post::{Handed, Sender};

const MOST: i64 = 50;

const CLAIM_SECONDS: i64 = 120;

/// Attempts before a letter is given up: with growing pauses that is about half a day.
const ATTEMPTS: i32 = 8;

/// Pause after the first attempt; each further one doubles it, up to the longest.
const PAUSE_SECONDS: i64 = 30;
const LONGEST_PAUSE_SECONDS: i64 = 4 * 3600;

/// Why a letter did not go out.
enum Unsent {
    /// It cannot be opened: no further attempt will change that.
    Unreadable,
    /// What carries letters did not take it.
    Refused,
}

impl Unsent {
    const fn name(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Refused => "refused",
        }
    }
}

/// Sends what is due. Gives how many letters went out. Each letter stands for itself: one that cannot be sent is put off
/// and in the end given up, and keeps no other waiting.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn send(office: &Office, sender: &dyn Sender) -> Result<usize> {
    let now = office.now();
    let node = format!("{}", std::process::id());
    let claim = Claim { node: &node, now: now.naive(), until: now.plus_seconds(CLAIM_SECONDS).naive(), most: MOST };
    let letters = office.write(|tx| Ok(outbox::claim(tx, &claim)?))?;
    let mut sent = 0;
    for ClaimedLetter { letter, attempt } in letters {
        match hand_over(office, sender, &letter) {
            Ok(handed) => {
                keep_sent(office, &letter.id, handed)?;
                sent += 1;
            }
            Err(unsent) => keep_unsent(office, &letter.id, attempt, &unsent)?,
        }
    }
    Ok(sent)
}

fn hand_over(office: &Office, sender: &dyn Sender, letter: &Letter) -> std::result::Result<Handed, Unsent> {
    let open = |place, text| office.open(place, text).map_err(|_| Unsent::Unreadable);
    let to = open(Place::LetterRecipient(&letter.id), &letter.recipient)?;
    let text = open(Place::LetterBody(&letter.id), &letter.body)?;
    // The reason may hold an address: it is not written down.
    sender.send(&letter.channel, &to, &text).map_err(|_| Unsent::Refused)
}

fn keep_sent(office: &Office, id: &str, handed: Handed) -> Result<()> {
    // That it arrived and that what it carries has reached its recipient are one fact; a letter that was only
    // written down serves nobody (民诉法解释第一百三十五条).
    let case = office.write(|tx| {
        let first = outbox::sent(tx, id, office.now().naive())?;
        if first && handed == Handed::Delivered { recording::reached(office, tx, id) } else { Ok(None) }
    })?;
    if let Some(case) = case {
        print::print_or_log(&case, receipt::print(office, &case));
    }
    Ok(())
}

fn keep_unsent(office: &Office, id: &str, attempt: i32, unsent: &Unsent) -> Result<()> {
    let now = office.now();
    tracing::warn!(letter = id, attempt, reason = unsent.name(), "a letter could not be sent");
    office.write(|tx| {
        if attempt >= ATTEMPTS || matches!(unsent, Unsent::Unreadable) {
            return Ok(outbox::give_up(tx, id, now.naive(), unsent.name())?);
        }
        let pause = PAUSE_SECONDS << u32::try_from(attempt - 1).unwrap_or(0).min(16);
        Ok(outbox::put_off(tx, id, now.plus_seconds(pause.min(LONGEST_PAUSE_SECONDS)).naive(), unsent.name())?)
    })
}

/// The letters that were given up, newest first.
///
/// # Errors
/// [`crate::office::Error`] of the database.
pub fn dead(office: &Office, most: i64) -> Result<Vec<DeadLetter>> {
    Ok(outbox::dead(&mut *office.connection()?, most)?)
}

/// Sends a letter again that was given up.
///
/// # Errors
/// [`crate::office::Error::Stale`] where it was not.
pub fn send_again(office: &Office, id: &str) -> Result<()> {
    office.write(|tx| Ok(outbox::revive(tx, id)?))
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
