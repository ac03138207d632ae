//! 人员: accounts, credentials, appointments, sessions, tokens.

pub mod accounts;
pub mod administration;
pub mod appointments;
pub mod contact;
pub mod credentials;
pub mod links;
pub mod proposals;
pub mod security;
pub mod sessions;
pub mod tokens;
