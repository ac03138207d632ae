//! What comes in: who asks, what was posted, how much of it, and the one hop to the office.

pub mod actor;
pub mod hop;
pub mod limits;
pub mod posted;
pub mod resubmission;
pub mod route;
