//! Acts of administration, and what takes two people: whoever could put a judge into office alone could issue a ruling alone.

use super::actor::Role;
use super::named::named;

named! {
    /// What the history of administration tells.
    pub enum AdminAct {
        /// A link for an administrator of the first run was made at the machine.
        SetupLink = "setup_link",
        /// An administrator of the first run set up an account.
        SetUp = "set_up",
        /// Somebody was invited to a post that takes one.
        Invite = "invite",
        /// A way into an account that takes one.
        Link = "link",
        /// A post, or a way into an account, was proposed.
        Propose = "propose",
        /// A second person confirmed it.
        Confirm = "confirm",
        /// It was confirmed at the machine, in place of a second person.
        ConfirmAtMachine = "confirm_at_machine",
        /// A second person declined it.
        Decline = "decline",
        /// It was withdrawn.
        Withdraw = "withdraw",
        /// Somebody was given a further post that takes one.
        Appoint = "appoint",
        /// A post was ended.
        End = "end",
        /// Somebody gave up posts that do not go together.
        Choose = "choose",
        /// Somebody left.
        Leave = "leave",
        /// An account was made at the machine.
        AddAtMachine = "add_at_machine",
        /// The day without signing after a new second factor was ended.
        LiftFreeze = "lift_freeze",
        /// Somebody changed the own telephone or e-mail.
        Contact = "contact",
        /// An agency of the register was changed.
        Agency = "agency",
        /// The court's entry was changed.
        Court = "court",
        /// A rest-day table was imported.
        Calendar = "calendar",
        /// A token was made.
        Token = "token",
        /// A token was revoked.
        TokenRevoked = "token_revoked",
        /// The day was confirmed after the clock was doubted.
        Day = "day",
        /// A key was rotated, retired or called compromised, or the trust note renewed.
        Keys = "keys",
    }
}

named! {
    /// What is proposed.
    pub enum ProposalKind {
        /// A post.
        Appoint = "appoint",
        /// A new password and second factor.
        Invite = "invite",
        /// A new password.
        Reset = "reset",
    }
}

named! {
    /// What became of a proposal.
    pub enum ProposalOutcome {
        /// A second person confirmed it.
        Confirmed = "confirmed",
        /// A second person declined it.
        Declined = "declined",
        /// Whoever proposed it withdrew it.
        Withdrawn = "withdrawn",
    }
}

impl Role {
    /// Whether it takes two people to put somebody into a post of this role. A mediator hands in and decides nothing.
    #[must_use]
    pub const fn takes_two(self) -> bool {
        match self {
            Self::Clerk | Self::Bureau | Self::Judge | Self::President | Self::Admin => true,
            Self::Mediator | Self::Party | Self::System => false,
        }
    }

    /// Whether one person may hold both: whoever makes accounts has no part in rulings, and confirms no own proposals.
    #[must_use]
    pub const fn goes_with(self, other: Self) -> bool {
        !matches!(
            (self, other),
            (Self::Admin, Self::Clerk | Self::Judge | Self::President) | (Self::Clerk | Self::Judge | Self::President, Self::Admin)
        )
    }

    /// Whether somebody of this role confirms what an administrator proposed.
    #[must_use]
    pub const fn confirms(self) -> bool {
        match self {
            Self::Admin | Self::President => true,
            Self::Mediator | Self::Clerk | Self::Bureau | Self::Judge | Self::Party | Self::System => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_together_does_so_both_ways_and_who_confirms_decides_no_case() {
        for one in Role::ALL {
            for other in Role::ALL {
                assert_eq!(one.goes_with(other), other.goes_with(one), "{one} {other}");
            }
            assert!(!one.confirms() || one.takes_two(), "{one}");
        }
    }
}
