//! From acceptance to the record of verification.

pub mod checklist;
pub mod deadlines;
pub mod meeting;
pub mod panel;
pub mod signals;
pub mod supplement;
