//! `anjuan proof key new FILE` and `anjuan proof key show FILE`
use super::{Context, DONE, Failure, operator, output};
use crate::clock::Source;
use crate::commands::Store;
use crate::projections::offices;
use crate::proof::sm::SmKey;
use crate::proof::witness::WitnessKey;
use crate::proof::{LogKey, deployment, log_name, signer};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

#[derive(Args, Debug)]
pub(super) struct ProofArgs {
    #[command(subcommand)]
    command: ProofCommand,
}

#[derive(Subcommand, Debug)]
enum ProofCommand {
    /// Keys that sign checkpoints. Keep them outside the database, and away from whoever runs it.
    #[command(subcommand)]
    Key(KeyCommand),
}

#[derive(Subcommand, Debug)]
enum KeyCommand {
    /// Make a key in a new file, and print the key with which others verify.
    #[command(after_help = "Examples:\n  anjuan proof key new /var/lib/anjuan/proof.key\n  \
                            anjuan proof key new witness.key --name district/audit --witness\n  \
                            anjuan proof key new proof/deployment.key --deployment\n  \
                            anjuan proof key new proof.key.sm2 --sm2")]
    New {
        /// The file; it must not be there yet.
        file: PathBuf,
        /// The key's name, which checkpoints bear [default: the name of the office's log].
        #[arg(long)]
        name: Option<String>,
        /// Print the key by which cosignatures of a witness are verified.
        #[arg(long)]
        witness: bool,
        /// The key of the deployment's own log, whose leaves are the checkpoints of all its offices.
        #[arg(long, conflicts_with_all = ["name", "witness"])]
        deployment: bool,
        /// A key of SM2 that signs checkpoints a second time; it stands beside the first, under its name and .sm2.
        #[arg(long, conflicts_with_all = ["witness", "deployment"])]
        sm2: bool,
    },
    /// Print the key with which others verify.
    #[command(after_help = "Example:\n  anjuan proof key show /var/lib/anjuan/proof.key > office.pub")]
    Show {
        /// The file of the key.
        file: PathBuf,
        /// Print the key by which cosignatures of a witness are verified.
        #[arg(long)]
        witness: bool,
    },
}

pub(super) async fn run(context: &Context, args: ProofArgs) -> Result<u8, Failure> {
    let ProofCommand::Key(command) = args.command;
    let (file, witness) = match command {
        KeyCommand::Show { file, witness } => (file, witness),
        KeyCommand::New { file, name, witness, deployment, sm2 } => {
            let name = match name {
                Some(name) => name,
                None if deployment => deployment::NAME.to_owned(),
                None => name_in_store(context).await?,
            };
            let source = Source::system().map_err(|error| error.to_string())?;
            if sm2 {
                output::text(&format!("{}\n", SmKey::make(&file, &name, &source)?))?;
                return Ok(DONE);
            }
            signer::new_key(&file, &name, &source)?;
            (file, witness)
        }
    };
    let key = read_key(&file)?;
    let public = if witness { WitnessKey::of(&key).to_string() } else { key.public().to_string() };
    output::text(&format!("{public}\n"))?;
    Ok(DONE)
}

/// Reads the file of a key.
pub(super) fn read_key(file: &Path) -> Result<LogKey, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    LogKey::read(&Zeroizing::new(text)).map_err(|error| format!("{}: {error}", file.display()).into())
}

async fn name_in_store(context: &Context) -> Result<String, Failure> {
    let store = context.open().await?;
    let desk = store.office(context.office.as_deref(), operator()).await?;
    let name = name_of(&store, desk.office()).await;
    store.close().await;
    name
}

/// The name of an office's log.
pub(super) async fn name_of(store: &Store, office: crate::cases::ids::OfficeId) -> Result<String, Failure> {
    Ok(log_name(&offices::code_of(store.db(), office).await?))
}

/// What the user wrote, or what is in the file of that name.
pub(super) fn text_or_file(text: &str) -> Result<String, Failure> {
    if Path::new(text).exists() {
        return std::fs::read_to_string(text).map_err(|error| format!("{text}: {error}").into());
    }
    Ok(text.to_owned())
}
