//! One office, and who works in it: where requests are carried out.
use super::decider::{Informed, OfficeDecider};
use super::refused::Refused;
use super::request::Request;
use super::store::{CommandError, Store, StoreError};
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::Dated;
use crate::cases::office::{OfficeCommand, OfficeRefusal};
use crate::event_log::committer::{CommitError, Committer, Envelope};
use crate::event_log::{Actor, Position, Receipt, RequestHash};
use crate::policy::{Place, Subject};
use crate::search::Follower;
use std::sync::Arc;
use tokio::sync::watch;

/// What became of a command, in a word for those who count.
const fn became(outcome: &Result<Receipt, CommandError>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(CommitError::Refused(_)) => "refused",
        Err(CommitError::Conflict { .. } | CommitError::CommandReused(_)) => "conflict",
        Err(CommitError::Storage(_) | CommitError::Faulty | CommitError::Stopping) => "failed",
    }
}

/// One office, and who works in it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct OfficeDesk {
    pub(super) store: Store,
    pub(super) office: OfficeId,
    pub(super) subject: Arc<Subject>,
    pub(super) place: Place,
    pub(super) actor: Actor,
    pub(super) committer: Committer<OfficeDecider>,
    pub(super) appended: watch::Sender<Position>,
    pub(super) issuing: Arc<tokio::sync::Mutex<()>>,
}

impl OfficeDesk {
    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The office.
    #[must_use]
    pub const fn office(&self) -> OfficeId {
        self.office
    }

    /// Who works here.
    #[must_use]
    pub const fn subject(&self) -> &Arc<Subject> {
        &self.subject
    }

    /// Where the office stands, seen from the one for which whoever works here acts.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }

    /// As the log names whoever works here.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Keeps the search index up with the log, until that is finished or the program ends.
    #[must_use]
    pub fn follow(&self) -> Follower {
        let followers = self.store.followers.clone();
        Follower::start(self.store.search.clone(), self.office, self.landed(), followers)
    }

    /// How far this process has made the log durable, as it goes on.
    #[must_use]
    pub fn landed(&self) -> watch::Receiver<Position> {
        self.committer.landed()
    }

    /// Carries out a request under a new command id.
    ///
    /// # Errors
    /// As [`CommandError`] says.
    pub async fn execute(&self, request: Request) -> Result<Receipt, CommandError> {
        self.execute_as(self.store.source.command_id(), None, None, request).await
    }

    /// Carries out a request of an import.
    ///
    /// # Errors
    /// As [`CommandError`] says.
    pub async fn execute_in(&self, batch: BatchId, request: Request) -> Result<Receipt, CommandError> {
        self.execute_as(self.store.source.command_id(), Some(batch), None, request).await
    }

    /// Carries out a request under the sender's own command id, if the stream is still as the sender saw it.
    ///
    /// # Errors
    /// As [`CommandError`] says.
    pub async fn execute_as(
        &self,
        command: CommandId,
        batch: Option<BatchId>,
        expected: Option<(StreamId, Version)>,
        request: Request,
    ) -> Result<Receipt, CommandError> {
        self.permit_request(&request).await?;
        self.send(command, batch, expected, request).await
    }

    /// Carries out what follows from a request that was permitted.
    pub(super) async fn submit(&self, request: Request) -> Result<Receipt, CommandError> {
        self.send(self.store.source.command_id(), None, None, request).await
    }

    async fn send(
        &self,
        command: CommandId,
        batch: Option<BatchId>,
        expected: Option<(StreamId, Version)>,
        request: Request,
    ) -> Result<Receipt, CommandError> {
        let request_hash =
            request.hash().map_err(|error| CommitError::Refused(Refused::NotWritable(error.to_string())))?;
        let actor = self.actor.clone();
        self.carry_out(Envelope { command, request_hash, actor, batch, expected }, request).await
    }

    /// The same as [`OfficeDesk::execute_as`], for a sender whose words are hashed as they were sent: what is left to this
    /// program in them (the case's id, its number, that it happens now) may differ when they are sent again.
    ///
    /// # Errors
    /// As [`CommandError`] says.
    pub async fn execute_asked(
        &self,
        command: CommandId,
        request_hash: RequestHash,
        expected: Option<(StreamId, Version)>,
        request: Request,
    ) -> Result<Receipt, CommandError> {
        self.permit_request(&request).await?;
        let actor = self.actor.clone();
        self.carry_out(Envelope { command, request_hash, actor, batch: None, expected }, request).await
    }

    async fn carry_out(&self, envelope: Envelope, request: Request) -> Result<Receipt, CommandError> {
        let stored = Arc::new(self.attachable(&request).await?);
        let outcome = self.committer.submit(envelope, Informed { request, stored }).await;
        metrics::counter!("anjuan_commands_total", "outcome" => became(&outcome)).increment(1);
        if let Ok(receipt) = &outcome {
            self.appended
                .send_if_modified(|head| std::mem::replace(head, receipt.position.max(*head)) < *head);
        }
        outcome
    }

    /// Wakes whoever follows the log when this process appended to it; other servers are found by asking.
    #[must_use]
    pub fn appended(&self) -> watch::Receiver<Position> {
        self.appended.subscribe()
    }

    /// Carries out a command to the office itself; that another server was first is as good.
    pub(super) async fn set_up(&self, command: Dated<OfficeCommand>) -> Result<(), StoreError> {
        match self.execute(Request::live(self.office.stream(), command)).await {
            Err(CommitError::Refused(Refused::Office(
                OfficeRefusal::AlreadyAdded | OfficeRefusal::CommitteeExists(_),
            ))) => Ok(()),
            outcome => Ok(outcome.map(drop)?),
        }
    }
}
