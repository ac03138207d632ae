//! What the body of a ruling consists of.

use crate::domain::document::Block;

/// What stands between the applicants and the ending.
pub(crate) struct Body {
    /// Course and facts.
    pub course: Vec<Block>,
    /// Reasoning, with its basis.
    pub reasoning: Vec<Block>,
    /// Operative part, and the effect line where there is one.
    pub operative: Vec<Block>,
}
