//! `anjuan export-log FILE`
use super::verify::bar;
use super::{Context, DONE, Failure, output};
use crate::proof::export;
use clap::Args;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(
    after_help = "One JSON object a line: every stored byte of every event, what blinds its leaf, and every checkpoint. \
                        What is personal stays sealed. The file says who did what: it is as secret as the log.\n\n\
                        Examples:\n  anjuan export-log log.ndjson\n  anjuan verify log.ndjson --key office.pub"
)]
pub(super) struct ExportLogArgs {
    /// The file; it must not be there yet.
    file: PathBuf,
}

pub(super) async fn run(context: &Context, args: ExportLogArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let path = args.file.display().to_string();
    let file = File::create_new(&args.file).map_err(|error| format!("{path}: {error}"))?;
    let (mut out, bar) = (BufWriter::new(file), bar("events written")?);
    let written = export::write(store.db(), desk.office(), &mut out, |events| bar.set_position(events)).await;
    bar.finish_and_clear();
    store.close().await;
    let events = written.map_err(|error| format!("{path}: {error}"))?;
    output::text(&format!("{events} events in {path}\n"))?;
    Ok(DONE)
}
