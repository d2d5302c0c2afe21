//! 双人审批: what one person asks for another decides.
use super::NotPermitted;
use crate::cases::case_file::Order;
use crate::cases::erasure::ErasureCommand;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::commands::{AnyOrder, OfficeDesk};
use crate::event_log::EventLog;

impl OfficeDesk {
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
