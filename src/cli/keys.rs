//! `portal keys` and `portal trust`.

use crate::cli::failure::Failure;
use crate::cli::{Data, Done};
use crate::office::system::config::Config;
use crate::office::system::rotation::{self, NoteChange};
use crate::office::system::{data_key, roots, setup};
use crate::seal::key::kid_of;
use crate::seal::note::Vkey;
use ed25519_dalek::SigningKey;
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
    /// Retire a key that is no longer in use: what it signs from now on counts for nothing
    Retire {
        /// Its id, as keys show prints it
        kid: String,
        #[command(flatten)]
        with: WithRoots,
    },
    /// Call a key compromised: of a seal key what stands in the log up to an index stands, and nothing after it
    Compromise {
        /// Its id, as keys show prints it
        kid: String,
        /// Index of the last log entry that was the court's own
        #[arg(long)]
        last_good: u64,
        #[command(flatten)]
        with: WithRoots,
    },
    /// Wrap the data key anew under its passphrase (Argon2id), or under another one; what it has encrypted stays as it is
    Rewrap {
        /// File with the new passphrase; PORTAL_DATA_PASSPHRASE_FILE where none is named
        #[arg(long)]
        passphrase: Option<PathBuf>,
        #[command(flatten)]
        data: Data,
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
    /// What signs the log's checkpoints.
    Log,
    /// What signs status notes.
    Status,
}

impl RotatedRole {
    const fn change(self) -> NoteChange {
        match self {
            Self::Seal => NoteChange::NewSealKey,
            Self::Log => NoteChange::NewLogKey,
            Self::Status => NoteChange::NewStatusKey,
        }
    }
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
    fn publish(&self, change: &NoteChange) -> Done {
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
        KeysCommand::Rotate { role, with } => with.publish(&role.change()),
        KeysCommand::Retire { kid, with } => with.publish(&NoteChange::Retired { kid: kid.clone() }),
        KeysCommand::Compromise { kid, last_good, with } => {
            with.publish(&NoteChange::Compromised { kid: kid.clone(), last_good: *last_good })
        }
        KeysCommand::Rewrap { passphrase, data } => rewrap(data, passphrase.as_deref()),
        KeysCommand::Roots { to, data } => {
            let config = Config::read(&data.data).map_err(|sentence| Failure::Refused("NOT_READY", sentence))?;
            let moved = roots::move_out(&config.keys_dir(&data.data), &data.data, to).map_err(|s| Failure::Refused("ROOTS", s))?;
            println!("moved {moved} root keys to {}; a backup made before holds them still", to.display());
            Ok(0)
        }
    }
}

fn rewrap(data: &Data, passphrase: Option<&Path>) -> Done {
    let config = Config::read(&data.data).map_err(|sentence| Failure::Refused("NOT_READY", sentence))?;
    let fingerprint = setup::data_key_fingerprint(&data.data)?;
    data_key::rewrap(&config.keys_dir(&data.data), passphrase, &fingerprint)
        .map_err(|sentence| Failure::Refused("PASSPHRASE", sentence))?;
    println!("the data key is wrapped; a backup made before holds it as it was");
    Ok(0)
}

fn show(data: &Path) -> Done {
    let office = setup::open(data)?;
    let keys = &office.keys;
    for seal in &keys.trust.seals {
        let ended = match (seal.last_good, seal.retired) {
            (Some(last), _) => format!("  compromised after entry {last}"),
            (None, Some(index)) => format!("  retired after entry {index}"),
            (None, None) if seal.kid == keys.seal.kid => "  in use".to_owned(),
            (None, None) => String::new(),
        };
        println!("seal    {}  may sign {} … {}{ended}", seal.kid, seal.from, seal.until);
    }
    for log in &keys.trust.logs {
        println!("log     {}{}", kid_of(&log.key), in_use(&log.key, &keys.log));
    }
    keys.trust.statuses.iter().for_each(|status| println!("status  {}{}", kid_of(status), in_use(status, &keys.status)));
    println!("x509    sha256:{}", keys.trust.x509_root);
    keys.trust.roots.iter().for_each(|root| println!("root    {root}"));
    Ok(0)
}

fn in_use(listed: &Vkey, key: &SigningKey) -> String {
    if listed.key == key.verifying_key().to_bytes() { "  in use".to_owned() } else { String::new() }
}

pub(crate) fn trust(arguments: &TrustArguments) -> Done {
    match &arguments.what {
        TrustCommand::Show(data) => {
            print!("{}", setup::open(&data.data)?.keys.trust_note);
            Ok(0)
        }
        TrustCommand::Renew(with) => with.publish(&NoteChange::Renewed),
    }
}
