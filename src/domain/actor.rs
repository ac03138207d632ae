//! Who acts, and which acts are theirs (design.md §1, §3).

use super::id::PersonId;

/// What a person may do, by appointment in a unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Agency mediator (调解员).
    Mediator,
    /// Studio staff of the court (工作室法院人员): accepts, verifies, proposes.
    Clerk,
    /// Studio staff of the justice bureau (工作室司法局人员): reads and checks.
    Bureau,
    /// Judge (法官).
    Judge,
    /// Administrator of the portal (管理员).
    Admin,
    /// A party, its representative, guardian or agent (当事人).
    Party,
    /// The portal itself, in its daily sweep and in sealing.
    System,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [Self::Mediator, Self::Clerk, Self::Bureau, Self::Judge, Self::Admin, Self::Party, Self::System];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mediator => "mediator",
            Self::Clerk => "clerk",
            Self::Bureau => "bureau",
            Self::Judge => "judge",
            Self::Admin => "admin",
            Self::Party => "party",
            Self::System => "system",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// Somebody who acts: made only from a session, a token, or the portal's own doing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The person, where one acts.
    pub person: Option<PersonId>,
    /// Name for the history.
    pub name: String,
    /// Role in this act.
    pub role: Role,
    /// Code of the unit: an agency's code, or a court's.
    pub unit: String,
}

impl Actor {
    /// The portal itself.
    #[must_use]
    pub fn system() -> Self {
        Self { person: None, name: "系统".to_owned(), role: Role::System, unit: String::new() }
    }
}
