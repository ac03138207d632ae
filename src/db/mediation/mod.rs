//! 行政调解: matters with parties, terms and files.

pub mod attachments;
pub mod matters;
pub mod parties;
pub mod terms;
