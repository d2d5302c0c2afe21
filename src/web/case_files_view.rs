//! What hangs on a case, as the API and the command line show it.
use super::files::FileView;
use crate::cases::attachment::{AttachmentKind, GeoPoint, Title};
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Moment, Occurred};
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::Actor;
use crate::files;
use crate::projections::case_list;
use crate::queries::case_files;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// What hangs on a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseFiles)]
pub struct CaseFilesView {
    /// The case's number.
    #[schema(value_type = String)]
    pub number: CaseNumber,
    /// The case's id.
    #[schema(value_type = String, format = Uuid)]
    pub case_id: CaseId,
    /// How many events say what hangs on it, also in `ETag`.
    #[schema(value_type = i64)]
    pub version: Version,
    /// The files, those that were attached first before the others.
    pub files: Vec<CaseFileView>,
}

/// A file that hangs on a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FileOnCase)]
pub struct CaseFileView {
    /// The file, by the SHA-256 of its bytes: `GET /files/{sha256}` shows it.
    #[schema(value_type = String)]
    pub file: FileHash,
    /// What it is: `photograph_before`, `photograph_after`, `photograph`, `letter`, `form`, `official_paper`,
    /// `recording`, `other`.
    #[schema(value_type = String)]
    pub what: AttachmentKind,
    /// When it was made, if that is known: a day or a moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub made: Option<Occurred>,
    /// What it shows, where the reader may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub title: Option<Title>,
    /// Where it was made, in millionths of a degree, where the reader may see originals.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub place: Option<GeoPoint>,
    /// The version of the step of the case to which it belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    pub step: Option<Version>,
    /// When it was attached.
    #[schema(value_type = String)]
    pub attached: Occurred,
    /// When the log took that in.
    #[schema(value_type = String, format = DateTime)]
    pub recorded_at: Moment,
    /// Who attached it.
    #[schema(value_type = String)]
    pub attached_by: Actor,
    /// The version of the step that attached it, by which it is corrected (`POST /cases/{number}/files/corrections`).
    #[schema(value_type = i64)]
    pub version: Version,
    /// What is stored; missing once the file was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<FileView>,
}

impl CaseFilesView {
    /// What hangs on the case with this number; none if there is no such case.
    ///
    /// # Errors
    /// When the reader may not see it, or the database fails.
    pub async fn of(desk: &OfficeDesk, number: &CaseNumber) -> Result<Option<Self>, NotPermitted> {
        let (db, office) = (desk.store().db(), desk.office());
        let listed = case_list::by_number(db, office, std::slice::from_ref(number)).await?;
        let Some(case) = listed.into_iter().next() else { return Ok(None) };
        let seen = case_files::of(desk, case.case).await?;
        let hashes: Vec<_> = seen.files.iter().map(|on_case| on_case.file).collect();
        let known = files::known(db, office, &hashes).await?;
        let mut stored: HashMap<_, _> =
            known.iter().map(|record| (record.sha256, FileView::from(record))).collect();
        let shown = |on_case: case_files::FileOnCase| CaseFileView {
            stored: stored.remove(&on_case.file),
            file: on_case.file,
            what: on_case.what,
            made: on_case.made,
            title: on_case.title,
            place: on_case.place,
            step: on_case.step,
            attached: on_case.attached,
            recorded_at: on_case.recorded_at,
            attached_by: on_case.attached_by,
            version: on_case.version,
        };
        let files = seen.files.into_iter().map(shown).collect();
        Ok(Some(Self { number: case.number, case_id: case.case, version: seen.version, files }))
    }
}
