//! `anjuan alias set HEADER COLUMN`, `alias unset HEADER`, `alias list`
use super::{Context, DONE, Failure, output};
use crate::cases::occurred::Dated;
use crate::cases::office::{ColumnName, HeaderName, OfficeCommand};
use crate::commands::{OfficeDesk, Request};
use crate::exchange::ledgers::{columns, fits};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt::Write;

#[derive(Args, Debug)]
pub(super) struct AliasArgs {
    #[command(subcommand)]
    command: AliasCommand,
}

#[derive(Subcommand, Debug)]
enum AliasCommand {
    /// Say which column a header of the office's own books stands for. Every import reads it so from then on.
    #[command(
        after_help = "Example:\n  anjuan alias set 收案日 登记日期\n  anjuan import 2020台账.xlsx --dry-run"
    )]
    Set {
        /// The header, as the books have it.
        header: HeaderName,
        /// The column, as the ledgers of 2019 or the declaration of a kind call it.
        column: ColumnName,
    },
    /// Take back what a header was said to stand for.
    #[command(after_help = "Example:\n  anjuan alias unset 收案日")]
    Unset {
        /// The header.
        header: HeaderName,
    },
    /// List what the office's own headers stand for.
    List {
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
}

/// A header, as scripts read it.
#[derive(Serialize)]
struct AliasLine<'l> {
    header: &'l HeaderName,
    column: &'l ColumnName,
    ledgers: Vec<&'static str>,
}

pub(super) async fn run(context: &Context, args: AliasArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    match args.command {
        AliasCommand::Set { header, column } => {
            let office = desk.file().await?.unwrap_or_default();
            fits(&header, &column, &office.headers, &office.kinds)?;
            let told = format!("{header}: {column}\n");
            execute(&desk, OfficeCommand::SetHeaderAlias { header, column }).await?;
            output::text(&told)?;
        }
        AliasCommand::Unset { header } => {
            execute(&desk, OfficeCommand::RemoveHeaderAlias { header }).await?;
        }
        AliasCommand::List { json } => list(&desk, json).await?,
    }
    store.close().await;
    Ok(DONE)
}

async fn execute(desk: &OfficeDesk, command: OfficeCommand) -> Result<(), Failure> {
    let now = desk.store().source().now();
    desk.execute(Request::live(desk.office().stream(), Dated::at(now, command))).await?;
    Ok(())
}

async fn list(desk: &OfficeDesk, json: bool) -> Result<(), Failure> {
    let office = desk.file().await?.unwrap_or_default();
    let known = columns(&office.kinds);
    let line = |(header, column)| {
        let ledgers = known.iter().find(|(name, _)| *name == ColumnName::as_str(column));
        let ledgers = ledgers.into_iter().flat_map(|(_, ledgers)| ledgers).map(|ledger| ledger.name());
        AliasLine { header, column, ledgers: ledgers.collect() }
    };
    let lines: Vec<_> = office.headers.iter().map(line).collect();
    if json {
        return output::json(&lines);
    }
    let mut text = String::new();
    for AliasLine { header, column, ledgers } in &lines {
        writeln!(text, "{header}: {column} ({})", ledgers.join(", "))?;
    }
    output::text(&text)
}
