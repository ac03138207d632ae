//! 裁定: drafts, intentions, documents, objections.

pub mod documents;
pub mod drafts;
pub mod intents;
pub mod objections;
