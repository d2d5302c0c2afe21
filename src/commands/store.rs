//! An open store: the databases, the keys, and a committer for each office that is worked in.
use super::decider::{Informed, OfficeDecider};
use super::own_office::KnownOffices;
use super::permit;
use super::refused::Refused;
use super::request::Request;
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::Dated;
use crate::cases::office::{OfficeCommand, OfficeRefusal};
use crate::cases::user::LoginName;
use crate::cases::words::{Committee, OfficeCode, OfficeName};
use crate::clock::Source;
use crate::database::{Backup, Db, StorageError};
use crate::event_log::committer::{CommitError, Committer, Envelope};
use crate::event_log::sql::SqlLog;
use crate::event_log::{Actor, Followers, Position, Receipt, RequestHash};
use crate::keys::KeyStore;
use crate::policy::{Place, Subject};
use crate::projections::{months, office_tree, offices};
use crate::search::{Follower, Index};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Why a command was not carried out.
pub type CommandError = CommitError<Refused>;

/// Why a store or an office in it cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// No such office.
    #[error("the store has no office {0}; add it with `anjuan office add --file office.json`")]
    NoSuchOffice(String),
    /// No office at all.
    #[error("the store has no office yet; add one with `anjuan office add --file office.json`")]
    NoOffice,
    /// Several offices, and none was named.
    #[error("the store has several offices ({0}); say which with --office CODE or ANJUAN_OFFICE")]
    WhichOffice(String),
    /// The office was refused.
    #[error(transparent)]
    Command(#[from] CommandError),
}

/// An open store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) db: Db,
    pub(super) keys: KeyStore,
    pub(super) source: Source,
    pub(super) search: Index,
    pub(super) backup: Option<Arc<Backup>>,
    pub(super) followers: Followers,
    pub(super) committers: Arc<Mutex<HashMap<OfficeId, Working>>>,
    pub(super) offices: KnownOffices,
}

/// An office that is worked in.
#[derive(Clone, Debug)]
pub(super) struct Working {
    committer: Committer<OfficeDecider>,
    /// How far this process knows the log to reach.
    appended: watch::Sender<Position>,
    issuing: Arc<tokio::sync::Mutex<()>>,
}

impl Store {
    /// The copy of what the store was, if opening it migrated it.
    #[must_use]
    pub fn backup(&self) -> Option<&Backup> {
        self.backup.as_deref()
    }

    /// The database.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The key store.
    #[must_use]
    pub const fn keys(&self) -> &KeyStore {
        &self.keys
    }

    /// What is found by searching.
    #[must_use]
    pub const fn search(&self) -> &Index {
        &self.search
    }

    /// Makes the search index of every office anew. `progress` is told how many events of an office are followed.
    ///
    /// # Errors
    /// When the database fails, or the log holds what this program cannot read.
    pub async fn rebuild_search(&self, mut progress: impl FnMut(u64) + Send) -> Result<u64, StorageError> {
        let mut followed = 0;
        for (office, _) in offices::all(&self.db).await? {
            followed += self.search.rebuild(office, &mut progress).await?;
        }
        Ok(followed)
    }

    /// Time and chance.
    #[must_use]
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> SqlLog {
        SqlLog::new(self.db.clone())
    }

    /// The offices as this process last saw them.
    pub(super) const fn known_offices(&self) -> &KnownOffices {
        &self.offices
    }

    /// Who follows the logs in this process, and how far each has come.
    #[must_use]
    pub const fn followers(&self) -> &Followers {
        &self.followers
    }

    /// Packs the months of facts that have come to rest, so that their figures need not read them row by row. Says how
    /// many were packed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pack(&self) -> Result<usize, StorageError> {
        let mut packed = 0;
        for (office, _) in offices::all(&self.db).await? {
            packed += months::pack(&self.db, office, months::WORTH_PACKING).await?;
        }
        Ok(packed)
    }

    /// Adds an office. Adding the same one again changes nothing.
    ///
    /// # Errors
    /// When the database fails, or the office is there with another name.
    pub async fn add_office(
        &self,
        code: OfficeCode,
        name: OfficeName,
        committees: Vec<Committee>,
        actor: Actor,
    ) -> Result<OfficeDesk, StoreError> {
        let office = offices::found(&self.db, &code, OfficeId(self.source.uuid())).await?;
        self.log().found(office).await?;
        let desk = self.desk(office, &actor);
        let now = self.source.now();
        if desk.file().await?.is_none() {
            let committees = committees.clone();
            desk.set_up(Dated::at(now, OfficeCommand::AddOffice { code, name, committees })).await?;
        }
        let known = desk.file().await?.unwrap_or_default().committees;
        for committee in committees.into_iter().filter(|committee| !known.contains(committee)) {
            desk.set_up(Dated::at(now, OfficeCommand::AddCommittee { committee })).await?;
        }
        Ok(desk)
    }

    /// The office with this code; without one, the only office.
    ///
    /// # Errors
    /// When there is none, or several and none was named.
    pub async fn office(&self, code: Option<&str>, actor: Actor) -> Result<OfficeDesk, StoreError> {
        let offices = offices::all(&self.db).await?;
        let office = match (code, offices.as_slice()) {
            (Some(code), _) => offices
                .iter()
                .find(|(_, known)| known == code)
                .ok_or_else(|| StoreError::NoSuchOffice(code.to_owned()))?,
            (None, []) => return Err(StoreError::NoOffice),
            (None, [only]) => only,
            (None, several) => {
                let codes: Vec<_> = several.iter().map(|(_, code)| code.as_str()).collect();
                return Err(StoreError::WhichOffice(codes.join(", ")));
            }
        };
        Ok(self.desk(office.0, &actor))
    }

    /// Who the user of this login name is today; none if there is none, or the user is disabled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subject(
        &self,
        office: OfficeId,
        login: &LoginName,
    ) -> Result<Option<Subject>, StorageError> {
        permit::subject(&self.db, office, office.user_stream(login), self.source.now().day()).await
    }

    /// An office as `subject` meets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn desk_of(&self, subject: Arc<Subject>, office: OfficeId) -> Result<OfficeDesk, StorageError> {
        let place = if subject.office == office {
            Place::Own
        } else if office_tree::is_below(&self.db, office, subject.office).await? {
            Place::Below
        } else {
            Place::Elsewhere
        };
        Ok(self.desk_as(office, subject, place))
    }

    /// The machine's own operator is at home in every office.
    fn desk(&self, office: OfficeId, actor: &Actor) -> OfficeDesk {
        let name = actor.0.strip_prefix("operator:").unwrap_or(&actor.0);
        self.desk_as(office, Arc::new(Subject::operator(name, office)), Place::Own)
    }

    fn desk_as(&self, office: OfficeId, subject: Arc<Subject>, place: Place) -> OfficeDesk {
        let mut committers = self.committers.lock().unwrap_or_else(PoisonError::into_inner);
        let working = committers.entry(office).or_insert_with(|| {
            let decider = OfficeDecider::new(office, self.keys.clone(), self.source.clone());
            let committer = Committer::start(self.log(), office, Arc::new(decider), self.source.clone());
            Working { committer, appended: watch::Sender::default(), issuing: Arc::default() }
        });
        let Working { committer, appended, issuing } = working.clone();
        let actor = Actor(subject.who.to_string().into());
        OfficeDesk { store: self.clone(), office, subject, place, actor, committer, appended, issuing }
    }

    /// Lets what is under way finish and closes the databases.
    pub async fn close(self) {
        let committers = std::mem::take(&mut *self.committers.lock().unwrap_or_else(PoisonError::into_inner));
        for working in committers.values() {
            working.committer.finish().await;
        }
        self.db.close().await;
        self.keys.close().await;
    }
}

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
    store: Store,
    office: OfficeId,
    subject: Arc<Subject>,
    place: Place,
    actor: Actor,
    committer: Committer<OfficeDecider>,
    appended: watch::Sender<Position>,
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
    pub fn landed(&self) -> tokio::sync::watch::Receiver<crate::event_log::Position> {
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
    async fn set_up(&self, command: Dated<OfficeCommand>) -> Result<(), StoreError> {
        match self.execute(Request::live(self.office.stream(), command)).await {
            Err(CommitError::Refused(Refused::Office(
                OfficeRefusal::AlreadyAdded | OfficeRefusal::CommitteeExists(_),
            ))) => Ok(()),
            outcome => Ok(outcome.map(drop)?),
        }
    }
}
