//! 验真: the transparency log, verification, the audit of both.

pub mod audit;
pub mod history_marks;
mod kept;
pub mod known_trust;
pub mod log;
pub mod verification;
