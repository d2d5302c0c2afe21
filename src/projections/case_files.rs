//! 附件: which files hang on which case, and where a file hangs.
use super::case_list::{code, parsed};
use crate::cases::any_file::AnyFile;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::cases::words::CaseNumber;
use crate::database::{Changes, Column, Db, OnConflict, Row, StorageError, Table, one_of};
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

/// The files that were ever attached to a case and hang on no other.
///
/// # Errors
/// When the database fails.
pub async fn only_of(db: &Db, office: OfficeId, case: CaseId) -> Result<Vec<FileHash>, StorageError> {
    let sql = "SELECT sha256 FROM case_files f WHERE f.office_id = $1 AND f.case_id = $2 AND NOT EXISTS \
               (SELECT 1 FROM case_files o WHERE o.office_id = f.office_id AND o.sha256 = f.sha256 \
               AND o.case_id <> f.case_id AND o.hangs) ORDER BY f.sha256";
    let rows = db.fetch(sql, &[office.0.into(), case.0.into()]).await?;
    rows.iter().map(|row| hash(row, 0)).collect()
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

/// A photograph that hangs on a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Photograph {
    /// The case.
    pub case: CaseId,
    /// The file.
    pub file: FileHash,
    /// What it is, in a code.
    pub what: String,
    /// The day on which it was attached.
    pub since: Day,
}

/// The photographs that hang on these cases, of each case those that were attached first before the others.
///
/// # Errors
/// When the database fails.
pub async fn photographs(
    db: &Db,
    office: OfficeId,
    cases: &[CaseId],
) -> Result<Vec<Photograph>, StorageError> {
    let mut found = Vec::new();
    for some in cases.chunks(500) {
        let mut values = vec![office.0.into()];
        let list = one_of(&mut values, some.iter().map(|case| case.0));
        let sql = format!(
            "SELECT case_id, sha256, what, since_day FROM case_files WHERE office_id = $1 AND case_id IN {list} AND hangs \
             AND what IN ('photograph_before', 'photograph_after', 'photograph') ORDER BY case_id, version"
        );
        for row in db.fetch(sql, &values).await? {
            found.push(Photograph {
                case: StreamId(row.get(0)?),
                file: hash(&row, 1)?,
                what: row.get(2)?,
                since: row.get(3)?,
            });
        }
    }
    Ok(found)
}

fn hash(row: &Row, at: usize) -> Result<FileHash, StorageError> {
    let bytes: Vec<u8> = row.get(at)?;
    let length = bytes.len();
    bytes.try_into().map(FileHash::new).map_err(|_| StorageError::BadRow {
        table: "case_files",
        row: "sha256".to_owned(),
        reason: format!("{length} bytes are no SHA-256"),
    })
}
