//! x
pub mod domain; pub mod files; pub mod json; pub mod pdf; pub mod seal;
pub mod words;
pub mod office { pub mod form; pub mod register; }
