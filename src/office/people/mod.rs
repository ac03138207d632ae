//! 人员: accounts, credentials, appointments, sessions, tokens.

pub mod accounts;
pub mod appointments;
pub mod credentials;
pub mod security;
pub mod sessions;
pub mod tokens;
