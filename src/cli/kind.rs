//! `anjuan kind check FILE`, `kind add FILE`, `kind list`, `kind show ID`
use super::{Context, DONE, FAILED, Failure, output};
use crate::cases::declared::{Declaration, DeclarationError, KindId, Kinds};
use crate::cases::occurred::Dated;
use crate::cases::office::OfficeCommand;
use crate::commands::{OfficeDesk, Request};
use crate::exchange::locating::locate;
use crate::web::declared_words::named;
use crate::web::words::Language;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct KindArgs {
    #[command(subcommand)]
    command: KindCommand,
}

#[derive(Subcommand, Debug)]
enum KindCommand {
    /// Say whether a declaration is whole, without adding it. No store is needed.
    #[command(
        after_help = "Example:\n  anjuan kind check 高空坠物.toml\n\nExit codes: 0 whole; 1 not whole, and why."
    )]
    Check {
        /// The declaration.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Declare a kind of case, or the next version of one.
    #[command(
        after_help = "Examples:\n  anjuan kind show unlicensed > mine.toml\n  anjuan kind add 高空坠物.toml"
    )]
    Add {
        /// The declaration.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// List the declared kinds: those of the program, and the office's own.
    List {
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// Print a declaration as it was written.
    Show {
        /// The kind, by its id.
        #[arg(value_name = "ID")]
        id: KindId,
        /// The version; the newest, if it is left out.
        #[arg(long, value_name = "N")]
        version: Option<std::num::NonZeroU16>,
    },
}

/// A kind, as scripts read it.
#[derive(Serialize)]
struct KindLine {
    id: KindId,
    version: u16,
    name: Box<str>,
    numbers: Box<str>,
    states: usize,
    steps: usize,
    figures: Vec<String>,
    ledger: Option<Box<str>>,
    sha256: String,
}

pub(super) async fn run(context: &Context, args: KindArgs) -> Result<u8, Failure> {
    if let KindCommand::Check { file } = &args.command {
        return check(file, context.lang);
    }
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    match args.command {
        KindCommand::Check { .. } => {}
        KindCommand::Add { file } => add(&desk, &file, context.lang).await?,
        KindCommand::List { json } => list(&*desk.kinds().await?, json, context.lang)?,
        KindCommand::Show { id, version } => {
            let kinds = desk.kinds().await?;
            let found = kinds.version(id, version).ok_or_else(|| {
                format!("there is no such kind '{id}'; `anjuan kind list` shows those that are declared")
            })?;
            output::text(&format!("{}\n", found.text.as_str()))?;
        }
    }
    store.close().await;
    Ok(DONE)
}

fn read(file: &Path) -> Result<Declaration, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(text.parse().map_err(|error: DeclarationError| match locate(&text, &error.place) {
        // What the reader found itself says line and column.
        Some((line, column)) if !error.place.starts_with("line ") => {
            format!("{}: line {line}, column {column}: {error}", file.display())
        }
        _ => format!("{}: {error}", file.display()),
    })?)
}

fn check(file: &Path, lang: Language) -> Result<u8, Failure> {
    match read(file) {
        Ok(declaration) => {
            output::text(&format!("{}\n", told(&declaration, lang)))?;
            Ok(DONE)
        }
        Err(error) => {
            eprintln!("anjuan: {error}");
            Ok(FAILED)
        }
    }
}

async fn add(desk: &OfficeDesk, file: &Path, lang: Language) -> Result<(), Failure> {
    let declaration = read(file)?;
    let now = desk.store().source().now();
    let command = OfficeCommand::DeclareKind { declaration: declaration.text.clone() };
    desk.execute(Request::live(desk.office().stream(), Dated::at(now, command)))
        .await
        .map_err(|error| format!("{}: {error}", file.display()))?;
    output::text(&format!("{}\n", told(&declaration, lang)))?;
    Ok(())
}

/// A declaration in a line.
fn told(declaration: &Declaration, lang: Language) -> String {
    format!(
        "{} {} {}: {} states, {} steps, {} fields, {} figures{}",
        declaration.id,
        declaration.version,
        named(&declaration.name, lang),
        declaration.states.len(),
        declaration.steps.len(),
        declaration.fields.len(),
        declaration.figures.len(),
        declaration.ledger.as_ref().map(|ledger| format!(", ledger {}", ledger.title)).unwrap_or_default()
    )
}

fn list(kinds: &Kinds, json: bool, lang: Language) -> Result<(), Failure> {
    if json {
        let line = |declaration: &std::sync::Arc<Declaration>| KindLine {
            id: declaration.id,
            version: declaration.version.get(),
            name: named(&declaration.name, lang).into(),
            numbers: declaration.prefix.clone(),
            states: declaration.states.len(),
            steps: declaration.steps.len(),
            figures: declaration.figures.iter().map(|figure| figure.id.to_string()).collect(),
            ledger: declaration.ledger.as_ref().map(|ledger| ledger.title.clone()),
            sha256: declaration.hash.to_string(),
        };
        return output::json(&kinds.newest().map(line).collect::<Vec<_>>());
    }
    let mut text = String::new();
    for declaration in kinds.newest() {
        writeln!(text, "{}", told(declaration, lang))?;
    }
    output::text(&text)
}
