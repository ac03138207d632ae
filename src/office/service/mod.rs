//! 送达: what is sent, what became of it, from when on it counts.

pub mod delivery;
pub mod receipt;
pub mod recording;
pub mod sending;
