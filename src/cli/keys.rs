//! `portal keys` and `portal trust`.

use crate::cli::failure::Failure;
use crate::cli::{Data, Done};
use crate::office::system::config::Config;
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
    /// Move the root keys out of an old data folder: they are never to lie beside what the portal reads
    Roots {
        /// Folder they are moved to, apart from the data folder
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

pub(crate) fn keys(arguments: &KeysArguments) -> Done {
    match &arguments.what {
        KeysCommand::Show(data) => show(&data.data),
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

pub(crate) fn trust(data: &Path) -> Done {
    print!("{}", setup::open(data)?.keys.trust_note);
    Ok(0)
}
