//! The review point by point (审查要点).

use super::finding::Code;
use super::named::named;

named! {
    /// A point of the review, in the order they are gone through.
    pub enum ReviewPoint {
        /// Who applies, and what the others do not cover.
        Subject = "subject",
        /// Whether this court may.
        Jurisdiction = "jurisdiction",
        /// What may be confirmed at all.
        Scope = "scope",
        /// The thirty days.
        Period = "period",
        /// Papers.
        Materials = "materials",
        /// Whether the terms are definite.
        Content = "content",
        /// Whether the parties were free.
        Voluntary = "voluntary",
        /// Signs of false mediation.
        Signals = "signals",
    }
}

impl ReviewPoint {
    /// Those that bar acceptance.
    pub const BEFORE_ACCEPTANCE: [Self; 5] = [Self::Subject, Self::Jurisdiction, Self::Scope, Self::Period, Self::Materials];

    /// The point a finding belongs to.
    #[must_use]
    pub const fn of(code: Code) -> Self {
        match code {
            Code::Jurisdiction | Code::AuthorityUnknown => Self::Jurisdiction,
            Code::ScopeStatus | Code::ScopeTitle | Code::LaneAdministrative | Code::LaneLabour => Self::Scope,
            Code::EffectiveDate | Code::ApplyPeriod | Code::ApplyPeriodNear | Code::CalendarMissing => Self::Period,
            Code::Material | Code::File | Code::Undertaking => Self::Materials,
            Code::TermDue | Code::TermVague | Code::TermSum | Code::TermCapital | Code::TermText | Code::TermParty | Code::TermAccount => {
                Self::Content
            }
            Code::FalseMediationSignal => Self::Signals,
            _ => Self::Subject,
        }
    }
}

named! {
    /// How a point stands.
    pub enum ReviewMark {
        /// Met.
        Pass = "pass",
        /// Not met.
        Fail = "fail",
        /// Not looked at.
        Open = "open",
    }
}

/// What a record must answer (民诉法解释 356).
pub const CHECKLIST: [&str; 8] = [
    "identity",
    "free_will",
    "effect_understood",
    "content_performable",
    "performance_so_far",
    "no_other_case",
    "third_parties",
    "no_collusion",
];
