//! The event log for process mining: a trace is a case, an event a step of it, told in codes and days. Nothing personal
//! leaves: people are counted, not named, and places, papers and words stay where they are.
mod codes;
mod ocel;
mod ocel_sqlite;
mod seen;
mod told;
mod xes;

pub use told::{Event, Object, Scalar, Trace};

use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::database::StorageError;
use crate::queries::process::{Telling, Wanted};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// In what form the log goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// OCEL 2.0 as JSON.
    Ocel,
    /// OCEL 2.0 as an SQLite file.
    OcelSqlite,
    /// XES (IEEE 1849-2016).
    Xes,
}

/// Why the log did not go out. What was begun is not to be used.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The policy says no, or the log cannot be read.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The file in the form of a database cannot be written.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// It cannot be written.
    #[error("cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// What went out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Exported {
    /// Cases.
    pub cases: u64,
    /// Events, those beside the cases among them where the form takes them.
    pub events: u64,
    /// Cases, users, committees and departments, where the form knows objects.
    pub objects: u64,
}

/// Whoever writes traces in one form.
trait Writer {
    /// Writes a trace.
    fn trace(&mut self, trace: &Trace) -> Result<(), ExportError>;

    /// Writes what stands at the end. Says how many events and objects were written.
    fn finish(self: Box<Self>) -> Result<(u64, u64), ExportError>;
}

/// Writes the wanted cases to the new file at `path`. `progress` is told how many are done.
///
/// # Errors
/// As [`ExportError`] says.
pub async fn to_file(
    desk: &OfficeDesk,
    (form, wanted): (Form, Wanted),
    path: &Path,
    progress: impl FnMut(u64),
) -> Result<Exported, ExportError> {
    let telling = Telling::of(desk, wanted).await?;
    if form == Form::OcelSqlite {
        let writer = ocel_sqlite::OcelSqlite::create(path)?;
        return write(telling, Box::new(writer), progress).await;
    }
    let file = std::fs::File::create_new(path)?;
    write(telling, textual(form, BufWriter::new(file))?, progress).await
}

/// Writes the wanted cases to `out`. What is a database needs a file; as such it is refused here.
///
/// # Errors
/// As [`ExportError`] says.
pub async fn to_writer(
    desk: &OfficeDesk,
    (form, wanted): (Form, Wanted),
    out: impl Write,
    progress: impl FnMut(u64),
) -> Result<Exported, ExportError> {
    let telling = Telling::of(desk, wanted).await?;
    write(telling, textual(form, BufWriter::new(out))?, progress).await
}

fn textual<'w>(form: Form, out: impl Write + 'w) -> Result<Box<dyn Writer + 'w>, ExportError> {
    match form {
        Form::Ocel => Ok(Box::new(ocel::Ocel::new(out)?)),
        Form::Xes => Ok(Box::new(xes::Xes::new(out)?)),
        Form::OcelSqlite => {
            let error = "a database is a file of its own; name one";
            Err(io::Error::new(io::ErrorKind::InvalidInput, error).into())
        }
    }
}

async fn write(
    mut telling: Telling<'_>,
    mut writer: Box<dyn Writer + '_>,
    mut progress: impl FnMut(u64),
) -> Result<Exported, ExportError> {
    let mut cases = 0;
    while let Some(some) = telling.next().await? {
        for case in some {
            writer.trace(&told::trace(&case, telling.pseudonyms()))?;
            cases += 1;
        }
        progress(cases);
    }
    let (events, objects) = writer.finish()?;
    Ok(Exported { cases, events, objects })
}
