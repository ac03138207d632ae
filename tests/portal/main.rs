//! The portal as its users meet it: a real database, real keys, real fonts, a real server.

#![expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]

mod access;
mod app;
mod clocks;
mod county;
mod curves;
mod desk;
mod doors;
mod guard;
mod histories;
mod http;
mod keeping;
mod kept_rulings;
mod kinds;
mod later;
mod law;
mod line;
mod migrations;
mod outcomes;
mod pages;
mod panel;
mod performance;
mod races;
mod sealing;
mod service;
mod shape;
mod signals;
mod verification;
mod wording;
