//! 人员: people, appointments, sessions, tokens.

pub mod appointments;
pub mod invitations;
pub mod people;
pub mod recovery_codes;
pub mod sessions;
pub mod tokens;
