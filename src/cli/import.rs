//! `anjuan import FILE… [--dry-run] [--json]` and `anjuan import undo BATCH`
use super::{Context, DONE, FAILED, Failure, output};
use crate::cases::ids::BatchId;
use crate::commands::OfficeDesk;
use crate::exchange::importing::{self, FileReport, Options};
use crate::exchange::ledgers::{Aliases, Mapping};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Some rows were refused; the rest are in.
const SOME_REFUSED: u8 = 2;
/// Refused rows that are shown in a report for reading; all are in the JSON.
const SHOWN: usize = 50;

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  anjuan import 信访登记台账.xlsx 消防隐患台账.xlsx\n  anjuan import --dry-run 违法建筑台账.csv\n  \
                  anjuan import receipt.csv --mapping samples/mappings/receipt.toml\n  \
                  anjuan import undo 019b0f6e-…\n\nExit codes: 0 all rows in or unchanged; 2 some refused, the rest in; \
                  1 failed; 64 wrong usage."
)]
pub(super) struct ImportArgs {
    #[command(subcommand)]
    command: Option<ImportCommand>,
    /// The ledgers: xlsx or csv. Their kind is recognised by their headers.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what would happen, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Cells that say something else than the log correct the log.
    #[arg(long)]
    as_correction: bool,
    /// JSON that says which known column a header of these files means; `anjuan alias` says it for all of the office's: `{"社区": "居委会"}`.
    #[arg(long, value_name = "FILE")]
    aliases: Option<PathBuf>,
    /// TOML that says how the table of another system is read as one of our ledgers.
    #[arg(long, value_name = "MAP.toml", conflicts_with = "aliases")]
    mapping: Option<PathBuf>,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand, Debug)]
enum ImportCommand {
    /// Take an import back, by events: its cases are void, its steps taken back.
    #[command(
        after_help = "Example:\n  anjuan import undo 019b0f6e-…\n\nExit codes: 0 taken back; 2 some cases have \
                            gone on since and are left as they are; 1 failed; 64 wrong usage."
    )]
    Undo {
        /// The batch, as the import printed it.
        batch: Uuid,
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize)]
struct Report {
    files: Vec<FileReport>,
}

pub(super) async fn run(context: &Context, args: ImportArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let code = match args.command {
        Some(ImportCommand::Undo { batch, json }) => undo(&desk, BatchId(batch), json).await?,
        None => {
            let aliases = args.aliases.as_deref().map(aliases).transpose()?.unwrap_or_default();
            let mapping = args.mapping.as_deref().map(mapping).transpose()?;
            let options =
                Options { dry_run: args.dry_run, as_correction: args.as_correction, aliases, mapping };
            files(&desk, &args.files, &options, args.json).await?
        }
    };
    store.close().await;
    Ok(code)
}

fn mapping(file: &Path) -> Result<Arc<Mapping>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mapping = text.parse::<Mapping>().map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Arc::new(mapping))
}

fn aliases(file: &Path) -> Result<Aliases, Failure> {
    let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", file.display()).into())
}

async fn files(desk: &OfficeDesk, files: &[PathBuf], options: &Options, json: bool) -> Result<u8, Failure> {
    let mut report = Report { files: Vec::new() };
    let mut failed = None;
    for file in files {
        match import(desk, file, options).await {
            Ok(done) => {
                if !json {
                    output::text(&summary(&done, options)?)?;
                }
                report.files.push(done);
            }
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    if json {
        output::json(&report)?;
    }
    if let Some(error) = failed {
        eprintln!("anjuan: {error}");
        return Ok(FAILED);
    }
    let refused = report.files.iter().any(|file| !file.refused.is_empty());
    Ok(if refused { SOME_REFUSED } else { DONE })
}

/// Imports one file with a progress bar, where there is a terminal to draw it on.
pub(super) async fn import(desk: &OfficeDesk, file: &Path, options: &Options) -> Result<FileReport, Failure> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let template = "{msg} {wide_bar} {human_pos} of about {human_len} rows, {per_sec}, {eta} left";
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(template)?).with_message(name);
    let report = importing::import(desk, file, options, |progress| {
        bar.set_length(progress.about.max(progress.done));
        bar.set_position(progress.done);
    })
    .await;
    bar.finish_and_clear();
    Ok(report?)
}

/// What an import did, for reading.
pub(super) fn summary(report: &FileReport, options: &Options) -> Result<String, Failure> {
    let mut text = String::new();
    let would = if options.dry_run { "would be " } else { "" };
    let kind = report.kind.map_or("", crate::exchange::ledgers::Ledger::name);
    writeln!(text, "{}: {kind}", report.file)?;
    writeln!(
        text,
        "  {} rows: {} {would}imported, {} unchanged, {} refused, {} irregularities",
        report.rows,
        report.imported,
        report.unchanged,
        report.refused.len(),
        report.irregularities
    )?;
    for refused in report.refused.iter().take(SHOWN) {
        writeln!(
            text,
            "  refused: sheet {} row {} {} {}: {}",
            refused.sheet,
            refused.row,
            refused.number.as_deref().unwrap_or("—"),
            refused.column.as_deref().unwrap_or(""),
            refused.reason
        )?;
    }
    if report.refused.len() > SHOWN {
        writeln!(text, "  … and {} more; --json lists all", report.refused.len() - SHOWN)?;
    }
    if let Some(batch) = report.batch {
        writeln!(text, "  batch {batch} (take it back with `anjuan import undo {batch}`)")?;
    }
    Ok(text)
}

async fn undo(desk: &OfficeDesk, batch: BatchId, json: bool) -> Result<u8, Failure> {
    let report = importing::undo(desk, batch).await?;
    if report.voided + report.taken_back + report.unchanged == 0 && report.refused.is_empty() {
        return Err(format!("this office has no import {batch}").into());
    }
    if json {
        output::json(&report)?;
    } else {
        let mut text = format!(
            "{} cases void, {} cases with steps taken back, {} unchanged, {} refused\n",
            report.voided,
            report.taken_back,
            report.unchanged,
            report.refused.len()
        );
        for (number, reason) in &report.refused {
            writeln!(text, "  refused: {number}: {reason}")?;
        }
        output::text(&text)?;
    }
    Ok(if report.refused.is_empty() { DONE } else { SOME_REFUSED })
}
