//! How letters are sent: the outbox is emptied after the transaction that wrote to it, never inside. Two ways
//! exist behind one trait: a recorder, which is the default, and whatever gateway a court connects.

pub mod letters;

/// Sends one letter.
pub trait Sender: Send + Sync {
    /// Sends to an address over a channel (`sms`, `email`, `post`).
    ///
    /// # Errors
    /// A sentence for staff, in plain words.
    fn send(&self, channel: &str, address: &str, text: &str) -> Result<(), String>;
}

/// Sends nothing: the letter stays readable in the outbox, marked as handed over.
pub struct Recorder;

impl Sender for Recorder {
    fn send(&self, _channel: &str, _address: &str, _text: &str) -> Result<(), String> {
        Ok(())
    }
}
