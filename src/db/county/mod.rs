//! 县域: the register and its units.

pub mod registers;
pub mod units;
