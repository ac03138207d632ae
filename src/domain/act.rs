//! The acts a history tells of and a refusal speaks of, by their stable names.

use super::named::named;

named! {
    /// What was done to a case, or could not be done.
    pub enum ActName {
        /// Handed in whole, by a program or at a shell.
        TakeIn = "take_in",
        /// Begun on a page.
        Begin = "begin",
        /// Written on.
        Edit = "edit",
        /// A file added.
        Attach = "attach",
        /// A file taken away.
        Detach = "detach",
        /// Complete: the parties are asked.
        Complete = "complete",
        /// Taken back into drafting.
        Reopen = "reopen",
        /// A party joined.
        Join = "join",
        /// A party said no.
        Decline = "decline",
        /// A party chose how it is served.
        Service = "service",
        /// A party was reminded to join.
        Remind = "remind",
        /// A day of performance is near.
        RemindDue = "remind_due",
        /// A day of performance is over.
        RemindLate = "remind_late",
        /// The agency gave the case up.
        Abandon = "abandon",
        /// The thirty days ran out.
        Lapse = "lapse",
        /// Somebody was warned that days run out.
        Warn = "warn",
        /// Accepted and numbered.
        Accept = "accept",
        /// Put at somebody's hand.
        Assign = "assign",
        /// A point of the review was marked.
        Check = "check",
        /// Somebody recused themselves.
        Recuse = "recuse",
        /// A supplement was asked for.
        Supplement = "supplement",
        /// The supplement came.
        Resubmit = "resubmit",
        /// What a party asked was settled.
        Settle = "settle",
        /// The review was extended.
        Extend = "extend",
        /// Another rest-day table moved a clock.
        Calendar = "calendar",
        /// Decided who hears the case.
        Compose = "compose",
        /// A panel hears it.
        Panel = "panel",
        /// A sole judge hears it.
        SoleJudge = "sole_judge",
        /// The parties were called together.
        Call = "call",
        /// A party answered the call.
        AnswerCall = "answer_call",
        /// The record of verification was kept.
        Verify = "verify",
        /// A party signed the record.
        SignRecord = "sign_record",
        /// A draft was put before the judge.
        Propose = "propose",
        /// The draft of a later ruling was.
        ProposeLater = "propose_later",
        /// A draft was sent back.
        SendBack = "send_back",
        /// A member of the panel approved.
        Concur = "concur",
        /// The judge approved.
        Approve = "approve",
        /// The approval was taken back.
        TakeBack = "take_back",
        /// The ruling was sealed.
        Seal = "seal",
        /// The ruling could not be sealed as approved.
        SealFailed = "seal_failed",
        /// Draft and approvals were voided.
        Void = "void",
        /// A ruling was served.
        Serve = "serve",
        /// A notice was served.
        ServeNotice = "serve_notice",
        /// Something of service was recorded.
        ServiceRecorded = "service_recorded",
        /// A wrong record of service was annulled.
        ServiceAnnulled = "service_annulled",
        /// Somebody objected.
        Object = "object",
        /// Performance was told of.
        Perform = "perform",
        /// The return visit is due.
        VisitDue = "visit_due",
        /// The file was taken out.
        Archive = "archive",
        /// The register was changed.
        Register = "register",
        /// A token was used beyond its scope.
        TokenScope = "token_scope",
    }
}
