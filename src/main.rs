//! Parses the command line and calls the portal; nothing else.

use clap::Parser;
use std::process::ExitCode;

/// Gives memory back to the system when it is free: what a crowd made the server take, it does not keep.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // What the portal writes is its owner's alone, whatever the shell it is started from allows.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    portal::cli::run(portal::cli::Arguments::parse())
}
