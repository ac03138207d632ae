//! 履行: what was told of performance.

pub mod performances;
