//! 收件: an application is written, handed in, and joined by each party.

pub mod application;
pub(crate) mod checked;
pub(crate) mod duplicates;
pub mod files;
pub mod invitation;
pub mod joining;
pub mod readings;
pub mod submission;
pub mod visit;
pub mod writing;
