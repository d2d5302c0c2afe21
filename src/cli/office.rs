//! `anjuan office …`
use super::{Context, DONE, Failure, operator, output};
use crate::cases::words::{Committee, OfficeCode, OfficeName};
use crate::commands::{OfficeDesk, Store};
use crate::database::Caution;
use clap::{Args, Subcommand};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct OfficeArgs {
    #[command(subcommand)]
    command: OfficeCommand,
}

#[derive(Subcommand, Debug)]
enum OfficeCommand {
    /// Add an office, or the committees that it lacks.
    #[command(after_help = "Example:\n  anjuan office add --file office.json\n\nThe file:\n  \
                            {\"code\": \"310110001\", \"name\": \"定海路街道\", \"committees\": [\"凉州\", \"和乐苑\"]}")]
    Add {
        /// JSON with code, name and committees.
        #[arg(long)]
        file: PathBuf,
    },
    /// List the offices.
    List,
}

/// An office as its file describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeFile {
    code: OfficeCode,
    name: OfficeName,
    committees: Vec<Committee>,
}

pub(super) async fn run(context: &Context, args: OfficeArgs) -> Result<u8, Failure> {
    let store = match args.command {
        OfficeCommand::Add { file } => {
            // A file that does not read makes no store.
            let office = read(&file)?;
            let store = context.open_with(Caution::Copy).await?;
            let desk = add(&store, office).await?;
            let life = desk.file().await?.unwrap_or_default();
            if let Some((code, name)) = &life.office {
                output::text(&format!("{code} {name}: {} committees\n", life.committees.len()))?;
            }
            store
        }
        OfficeCommand::List => {
            let store = context.open().await?;
            for (_, code) in crate::projections::offices::all(store.db()).await? {
                output::text(&format!("{code}\n"))?;
            }
            store
        }
    };
    store.close().await;
    Ok(DONE)
}

/// Reads the office that a file describes.
pub(super) fn read(file: &Path) -> Result<OfficeFile, Failure> {
    let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(serde_json::from_slice(&text).map_err(|error| {
        format!("{}: {error}; it should be {{\"code\": …, \"name\": …, \"committees\": […]}}", file.display())
    })?)
}

/// Adds the office.
pub(super) async fn add(store: &Store, office: OfficeFile) -> Result<OfficeDesk, Failure> {
    Ok(store.add_office(office.code, office.name, office.committees, operator()).await?)
}
