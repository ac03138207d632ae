//! Administration: import, keys, trust, people, tokens, configuration.

use crate::cli::deployment;
use crate::cli::failure::Failure;
use crate::cli::{Data, Done, Lang};
use crate::domain::actor::Role;
use crate::domain::refusal::Refusal;
use crate::office::intake::application;
use crate::office::intake::files;
use crate::office::intake::submission::{HandedFile, take_in};
use crate::office::people::accounts;
use crate::office::people::appointments::{self, NewPerson};
use crate::office::people::proposals;
use crate::office::people::tokens;
use crate::office::performance::archive;
use crate::office::system::config::Config;
use crate::office::system::setup;
use crate::office::{Error, Office};
use crate::words;
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};

/// `portal import`.
#[derive(clap::Args)]
pub struct ImportArguments {
    /// An application (JSON), or a folder with application.json, or a folder of such folders
    source: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Check only; keep nothing
    #[arg(long)]
    dry_run: bool,
    /// JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn import(arguments: &ImportArguments, lang: Lang) -> Done {
    let office = setup::open(&arguments.data.data)?;
    let sources = sources(&arguments.source)?;
    let (mut imported, mut failed) = (0, Vec::new());
    for (row, path) in sources.iter().enumerate() {
        match one(&office, path, arguments.dry_run, lang) {
            Ok(line) => {
                imported += 1;
                if !arguments.json {
                    println!("{line}");
                }
            }
            Err(reasons) => {
                for (code, message) in reasons {
                    if !arguments.json {
                        eprintln!("{}: {code}: {message}", path.display());
                    }
                    failed.push(json!({"row": row + 1, "column": path.display().to_string(), "code": code, "message": message}));
                }
            }
        }
    }
    if arguments.json {
        println!("{}", json!({"rows": sources.len(), "imported": imported, "failed": failed, "failed_file": Value::Null}));
    }
    Ok(u8::from(!failed.is_empty()))
}

/// The applications under a path.
fn sources(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.is_file() {
        let json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        return if json {
            Ok(vec![path.to_owned()])
        } else {
            Err(Failure::Usage("FILE", "only .json applications can be imported".to_owned()))
        };
    }
    let own = path.join("application.json");
    if own.is_file() {
        return Ok(vec![own]);
    }
    let entries = std::fs::read_dir(path).map_err(|e| Failure::Usage("FILE", format!("{} cannot be read: {e}", path.display())))?;
    let mut found: Vec<PathBuf> =
        entries.filter_map(Result::ok).map(|e| e.path().join("application.json")).filter(|p| p.is_file()).collect();
    found.sort();
    if found.is_empty() { Err(Failure::Usage("FILE", format!("{} holds no application.json", path.display()))) } else { Ok(found) }
}

type Reasons = Vec<(String, String)>;

/// Imports one application with the files beside it.
fn one(office: &Office, path: &Path, dry_run: bool, lang: Lang) -> Result<String, Reasons> {
    let fault = |sentence: String| vec![("FILE".to_owned(), sentence)];
    let bytes = crate::files::read_bytes(path).map_err(|e| fault(e.to_string()))?;
    let read = application::read(&bytes);
    if dry_run {
        let found = office.check(&read, office.today());
        let refusing: Reasons = reasons(&found, lang);
        return if refusing.is_empty() { Ok(format!("{}: would be imported", path.display())) } else { Err(refusing) };
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let application = read.application.as_ref();
    let files = application
        .iter()
        .flat_map(|a| &a.attachments)
        .filter_map(|a| a.path.as_deref().filter(|p| application::inside(p)))
        .filter_map(|p| {
            crate::files::read_regular(&folder.join(p), files::LARGEST)
                .ok()
                .map(|bytes| HandedFile { path: p.to_owned(), content: bytes.into() })
        })
        .collect();
    let agency = application.and_then(|a| a.agency.clone()).unwrap_or_default();
    let done = appointments::agency_actor(office, &agency).or_else(|error| match error {
        // An unknown agency is for the check to say.
        Error::NotFound => Ok(crate::domain::actor::Actor::system()),
        other => Err(other),
    });
    match done.and_then(|actor| take_in(office, &actor, &bytes, files)) {
        Ok(taken) => Ok(format!("{}: {} {}", path.display(), taken.id, taken.stage)),
        Err(Error::Refused(Refusal::Findings(found))) => Err(reasons(&found, lang)),
        Err(Error::Refused(refusal)) => Err(vec![(refusal.code().to_owned(), words::of_refusal(lang, &refusal))]),
        Err(Error::Fault(sentence) | Error::NotReady(sentence)) => Err(vec![("FAULT".to_owned(), sentence)]),
        Err(Error::Busy(busy)) => Err(vec![(busy.code().to_owned(), words::say(lang, busy.word(), &[]))]),
        Err(Error::NotFound) => Err(vec![("NOT_FOUND".to_owned(), words::say(lang, "not-found", &[]))]),
        Err(Error::Stale | Error::Taken) => Err(vec![("STALE".to_owned(), words::say(lang, "stale", &[]))]),
    }
}

fn reasons(found: &[crate::domain::finding::Finding], lang: Lang) -> Reasons {
    found
        .iter()
        .filter(|f| f.severity == crate::domain::finding::Severity::Refuse)
        .map(|f| (f.code.as_str().to_owned(), format!("{}: {}", f.at, words::of_finding(lang, f))))
        .collect()
}

/// `portal user`.
#[derive(clap::Args)]
pub struct UserArguments {
    #[command(subcommand)]
    what: UserCommand,
}

#[derive(clap::Subcommand)]
enum UserCommand {
    /// Add a person; the password comes from stdin, the TOTP secret is printed once. A post of the court or the studio waits
    /// until an administrator or the president has confirmed it
    Add {
        /// Login name
        #[arg(long)]
        login: String,
        /// Name
        #[arg(long)]
        name: String,
        /// mediator, clerk, bureau, judge, president, admin
        #[arg(long)]
        role: String,
        /// Agency code, for a mediator
        #[arg(long)]
        agency: Option<String>,
        #[command(flatten)]
        data: Data,
    },
    /// List people
    List(Data),
    /// Confirm what waits about a person, where no second person can: written down, told to everybody, shown for thirty days
    Confirm {
        /// Login name
        login: String,
        #[command(flatten)]
        data: Data,
    },
    /// Print a setup link for an administrator, while fewer than two are there
    Setup(Data),
    /// End a leaver's account
    Remove {
        /// Login name
        login: String,
        #[command(flatten)]
        data: Data,
    },
}

pub(crate) fn user(arguments: &UserArguments) -> Done {
    match &arguments.what {
        UserCommand::Add { login, name, role, agency, data } => {
            let role = Role::named(role)
                .filter(|r| !matches!(r, Role::Party | Role::System))
                .ok_or_else(|| Failure::Usage("ROLE", format!("{role}: mediator, clerk, bureau, judge, president or admin")))?;
            let office = setup::open(&data.data)?;
            let mut password = zeroize::Zeroizing::new(String::new());
            std::io::stdin().read_to_string(&mut password).map_err(|e| Failure::Usage("PASSWORD", e.to_string()))?;
            let password = password.trim_end_matches(['\r', '\n']);
            let new = NewPerson { login, name, role, agency: agency.as_deref(), password };
            let added = appointments::add_at_machine(&office, &new)?;
            println!("added {login} ({})", added.id);
            println!("TOTP secret, shown once: {}", base32_of(&added.secret));
            if added.waits {
                println!("the post of {} waits until an administrator or the president has confirmed it", role.name());
            }
        }
        UserCommand::List(data) => {
            for (person, appointments) in appointments::people(&setup::open(&data.data)?)? {
                let roles: Vec<String> = appointments.iter().map(|a| format!("{}@{}", a.role.name(), a.unit_code)).collect();
                println!("{}\t{}\t{}", person.login, person.name, roles.join(" "));
            }
        }
        UserCommand::Confirm { login, data } => {
            let confirmed = proposals::confirm_at_machine(&setup::open(&data.data)?, login)?;
            println!("confirmed; everybody who works here is told, and shown it for thirty days");
            if let Some(code) = confirmed.code {
                println!("opening code, shown once: {code}");
            }
        }
        UserCommand::Setup(data) => {
            let office = setup::open(&data.data)?;
            let token = accounts::setup_link(&office)?;
            println!("one-time setup link, good for three days: https://{}/setup/{token}", office.config.host);
        }
        UserCommand::Remove { login, data } => {
            appointments::remove_person(&setup::open(&data.data)?, login)?;
            println!("{login} has left");
        }
    }
    Ok(0)
}

/// A secret as authenticators take it (RFC 4648 base 32).
fn base32_of(hex: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bytes = crate::seal::unhex_all(hex).unwrap_or_default();
    crate::domain::id::base32(&bytes)
        .bytes()
        .filter_map(|b| CROCKFORD.iter().position(|c| *c == b))
        .map(|i| char::from(ALPHABET[i]))
        .collect()
}

/// `portal token`.
#[derive(clap::Args)]
pub struct TokenArguments {
    #[command(subcommand)]
    what: TokenCommand,
}

#[derive(clap::Subcommand)]
enum TokenCommand {
    /// Make a token for an agency; it is printed once
    Add {
        /// Agency code
        #[arg(long)]
        agency: String,
        /// What it is for
        #[arg(long)]
        label: String,
        /// applications:write, applications:read
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
        /// Days it is good for
        #[arg(long, default_value_t = 90)]
        days: i64,
        #[command(flatten)]
        data: Data,
    },
    /// List tokens
    List(Data),
    /// Revoke a token
    Revoke {
        /// Its id
        id: String,
        #[command(flatten)]
        data: Data,
    },
}

pub(crate) fn token(arguments: &TokenArguments) -> Done {
    match &arguments.what {
        TokenCommand::Add { agency, label, scopes, days, data } => {
            let (id, secret) = tokens::add_token(&setup::open(&data.data)?, agency, label, scopes, *days)?;
            println!("token {id}, shown once:\n{secret}");
        }
        TokenCommand::List(data) => {
            for token in tokens::tokens(&setup::open(&data.data)?)? {
                println!("{}\t{}\t{}\t{}\tuntil {}", token.id, token.unit_code, token.label, token.scopes, token.expires_at.date());
            }
        }
        TokenCommand::Revoke { id, data } => {
            tokens::revoke_token(&setup::open(&data.data)?, id)?;
            println!("{id} is revoked");
        }
    }
    Ok(0)
}

/// `portal config`.
#[derive(clap::Args)]
pub struct ConfigArguments {
    #[command(subcommand)]
    what: ConfigCommand,
}

#[derive(clap::Subcommand)]
enum ConfigCommand {
    /// Read the configuration and print what counts, secrets masked
    Check(Data),
    /// Print a systemd unit for this folder
    Unit(DeploymentArguments),
    /// Print an nginx server block for this host
    Proxy(DeploymentArguments),
}

/// What stands around the portal.
#[derive(clap::Args)]
struct DeploymentArguments {
    #[command(flatten)]
    data: Data,
    /// Address on which the portal listens
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
}

pub(crate) fn config(arguments: &ConfigArguments) -> Done {
    let data = match &arguments.what {
        ConfigCommand::Check(data) => data,
        ConfigCommand::Unit(wanted) => {
            print!("{}", deployment::unit(&absolute(&wanted.data.data), &wanted.listen));
            return Ok(0);
        }
        ConfigCommand::Proxy(wanted) => {
            let config = Config::read(&wanted.data.data).map_err(|e| Failure::Refused("CONFIG", e))?;
            print!("{}", deployment::proxy(&config, &wanted.listen));
            return Ok(0);
        }
    };
    let config = Config::read(&data.data).map_err(|e| Failure::Refused("CONFIG", e))?;
    println!("host = {:?}", config.host);
    println!("database = {:?}", masked(&config.database));
    println!("take_back_seconds = {}", config.take_back_seconds);
    println!("trusted_proxies = {:?}", config.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>());
    println!("fonts.families = {:?}", config.fonts.families);
    println!("keys.dir = {:?}", config.keys_dir(&data.data).display().to_string());
    Ok(0)
}

/// The folder as a unit names it, wherever this is run.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A database address without its password.
fn masked(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}://…{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    }
}

/// `portal export`.
#[derive(clap::Args)]
pub struct ExportArguments {
    #[command(subcommand)]
    what: ExportCommand,
}

#[derive(clap::Subcommand)]
enum ExportCommand {
    /// The file of a case, in fixed order with catalogue, pages and hashes, as ZIP
    Archive {
        #[command(flatten)]
        data: Data,
        /// Case number, or the case's id
        case: String,
        /// File to write, and not there yet: ZIP with every paper as it is, or one bookmarked PDF where the name ends in .pdf
        #[arg(long)]
        out: std::path::PathBuf,
    },
}

pub(crate) fn export(arguments: &ExportArguments, lang: Lang) -> Done {
    let ExportCommand::Archive { data, case, out } = &arguments.what;
    if out.exists() {
        return Err(Failure::Refused("EXISTS", format!("{} is there already: name another file", out.display())));
    }
    let office = setup::open(&data.data)?;
    let id = archive::case_of_number(&office, case)?;
    let volume = out.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"));
    let form = if volume { archive::ArchiveForm::Volume } else { archive::ArchiveForm::Papers };
    let made = archive::archive(&office, &crate::domain::actor::Actor::system(), &id, form)?;
    crate::files::replace(out, &made.bytes).map_err(|e| Failure::Refused("OUT", format!("{} cannot be written: {e}", out.display())))?;
    for slot in &made.missing {
        println!("{}", crate::words::say(lang, "archive-missing", &[("what", slot.clone())]));
    }
    Ok(0)
}
