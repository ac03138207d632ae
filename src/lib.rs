//! The judicial-confirmation document portal (行政调解司法确认文书平台).
//!
//! ```text
//!   cli ─┐
//!        ├─▶ office ─▶ domain ◀─ db · seal · pdf · post      adapters know the domain; beside it
//!   web ─┘      └────▶ db · seal · pdf · files · vault · post  seal prints with pdf, db keeps seal's Merkle tree
//! ```
//! Read in this order: [`domain`] (what is true), [`office`] (what people do), [`db`] (how it is kept),
//! [`seal`] (how it is signed and verified), [`pdf`] (how it is printed), then [`web`] and [`cli`].

pub mod cli;
pub mod db;
pub mod digest;
pub mod domain;
pub mod files;
pub mod foreign;
pub mod json;
pub mod office;
pub mod pdf;
pub mod picture;
pub mod post;
pub mod seal;
pub mod vault;
pub mod volume;

pub mod web;
pub mod words;
