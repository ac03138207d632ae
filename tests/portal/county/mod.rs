//! The register.

pub mod register;
