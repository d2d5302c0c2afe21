//! An open store: the databases, the keys, and a committer for each office that is worked in.
use super::decider::OfficeDecider;
use super::desk::OfficeDesk;
use super::own_office::KnownOffices;
use super::permit;
use super::refused::Refused;
use crate::cases::ids::OfficeId;
use crate::cases::occurred::Dated;
use crate::cases::office::OfficeCommand;
use crate::cases::user::LoginName;
use crate::cases::words::{Committee, OfficeCode, OfficeName};
use crate::clock::Source;
use crate::database::{Backup, Db, StorageError};
use crate::event_log::committer::{CommitError, Committer};
use crate::event_log::sql::SqlLog;
use crate::event_log::{Actor, Followers, Position};
use crate::keys::KeyStore;
use crate::policy::{Place, Subject};
use crate::projections::unpacked::Unpacked;
use crate::projections::{months, office_tree, offices};
use crate::search::Index;
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
    pub(super) unpacked: Unpacked,
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

    /// What this process knows of months of facts that have come to rest.
    #[must_use]
    pub const fn unpacked(&self) -> &Unpacked {
        &self.unpacked
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
