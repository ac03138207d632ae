//! 裁定: drafted, approved, sealed; and what follows a ruling.

pub mod approval;
pub mod draft;
pub mod objection;
pub mod sealing;
pub mod subsequent;
