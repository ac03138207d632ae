//! Verification: independent facts, then a verdict derived from them (`src/web/INTERFACE.md` §5).

/// The verdict (核验结论).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Genuine, unchanged, in force as far as established.
    Authentic,
    /// Genuine, but another ruling has replaced it.
    AuthenticButSuperseded,
    /// Genuine, but revoked.
    AuthenticButRevoked,
    /// Some part names a document of ours, and it is not as issued.
    Altered,
    /// Nothing in it names a document of ours.
    NotIssuedHere,
    /// What is at hand does not suffice.
    CannotEstablish,
}

impl Verdict {
    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authentic => "AUTHENTIC",
            Self::AuthenticButSuperseded => "AUTHENTIC_BUT_SUPERSEDED",
            Self::AuthenticButRevoked => "AUTHENTIC_BUT_REVOKED",
            Self::Altered => "ALTERED",
            Self::NotIssuedHere => "NOT_ISSUED_HERE",
            Self::CannotEstablish => "CANNOT_ESTABLISH",
        }
    }

    /// Exit code of a command (`src/web/INTERFACE.md` §2).
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Authentic => 0,
            Self::Altered | Self::NotIssuedHere => 1,
            Self::AuthenticButSuperseded | Self::AuthenticButRevoked => 3,
            Self::CannotEstablish => 4,
        }
    }
}

/// State of a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactState {
    /// Established.
    Pass,
    /// Refuted.
    Fail,
    /// Not looked at, or nothing to look at.
    NotChecked,
    /// Established once, and too old now.
    Stale,
}

impl FactState {
    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotChecked => "not_checked",
            Self::Stale => "stale",
        }
    }
}

/// One fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerificationFact {
    /// Its name.
    pub fact: &'static str,
    /// Its state.
    pub state: FactState,
    /// Name of the sentence that says why.
    pub why: &'static str,
    /// What the sentence speaks of.
    pub args: Vec<(&'static str, String)>,
}

/// The public facts of a document: never a name or a term.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublicFacts {
    /// Document id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Court name.
    pub court: String,
    /// Case number.
    pub case_number: String,
    /// Date of the document.
    pub date: String,
    /// Revision.
    pub rev: i64,
}

/// The result of verifying one document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Verdict.
    pub verdict: Verdict,
    /// Public facts, where the document is ours.
    pub document: Option<PublicFacts>,
    /// Facts.
    pub facts: Vec<VerificationFact>,
    /// Size and time of the checkpoint it rests on.
    pub checkpoint: Option<(u64, Option<String>)>,
    /// What was not established, by name of the fact.
    pub not_established: Vec<&'static str>,
    /// Signed notes that contradict each other: evidence against whoever signed both.
    pub contradictions: Vec<String>,
}
