//! `portal verify` and `portal log`.

use crate::cli::failure::Failure;
use crate::cli::{Data, Done, Lang, shown};
use crate::domain::report::{Report, Verdict};
use crate::files::LARGEST_NAMED;
use crate::office::Office;
use crate::office::clock::Clock;
use crate::office::proof::known_trust::KnownTrust;
use crate::office::proof::{log, verification};
use crate::office::system::setup;
use crate::seal::trust::Trust;
use crate::seal::verify::{inspect, judge};
use crate::words;
use serde_json::json;
use std::path::{Path, PathBuf};

/// `portal verify`.
#[derive(clap::Args)]
pub struct VerifyArguments {
    /// Rulings
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Bundle (*.proof.zip)
    #[arg(long)]
    bundle: Option<PathBuf>,
    /// Trust note: whom you believe
    #[arg(long)]
    trust: Option<PathBuf>,
    /// File that keeps the newest trust note seen of each portal: an older one is never believed again
    #[arg(long)]
    state: Option<PathBuf>,
    /// Ask nobody
    #[arg(long)]
    offline: bool,
    /// Data folder whose log counts
    #[arg(long, env = "PORTAL_DATA")]
    data: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

pub(crate) fn verify(arguments: &VerifyArguments, lang: Lang) -> Done {
    let note = named(arguments.trust.as_deref(), "TRUST").and_then(|bytes| String::from_utf8(bytes).ok());
    let trust = note.as_deref().and_then(Trust::open);
    let bundle = named(arguments.bundle.as_deref(), "BUNDLE");
    let office = match (&arguments.data, arguments.offline) {
        (Some(data), false) => Some(setup::open(data)?),
        _ => None,
    };
    let mut known = match &arguments.state {
        Some(path) => Some(KnownTrust::read(path).map_err(|sentence| Failure::Usage("STATE", sentence))?),
        None => None,
    };
    let now = office.as_ref().map_or_else(|| Clock::default().now(), Office::now);
    let sources = verification::ReaderEvidence { trust: trust.clone(), bundle: bundle.as_deref(), offline: arguments.offline };
    let mut worst = Verdict::Authentic;
    for path in &arguments.files {
        let report = match crate::files::read_regular(path, LARGEST_NAMED) {
            Err(error) => {
                eprintln!("FILE: {} cannot be read: {error}", shown(path));
                unreadable()
            }
            Ok(bytes) => {
                let file = inspect(&bytes);
                let mut evidence = match &office {
                    Some(office) => verification::evidence_by(office, trust.as_ref(), &file)?,
                    None => verification::evidence_elsewhere(&file, &sources),
                };
                if let Some(known) = &mut known {
                    known.recall(&mut evidence);
                    evidence.notes.extend(note.clone());
                    known.learn(&evidence).map_err(|sentence| Failure::Usage("STATE", sentence))?;
                }
                judge(&file, &evidence, now)
            }
        };
        worst = worse(worst, report.verdict);
        print(path, &report, arguments.json, lang);
    }
    Ok(worst.exit_code())
}

/// Evidence that was named at the shell: where it cannot be read it counts as not given, and that is said.
fn named(path: Option<&Path>, code: &str) -> Option<Vec<u8>> {
    let path = path?;
    match crate::files::read_regular(path, LARGEST_NAMED) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            eprintln!("{code}: {} cannot be read and counts as not given: {error}", shown(path));
            None
        }
    }
}

/// A file that cannot be read still has a verdict.
fn unreadable() -> Report {
    Report {
        verdict: Verdict::CannotEstablish,
        document: None,
        facts: Vec::new(),
        checkpoint: None,
        not_established: vec!["content"],
        contradictions: Vec::new(),
    }
}

/// Several inputs: 1 before 4 before 3 before 0.
fn worse(one: Verdict, other: Verdict) -> Verdict {
    let rank = |v: Verdict| match v.exit_code() {
        1 => 3,
        4 => 2,
        3 => 1,
        _ => 0,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn print(path: &Path, report: &Report, as_json: bool, lang: Lang) {
    let file = path.display().to_string();
    if as_json {
        let mut value = words::report_json(report, lang);
        value["file"] = json!(file);
        println!("{value}");
        return;
    }
    println!("{}", shown(path));
    let sentence = words::say(lang, &format!("verdict-{}", report.verdict.name()), &[]);
    println!("  {}  {sentence}", report.verdict.name());
    for fact in &report.facts {
        println!("  {:<12} {:<12} {}", fact.state.name(), fact.fact, words::say(lang, fact.why, &fact.args));
    }
    for note in &report.contradictions {
        println!("  --");
        note.lines().for_each(|line| println!("  {line}"));
    }
    if let Some((size, time)) = &report.checkpoint {
        println!("  checkpoint   {size} {}", time.as_deref().unwrap_or(""));
    }
}

/// `portal log`.
#[derive(clap::Args)]
pub struct LogArguments {
    #[command(subcommand)]
    what: LogCommand,
}

#[derive(clap::Subcommand)]
enum LogCommand {
    /// Print the signed checkpoint
    Checkpoint(Data),
    /// Put back the file guard/checkpoint, where it is missing, from a checkpoint or proof that lies elsewhere
    Guard {
        /// The newest signed checkpoint there is, or a proof of inclusion that holds it
        checkpoint: PathBuf,
        #[command(flatten)]
        data: Data,
    },
    /// Print the inclusion proof of a ruling
    Inclusion {
        /// The ruling
        file: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

pub(crate) fn log(arguments: &LogArguments) -> Done {
    match &arguments.what {
        LogCommand::Checkpoint(data) => {
            let (_, note) = log::checkpoint(&setup::open(&data.data)?)?;
            print!("{note}");
        }
        LogCommand::Guard { checkpoint, data } => {
            let text = crate::files::read_text(checkpoint)
                .map_err(|e| Failure::Usage("FILE", format!("{} cannot be read: {e}", shown(checkpoint))))?;
            let size = log::put_guard_back(&setup::assemble(&data.data)?, &text)?;
            println!("put back: the log holds the checkpoint over {size} entries");
        }
        LogCommand::Inclusion { file, data } => {
            let office = setup::open(&data.data)?;
            let bytes = crate::files::read_regular(file, LARGEST_NAMED)
                .map_err(|e| Failure::Usage("FILE", format!("{} cannot be read: {e}", shown(file))))?;
            let evidence = verification::evidence_here(&office, &crate::seal::verify::inspect(&bytes))?;
            let proof = evidence.proof.ok_or_else(|| Failure::Refused("NOT_LOGGED", "this file is not in the log".to_owned()))?;
            print!("{}", proof.to_text());
        }
    }
    Ok(0)
}
