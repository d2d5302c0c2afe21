//! 指标: which indicators were told for which days. There are a handful; what was told of each is read from its stream.
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::indicator::IndicatorLife;
use crate::cases::occurred::Day;
use crate::database::{Column, OnConflict, StorageError, Table, TableRow, Transaction};
use crate::event_log::{EventLog, Pages, Position, Told, fold};
use std::collections::BTreeMap;

/// The table.
pub static INDICATORS: Table = Table {
    name: "indicators",
    columns: &[
        ("office_id", Column::Uuid),
        ("indicator_id", Column::Uuid),
        ("indicator", Column::Text),
        ("first_day", Column::Day),
        ("last_day", Column::Day),
    ],
    key: 2,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// The row of an indicator; none for other streams.
#[must_use]
pub fn row(file: &AnyFile, event: &Told<'_>) -> Option<TableRow> {
    let AnyFile::Indicator(file) = file else { return None };
    let (indicator, period) = file.life().indicator.as_ref()?;
    Some(vec![
        event.office.0.into(),
        event.stream.0.into(),
        indicator.as_str().into(),
        period.first().into(),
        period.last().into(),
    ])
}

/// The streams of all indicators by id and first day; of those that are told for exactly these days, if they are given.
///
/// # Errors
/// When the database fails.
pub async fn streams(
    tx: &mut Transaction,
    office: OfficeId,
    days: Option<(Day, Day)>,
) -> Result<Vec<StreamId>, StorageError> {
    let mut values = vec![office.0.into()];
    let mut only = "";
    if let Some((first, last)) = days {
        values.extend([first.into(), last.into()]);
        only = "AND first_day = $2 AND last_day = $3";
    }
    let sql = format!(
        "SELECT indicator_id FROM indicators WHERE office_id = $1 {only} ORDER BY indicator, first_day, last_day"
    );
    tx.fetch(sql, &values).await?.iter().map(|row| row.get(0).map(StreamId)).collect()
}

/// These indicators as the log knew them at `known`, in the same order; without those of which it knew nothing.
///
/// # Errors
/// When the log cannot be read.
pub async fn as_known<L: EventLog>(
    log: &L,
    office: OfficeId,
    streams: &[StreamId],
    known: Position,
) -> Result<Vec<IndicatorLife>, StorageError> {
    let mut files: BTreeMap<StreamId, AnyFile> = BTreeMap::new();
    let mut pages = Pages::new(log, office, streams);
    while let Some(page) = pages.next().await? {
        for event in page.iter().filter(|event| event.position <= known) {
            let file = files.entry(event.stream).or_default();
            fold::fold(file, &event.told()).map_err(|error| StorageError::BadRow {
                table: "events",
                row: format!("position {}", event.position),
                reason: error.to_string(),
            })?;
        }
    }
    let life = |stream: &StreamId| match files.get(stream) {
        Some(AnyFile::Indicator(file)) => Some(file.life().clone()),
        _ => None,
    };
    Ok(streams.iter().filter_map(life).collect())
}
