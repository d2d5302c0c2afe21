//! Names that can be forgotten: how keys are kept and go, who decides that somebody is erased, and that nothing comes back.
mod canaries;
mod deciding;
mod drill;
mod hierarchy;
mod replicas;
mod servers;
mod tokens;

use crate::searching::office::Office;
use crate::support::stores::{Engine, actor, source};
use anjuan::cases::erasure::{ErasureCommand, Ground, Part};
use anjuan::cases::ids::{CaseId, Version};
use anjuan::cases::occurred::Dated;
use anjuan::cases::personal::Subject;
use anjuan::clock::SetClock;
use anjuan::commands::{CommandError, OfficeDesk, Request, Store};
use anjuan::database::Caution;
use anjuan::event_log::{Actor, Pages, Receipt};
use anjuan::files::{FileLimits, FileStore};
use anjuan::keys::{Guard, opened};
use std::path::Path;
use tempfile::TempDir;

/// An office whose keys are guarded on either engine, and a folder for what stands around them.
pub struct Guarded {
    pub office: Office,
    pub clock: SetClock,
    pub files: FileStore,
    pub guard: Guard,
    _folder: TempDir,
}

/// The guard that keeps its files in this folder.
pub fn guard(folder: &Path) -> Guard {
    Guard { master: Some(folder.join("master")), ledger: Some(folder.join("erased")), ..Guard::default() }
}

impl Guarded {
    pub async fn on(engine: Engine) -> Self {
        let (place, folder) = (engine.place(), TempDir::new().expect("a folder"));
        let (source, clock) = source(7);
        let guard = guard(folder.path());
        let store = Store::open_guarded(&place.url, source.clone(), Caution::Copy, guard.clone())
            .await
            .expect("a store");
        let committees =
            ["定海港", "复兴岛", "梅林", "共青"].iter().map(|name| name.parse().expect("a name")).collect();
        let (code, name) = ("310110001".parse().expect("a code"), "定海路街道".parse().expect("a name"));
        let desk = store.add_office(code, name, committees, actor()).await.expect("an office");
        let url = format!("file://{}", folder.path().join("files").display());
        std::fs::create_dir(folder.path().join("files")).expect("a folder");
        let files = FileStore::open(
            &url.parse().expect("a folder"),
            [],
            store.db().clone(),
            store.keys().clone(),
            source,
            FileLimits::default(),
        );
        Self {
            office: Office { desk, place },
            clock,
            files: files.expect("a file store"),
            guard,
            _folder: folder,
        }
    }

    /// The same office as this operator meets it.
    pub async fn as_operator(&self, name: &str) -> OfficeDesk {
        let actor = Actor(format!("operator:{name}").into());
        self.office.desk.store().office(None, actor).await.expect("the office")
    }
}

/// Asks for it, for a reason that does not wait unless the case must be kept.
pub async fn ask(
    desk: &OfficeDesk,
    case: CaseId,
    parts: &[Part],
    ground: Ground,
) -> Result<Version, CommandError> {
    let command = ErasureCommand::AskErasure { case, parts: parts.to_vec(), ground, reason: None };
    Ok(told(desk, command).await?.version)
}

pub async fn approve(desk: &OfficeDesk, case: CaseId, asked: Version) -> Result<Receipt, CommandError> {
    told(desk, ErasureCommand::ApproveErasure { case, asked }).await
}

pub async fn told(desk: &OfficeDesk, command: ErasureCommand) -> Result<Receipt, CommandError> {
    let now = desk.store().source().now();
    desk.execute(Request::live(desk.office().erasures_stream(), Dated::at(now, command))).await
}

/// All that can be opened of a subject in the events of a case; and how many of its values stay sealed.
pub async fn readable(desk: &OfficeDesk, case: CaseId, subject: Subject) -> (String, usize) {
    let log = desk.store().log();
    let mut pages = Pages::new(&log, desk.office(), &[case]);
    let (mut text, mut sealed) = (String::new(), 0);
    while let Some(page) = pages.next().await.expect("events") {
        let ring = desk.store().keys().ring_of(desk.office(), &page).await.expect("keys");
        for event in &page {
            let Some(bytes) = &event.personal else { continue };
            let of: Vec<_> =
                anjuan::keys::names(bytes).expect("names").into_iter().map(|named| named.0).collect();
            let slots = opened(event, &ring).expect("opens, or stays sealed");
            for slot in of.iter().zip(slots).filter(|(of, _)| **of == subject).map(|(_, slot)| slot) {
                match slot {
                    Some(slot) => text += std::str::from_utf8(&slot.json).expect("JSON"),
                    None => sealed += 1,
                }
            }
        }
    }
    (text, sealed)
}
