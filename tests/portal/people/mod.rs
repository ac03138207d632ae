//! Who may do what, and how they come in.

pub mod access;
pub mod accounts;
pub mod factors;
pub mod guard;
mod two_people;
