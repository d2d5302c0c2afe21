//! Which offices the store holds, and what an office was at a position of its log.
use crate::cases::any_file::AnyFile;
use crate::cases::ids::OfficeId;
use crate::cases::office::OfficeLife;
use crate::cases::words::OfficeCode;
use crate::database::{Db, StorageError};
use crate::event_log::{EventLog, Pages, Position, fold};

/// The id of the office with this code; `id`, if the store has none yet.
///
/// # Errors
/// When the database fails.
pub async fn found(db: &Db, code: &OfficeCode, id: OfficeId) -> Result<OfficeId, StorageError> {
    let mut tx = db.begin().await?;
    let sql = "INSERT INTO offices (office_id, code) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[id.0.into(), code.as_str().into()]).await?;
    let rows = tx.fetch("SELECT office_id FROM offices WHERE code = $1", &[code.as_str().into()]).await?;
    let id = rows.first().map_or(Ok(id), |row| row.get(0).map(OfficeId))?;
    tx.commit().await?;
    Ok(id)
}

/// The code of an office; empty if the store does not know it.
///
/// # Errors
/// When the database fails.
pub async fn code_of(db: &Db, office: OfficeId) -> Result<String, StorageError> {
    let rows = db.fetch("SELECT code FROM offices WHERE office_id = $1", &[office.0.into()]).await?;
    rows.first().map_or_else(|| Ok(String::new()), |row| row.get(0))
}

/// Every office, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &Db) -> Result<Vec<(OfficeId, String)>, StorageError> {
    let rows = db.fetch("SELECT office_id, code FROM offices /* all offices */ ORDER BY code", &[]).await?;
    rows.iter().map(|row| Ok((OfficeId(row.get(0)?), row.get(1)?))).collect()
}

/// The office as the log knew it at `known`: what it has done is a handful of events.
///
/// # Errors
/// When the log cannot be read.
pub async fn as_known<L: EventLog>(
    log: &L,
    office: OfficeId,
    known: Position,
) -> Result<OfficeLife, StorageError> {
    let mut file = AnyFile::Blank;
    let mut pages = Pages::new(log, office, &[office.stream()]);
    while let Some(page) = pages.next().await? {
        for event in page.iter().filter(|event| event.position <= known) {
            fold::fold(&mut file, &event.told()).map_err(|error| StorageError::BadRow {
                table: "events",
                row: format!("position {}", event.position),
                reason: error.to_string(),
            })?;
        }
    }
    Ok(match file {
        AnyFile::Office(office) => office.life().clone(),
        _ => OfficeLife::default(),
    })
}
