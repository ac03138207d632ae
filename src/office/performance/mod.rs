//! 履行: what is owed after confirmation, the papers for enforcement, the file of a case.

pub mod archive;
pub mod enforcement;
pub mod obligations;
pub mod reminders;
