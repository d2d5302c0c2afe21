//! How a publication stands.
use super::event::{Publication, ReportEvent};
use super::refusal::ReportRefusal;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Occurred};
use serde::{Deserialize, Serialize};

/// A publication so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ReportLife {
    /// What was said, and when; none before it was.
    pub published: Option<(Publication, Occurred)>,
    /// When it was withdrawn.
    pub withdrawn: Option<Occurred>,
}

impl ReportLife {
    pub(super) fn admits(&self, step: &Dated<ReportEvent>) -> Result<(), ReportRefusal> {
        match (&step.what, &self.published, self.withdrawn) {
            (ReportEvent::ReportPublished { .. }, Some(_), _) => Err(ReportRefusal::AlreadyPublished),
            (ReportEvent::ReportWithdrawn {}, None, _) => Err(ReportRefusal::NotPublished),
            (ReportEvent::ReportWithdrawn {}, Some(_), Some(_)) => Err(ReportRefusal::AlreadyWithdrawn),
            _ => Ok(()),
        }
    }

    pub(super) fn take(&mut self, _version: Version, step: &Dated<ReportEvent>) {
        match &step.what {
            ReportEvent::ReportPublished { publication } => {
                self.published = Some((publication.clone(), step.occurred));
            }
            ReportEvent::ReportWithdrawn {} => self.withdrawn = Some(step.occurred),
            ReportEvent::ReportCorrected { .. } | ReportEvent::ReportIrregularityFound { .. } => {}
        }
    }
}
