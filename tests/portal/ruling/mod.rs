//! Drafts, outcomes, sealing, later rulings, wording.

pub mod outcomes;
pub mod sealing;
pub mod subsequent;
pub mod wording;
