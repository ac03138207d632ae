//! The only place a case changes stage.

use super::act::ActName;
use super::actor::Role;
use super::case::{Act, Approval, Back, Filed, Origin, Proposed, Reviewing, Ruled, Stage, StageName, StandingDraft, Supplementing};
use super::day::{Day, Moment};
use super::id::{CaseNumber, PersonId};
use super::outcome::Outcome;
use super::period::Deadline;
use super::refusal::Refusal;

/// The stage after an act, or why not. Pure: the day is an argument, the number was drawn before.
///
/// # Errors
/// A [`Refusal`] when the act is not this role's, not possible at this stage, or out of time.
pub fn decide(stage: Stage, act: Act, role: Role, on: Day) -> Result<Stage, Refusal> {
    if !act.roles().contains(&role) {
        return Err(Refusal::NotYourAct { act: act.name(), role });
    }
    Ok(match (stage, act) {
        (stage @ (Stage::Drafting | Stage::Supplementing(_)), Act::Edit) => stage,
        (Stage::Drafting, Act::Complete) => Stage::Joining,
        (Stage::Joining, Act::Reopen) => Stage::Drafting,
        (Stage::Joining, Act::Join { last, apply }) => join(last, apply, on)?,
        (Stage::Joining, Act::Decline) => Stage::Declined(on),
        (Stage::Drafting | Stage::Joining, Act::Abandon) => Stage::Abandoned(on),
        (Stage::Drafting | Stage::Joining, Act::Lapse { apply }) if apply.is_over(on) => Stage::Lapsed(on),
        (Stage::Filed(filed), Act::Accept { number }) => {
            Stage::Reviewing(Reviewing { filed_on: filed.on, accepted_on: on, number, verified: false })
        }
        (Stage::Filed(filed), Act::Supplement) => Stage::Supplementing(Supplementing { back: Back::Filed(filed) }),
        (Stage::Reviewing(review), Act::Supplement) => Stage::Supplementing(Supplementing { back: Back::Reviewing(review) }),
        (Stage::Supplementing(Supplementing { back }), Act::Resubmit) => match back {
            Back::Filed(filed) => Stage::Filed(filed),
            Back::Reviewing(review) => Stage::Reviewing(review),
        },
        // Notices are served while the case is under way.
        (stage @ (Stage::Supplementing(_) | Stage::Reviewing(_) | Stage::Proposed(_)), Act::Serve) => stage,
        (stage, Act::Extend) if stage.origin().is_some_and(|o| o.review().is_some()) => stage,
        (Stage::Reviewing(review), Act::Compose | Act::Call) => Stage::Reviewing(review),
        (Stage::Reviewing(review), Act::Verify) => Stage::Reviewing(Reviewing { verified: true, ..review }),
        (Stage::Filed(filed), Act::Propose { by, draft, outcome, number }) => {
            propose(Origin::Filed(filed), outcome, number, ProposedBy { by, draft })?
        }
        (Stage::Reviewing(review), Act::Propose { by, draft, outcome, number }) => {
            propose(Origin::Reviewing(review), outcome, number, ProposedBy { by, draft })?
        }
        (Stage::Supplementing(awaited), Act::Propose { by, draft, outcome, number }) => {
            propose(Origin::Supplementing(awaited), outcome, number, ProposedBy { by, draft })?
        }
        (Stage::Proposed(proposed), Act::SendBack) if proposed.standing.approval.is_none() => proposed.origin.back(proposed.number),
        (Stage::Proposed(proposed), Act::Void) => proposed.origin.back(proposed.number),
        (Stage::Proposed(proposed), Act::Seal { at, ruled_on }) => {
            sealable(&proposed.standing, at)?;
            Stage::Ruled(Ruled { number: proposed.number, outcome: proposed.outcome, on: ruled_on, later: None })
        }
        (Stage::Proposed(proposed), act @ (Act::Approve { .. } | Act::TakeBack { .. })) => {
            Stage::Proposed(Proposed { standing: judged(proposed.standing, act, StageName::Proposed)?, ..proposed })
        }
        (Stage::Ruled(ruled), act) => Stage::Ruled(after(ruled, act)?),
        (stage, act) => return Err(Refusal::NotNow { act: act.name(), stage: stage.name() }),
    })
}

fn join(last: bool, apply: Deadline, on: Day) -> Result<Stage, Refusal> {
    if apply.is_over(on) {
        return Err(Refusal::ApplyPeriodOver { due: apply.due });
    }
    Ok(if last { Stage::Filed(Filed { on, number: None }) } else { Stage::Joining })
}

/// The outcomes that can be proposed at a stage; none where no ruling can be proposed.
#[must_use]
pub fn possible(stage: &Stage) -> Vec<Outcome> {
    let origin = stage.origin().filter(|_| !matches!(stage, Stage::Proposed(_)));
    Outcome::ALL.into_iter().filter(|outcome| origin.as_ref().is_some_and(|o| allows(o, *outcome))).collect()
}

/// Whether an outcome can be proposed from somewhere (民诉法解释第三百五十五条至第三百五十八条): before acceptance a case is not
/// accepted, after it the application is dismissed; who has not supplemented in time may be treated as withdrawn.
const fn allows(origin: &Origin, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Confirmed | Outcome::Terminated => matches!(origin, Origin::Reviewing(_)),
        Outcome::Dismissed => origin.review().is_some(),
        Outcome::NotAccepted => origin.review().is_none(),
        Outcome::WithdrawalPermitted => true,
        Outcome::DeemedWithdrawn => matches!(origin, Origin::Reviewing(_) | Origin::Supplementing(_)),
    }
}

/// Who proposes, and which draft.
struct ProposedBy {
    by: PersonId,
    draft: String,
}

fn propose(origin: Origin, outcome: Outcome, number: CaseNumber, ProposedBy { by, draft }: ProposedBy) -> Result<Stage, Refusal> {
    if !allows(&origin, outcome) {
        let stage = match &origin {
            Origin::Filed(_) => StageName::Filed,
            Origin::Reviewing(_) => StageName::Reviewing,
            Origin::Supplementing(_) => StageName::Supplementing,
        };
        return Err(Refusal::OutcomeNotHere { outcome, stage });
    }
    // No confirming ruling without a record of verification (民诉法解释第三百五十六条).
    if outcome == Outcome::Confirmed && !origin.review().is_some_and(|r| r.verified) {
        return Err(Refusal::NotVerified);
    }
    Ok(Stage::Proposed(Proposed { origin, number, outcome, standing: StandingDraft { proposed_by: by, draft, approval: None } }))
}

/// What can be done once a case has been ruled on: the ruling itself is never touched, a later one may stand beside it.
fn after(ruled: Ruled, act: Act) -> Result<Ruled, Refusal> {
    let not_now = |act: &Act| Refusal::NotNow { act: act.name(), stage: StageName::Ruled };
    Ok(match (ruled.later.clone(), act) {
        (_, Act::Serve) => ruled,
        // A judge of the panel who has left is replaced before a later ruling is drafted.
        (None, Act::Compose) => ruled,
        (_, Act::Object) if ruled.outcome == Outcome::Confirmed => ruled,
        (None, Act::ProposeLater { by, draft }) => Ruled { later: Some(StandingDraft { proposed_by: by, draft, approval: None }), ..ruled },
        (Some(standing), Act::SendBack) if standing.approval.is_none() => Ruled { later: None, ..ruled },
        (Some(_), Act::Void) => Ruled { later: None, ..ruled },
        (Some(standing), Act::Seal { at, .. }) => {
            sealable(&standing, at)?;
            Ruled { later: None, ..ruled }
        }
        (Some(standing), act @ (Act::Approve { .. } | Act::TakeBack { .. })) => {
            Ruled { later: Some(judged(standing, act, StageName::Ruled)?), ..ruled }
        }
        (_, act) => return Err(not_now(&act)),
    })
}

/// A draft approved, or its approval taken back.
fn judged(standing: StandingDraft, act: Act, stage: StageName) -> Result<StandingDraft, Refusal> {
    match act {
        Act::Approve { by, draft, at, until } => approve(standing, by, &draft, TakeBackSpan { at, until }, stage),
        Act::TakeBack { at } => take_back(standing, at, stage),
        other => Err(Refusal::NotNow { act: other.name(), stage }),
    }
}

/// From when until when an approval can be taken back.
struct TakeBackSpan {
    at: Moment,
    until: Moment,
}

fn approve(
    standing: StandingDraft,
    by: PersonId,
    draft: &str,
    TakeBackSpan { at, until }: TakeBackSpan,
    stage: StageName,
) -> Result<StandingDraft, Refusal> {
    if standing.approval.is_some() {
        return Err(Refusal::NotNow { act: ActName::Approve, stage });
    }
    if standing.proposed_by == by {
        return Err(Refusal::FourEyes);
    }
    if standing.draft != draft {
        return Err(Refusal::DraftChanged);
    }
    Ok(StandingDraft { approval: Some(Approval { judge: by, at, until }), ..standing })
}

fn take_back(standing: StandingDraft, at: Moment, stage: StageName) -> Result<StandingDraft, Refusal> {
    match &standing.approval {
        Some(approval) if at < approval.until => Ok(StandingDraft { approval: None, ..standing }),
        Some(_) => Err(Refusal::TooLateToTakeBack),
        None => Err(Refusal::NotNow { act: ActName::TakeBack, stage }),
    }
}

/// The approval is there and can no longer be taken back.
fn sealable(standing: &StandingDraft, at: Moment) -> Result<(), Refusal> {
    match &standing.approval {
        Some(approval) if at >= approval.until => Ok(()),
        _ => Err(Refusal::NotApproved),
    }
}
