//! The tree of offices: which office stands above which.
use super::offices;
use crate::cases::any_file::AnyFile;
use crate::cases::ids::OfficeId;
use crate::cases::words::OfficeCode;
use crate::database::{Column, Db, OnConflict, StorageError, Table, TableRow};
use crate::event_log::Told;

/// The table.
pub static OFFICE_TREE: Table = Table {
    name: "office_tree",
    columns: &[("office_id", Column::Uuid), ("above", Column::Text)],
    key: 1,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// Country, province, city, district, subdistrict: more levels than there are end any circle.
const LEVELS: usize = 8;

/// The row of an office that stands below another; none for other streams.
#[must_use]
pub fn row(file: &AnyFile, event: &Told<'_>) -> Option<TableRow> {
    let AnyFile::Office(office) = file else { return None };
    let above = office.life().above.as_ref()?;
    Some(vec![event.office.0.into(), above.as_str().into()])
}

/// Whether `office` stands somewhere below `above`.
///
/// # Errors
/// When the database fails.
pub async fn is_below(db: &Db, office: OfficeId, above: OfficeId) -> Result<bool, StorageError> {
    let sql =
        "SELECT o.office_id FROM office_tree t JOIN offices o ON o.code = t.above WHERE t.office_id = $1";
    let mut at = office;
    for _ in 0..LEVELS {
        let rows = db.fetch(sql, &[at.0.into()]).await?;
        let Some(row) = rows.first() else { return Ok(false) };
        at = OfficeId(row.get(0)?);
        if at == above {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The offices below `office`, by code.
///
/// # Errors
/// When the database fails.
pub async fn below(db: &Db, office: OfficeId) -> Result<Vec<(OfficeId, OfficeCode)>, StorageError> {
    let mut found = Vec::new();
    for (id, code) in offices::all(db).await? {
        if id != office && is_below(db, id, office).await? {
            let code = code.parse().map_err(|error| StorageError::BadRow {
                table: "offices",
                row: code.clone(),
                reason: format!("{error}"),
            })?;
            found.push((id, code));
        }
    }
    Ok(found)
}
