//! `portal check` and `portal period`: the law, nothing stored.

use crate::cli::failure::Failure;
use crate::cli::{Done, Lang, shown};
use crate::domain::application::AttachmentKind;
use crate::domain::check::Context;
use crate::domain::day::Day;
use crate::domain::finding::{Finding, refuses, told};
use crate::domain::period::Period;
use crate::domain::register::Register;
use crate::foreign::Foreign;
use crate::office::clock::Clock;
use crate::office::county::register::RegisterFiles;
use crate::office::intake::application::{self, Folding, Read, code_points};
use crate::office::intake::duplicates;
use crate::office::intake::files;
use crate::office::intake::files::Inspected;
use crate::office::system::config::Config;
use crate::office::system::setup;
use crate::pdf::font::{DEFAULT_FAMILIES, Fonts};
use crate::seal::sha256_hex;
use crate::words::say;
use crate::{db, words};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Which register counts.
#[derive(clap::Args)]
pub struct RegisterChoice {
    /// Folder with agencies.json, court.json, holidays.csv
    #[arg(long)]
    registry: Option<PathBuf>,
    /// Data folder whose register counts where --registry is not given
    #[arg(long, env = "PORTAL_DATA")]
    data: Option<PathBuf>,
}

impl RegisterChoice {
    fn load(&self) -> Result<Register, Failure> {
        if let Some(folder) = &self.registry {
            let files = RegisterFiles::read(folder).map_err(|e| Failure::Usage("REGISTRY", e))?;
            return files.parse(1).map_err(|e| Failure::Usage("REGISTRY", e));
        }
        if let Some(data) = &self.data {
            let config = Config::read(data)?;
            let pool = db::open(&config.address(data)?, 1)?;
            let mut connection = pool.get().map_err(|e| e.to_string())?;
            return Ok(setup::kept_register(&mut connection)?);
        }
        Ok(RegisterFiles::built_in().parse(1)?)
    }
}

/// `portal check`.
#[derive(clap::Args)]
pub struct CheckArguments {
    /// Applications
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Day of filing (YYYY-MM-DD); today in Asia/Shanghai when not given
    #[arg(long)]
    on: Option<String>,
    #[command(flatten)]
    register: RegisterChoice,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

pub(crate) fn check(arguments: &CheckArguments, lang: Lang) -> Done {
    let on = match &arguments.on {
        None => Clock::default().today(),
        Some(text) => Day::parse(text).ok_or_else(|| Failure::Usage("DATE", format!("--on {text}: write a date as 2026-03-25")))?,
    };
    // A data folder knows its mediators' posts, and what lies before its court already.
    let office = match (&arguments.register.registry, &arguments.register.data) {
        (None, Some(data)) => Some(setup::open(data)?),
        _ => None,
    };
    let register = match &office {
        Some(office) => office.register().clone(),
        None => arguments.register.load()?,
    };
    let fonts = Fonts::load(&DEFAULT_FAMILIES.map(str::to_owned), &[]);
    if let Err(error) = &fonts {
        eprintln!("FONTS: names are not checked for glyphs: {error}");
    }
    let can_print = |c: char| fonts.as_ref().map_or(true, |f| f.can_print(c));
    let context = Context { register: &register, on, can_print: &can_print, held_post: &|_, _, _| false };
    let foreign = Foreign::own();
    let (mut refused, mut unreadable) = (false, false);
    for path in &arguments.files {
        let bytes = match crate::files::read_regular(path, crate::files::LARGEST_NAMED) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("FILE: {} cannot be read: {error}", shown(path));
                unreadable = true;
                continue;
            }
        };
        let read = application::read(&bytes);
        let mut found = match &office {
            Some(office) => office.check(&read, on),
            None => read.check(&context),
        };
        let looked = files(&foreign, path, &read)?;
        found.extend(looked.found);
        if let (Some(office), Some(application)) = (&office, &read.application) {
            found.extend(duplicates::of_unkept(office, application, &looked.agreements)?);
        }
        let found = read.in_document_order(found);
        refused |= refuses(&found);
        print(path, found, &read.folded, arguments.json, lang);
    }
    Ok(if unreadable { 2 } else { u8::from(refused) })
}

/// What was found of the attachments, and the digests of agreements among them.
struct Looked {
    found: Vec<Finding>,
    agreements: Vec<String>,
}

/// The attachments, as they lie beside the application.
fn files(foreign: &Foreign, application: &Path, read: &Read) -> Result<Looked, Failure> {
    let folder = application.parent().unwrap_or(Path::new("."));
    let (mut found, mut agreements) = (Vec::new(), Vec::new());
    let mut total = 0;
    let attachments = read.application.iter().flat_map(|a| &a.attachments);
    for (index, attachment) in attachments.enumerate() {
        let Some(path) = attachment.path.as_deref().filter(|p| application::inside(p)) else { continue };
        let at = format!("/attachments/{index}/path");
        let bytes = match crate::files::read_regular(&folder.join(path), files::LARGEST) {
            Ok(bytes) => bytes,
            Err(error) => {
                let too_big = error.kind() == std::io::ErrorKind::FileTooLarge;
                found.push(if too_big { files::too_big(path, &at) } else { files::missing(path, &at) });
                continue;
            }
        };
        total += bytes.len();
        let sha256 = sha256_hex(&bytes);
        if attachment.kind == Some(AttachmentKind::Agreement) {
            agreements.push(sha256.clone());
        }
        let candidate = files::Candidate { path, at: &at, sha256: &sha256, bytes: &bytes };
        match files::inspect(foreign, &candidate).map_err(crate::office::Error::from)? {
            Inspected::Unsound(finding) => found.push(*finding),
            Inspected::Sound(_) => {}
        }
    }
    if total > files::LARGEST_TOTAL {
        found.push(files::too_much());
    }
    Ok(Looked { found, agreements })
}

fn print(path: &Path, found: Vec<Finding>, folded: &[Folding], as_json: bool, lang: Lang) {
    let file = path.display().to_string();
    if as_json {
        let mut line = json!({"file": file});
        words::tell_findings(&mut line, &found, lang);
        println!("{line}");
        return;
    }
    let (found, omitted) = told(found);
    println!("{}", shown(path));
    for folding in folded {
        println!("  ○ {}\n    {}", folding.at, say(lang, "folded-note", &[("characters", code_points(&folding.changed))]));
    }
    for finding in &found {
        let mark = if finding.severity == crate::domain::finding::Severity::Refuse { "✕" } else { "▲" };
        println!("  {mark} {} {}", finding.code.as_str(), finding.at);
        let article = if finding.article.is_empty() { String::new() } else { format!("（{}）", finding.article) };
        println!("    {}{article}", words::of_finding(lang, finding));
    }
    if omitted > 0 {
        println!("  {}", say(lang, "findings-omitted", &[("count", omitted.to_string())]));
    }
    if found.is_empty() {
        println!("  ● {}", if lang == Lang::Zh { "没有发现问题" } else { "nothing found" });
    }
}

/// `portal period`.
#[derive(clap::Args)]
pub struct PeriodArguments {
    /// Name: apply accept supplement review review-local review-local-extended object-party object-third-party enforce restore
    name: String,
    /// Start day (YYYY-MM-DD), not counted
    start: String,
    /// Length set by the court, in days (months for periods of months)
    #[arg(long)]
    length: Option<u32>,
    #[command(flatten)]
    register: RegisterChoice,
    /// JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn period(arguments: &PeriodArguments) -> Done {
    let names = Period::ALL.map(Period::name).join(" ");
    let period = Period::named(&arguments.name)
        .ok_or_else(|| Failure::Usage("PERIOD", format!("no period is called {}; there are: {names}", arguments.name)))?;
    let start =
        Day::parse(&arguments.start).ok_or_else(|| Failure::Usage("DATE", format!("{}: write a date as 2026-03-25", arguments.start)))?;
    if arguments.length.is_some_and(|l| l == 0 || l > 36_500) {
        return Err(Failure::Usage("LENGTH", "--length: between 1 and 36500".to_owned()));
    }
    let register = arguments.register.load()?;
    let due = period
        .from(start, arguments.length, &register.calendar)
        .ok_or_else(|| Failure::Usage("LENGTH", format!("the court sets the length of {}: give it with --length N", period.name())))?;
    if arguments.json {
        println!(
            "{}",
            json!({
                "name": period.name(), "start": due.deadline.start.to_string(), "nominal": due.deadline.nominal.to_string(),
                "due": due.deadline.due.to_string(), "article": due.article, "provisional": due.provisional,
            })
        );
    } else {
        let note = if due.provisional { "（暂定：该年放假安排尚未导入）" } else { "" };
        println!("{} {} → {} {note}", period.name(), due.deadline.start, due.deadline.due);
        println!("  {} · 名义届满日 {}", due.article, due.deadline.nominal);
    }
    Ok(0)
}
