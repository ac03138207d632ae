//! Performance, enforcement, the file.

pub mod obligations;
