//! 文书: which official papers were issued, and whether each still stands.
use super::case_list::{code, parsed};
use crate::cases::any_file::AnyFile;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, OfficeId, StreamId, Version};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::paper::{self, Paper, PaperKind};
use crate::cases::words::{CaseNumber, PaperNumber};
use crate::database::{Changes, Column, Db, OnConflict, Row, StorageError, Table, Value};
use crate::event_log::{Position, Told};

/// The table.
pub static PAPERS: Table = Table {
    name: "papers",
    columns: &[
        ("office_id", Column::Uuid),
        ("number", Column::Text),
        ("case_id", Column::Uuid),
        ("series", Column::Text),
        ("ordinal", Column::Int),
        ("kind", Column::Text),
        ("of_number", Column::Text),
        ("step", Column::Int),
        ("issued_day", Column::Day),
        ("looked_to", Column::Int),
        ("pdf", Column::Bytes),
        ("docx", Column::Bytes),
        ("templates", Column::Text),
        ("voided_day", Column::Day),
    ],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &["case_id", "series", "ordinal"],
};

/// Which rows change with `event`, after which the stream is `file`.
pub fn advance(file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
    let AnyFile::Paper(papers) = file else { return };
    for paper in &papers.life().papers {
        changes.put(&PAPERS, row(event.office, paper));
    }
}

fn row(office: OfficeId, Paper { issue, issued, voided }: &Paper) -> Vec<Value> {
    let serial = paper::serial(&issue.number);
    let (series, ordinal) = serial.as_ref().map_or(("", 0), CaseNumber::in_series);
    vec![
        office.0.into(),
        issue.number.as_str().into(),
        issue.case.0.into(),
        series.into(),
        i64::try_from(ordinal).unwrap_or(i64::MAX).into(),
        code(&issue.kind).into(),
        issue.of.as_ref().map(PaperNumber::as_str).into(),
        issue.step.0.into(),
        issued.day().into(),
        issue.position.into(),
        issue.pdf.bytes().as_slice().into(),
        issue.docx.bytes().as_slice().into(),
        issue.templates.as_str().into(),
        voided.map(Occurred::day).into(),
    ]
}

/// A paper that was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedPaper {
    /// Its number, as printed.
    pub number: PaperNumber,
    /// The case.
    pub case: CaseId,
    /// What it is.
    pub kind: PaperKind,
    /// Of a proof of service: the number of the paper that is served.
    pub of: Option<PaperNumber>,
    /// The version of the step of the case of which it tells.
    pub step: Version,
    /// The day on which it was issued.
    pub issued: Day,
    /// The position of the log from which it was written.
    pub position: Position,
    /// SHA-256 of its PDF.
    pub pdf: FileHash,
    /// SHA-256 of its docx.
    pub docx: FileHash,
    /// By which texts it was written.
    pub templates: String,
    /// The day since which it is void.
    pub voided: Option<Day>,
}

const COLUMNS: &str =
    "number, case_id, kind, of_number, step, issued_day, looked_to, pdf, docx, templates, voided_day";

impl IssuedPaper {
    fn read(row: &Row) -> Result<Self, StorageError> {
        let of: Option<String> = row.get(3)?;
        Ok(Self {
            number: parsed(row, 0, "number")?,
            case: StreamId(row.get(1)?),
            kind: parsed(row, 2, "kind")?,
            of: of.map(|_| parsed(row, 3, "of_number")).transpose()?,
            step: Version(row.get(4)?),
            issued: row.get(5)?,
            position: Position(row.get(6)?),
            pdf: hash(row, 7)?,
            docx: hash(row, 8)?,
            templates: row.get(9)?,
            voided: row.get(10)?,
        })
    }
}

fn hash(row: &Row, at: usize) -> Result<FileHash, StorageError> {
    let bytes: Vec<u8> = row.get(at)?;
    let length = bytes.len();
    bytes.try_into().map(FileHash::new).map_err(|_| StorageError::BadRow {
        table: "papers",
        row: "sha256".to_owned(),
        reason: format!("{length} bytes are no SHA-256"),
    })
}

/// The papers of a case, in the order in which they were issued.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &Db, office: OfficeId, case: CaseId) -> Result<Vec<IssuedPaper>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM papers WHERE office_id = $1 AND case_id = $2 ORDER BY looked_to, series, ordinal"
    );
    let rows = db.fetch(sql, &[office.0.into(), case.0.into()]).await?;
    rows.iter().map(IssuedPaper::read).collect()
}

/// The paper of this number.
///
/// # Errors
/// When the database fails.
pub async fn numbered(
    db: &Db,
    office: OfficeId,
    number: &PaperNumber,
) -> Result<Option<IssuedPaper>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM papers WHERE office_id = $1 AND number = $2");
    let rows = db.fetch(sql, &[office.0.into(), number.as_str().into()]).await?;
    rows.first().map(IssuedPaper::read).transpose()
}

/// The register: the papers whose series begins so, by series and number, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn register(
    db: &Db,
    office: OfficeId,
    series: &str,
    limit: u32,
) -> Result<Vec<IssuedPaper>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM papers WHERE office_id = $1 AND substr(series, 1, length($2)) = $2 \
         ORDER BY series, ordinal, number LIMIT $3"
    );
    let values = [office.0.into(), series.into(), i64::from(limit).into()];
    let rows = db.fetch(sql, &values).await?;
    rows.iter().map(IssuedPaper::read).collect()
}

/// The highest number of a series; none before its first.
///
/// # Errors
/// When the database fails.
pub async fn highest(db: &Db, office: OfficeId, series: &str) -> Result<Option<u64>, StorageError> {
    let sql = "SELECT ordinal FROM papers WHERE office_id = $1 AND series = $2 ORDER BY ordinal DESC LIMIT 1";
    let rows = db.fetch(sql, &[office.0.into(), series.into()]).await?;
    let highest = rows.first().map(|row| row.get::<i64>(0)).transpose()?;
    Ok(highest.and_then(|highest| u64::try_from(highest).ok()))
}
