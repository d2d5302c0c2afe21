//! `anjuan rebuild` and `anjuan migrate`
use super::{Context, DONE, FAILED, Failure, output};
use crate::database::Caution;
use crate::projections::rebuild::{self, Then};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write;

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  anjuan rebuild\n  anjuan rebuild --check\n\nExit codes: 0 done, or nothing differed; \
                        1 failed, or --check found differences; 64 wrong usage."
)]
pub(super) struct RebuildArgs {
    /// Only compare: leave the live projections and the search index as they are.
    #[arg(long)]
    check: bool,
}

pub(super) async fn rebuild(context: &Context, args: &RebuildArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let bar = ProgressBar::new_spinner()
        .with_style(ProgressStyle::with_template("{spinner} {human_pos} events folded, {per_sec}")?);
    let then = if args.check { Then::CompareOnly } else { Then::CompareAndSwap };
    let rebuilt = rebuild::rebuild(store.db(), then, |events| bar.set_position(events)).await?;
    let searched = match then {
        Then::CompareOnly => None,
        _ => Some(store.rebuild_search(|events| bar.set_position(events)).await?),
    };
    bar.finish_and_clear();
    let mut text = format!("{} events folded\n", rebuilt.events);
    for (table, rows, differences) in &rebuilt.tables {
        writeln!(text, "{} {rows:>10} rows, {differences} differed", output::pad(table, 20))?;
    }
    if let Some(events) = searched {
        writeln!(text, "the search index followed {events} events")?;
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

#[derive(Args, Debug)]
#[command(
    after_help = "An embedded store that holds events is copied first, with its keys; the copy is a store of its \
                        own.\nOn PostgreSQL the backup is yours to make: pg_dump the whole database, then say \
                        --backed-up.\n\nExamples:\n  anjuan --store sqlite:office.sqlite migrate\n  \
                        anjuan --store postgres://anjuan@server/anjuan migrate --backed-up"
)]
pub(super) struct MigrateArgs {
    /// There is a backup: migrate without making one.
    #[arg(long)]
    backed_up: bool,
}

pub(super) async fn migrate(context: &Context, args: &MigrateArgs) -> Result<u8, Failure> {
    let caution = if args.backed_up { Caution::BackedUp } else { Caution::Copy };
    let is_made = context.missing().is_some();
    let store = context.open_with(caution).await?;
    store.close().await;
    let name = &context.store;
    output::text(&if is_made {
        format!(
            "there was no store {name}: it was made, and nothing is in it; `anjuan office add --file office.json` adds \
             its office\n"
        )
    } else {
        format!("the store {name} is at this program's version\n")
    })?;
    Ok(DONE)
}
