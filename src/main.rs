//! Parses the command line and calls the portal; nothing else.

use clap::Parser;
use std::process::ExitCode;

/// Gives memory back to the system when it is free: what a crowd made the server take, it does not keep.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    portal::cli::run(portal::cli::Arguments::parse())
}
