//! 审查: from acceptance to the record of verification.

pub mod acceptance;
pub mod assignment;
pub mod checklist;
pub mod deadlines;
pub mod meeting;
pub mod panel;
pub mod record;
pub mod recusal;
pub mod related;
pub mod requests;
pub mod supplement;
