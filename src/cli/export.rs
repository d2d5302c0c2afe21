//! `anjuan export ocel|ocel-sqlite|xes [-o FILE] [--kind KIND…] [--year Y]`
use super::{Context, DONE, Failure, WRONG_USAGE};
use crate::cases::any_file::CaseKind;
use crate::exchange::process::{self, ExportError, Exported, Form};
use crate::queries::process::Wanted;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  anjuan export ocel -o log.json\n  anjuan export ocel-sqlite --year 2019 -o log.sqlite\n  \
                  anjuan export xes --kind petition > petitions.xes\n\nPeople are counted, not named; places, papers and \
                  words stay in the office."
)]
pub(super) struct ExportArgs {
    /// In what form: OCEL 2.0 as JSON or as an SQLite file, or XES.
    #[arg(value_name = "FORM")]
    form: FormArg,
    /// The file; without it, what is text goes to the terminal or the next program.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only these kinds: petition, `fire_hazard`, `illegal_structure`.
    #[arg(long)]
    kind: Vec<CaseKind>,
    /// Only cases that were opened in this year.
    #[arg(long, value_name = "Y")]
    year: Option<i32>,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
enum FormArg {
    /// OCEL 2.0 as JSON.
    Ocel,
    /// OCEL 2.0 as an `SQLite` file.
    OcelSqlite,
    /// XES (IEEE 1849-2016).
    Xes,
}

impl From<FormArg> for Form {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Ocel => Self::Ocel,
            FormArg::OcelSqlite => Self::OcelSqlite,
            FormArg::Xes => Self::Xes,
        }
    }
}

pub(super) async fn run(context: &Context, args: ExportArgs) -> Result<u8, Failure> {
    let form = Form::from(args.form);
    if form == Form::OcelSqlite && args.output.is_none() {
        eprintln!("anjuan: an SQLite file needs a name: anjuan export ocel-sqlite -o log.sqlite");
        return Ok(WRONG_USAGE);
    }
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let template = "{spinner} {human_pos} cases, {per_sec}";
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template(template)?);
    let progress = |cases| bar.set_position(cases);
    let wanted = (form, Wanted { kinds: args.kind, year: args.year });
    let exported = match &args.output {
        Some(file) => {
            let part = beside(file);
            let exported = process::to_file(&desk, wanted, &part, progress).await;
            whole(file, &part, exported)?
        }
        None => match process::to_writer(&desk, wanted, std::io::stdout().lock(), progress).await {
            // A reader that closes the pipe has seen enough.
            Err(ExportError::Io(error)) if error.kind() == ErrorKind::BrokenPipe => Exported::default(),
            exported => exported?,
        },
    };
    bar.finish_and_clear();
    if let Some(file) = &args.output {
        let Exported { cases, events, objects } = exported;
        eprintln!("{}: {cases} cases, {events} events, {objects} objects", file.display());
    }
    store.close().await;
    Ok(DONE)
}

/// Where a file is written until it is whole.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = file.with_file_name(name);
    // What an earlier run left half done.
    let _ = std::fs::remove_file(&part);
    part
}

/// Puts what is whole in its place; what is not is removed.
pub(super) fn whole<T, E: std::fmt::Display>(
    file: &Path,
    part: &Path,
    done: Result<T, E>,
) -> Result<T, Failure> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let done = done.map_err(|error| {
        let _ = std::fs::remove_file(part);
        told(&error)
    })?;
    std::fs::rename(part, file).map_err(|error| told(&error))?;
    Ok(done)
}
