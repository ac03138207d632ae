//! Parses the command line and calls the portal; nothing else.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    portal::cli::run(portal::cli::Arguments::parse())
}
