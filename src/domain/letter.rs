//! The letters the portal writes, each with a text of its own in `templates/letters`.

use super::named::named;

named! {
    /// What a letter tells.
    pub enum LetterKind {
        /// The case is filed.
        Filing = "filing",
        /// The case is accepted.
        Acceptance = "accepted",
        /// A ruling is there.
        Ruling = "ruling",
        /// A later ruling is there.
        LaterRuling = "ruling_later",
        /// A document is served electronically.
        Service = "served",
        /// Who hears the case.
        Panel = "composed",
        /// Called to verification in one room.
        Call = "called",
        /// Called to verification on a line.
        CallOnline = "called_online",
        /// Asked to confirm the application.
        Invitation = "invite",
        /// A one-time code.
        Code = "code",
        /// A supplement is asked for.
        Supplement = "supplement",
        /// The thirty days run out.
        DaysRunOut = "near",
        /// A day of performance is near.
        DueSoon = "due_soon",
        /// A day of performance is over: who owes.
        DueLate = "due_late",
        /// A day of performance is over: who is owed.
        DueLateOwed = "due_late_owed",
        /// To somebody who works here: the way into the account was made anew.
        AccountRenewed = "account_renewed",
        /// To where somebody was reached until now.
        ContactChanged = "contact_changed",
        /// To everybody who works here: an account was confirmed at the machine.
        ConfirmedAtMachine = "confirmed_at_machine",
        /// To the administrators: what keys and trust rest on is about to end.
        KeysEnd = "keys_end",
        /// To the administrators: a rest-day table is missing.
        CalendarMissing = "calendar_missing",
        /// A party said no.
        Refusal = "refusal",
    }
}
