//! 审查: the review of a case and its clocks.

pub mod assignments;
pub mod calls;
pub mod checks;
pub mod due_dates;
pub mod extensions;
pub mod panels;
pub mod recusals;
pub mod related;
pub mod requests;
pub mod supplements;
pub mod verifications;
pub mod warnings;
