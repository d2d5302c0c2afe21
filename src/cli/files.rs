//! `anjuan files CASE [--json]`
use super::{Context, DONE, Failure, output};
use crate::cases::occurred::Occurred;
use crate::cases::words::CaseNumber;
use crate::web::case_files_view::CaseFilesView;
use clap::Args;
use std::fmt::Write;

#[derive(Args, Debug)]
#[command(
    after_help = "What was taken off the case is told by `anjuan history`.\n\nExamples:\n  anjuan files XF2019-0001\n  \
                        anjuan --as li.na files XF2019-0001 --json"
)]
pub(super) struct FilesArgs {
    /// The case's number.
    #[arg(value_name = "CASE")]
    number: CaseNumber,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(context: &Context, args: FilesArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let view = CaseFilesView::of(&desk, &args.number).await?;
    let view = view.ok_or_else(|| no_such_case(&args.number))?;
    if args.json {
        output::json(&view)?;
    } else {
        output::text(&table(&view)?)?;
    }
    store.close().await;
    Ok(DONE)
}

pub(super) fn no_such_case(number: &CaseNumber) -> Failure {
    format!("there is no case {number} in this office; `anjuan cases` lists them").into()
}

fn table(view: &CaseFilesView) -> Result<String, Failure> {
    let mut text = String::new();
    for file in &view.files {
        let made = match file.made {
            Some(Occurred::Day(day)) => day.to_string(),
            Some(Occurred::Instant(moment)) => moment.rfc3339(),
            None => "-".to_owned(),
        };
        let kind = file.stored.as_ref().map_or("erased", |stored| stored.media_type);
        write!(text, "{} {} {kind} {made} by {}", file.file, file.what.name(), file.attached_by.0)?;
        match &file.title {
            Some(title) => writeln!(text, " {title}")?,
            None => writeln!(text)?,
        }
    }
    writeln!(text, "{} files on {}", view.files.len(), view.number)?;
    Ok(text)
}
