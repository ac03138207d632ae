//! 县域: the county's register and its changes.

pub mod changes;
pub mod register;
