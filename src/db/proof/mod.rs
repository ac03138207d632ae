//! 验真: the log and the standing of rulings.

pub mod log;
pub mod sealed;
pub mod standings;
