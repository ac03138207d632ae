//! 验真: the log and the standing of rulings.

pub mod history_marks;
pub mod log;
pub mod sealed;
pub mod standings;
