//! 验真: the transparency log, verification, the audit of both.

pub mod audit;
mod kept;
pub mod known_trust;
pub mod log;
pub mod verification;
