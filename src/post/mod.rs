//! How letters are sent: the outbox is emptied after the transaction that wrote to it, never inside. What carries them
//! stands behind one trait: a recorder, which is the default and carries nothing, and whatever gateway a court connects.

pub mod letters;

/// What became of a letter that was handed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handed {
    /// The recipient's system has it: what it carries has arrived (民事诉讼法解释第一百三十五条).
    Delivered,
    /// It was only written down here: nobody has received anything.
    Recorded,
}

/// Sends one letter.
pub trait Sender: Send + Sync {
    /// Sends to an address over a channel (`sms`, `email`, `post`).
    ///
    /// # Errors
    /// A sentence for staff, in plain words.
    fn send(&self, channel: &str, address: &str, text: &str) -> Result<Handed, String>;
}

/// Sends nothing: the letter stays readable in the outbox, marked as handed over. Nobody is served by it.
pub struct Recorder;

impl Sender for Recorder {
    fn send(&self, _channel: &str, _address: &str, _text: &str) -> Result<Handed, String> {
        Ok(Handed::Recorded)
    }
}

/// A gateway that is only played, where everybody is invented: what it is handed counts as delivered.
pub struct Played;

impl Sender for Played {
    fn send(&self, _channel: &str, _address: &str, _text: &str) -> Result<Handed, String> {
        Ok(Handed::Delivered)
    }
}
