//! What hangs on one case, as a reader may see it.
use crate::cases::attachment::{
    Attachment, AttachmentEvent, AttachmentKind, AttachmentLife, GeoPoint, Title,
};
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Moment, Occurred};
use crate::cases::personal::Personal;
use crate::commands::permit::{FileSight, NotPermitted};
use crate::commands::{OfficeDesk, unsealed};
use crate::event_log::{Actor, Pages};
use crate::policy::Query;
use std::collections::HashMap;

/// A file that hangs on a case.
#[derive(Clone, Debug)]
pub struct FileOnCase {
    /// The file.
    pub file: FileHash,
    /// What it is.
    pub what: AttachmentKind,
    /// When it was made, if that is known.
    pub made: Option<Occurred>,
    /// What it shows, where the reader may see it and it was told.
    pub title: Option<Title>,
    /// Where it was made, where the reader may see originals and it is known.
    pub place: Option<GeoPoint>,
    /// The step of the case to which it belongs.
    pub step: Option<Version>,
    /// When it was attached.
    pub attached: Occurred,
    /// When the log took that in.
    pub recorded_at: Moment,
    /// Who attached it.
    pub attached_by: Actor,
    /// The version of the step that attached it, by which it is corrected.
    pub version: Version,
}

/// What hangs on a case.
#[derive(Clone, Debug, Default)]
pub struct FilesSeen {
    /// How many events say so.
    pub version: Version,
    /// The files, those that were attached first before the others.
    pub files: Vec<FileOnCase>,
}

/// What hangs on a case now.
///
/// # Errors
/// When the reader may not see the case or learn of it, or the log or the keys cannot be read.
pub async fn of(desk: &OfficeDesk, case: CaseId) -> Result<FilesSeen, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    let (log, mut file, mut by) = (desk.store().log(), Attachment::default(), HashMap::new());
    let stream = desk.office().attachment_stream(case);
    let mut pages = Pages::new(&log, desk.office(), &[stream]);
    while let Some(page) = pages.next().await? {
        let ring = desk.store().keys().ring_of(desk.office(), &page).await?;
        for event in page {
            file.fold(unsealed::<AttachmentLife>(&event, &ring)?);
            by.insert(event.version, (event.actor, event.recorded_at));
        }
    }
    let clear = desk.clear(case).await?;
    let sees_places = desk.sight_in(case).await? == FileSight::Original;
    let mut files = Vec::new();
    for (version, step) in file.steps() {
        let AttachmentEvent::FileAttached { file: hash, what, made, place, title, step: of, .. } = &step.what
        else {
            continue;
        };
        let known = file.life().files.get(hash);
        if !known.is_some_and(|known| known.hangs && known.version == version) {
            continue;
        }
        let Some((attached_by, recorded_at)) = by.remove(&version) else { continue };
        let own = attached_by == *desk.actor();
        files.push(FileOnCase {
            file: *hash,
            what: *what,
            made: *made,
            title: title.as_ref().and_then(Personal::value).filter(|_| clear.matter || own).cloned(),
            place: place.as_ref().and_then(Personal::value).filter(|_| sees_places || own).copied(),
            step: *of,
            attached: step.occurred,
            recorded_at,
            attached_by,
            version,
        });
    }
    Ok(FilesSeen { version: file.version(), files })
}
