//! 运维: setting up, keys, the daily sweep, backups.

pub mod backup;
pub mod bench;
pub mod catch_up;
pub mod config;
pub mod day;
pub mod figures;
pub mod health;
pub mod keys;
pub mod roots;
pub mod rotation;
pub mod setup;
pub mod sweep;
pub mod watch;
pub mod worker;
