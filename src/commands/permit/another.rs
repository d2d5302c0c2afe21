//! 双人审批: what one person asks for another decides; and what was approved to be erased nobody works with.
use super::NotPermitted;
use crate::cases::case_file::Order;
use crate::cases::erasure::{ErasureCommand, Part};
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::Dated;
use crate::cases::user::Role;
use crate::commands::{AnyOrder, OfficeDesk};
use crate::database::StorageError;
use crate::event_log::EventLog;
use crate::policy::Query;
use crate::projections::erasures;
use crate::search::Fields;
use std::collections::{BTreeSet, HashMap};

/// The part of a case that a question shows.
const fn shown_by(query: Query) -> Option<Part> {
    match query {
        Query::SeeMatter => Some(Part::Matter),
        Query::SeePetitioner | Query::SeeInformant => Some(Part::Petitioner),
        Query::SeeParty => Some(Part::Party),
        Query::SeeStaff => Some(Part::Staff),
        _ => None,
    }
}

/// The fields in which nobody looks for anything while this part of a case is kept only because it must be.
const fn found_by(part: Part) -> Fields {
    match part {
        Part::Matter => Fields::MATTER,
        Part::Petitioner | Part::Party | Part::Representatives => Fields::NUMBERS_OF_PEOPLE,
        Part::Staff | Part::Files => Fields::NONE,
    }
}

impl OfficeDesk {
    /// In which fields of which cases nobody looks for anything, not even the auditor: looking for somebody is working
    /// with what is known of him.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_only(&self) -> Result<HashMap<CaseId, Fields>, StorageError> {
        let all = erasures::all_restricted(self.store().db(), self.office()).await?;
        let fields = |parts: BTreeSet<Part>| {
            parts.into_iter().fold(Fields::NONE, |fields, part| fields | found_by(part))
        };
        Ok(all.into_iter().map(|(case, parts)| (case, fields(parts))).collect())
    }

    /// Whether what the question shows may be worked with: what is kept only because it must be is looked at by nobody but
    /// the auditor.
    pub(super) fn works_with(&self, kept_only: Option<&BTreeSet<Part>>, query: Query) -> bool {
        let Some((part, kept_only)) = shown_by(query).zip(kept_only) else { return true };
        !kept_only.contains(&part) || self.subject().is(Role::Auditor)
    }

    /// Whoever asked for something to be erased does not approve or reject it, in whatever capacity: not the machine's
    /// operator, either. The event that asked says who that was.
    pub(super) async fn demand_another(&self, order: &AnyOrder) -> Result<(), NotPermitted> {
        let AnyOrder::Erasure(Dated { what: Order::Step(command), .. }) = order else { return Ok(()) };
        let (ErasureCommand::ApproveErasure { asked, .. } | ErasureCommand::RejectErasure { asked, .. }) =
            command
        else {
            return Ok(());
        };
        let (log, stream) = (self.store().log(), self.office().erasures_stream());
        let asking = log.streams(self.office(), &[stream], Version(asked.0.saturating_sub(1)), 1).await?;
        if asking.first().is_some_and(|event| event.version == *asked && event.actor == *self.actor()) {
            return Err(self.denied_as("DecideErasure: another person than whoever asked decides"));
        }
        Ok(())
    }
}
