//! The whole: routes, pages, histories, crashes, backups.

pub mod campaign;
pub mod doors;
pub mod files_of_others;
pub mod guards;
pub mod histories;
pub mod keeping;
pub mod law;
pub mod limits;
pub mod migrations;
pub mod old_folders;
pub mod pages;
pub mod races;
pub mod roots;
pub mod routes;
pub mod running;
pub mod storm;
