//! What comes in: who asks, what was posted, how much of it, and the one hop to the office.

pub mod actor;
pub mod address;
pub mod body;
pub mod bounds;
pub mod gate;
pub mod hop;
pub mod lane;
pub mod limits;
pub mod multipart;
pub mod pace;
pub mod posted;
pub mod resubmission;
pub mod route;
pub mod wire;
