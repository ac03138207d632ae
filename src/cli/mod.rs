//! The command line (`src/web/INTERFACE.md` §2): each command a few lines into `office`.

mod administration;
mod check;
pub mod demo;
mod deployment;
mod failure;
mod keys;
mod maintenance;
mod verification;

use crate::cli::failure::Failure;
use crate::words::Lang;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// The judicial-confirmation document portal (行政调解司法确认文书平台).
#[derive(Parser)]
#[command(
    name = "portal",
    version,
    after_help = "Examples:\n  portal check application.json --on 2026-03-25\n  portal period apply 2026-01-20\n  portal demo --exit --data var/demo\n  portal verify ruling.pdf --offline --bundle ruling.proof.zip --trust trust.note\n\nExit: 0 done, 1 refused or not authentic, 2 wrong usage, 3 authentic but no longer in force, 4 cannot be established, 5 a fault of ours."
)]
pub struct Arguments {
    /// Language of sentences: zh or en
    #[arg(long, global = true, env = "PORTAL_LANG", value_parser = language)]
    lang: Option<Lang>,
    /// Progress of long work: a bar on a terminal (auto), or none (never)
    #[arg(long, global = true, default_value = "auto")]
    progress: Progress,
    #[command(subcommand)]
    command: Command,
}

fn language(name: &str) -> Result<Lang, String> {
    Lang::named(name).ok_or_else(|| "zh or en".to_owned())
}

/// Whether long work tells how far it is.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A line that rewrites itself on a terminal, plain lines elsewhere.
    Auto,
    /// Nothing.
    Never,
}

/// Where the state lies.
#[derive(clap::Args, Clone)]
pub struct Data {
    /// Data folder
    #[arg(long, env = "PORTAL_DATA")]
    data: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Make a data folder: register, database, keys; prints a one-time setup token
    Init(maintenance::InitArguments),
    /// Serve the machine interface, the log and verification
    Serve(maintenance::ServeArguments),
    /// Take the sample agreements through the main job, in a folder made anew
    Demo(demo::DemoArguments),
    /// Bring the schema up to date
    Migrate(Data),
    /// Check applications against the law; nothing is stored
    Check(check::CheckArguments),
    /// Compute one statutory period
    Period(check::PeriodArguments),
    /// Verify rulings
    Verify(verification::VerifyArguments),
    /// Bring in applications with their files
    Import(administration::ImportArguments),
    /// Take out the file of a case
    Export(administration::ExportArguments),
    /// Keys: show them, rotate the seal key, move the root keys out of an old folder
    Keys(keys::KeysArguments),
    /// The trust note: print it, renew it
    Trust(keys::TrustArguments),
    /// The log: its checkpoint, or the proof of a ruling
    Log(verification::LogArguments),
    /// Copy the whole state into an empty folder
    Backup(maintenance::BackupArguments),
    /// Restore a backup into an empty data folder
    Restore(maintenance::RestoreArguments),
    /// Look at what the portal needs to work
    Doctor(maintenance::DoctorArguments),
    /// Sweep the clocks: end what has run out, warn of what will, list what ends soon
    Due(maintenance::DueArguments),
    /// Compare every issued document with log, bytes and signature
    Audit(maintenance::ReportArguments),
    /// Measure issuing or verifying on synthetic rulings
    Bench(maintenance::BenchArguments),
    /// People: add, list, remove
    User(administration::UserArguments),
    /// Tokens of the machine interface: add, list, revoke
    Token(administration::TokenArguments),
    /// Configuration: check it, print a systemd unit or an nginx server block
    Config(administration::ConfigArguments),
    /// Read or draw one file of somebody else's, within limits; the server starts this itself
    #[command(hide = true)]
    Foreign,
}

/// Runs a command. Errors go to stderr as one plain sentence with a code and what to do.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    // A reader that closes the pipe early ends us quietly, as it ends every command.
    std::panic::set_hook(Box::new(panicked));
    let lang = arguments.lang.unwrap_or_else(system_language);
    let chinese = arguments.lang.unwrap_or(Lang::Zh);
    let progress = arguments.progress;
    let done = match arguments.command {
        Command::Init(a) => maintenance::init(&a),
        Command::Serve(a) => maintenance::serve(&a),
        Command::Demo(a) => demo::run(&a),
        Command::Migrate(a) => maintenance::migrate(&a.data),
        Command::Check(a) => check::check(&a, chinese),
        Command::Due(a) => maintenance::due(&a, chinese),
        Command::Period(a) => check::period(&a),
        Command::Verify(a) => verification::verify(&a, lang),
        Command::Import(a) => administration::import(&a, lang),
        Command::Export(a) => administration::export(&a, lang),
        Command::Keys(a) => keys::keys(&a),
        Command::Trust(a) => keys::trust(&a),
        Command::Log(a) => verification::log(&a),
        Command::Backup(a) => maintenance::backup(&a),
        Command::Restore(a) => maintenance::restore(&a),
        Command::Doctor(a) => maintenance::doctor(&a),
        Command::Audit(a) => maintenance::audit(&a),
        Command::Bench(a) => maintenance::bench(&a, progress),
        Command::User(a) => administration::user(&a),
        Command::Token(a) => administration::token(&a),
        Command::Config(a) => administration::config(&a),
        Command::Foreign => Ok(u8::from(crate::foreign::child::work().is_err())),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(lang),
    }
}

/// A path as it is printed: what would move the cursor or colour the terminal is written out.
pub(crate) fn shown(path: &std::path::Path) -> String {
    let text = path.display().to_string();
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

fn panicked(info: &std::panic::PanicHookInfo<'_>) {
    let text = info.to_string();
    if text.contains("Broken pipe") {
        std::process::exit(0);
    }
    eprintln!("FAULT: {text}");
}

/// The language of the shell; English unless it says Chinese.
fn system_language() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    named.and_then(|v| Lang::named(&v)).unwrap_or(Lang::En)
}

/// Result of a command: its exit code.
pub(crate) type Done = Result<u8, Failure>;
