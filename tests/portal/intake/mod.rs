//! From an application to the last party's joining.

pub mod kinds;
pub mod line;
pub mod readings;
pub mod twins;
pub mod visit;
