//! 运维: setting up, keys, the daily sweep, backups.

pub mod backup;
pub mod bench;
pub mod catch_up;
pub mod config;
pub mod data_key;
pub mod day;
pub mod figures;
pub mod health;
pub mod key_overview;
pub mod keys;
pub mod reminders;
pub mod roots;
pub mod rotation;
pub mod setup;
pub mod sweep;
mod trust_change;
pub mod watch;
pub mod worker;
