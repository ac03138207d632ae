//! 收件: cases, who joins them, and what they tell of themselves.

pub mod cases;
pub mod duplicates;
pub mod history;
pub mod idempotency;
pub mod joinings;
pub mod party_codes;
pub mod party_links;
pub mod readings;
pub mod submissions;
pub mod worklist;
