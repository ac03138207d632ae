//! A confirmation case and its stages: each holds exactly what is known there.

use super::act::ActName;
use super::actor::Role;
use super::day::{Day, Moment};
use super::id::{CaseNumber, PersonId};
use super::named::named;
use super::outcome::Outcome;
use super::period::Deadline;

/// Where a case stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// 草稿: handed in, files or corrections outstanding.
    Drafting,
    /// 待当事人确认: each party joins alone.
    Joining,
    /// 已提交: all have joined; the day of filing is fixed.
    Filed(Filed),
    /// 待补正: the agency mends what one complete notice names (民诉法解释第三百五十四条).
    Supplementing(Supplementing),
    /// 审查中: accepted, numbered, the review clock runs.
    Reviewing(Reviewing),
    /// 待签发: a draft ruling stands before the judge.
    Proposed(Proposed),
    /// 已裁定.
    Ruled(Ruled),
    /// The thirty days ran out before all had joined.
    Lapsed(Day),
    /// A party said no.
    Declined(Day),
    /// The agency gave it up.
    Abandoned(Day),
}

/// Known once filed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filed {
    /// The day the last party joined: the day of filing (申请日).
    pub on: Day,
    /// Given already, where a ruling was once proposed before acceptance: a number is given once.
    pub number: Option<CaseNumber>,
}

/// Known while the supplement is awaited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Supplementing {
    /// The stage it goes back to.
    pub back: Back,
}

/// Where a case stood when its supplement was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Back {
    /// Before acceptance.
    Filed(Filed),
    /// In review.
    Reviewing(Reviewing),
}

/// Known once accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reviewing {
    /// Day of filing.
    pub filed_on: Day,
    /// Day of acceptance (立案): the review clock starts here, never at filing.
    pub accepted_on: Day,
    /// Given once, at acceptance.
    pub number: CaseNumber,
    /// A record of verification (核实) is there.
    pub verified: bool,
}

/// Where a ruling was proposed from: where it goes back to when the judge sends it back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Before acceptance: non-acceptance, withdrawal.
    Filed(Filed),
    /// From review.
    Reviewing(Reviewing),
    /// While a supplement is awaited.
    Supplementing(Supplementing),
}

impl Origin {
    /// What review knows, where the case has been accepted.
    #[must_use]
    pub const fn review(&self) -> Option<&Reviewing> {
        match self {
            Self::Reviewing(review) | Self::Supplementing(Supplementing { back: Back::Reviewing(review) }) => Some(review),
            Self::Filed(_) | Self::Supplementing(_) => None,
        }
    }

    /// Day of filing.
    #[must_use]
    pub const fn filed_on(&self) -> Day {
        match self {
            Self::Filed(filed) | Self::Supplementing(Supplementing { back: Back::Filed(filed) }) => filed.on,
            Self::Reviewing(review) | Self::Supplementing(Supplementing { back: Back::Reviewing(review) }) => review.filed_on,
        }
    }

    /// The stage again, with its number kept.
    #[must_use]
    pub fn back(self, number: CaseNumber) -> Stage {
        match self {
            Self::Filed(filed) => Stage::Filed(Filed { number: Some(number), ..filed }),
            Self::Reviewing(review) => Stage::Reviewing(review),
            Self::Supplementing(Supplementing { back: Back::Filed(filed) }) => {
                Stage::Supplementing(Supplementing { back: Back::Filed(Filed { number: Some(number), ..filed }) })
            }
            Self::Supplementing(supplementing) => Stage::Supplementing(supplementing),
        }
    }
}

/// Known while a draft stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposed {
    /// Where it was proposed from.
    pub origin: Origin,
    /// Case number.
    pub number: CaseNumber,
    /// What the draft would end the case with.
    pub outcome: Outcome,
    /// The draft.
    pub standing: StandingDraft,
}

/// A draft that stands before the judge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StandingDraft {
    /// Who proposed.
    pub proposed_by: PersonId,
    /// SHA-256 of the canonical draft, hex: approvals bind to it.
    pub draft: String,
    /// The judge's approval, while it can be taken back and until the ruling is sealed.
    pub approval: Option<Approval>,
}

/// A judge's approval of exactly one draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approval {
    /// Who.
    pub judge: PersonId,
    /// When.
    pub at: Moment,
    /// Until when it can be taken back.
    pub until: Moment,
}

/// Known once ruled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruled {
    /// Case number.
    pub number: CaseNumber,
    /// Outcome.
    pub outcome: Outcome,
    /// Date of the ruling.
    pub on: Day,
    /// The draft of a later ruling (补正, 异议), where one stands: the ruling that ended the case is not touched by it.
    pub later: Option<StandingDraft>,
}

named! {
    /// Where a case stands, by name alone (`src/web/INTERFACE.md` §3).
    pub enum StageName {
        /// 草稿.
        Drafting = "drafting",
        /// 待当事人确认.
        Joining = "joining",
        /// 已提交.
        Filed = "filed",
        /// 待补正.
        Supplementing = "supplementing",
        /// 审查中.
        Reviewing = "reviewing",
        /// 待签发.
        Proposed = "proposed",
        /// 已裁定.
        Ruled = "ruled",
        /// The thirty days ran out.
        Lapsed = "lapsed",
        /// A party said no.
        Declined = "declined",
        /// Given up.
        Abandoned = "abandoned",
    }
}

impl StageName {
    /// Where a case goes on.
    pub const OPEN: [Self; 6] = [Self::Drafting, Self::Joining, Self::Filed, Self::Supplementing, Self::Reviewing, Self::Proposed];
    /// Before the court is asked.
    pub const BEFORE_FILING: [Self; 2] = [Self::Drafting, Self::Joining];
    /// Where the agency writes.
    pub const EDITABLE: [Self; 2] = [Self::Drafting, Self::Supplementing];
    /// Where it is somebody's work in the court.
    pub const WITH_THE_COURT: [Self; 4] = [Self::Filed, Self::Supplementing, Self::Reviewing, Self::Proposed];
    /// Where the studio is to act next.
    pub const WITH_THE_STUDIO: [Self; 2] = [Self::Filed, Self::Reviewing];
    /// Ended without a ruling: it can be begun again.
    pub const ENDED_EARLY: [Self; 3] = [Self::Lapsed, Self::Declined, Self::Abandoned];
    /// Ended, with a ruling or without.
    pub const ENDED: [Self; 4] = [Self::Ruled, Self::Lapsed, Self::Declined, Self::Abandoned];
}

impl Stage {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> StageName {
        match self {
            Self::Drafting => StageName::Drafting,
            Self::Joining => StageName::Joining,
            Self::Filed(_) => StageName::Filed,
            Self::Supplementing(_) => StageName::Supplementing,
            Self::Reviewing(_) => StageName::Reviewing,
            Self::Proposed(_) => StageName::Proposed,
            Self::Ruled(_) => StageName::Ruled,
            Self::Lapsed(_) => StageName::Lapsed,
            Self::Declined(_) => StageName::Declined,
            Self::Abandoned(_) => StageName::Abandoned,
        }
    }

    /// The day as of which an application is judged: that of its filing, or of its ruling; today while it can still change.
    #[must_use]
    pub const fn judged_on(&self, today: Day) -> Day {
        match self {
            Self::Filed(filed) | Self::Supplementing(Supplementing { back: Back::Filed(filed) }) => filed.on,
            Self::Reviewing(review) | Self::Supplementing(Supplementing { back: Back::Reviewing(review) }) => review.filed_on,
            Self::Proposed(proposed) => proposed.origin.filed_on(),
            Self::Ruled(ruled) => ruled.on,
            _ => today,
        }
    }

    /// Where a ruling can be proposed from, when this is such a stage.
    #[must_use]
    pub fn origin(&self) -> Option<Origin> {
        match self {
            Self::Filed(filed) => Some(Origin::Filed(filed.clone())),
            Self::Reviewing(review) => Some(Origin::Reviewing(review.clone())),
            Self::Supplementing(awaited) => Some(Origin::Supplementing(awaited.clone())),
            Self::Proposed(proposed) => Some(proposed.origin.clone()),
            _ => None,
        }
    }

    /// The draft that stands before the judge.
    #[must_use]
    pub const fn standing(&self) -> Option<&StandingDraft> {
        match self {
            Self::Proposed(proposed) => Some(&proposed.standing),
            Self::Ruled(ruled) => ruled.later.as_ref(),
            _ => None,
        }
    }

    /// The case number, once it has been given.
    #[must_use]
    pub const fn number(&self) -> Option<&CaseNumber> {
        match self {
            Self::Reviewing(r) | Self::Supplementing(Supplementing { back: Back::Reviewing(r) }) => Some(&r.number),
            Self::Filed(f) | Self::Supplementing(Supplementing { back: Back::Filed(f) }) => f.number.as_ref(),
            Self::Proposed(p) => Some(&p.number),
            Self::Ruled(r) => Some(&r.number),
            _ => None,
        }
    }
}

/// What can be done to a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Write on while nobody has been asked, or what a supplement notice asks for.
    Edit,
    /// All files are there and nothing refuses: the parties can be asked.
    Complete,
    /// Take the case back into drafting before all have joined: whoever has joined joins anew.
    Reopen,
    /// A party joins; the last one files the case.
    Join {
        /// Nobody is left to join.
        last: bool,
        /// The thirty days to apply.
        apply: Deadline,
    },
    /// A party says no.
    Decline,
    /// The agency gives the case up.
    Abandon,
    /// The sweep finds the thirty days over.
    Lapse {
        /// The thirty days to apply.
        apply: Deadline,
    },
    /// Accept and number.
    Accept {
        /// The number drawn in the same transaction.
        number: CaseNumber,
    },
    /// Ask for a supplement, in one complete notice.
    Supplement,
    /// Hand the supplement in.
    Resubmit,
    /// Extend the review, with the president's approval.
    Extend,
    /// Decide who hears the case: a sole judge or a panel.
    Compose,
    /// Call the parties together for verification.
    Call,
    /// Keep the record of verification.
    Verify,
    /// Put a draft ruling before the judge.
    Propose {
        /// Who proposes.
        by: PersonId,
        /// The draft's hash.
        draft: String,
        /// What it would end the case with.
        outcome: Outcome,
        /// The case's number, or the one drawn in the same transaction.
        number: CaseNumber,
    },
    /// Put a draft of a later ruling before the judge: a correction, or a decision on an objection.
    ProposeLater {
        /// Who proposes.
        by: PersonId,
        /// The draft's hash.
        draft: String,
    },
    /// Object to the ruling.
    Object,
    /// Send the draft back with a reason.
    SendBack,
    /// Approve this very draft.
    Approve {
        /// The judge.
        by: PersonId,
        /// The draft the judge saw.
        draft: String,
        /// When.
        at: Moment,
        /// Until when it can be taken back.
        until: Moment,
    },
    /// Take the approval back.
    TakeBack {
        /// When.
        at: Moment,
    },
    /// Seal the ruling.
    Seal {
        /// When.
        at: Moment,
        /// Date of the ruling.
        ruled_on: Day,
    },
    /// Void draft and approvals: the ruling could not be sealed as approved.
    Void,
    /// Record that a recipient was served.
    Serve,
}

impl Act {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> ActName {
        match self {
            Self::Edit => ActName::Edit,
            Self::Complete => ActName::Complete,
            Self::Reopen => ActName::Reopen,
            Self::Join { .. } => ActName::Join,
            Self::Decline => ActName::Decline,
            Self::Abandon => ActName::Abandon,
            Self::Lapse { .. } => ActName::Lapse,
            Self::Accept { .. } => ActName::Accept,
            Self::Supplement => ActName::Supplement,
            Self::Resubmit => ActName::Resubmit,
            Self::Extend => ActName::Extend,
            Self::Compose => ActName::Compose,
            Self::Call => ActName::Call,
            Self::Verify => ActName::Verify,
            Self::Propose { .. } => ActName::Propose,
            Self::ProposeLater { .. } => ActName::ProposeLater,
            Self::Object => ActName::Object,
            Self::SendBack => ActName::SendBack,
            Self::Approve { .. } => ActName::Approve,
            Self::TakeBack { .. } => ActName::TakeBack,
            Self::Seal { .. } => ActName::Seal,
            Self::Void => ActName::Void,
            Self::Serve => ActName::Serve,
        }
    }

    /// The roles whose act this is; nobody else's, ever.
    #[must_use]
    pub const fn roles(&self) -> &'static [Role] {
        match self {
            Self::Edit | Self::Complete | Self::Reopen | Self::Abandon | Self::Resubmit => &[Role::Mediator],
            // A party joins by itself; on paper, at the agency's machine or by transcript the mediator records it.
            Self::Join { .. } | Self::Decline => &[Role::Party, Role::Mediator],
            Self::Lapse { .. } | Self::Seal { .. } | Self::Void => &[Role::System],
            Self::Accept { .. }
            | Self::Supplement
            | Self::Extend
            | Self::Compose
            | Self::Call
            | Self::Verify
            | Self::Propose { .. }
            | Self::ProposeLater { .. }
            | Self::Serve => &[Role::Clerk],
            // A party objects by itself; on paper, and for a third person, the studio records it.
            Self::Object => &[Role::Party, Role::Clerk],
            Self::SendBack | Self::Approve { .. } | Self::TakeBack { .. } => &[Role::Judge],
        }
    }
}
