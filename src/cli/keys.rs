//! `portal keys` and `portal trust`.

use crate::cli::failure::Failure;
use crate::cli::{Data, Done};
use crate::office::system::config::Config;
use crate::office::system::rotation::{self, NoteChange};
use crate::office::system::{roots, setup};
use crate::seal::key::kid;
use std::path::{Path, PathBuf};

/// `portal keys`.
#[derive(clap::Args)]
pub struct KeysArguments {
    #[command(subcommand)]
    what: KeysCommand,
}

#[derive(clap::Subcommand)]
enum KeysCommand {
    /// Show this folder's keys
    Show(Data),
    /// Make a new key of a role and publish the next trust note; a portal that serves takes it over within seconds
    Rotate {
        /// Which key
        role: RotatedRole,
        #[command(flatten)]
        with: WithRoots,
    },
    /// Move the root keys out of an old data folder: they are never to lie beside what the portal reads
    Roots {
        /// Folder they are moved to, apart from the data folder
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

/// A key that is rotated.
#[derive(Clone, Copy, clap::ValueEnum)]
enum RotatedRole {
    /// The court's seal.
    Seal,
}

/// A data folder, and the root keys that speak for it.
#[derive(clap::Args)]
struct WithRoots {
    /// Folder with root keys; several times: they are looked for in each. DIR.roots beside the data folder when not given
    #[arg(long)]
    roots: Vec<PathBuf>,
    #[command(flatten)]
    data: Data,
}

impl WithRoots {
    fn publish(&self, change: NoteChange) -> Done {
        let office = setup::open(&self.data.data)?;
        let folders = if self.roots.is_empty() { vec![roots::beside(&self.data.data)] } else { self.roots.clone() };
        let published = rotation::publish(&office, &folders, change)?;
        println!("published trust note {}; seal key {} may sign until {}", published.version, published.kid, published.until);
        println!("give the new trust note to whoever verifies offline: portal trust show");
        Ok(0)
    }
}

/// `portal trust`.
#[derive(clap::Args)]
pub struct TrustArguments {
    #[command(subcommand)]
    what: TrustCommand,
}

#[derive(clap::Subcommand)]
enum TrustCommand {
    /// Print the trust note
    Show(Data),
    /// Publish the next trust note and revocation list with the same keys, good for another twelve months
    Renew(WithRoots),
}

pub(crate) fn keys(arguments: &KeysArguments) -> Done {
    match &arguments.what {
        KeysCommand::Show(data) => show(&data.data),
        KeysCommand::Rotate { role: RotatedRole::Seal, with } => with.publish(NoteChange::NewSealKey),
        KeysCommand::Roots { to, data } => {
            let config = Config::read(&data.data).map_err(|sentence| Failure::Refused("NOT_READY", sentence))?;
            let moved = roots::move_out(&config.keys_dir(&data.data), &data.data, to).map_err(|s| Failure::Refused("ROOTS", s))?;
            println!("moved {moved} root keys to {}; a backup made before holds them still", to.display());
            Ok(0)
        }
    }
}

fn show(data: &Path) -> Done {
    let office = setup::open(data)?;
    let keys = &office.keys;
    for seal in &keys.trust.seals {
        println!("seal    {}  may sign {} … {}", seal.kid, seal.from, seal.until);
    }
    println!("log     {}", kid(&keys.log));
    println!("status  {}", kid(&keys.status));
    println!("x509    sha256:{}", keys.trust.x509_root);
    keys.trust.roots.iter().for_each(|root| println!("root    {root}"));
    Ok(0)
}

pub(crate) fn trust(arguments: &TrustArguments) -> Done {
    match &arguments.what {
        TrustCommand::Show(data) => {
            print!("{}", setup::open(&data.data)?.keys.trust_note);
            Ok(0)
        }
        TrustCommand::Renew(with) => with.publish(NoteChange::Renewed),
    }
}
