//! The log, verification, signatures.

pub mod curves;
pub mod kept_rulings;
