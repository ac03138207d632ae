//! What happens at the doors and to accounts, as the security log keeps it: ids alone.

use super::named::named;

named! {
    /// What happened.
    pub enum SecurityEvent {
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// A password was wrong, or nobody has the name.
        PasswordWrong = "password_wrong",
        /// A code was wrong at the door.
        DoorCodeWrong = "door_code_wrong",
        /// A code, or the own password, was wrong in an act.
        ActCodeWrong = "act_code_wrong",
        /// Wrong codes at the door are used up: the password is no longer enough to try another.
        DoorShut = "door_shut",
        /// Wrong codes in acts are used up: every session ended.
        SignedOut = "signed_out",
        /// A recovery code opened the door.
        RecoveryUsed = "recovery_used",
        /// A password was set.
        PasswordSet = "password_set",
        /// A second factor was connected.
        FactorSet = "factor_set",
        /// Somebody made a one-time link.
        LinkMade = "link_made",
        /// Somebody asked for a new password.
        Forgotten = "forgotten",
    }
}

named! {
    /// What a one-time link is for.
    pub enum LinkPurpose {
        /// An administrator of the first run.
        Setup = "setup",
        /// Password and second factor.
        Invite = "invite",
        /// Password alone.
        Reset = "reset",
        /// The second factor, the password having been set.
        Connect = "connect",
        /// The same, in place of a factor there was before.
        Reconnect = "reconnect",
    }
}

impl SecurityEvent {
    /// Whether the owner of the account should look at it.
    #[must_use]
    pub const fn warns(self) -> bool {
        match self {
            Self::PasswordWrong | Self::DoorCodeWrong | Self::ActCodeWrong | Self::DoorShut | Self::SignedOut => true,
            Self::SignedIn | Self::RecoveryUsed | Self::PasswordSet | Self::FactorSet | Self::LinkMade | Self::Forgotten => false,
        }
    }
}
