//! 运维: settings of the data folder.

pub mod settings;
