//! The log, verification, signatures.

pub mod bounds;
pub mod curves;
pub mod kept_rulings;
