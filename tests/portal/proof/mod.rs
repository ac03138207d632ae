//! The log, verification, signatures.

pub mod bounds;
pub mod curves;
pub mod evidence;
pub mod kept_rulings;
pub mod rotation;
