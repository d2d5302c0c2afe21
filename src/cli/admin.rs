//! `anjuan rebuild` and `anjuan migrate`
use super::{Context, DONE, FAILED, Failure, output};
use crate::database::Db;
use crate::projections::rebuild::{self, Then};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write;

#[derive(Args, Debug)]
pub(super) struct RebuildArgs {
    /// Only compare: leave the live projections as they are.
    #[arg(long)]
    check: bool,
}

pub(super) async fn rebuild(context: &Context, args: &RebuildArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let bar = ProgressBar::new_spinner()
        .with_style(ProgressStyle::with_template("{spinner} {human_pos} events folded, {per_sec}")?);
    let then = if args.check { Then::CompareOnly } else { Then::CompareAndSwap };
    let rebuilt = rebuild::rebuild(store.db(), then, |events| bar.set_position(events)).await?;
    bar.finish_and_clear();
    let mut text = format!("{} events folded\n", rebuilt.events);
    for (table, rows, differences) in &rebuilt.tables {
        writeln!(text, "{} {rows:>10} rows, {differences} differed", output::pad(table, 20))?;
    }
    output::text(&text)?;
    if !args.check {
        store.pack().await?;
    }
    store.close().await;
    if rebuilt.differences() > 0 {
        let done = if args.check { "run `anjuan rebuild` to replace them" } else { "they were replaced" };
        eprintln!("anjuan: the live projections differed from the log; {done}");
    }
    Ok(if args.check && rebuilt.differences() > 0 { FAILED } else { DONE })
}

pub(super) async fn migrate(context: &Context) -> Result<u8, Failure> {
    let db = Db::open(&context.store).await?;
    db.migrate().await?;
    db.close().await;
    let store = context.open().await?;
    store.close().await;
    output::text(&format!("the store {} is at this program's version\n", context.store))?;
    Ok(DONE)
}
