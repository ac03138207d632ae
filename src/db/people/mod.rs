//! 人员: people, appointments, sessions, tokens.

pub mod administration;
pub mod appointments;
pub mod invitations;
// The table has the chapter's name.
#[expect(clippy::module_inception)]
pub mod people;
pub mod proposals;
pub mod recovery_codes;
pub mod security;
pub mod sessions;
pub mod tokens;
