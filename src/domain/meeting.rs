//! How the parties are called together for verification (核实), and how its record is signed.

use super::named::named;

named! {
    /// How a verification is held (在线诉讼规则第四条).
    pub enum MeetingWay {
        /// All in one room.
        InPerson = "in_person",
        /// On a line, all at once.
        Online = "online",
        /// On a line, each in its own time.
        Asynchronous = "asynchronous",
    }
}

named! {
    /// How a party signs the record.
    pub enum SignatureWay {
        /// On paper, there and then.
        Spot = "spot",
        /// On its own phone, page by page.
        Phone = "phone",
    }
}
