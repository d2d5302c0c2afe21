//! Why something was asked to be erased, and why not: words that may name somebody, and go with the case.
use crate::cases::case_file::Correction;
use crate::cases::erasure::{ErasureEvent, ErasureLife, Stage};
use crate::cases::ids::{CaseId, KeyId, Version};
use crate::commands::{OfficeDesk, unsealed};
use crate::database::StorageError;
use crate::event_log::Pages;
use crate::keys::{self, KeyRing};
use crate::projections::erasures::of_case;
use std::collections::{BTreeMap, BTreeSet};

impl OfficeDesk {
    /// The keys that seal nothing but why erasures in this case were asked for or refused. A request that nobody has
    /// decided keeps its words; so does one of an older store, in which those of several cases have one key.
    pub(super) async fn keys_of_reasons(&self, case: CaseId) -> Result<BTreeSet<KeyId>, StorageError> {
        let (store, office) = (self.store(), self.office());
        let requests = of_case(store.db(), office, case).await?.into_iter();
        let decided: BTreeSet<_> =
            requests.filter(|request| request.stage != Stage::Asked).map(|request| request.asked).collect();
        let mut goes = BTreeMap::new();
        let log = store.log();
        let mut pages = Pages::new(&log, office, &[office.erasures_stream()]);
        while let Some(page) = pages.next().await? {
            for event in &page {
                let Some(sealed) = &event.personal else { continue };
                let told = unsealed::<ErasureLife>(event, &KeyRing::default())?.what;
                let request = request_of(&told, event.version);
                let named = keys::names(sealed).map_err(|error| super::super::bad_event(event, &error))?;
                for (_, key) in named {
                    let all = goes.entry(KeyId(key)).or_insert(true);
                    *all &= request.is_some_and(|request| decided.contains(&request));
                }
            }
        }
        Ok(goes.into_iter().filter(|(_, goes)| *goes).map(|(key, _)| key).collect())
    }
}

/// The request that an event in which something was said is about.
fn request_of(event: &ErasureEvent, version: Version) -> Option<Version> {
    match event {
        ErasureEvent::ErasureAsked { .. } => Some(version),
        ErasureEvent::ErasureRejected { asked, .. } => Some(*asked),
        ErasureEvent::ErasureCorrected {
            correction: Correction { corrects, becomes: Some(becomes), .. },
        } => request_of(&becomes.what, *corrects),
        _ => None,
    }
}
