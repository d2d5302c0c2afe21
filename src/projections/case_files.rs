//! 附件: which files hang on which case, and where a file hangs.
use super::case_list::{code, parsed};
use crate::cases::any_file::AnyFile;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::words::CaseNumber;
use crate::database::{Changes, Column, Db, OnConflict, StorageError, Table};
use crate::event_log::Told;

/// The table.
pub static CASE_FILES: Table = Table {
    name: "case_files",
    columns: &[
        ("office_id", Column::Uuid),
        ("case_id", Column::Uuid),
        ("sha256", Column::Bytes),
        ("what", Column::Text),
        ("step", Column::Int),
        ("since_day", Column::Day),
        ("version", Column::Int),
        ("hangs", Column::Bool),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// Which rows change with `event`, after which the stream is `file`.
pub fn advance(file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
    let AnyFile::Attachment(attachment) = file else { return };
    let life = attachment.life();
    let Some(case) = life.case else { return };
    for (file, attached) in &life.files {
        let row = vec![
            event.office.0.into(),
            case.0.into(),
            file.bytes().as_slice().into(),
            code(&attached.what).into(),
            attached.step.map(|step| step.0).into(),
            attached.since.into(),
            attached.version.0.into(),
            attached.hangs.into(),
        ];
        changes.put(&CASE_FILES, row);
    }
}

/// The cases on which a file hangs.
///
/// # Errors
/// When the database fails.
pub async fn cases_of(db: &Db, office: OfficeId, file: FileHash) -> Result<Vec<CaseId>, StorageError> {
    let sql =
        "SELECT case_id FROM case_files WHERE office_id = $1 AND sha256 = $2 AND hangs ORDER BY case_id";
    let rows = db.fetch(sql, &[office.0.into(), file.bytes().as_slice().into()]).await?;
    rows.iter().map(|row| Ok(StreamId(row.get(0)?))).collect()
}

/// The numbers of the cases on which a file hangs.
///
/// # Errors
/// When the database fails.
pub async fn numbers_of(db: &Db, office: OfficeId, file: FileHash) -> Result<Vec<CaseNumber>, StorageError> {
    let sql = "SELECT c.number FROM case_files f \
               JOIN cases c ON c.office_id = f.office_id AND c.case_id = f.case_id \
               WHERE f.office_id = $1 AND f.sha256 = $2 AND f.hangs ORDER BY c.number";
    let rows = db.fetch(sql, &[office.0.into(), file.bytes().as_slice().into()]).await?;
    rows.iter().map(|row| parsed(row, 0, "number")).collect()
}
