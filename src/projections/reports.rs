//! 印发的报告: which reports were published, and whether they still stand.
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::cases::report::Period;
use crate::cases::words::Committee;
use crate::database::{Changes, Column, Db, OnConflict, StorageError, Table};
use crate::event_log::{Position, Told};

/// The table.
pub static REPORTS: Table = Table {
    name: "reports",
    columns: &[
        ("office_id", Column::Uuid),
        ("report_id", Column::Uuid),
        ("published_day", Column::Day),
        ("year", Column::Int),
        ("quarter", Column::Int),
        ("month", Column::Int),
        ("committee", Column::Text),
        ("as_of_day", Column::Day),
        ("looked_to", Column::Int),
        ("templates", Column::Text),
        ("figures", Column::Int),
        ("withdrawn", Column::Bool),
    ],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &["looked_to"],
};

/// Which rows change with `event`, after which the stream is `file`.
pub fn advance(file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
    let AnyFile::Report(report) = file else { return };
    let life = report.life();
    let Some((publication, when)) = &life.published else { return };
    let (quarter, month) = match publication.period {
        Period::Year => (None, None),
        Period::Quarter(quarter) => (Some(i64::from(quarter)), None),
        Period::Month(month) => (None, Some(i64::from(month))),
    };
    changes.put(
        &REPORTS,
        vec![
            event.office.0.into(),
            event.stream.0.into(),
            when.day().into(),
            i64::from(publication.year).into(),
            quarter.into(),
            month.into(),
            publication.committee.as_ref().map(Committee::as_str).into(),
            publication.as_of.into(),
            publication.position.into(),
            publication.templates.as_str().into(),
            i64::try_from(publication.said.len()).unwrap_or(i64::MAX).into(),
            life.withdrawn.is_some().into(),
        ],
    );
}

/// A report that was published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// Its stream.
    pub report: StreamId,
    /// The day on which it was published.
    pub day: Day,
    /// The year that it is about.
    pub year: i32,
    /// The part of the year.
    pub period: Period,
    /// The committee of a committee's own report.
    pub committee: Option<String>,
    /// What had happened by that evening.
    pub as_of: Day,
    /// The position of the log up to which it looked, under which it is found.
    pub position: Position,
    /// By which texts it was written.
    pub templates: String,
    /// How many figures it told.
    pub figures: i64,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// The reports that were published, the latest first, at most `limit`; of one position alone, if one is named.
///
/// # Errors
/// When the database fails.
pub async fn published(
    db: &Db,
    office: OfficeId,
    at: Option<Position>,
    limit: u32,
) -> Result<Vec<Published>, StorageError> {
    let (least, most) = at.map_or((0, i64::MAX), |at| (at.0, at.0));
    let sql = "SELECT report_id, published_day, year, quarter, month, committee, as_of_day, looked_to, templates, figures, \
               withdrawn FROM reports WHERE office_id = $1 AND looked_to >= $2 AND looked_to <= $3 \
               ORDER BY looked_to DESC LIMIT $4";
    let values = [office.0.into(), least.into(), most.into(), i64::from(limit).into()];
    let mut found = Vec::new();
    for row in db.fetch(sql, &values).await? {
        let small = |number: Option<i64>| number.and_then(|number| u8::try_from(number).ok());
        let period = match (small(row.get(3)?), small(row.get(4)?)) {
            (Some(quarter), _) => Period::Quarter(quarter),
            (None, Some(month)) => Period::Month(month),
            (None, None) => Period::Year,
        };
        found.push(Published {
            report: StreamId(row.get(0)?),
            day: row.get(1)?,
            year: i32::try_from(row.get::<i64>(2)?).unwrap_or_default(),
            period,
            committee: row.get(5)?,
            as_of: row.get(6)?,
            position: Position(row.get(7)?),
            templates: row.get(8)?,
            figures: row.get(9)?,
            withdrawn: row.get(10)?,
        });
    }
    Ok(found)
}
