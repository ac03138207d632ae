//! The portal as its users meet it: a real database, real keys, real fonts, a real server.

#![expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]

mod app;
mod county;
mod http;
mod intake;
mod people;
mod performance;
mod proof;
mod review;
mod ruling;
mod service;
mod shape;
mod system;
