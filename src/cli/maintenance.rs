//! Living with it: init, serve, migrate, backup, restore, doctor, audit, bench.

use crate::cli::failure::Failure;
use crate::cli::{Data, Done, Progress};
use crate::db;
use crate::db::review::due_dates::RunningDueDate;
use crate::domain::day::Day;
use crate::office::county::register::RegisterFiles;
use crate::office::proof::audit as auditing;
use crate::office::review::deadlines;
use crate::office::ruling::sealing;
use crate::office::system::config::Config;
use crate::office::system::config::Waits;
use crate::office::system::day;
use crate::office::system::roots;
use crate::office::system::setup::{self, Init};
use crate::office::system::{backup as saving, bench as benching, sweep};
use crate::web::State;
use crate::web::system::server::{Listen, serve as serve_pages};
use crate::words::{Lang, say};
use serde_json::json;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// `portal init`.
#[derive(clap::Args)]
pub struct InitArguments {
    #[command(flatten)]
    data: Data,
    /// Folder with court.json, agencies.json, holidays.csv; the built-in sample register when not given
    #[arg(long)]
    registry: Option<PathBuf>,
    /// Public host; it stands in codes and keys and cannot be changed later
    #[arg(long, default_value = "confirm.court.example")]
    host: String,
    /// Database address
    #[arg(long, default_value = "sqlite:portal.sqlite")]
    database: String,
    /// Folder for the root keys, apart from the data folder; several times: they are spread over them. A sibling
    /// named after the data folder (DIR.roots) when not given
    #[arg(long)]
    roots: Vec<PathBuf>,
}

pub(crate) fn init(arguments: &InitArguments) -> Done {
    let register = match &arguments.registry {
        Some(folder) => RegisterFiles::read(folder).map_err(|e| Failure::Usage("REGISTRY", e))?,
        None => RegisterFiles::built_in(),
    };
    let init = Init { register, host: &arguments.host, database: &arguments.database, waits: Waits::COURT, roots: arguments.roots.clone() };
    let data = &arguments.data.data;
    let [first, second] = setup::init(data, &init)?;
    println!("made {}", data.display());
    println!("two one-time setup links, for two administrators, each good for 24 hours; give each to one person:");
    println!("  https://{}/setup/{first}", arguments.host);
    println!("  https://{}/setup/{second}", arguments.host);
    let named = if arguments.roots.is_empty() { vec![roots::beside(data)] } else { arguments.roots.clone() };
    let shown = named.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ");
    eprintln!("The root keys lie in {shown}: take them to places of their own, each with its keeper.");
    eprintln!("The portal's own keys lie in the data folder: that is for development. See keys/README.md before going into service.");
    Ok(0)
}

/// `portal serve`.
#[derive(clap::Args)]
pub struct ServeArguments {
    #[command(flatten)]
    data: Data,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Address of a listener of its own for metrics; off unless given
    #[arg(long)]
    metrics: Option<String>,
}

pub(crate) fn serve(arguments: &ServeArguments) -> Done {
    let office = setup::open(&arguments.data.data)?;
    if let Some(gap) = office.register().calendar.gap(office.today()) {
        let (year, from) = (gap.year, gap.from);
        eprintln!(
            "CALENDAR_MISSING: there is no rest-day table for {year}: agreements in effect from {from} on are refused, as are acts \
             whose last day falls into {year}, until it is imported (page of rest days, or holidays.csv)"
        );
    }
    let listen = Listen { pages: &arguments.listen, metrics: arguments.metrics.as_deref() };
    serve_pages(State::new(office).map_err(|e| Failure::Refused("SERVE", e))?, listen).map_err(|e| Failure::Refused("SERVE", e))?;
    Ok(0)
}

pub(crate) fn migrate(data: &Path) -> Done {
    let config = Config::read(data)?;
    let pool = db::open(&config.address(data)?, 1)?;
    let ran = pool.get().map_err(|e| e.to_string())?.migrate()?;
    println!("{ran} migrations ran; the schema is up to date");
    Ok(0)
}

/// `portal backup`.
#[derive(clap::Args)]
pub struct BackupArguments {
    /// Empty folder to copy into
    dest: PathBuf,
    #[command(flatten)]
    data: Data,
}

pub(crate) fn backup(arguments: &BackupArguments) -> Done {
    let office = setup::open(&arguments.data.data)?;
    let count = saving::backup(&office, &arguments.dest)?;
    println!("{count} files copied to {}; it holds the keys: keep it as you keep them", arguments.dest.display());
    Ok(0)
}

/// `portal restore`.
#[derive(clap::Args)]
pub struct RestoreArguments {
    /// Backup to restore
    src: PathBuf,
    #[command(flatten)]
    data: Data,
}

pub(crate) fn restore(arguments: &RestoreArguments) -> Done {
    let count = saving::restore(&arguments.src, &arguments.data.data)?;
    println!("{count} files restored to {}", arguments.data.data.display());
    Ok(0)
}

/// `portal audit`, `portal doctor`.
#[derive(clap::Args)]
pub struct ReportArguments {
    #[command(flatten)]
    data: Data,
    /// JSON
    #[arg(long)]
    json: bool,
}

/// `portal doctor`.
#[derive(clap::Args)]
pub struct DoctorArguments {
    #[command(flatten)]
    report: ReportArguments,
    /// Confirm that this is today (YYYY-MM-DD), where the portal doubts its clock: restart it afterwards
    #[arg(long)]
    confirm_day: Option<String>,
}

pub(crate) fn doctor(arguments: &DoctorArguments) -> Done {
    let DoctorArguments { report: arguments, confirm_day } = arguments;
    let list = match setup::open(&arguments.data.data) {
        Ok(office) => {
            if let Some(text) = confirm_day {
                let day = Day::parse(text).ok_or_else(|| Failure::Usage("DAY", format!("{text:?} is no day: YYYY-MM-DD")))?;
                day::confirm(&office, None, day)?;
            }
            auditing::doctor(&office)?
        }
        Err(crate::office::Error::NotReady(sentence)) => vec![auditing::Symptom { what: "data folder", state: Err(sentence) }],
        Err(other) => return Err(other.into()),
    };
    let healthy = list.iter().all(|s| s.state.is_ok());
    if arguments.json {
        let symptoms: Vec<_> = list
            .iter()
            .map(|s| json!({"what": s.what, "ok": s.state.is_ok(), "said": s.state.as_ref().map_or_else(Clone::clone, Clone::clone)}))
            .collect();
        println!("{}", json!({"healthy": healthy, "looked_at": symptoms}));
    } else {
        for symptom in &list {
            match &symptom.state {
                Ok(said) => println!("● {}: {said}", symptom.what),
                Err(said) => println!("✕ {}: {said}", symptom.what),
            }
        }
    }
    Ok(u8::from(!healthy))
}

/// `portal due`.
#[derive(clap::Args)]
pub struct DueArguments {
    #[command(flatten)]
    data: Data,
    /// Clocks that end within so many days; what is over is always listed
    #[arg(long, default_value_t = 7)]
    days: i64,
    /// JSON, one clock a line
    #[arg(long)]
    json: bool,
}

pub(crate) fn due(arguments: &DueArguments, lang: Lang) -> Done {
    let office = setup::open(&arguments.data.data)?;
    day::look_at_start(&office)?;
    if let Some(doubt) = office.watch.doubt() {
        let today = office.today();
        return Err(Failure::Refused(
            "DAY",
            format!("{doubt}: nothing was swept; if today is {today}, run portal doctor --confirm-day {today}"),
        ));
    }
    let swept = sweep::sweep(&office)?;
    let today = office.today();
    let ends = |c: &RunningDueDate| today.days_until(c.deadline.due);
    // A right that has ended is nothing anybody owes.
    let is_right = |c: &RunningDueDate| c.period.is_right();
    let soon: Vec<RunningDueDate> =
        deadlines::running(&office)?.into_iter().filter(|c| ends(c) <= arguments.days && !(ends(c) < 0 && is_right(c))).collect();
    for clock in &soon {
        let case = clock.number.clone().unwrap_or_else(|| clock.case_id.to_string());
        if arguments.json {
            println!(
                "{}",
                json!({
                    "case": clock.case_id.as_str(), "case_number": clock.number, "stage": clock.stage.name(), "name": clock.period.name(), "party": clock.party,
                    "start": clock.deadline.start.to_string(), "nominal": clock.deadline.nominal.to_string(), "due": clock.deadline.due.to_string(),
                    "days_left": ends(clock), "article": clock.article, "provisional": clock.provisional,
                })
            );
        } else {
            let mark = if ends(clock) < 0 { "✕" } else { "◐" };
            let period = say(lang, &format!("period-{}", clock.period.name()), &[]);
            let provisional = if clock.provisional { format!("（{}）", say(lang, "provisional", &[])) } else { String::new() };
            println!("{mark} {} {case} {period} {}{provisional}", clock.deadline.due, clock.article);
        }
    }
    if !arguments.json {
        let days = arguments.days;
        println!(
            "{} lapsed, {} warned, {} reminded, {} clocks end within {days} days or are over",
            swept.lapsed,
            swept.warned,
            swept.reminded,
            soon.len()
        );
    }
    Ok(0)
}

pub(crate) fn audit(arguments: &ReportArguments) -> Done {
    let audit = auditing::audit(&setup::assemble(&arguments.data.data)?)?;
    if arguments.json {
        let documents: Vec<_> = audit
            .documents
            .iter()
            .map(|d| {
                json!({
                    "case_number": d.case_number, "kind": d.document.kind.name(), "rev": d.document.rev,
                    "sha256": d.document.sha256, "index": d.document.log_index,
                })
            })
            .collect();
        println!("{}", json!({"numbers": audit.numbers, "documents": documents, "faults": audit.faults}));
    } else {
        println!("{} case numbers, {} documents", audit.numbers.len(), audit.documents.len());
        audit.faults.iter().for_each(|f| println!("✕ {f}"));
        if audit.faults.is_empty() {
            println!("● no faults");
        }
    }
    Ok(u8::from(!audit.faults.is_empty()))
}

/// `portal bench`.
#[derive(clap::Args)]
pub struct BenchArguments {
    /// What to measure
    what: BenchKind,
    /// How many
    #[arg(long, default_value_t = 100)]
    count: u64,
    /// Folder to keep and resume; a scratch folder when not given
    #[arg(long)]
    data: Option<PathBuf>,
    /// JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum BenchKind {
    Issue,
    Verify,
}

/// A folder that goes away again.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left-over scratch is no fault of the measurement.
        let _ = (std::fs::remove_dir_all(&self.0), std::fs::remove_dir_all(roots::beside(&self.0)));
    }
}

pub(crate) fn bench(arguments: &BenchArguments, progress: Progress) -> Done {
    let scratch = Scratch(std::env::temp_dir().join(format!("portal-bench-{}", std::process::id())));
    let folder = arguments.data.as_ref().unwrap_or(&scratch.0);
    if !folder.join("portal.toml").exists() {
        let init = Init {
            register: RegisterFiles::built_in(),
            host: "bench.court.example",
            database: "sqlite:portal.sqlite",
            waits: Waits::NONE,
            roots: Vec::new(),
        };
        setup::init(folder, &init)?;
    }
    let office = setup::open(folder)?;
    sealing::reconcile(&office)?;
    sealing::seal_due(&office)?;
    let shown = |done: u64| {
        if progress == Progress::Never {
            return;
        }
        if std::io::stderr().is_terminal() {
            eprint!("\r{done}/{}", arguments.count);
        } else if done.is_multiple_of(100) {
            eprintln!("{done}/{}", arguments.count);
        }
    };
    let measured = match arguments.what {
        BenchKind::Issue => benching::issue(&office, arguments.count, shown)?,
        BenchKind::Verify => benching::verify(&office, arguments.count)?,
    };
    if std::io::stderr().is_terminal() && progress == Progress::Auto {
        eprintln!();
    }
    let value = measured.to_json();
    if arguments.json {
        println!("{value}");
    } else if let Some(object) = value.as_object() {
        object.iter().for_each(|(name, figure)| println!("{name:<24} {figure}"));
    }
    Ok(0)
}
