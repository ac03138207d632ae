//! How a party joins, and as what whoever acts for it does so (民诉法 60, 61, 205).

use super::named::named;

named! {
    /// How a party joins.
    pub enum JoiningWay {
        /// On its own phone, by link and one-time code.
        Phone = "phone",
        /// On the agency's machine.
        Kiosk = "kiosk",
        /// On paper, scanned by the mediator.
        Paper = "paper",
        /// Orally, in a recorded transcript (民诉法解释第三百五十三条).
        Transcript = "transcript",
    }
}

named! {
    /// As what somebody acts for a party.
    pub enum Capacity {
        /// The party itself.
        Party = "self",
        /// Legal representative or person in charge.
        Representative = "representative",
        /// Guardian.
        Guardian = "guardian",
        /// Agent.
        Agent = "agent",
    }
}
