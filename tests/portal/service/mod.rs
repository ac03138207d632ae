//! Service.

pub mod recording;
