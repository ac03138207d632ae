//! Who acts, and which acts are theirs.

use super::id::PersonId;
use super::named::named;

named! {
    /// What a person may do, by appointment in a unit.
    pub enum Role {
        /// Agency mediator (调解员).
        Mediator = "mediator",
        /// Studio staff of the court (工作室法院人员): accepts, verifies, proposes.
        Clerk = "clerk",
        /// Studio staff of the justice bureau (工作室司法局人员): reads and checks.
        Bureau = "bureau",
        /// Judge (法官).
        Judge = "judge",
        /// President of the court (院长): confirms accounts, decides no case without a judge's post.
        President = "president",
        /// Administrator of the portal (管理员).
        Admin = "admin",
        /// A party, its representative, guardian or agent (当事人).
        Party = "party",
        /// The portal itself, in its daily sweep and in sealing.
        System = "system",
    }
}

named! {
    /// Kind of session.
    pub enum SessionKind {
        /// One proof given, one to come.
        Half = "half",
        /// Somebody who works here.
        Staff = "staff",
        /// A party on its own phone.
        Party = "party",
        /// A party at the agency's machine.
        Kiosk = "kiosk",
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
