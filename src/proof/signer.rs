//! Who signs checkpoints: a key, and what it signed last. Both stand in files outside the database, so that whoever can
//! change the database cannot change what was signed, and a log that shrank or changed is not signed again.
use super::checkpoint::{Checkpoint, LogKey, NoteTrouble};
use super::checkpoints;
use super::origin::{Log, Origin};
use super::path::Tree;
use super::sm::{self, Sm3Edge, SmKey};
use crate::cases::epochs::{EpochEvent, TreeRoot};
use crate::cases::ids::OfficeId;
use crate::cases::occurred::Moment;
use crate::clock::Source;
use crate::database::{Db, StorageError};
use crate::event_log::{Edge, Position};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// A file cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The key is of another office.
    #[error("the key {key} signs for {key_name}, and this office's log is {wanted}")]
    OtherOffice {
        /// The file.
        key: String,
        /// Its name.
        key_name: String,
        /// The office's.
        wanted: String,
    },
    /// The log has fewer events than were signed.
    #[error(
        "the log ends at position {now}, and {signed} were signed: {next} to {signed} are gone. If a backup was \
         restored and they are lost, say so with `anjuan checkpoint --new-epoch`, which records in the log what was \
         lost; if not, somebody cut the log off"
    )]
    Smaller {
        /// Where it ends.
        now: u64,
        /// Where it ended.
        signed: u64,
        /// The first that is gone.
        next: u64,
    },
    /// The log is not the one that was signed.
    #[error(
        "the log up to position {now} does not go on from the {signed} that were signed: what was signed, or what \
         came after it, was changed. `anjuan verify` says what and where; if a backup was restored and work went on, \
         `anjuan checkpoint --new-epoch` records in the log what was lost"
    )]
    Inconsistent {
        /// Where it ends.
        now: u64,
        /// What was signed.
        signed: u64,
    },
    /// A stored event is not what its leaf says.
    #[error("entry {position} was changed after it was recorded, so nothing is signed: {reason}")]
    Changed {
        /// Where.
        position: Position,
        /// How that shows.
        reason: String,
    },
    /// The record of who looked at what is not signed.
    #[error("the record of who looked at what: {0}")]
    Readings(#[source] Box<Self>),
    /// Nothing was lost.
    #[error("the log goes on from what was signed last, so there is nothing to begin anew")]
    NothingLost,
    /// A note cannot be made or read.
    #[error(transparent)]
    Note(#[from] NoteTrouble),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn trouble(path: &Path, error: &dyn std::fmt::Display) -> SignError {
    SignError::File { path: path.display().to_string(), reason: error.to_string() }
}

/// The name of an office's log, as a key bears it.
#[must_use]
pub fn log_name(code: &str) -> String {
    format!("anjuan/{code}")
}

/// Makes a key in a new file that nobody else can read, and says with which key others verify.
///
/// # Errors
/// When the file is there, or cannot be written.
pub fn new_key(path: &Path, name: &str, source: &Source) -> Result<super::PublicKey, SignError> {
    let key = LogKey::new(name, source.bytes())?;
    keep_secret(path, &key.written())?;
    Ok(key.public())
}

/// Writes a new file that nobody else can read.
pub(super) fn keep_secret(path: &Path, text: &str) -> Result<(), SignError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| trouble(path, &error))?;
    file.write_all(text.as_bytes()).map_err(|error| trouble(path, &error))?;
    file.sync_all().map_err(|error| trouble(path, &error))
}

/// What was signed last.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    /// How often the log was begun anew after events were lost; 1 before the first time.
    epoch: u32,
    /// How many events the log had.
    size: u64,
    /// The right edge of its tree, in base64.
    edge: String,
    /// The note; none before the first.
    note: Option<String>,
    /// The right edge of the tree of SM3, in base64, where that is signed too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sm3: Option<String>,
}

/// A key and what it signed last of one log. While it is open no other process signs with it.
#[derive(Debug)]
pub struct Signer {
    key: LogKey,
    /// The second key, of SM2, if there is one.
    second: Option<SmKey>,
    log: Log,
    state: PathBuf,
    last: Signed,
    /// Holds the lock.
    _lock: File,
}

impl Signer {
    /// Opens a key and its state, which stands beside it under the same name with `.state`. Waits for whoever signs.
    ///
    /// # Errors
    /// When a file cannot be read, or the key is of another log than `name`.
    pub fn open(path: &Path, name: &str) -> Result<Self, SignError> {
        Self::of(Log::Events, path, name)
    }

    /// Opens the key of an office, by its log's name, and what it signed of one of the office's logs; that of the readings
    /// stands in `.readings.state`.
    ///
    /// # Errors
    /// As [`Signer::open`].
    pub fn of(log: Log, path: &Path, name: &str) -> Result<Self, SignError> {
        let text =
            zeroize::Zeroizing::new(std::fs::read_to_string(path).map_err(|error| trouble(path, &error))?);
        let key = LogKey::read(&text)?;
        if key.name() != name {
            let (key_name, wanted) = (key.name().to_owned(), name.to_owned());
            return Err(SignError::OtherOffice { key: path.display().to_string(), key_name, wanted });
        }
        let lock = File::open(path).map_err(|error| trouble(path, &error))?;
        lock.lock().map_err(|error| trouble(path, &error))?;
        let state = path.with_added_extension(match log {
            Log::Events => "state",
            Log::Readings => "readings.state",
        });
        let last = match std::fs::read_to_string(&state) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| trouble(&state, &error))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Signed { epoch: 1, ..Signed::default() }
            }
            Err(error) => return Err(trouble(&state, &error)),
        };
        // The second tree stands over events alone.
        let second = if log == Log::Events { SmKey::beside(path, name)? } else { None };
        Ok(Self { key, second, log, state, last, _lock: lock })
    }

    /// How often the log was begun anew, the first time being 1.
    #[must_use]
    pub const fn epoch(&self) -> u32 {
        self.last.epoch
    }

    /// How many events were signed.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.last.size
    }

    /// The key under the name of the log and its present epoch.
    ///
    /// # Errors
    /// When no note can bear its name.
    pub fn key(&self) -> Result<LogKey, NoteTrouble> {
        let origin = Origin { key: self.key.name().to_owned(), log: self.log, epoch: self.last.epoch };
        self.key.named(&origin.to_string())
    }

    /// The checkpoint that was signed last.
    pub(super) fn last(&self) -> Result<Option<Checkpoint>, NoteTrouble> {
        self.last.note.as_deref().map(Checkpoint::read).transpose()
    }

    /// The tree that was signed last.
    pub(super) fn edge(&self) -> Result<Edge, SignError> {
        let bytes = BASE64_STANDARD.decode(&self.last.edge).map_err(|error| trouble(&self.state, &error))?;
        Edge::read(Position(self.last.size.cast_signed()), &bytes)
            .ok_or_else(|| trouble(&self.state, &"its edge does not fit its size"))
    }

    /// Signs what the log is now, once everything that came since was read again and found to be what was recorded, and
    /// keeps the checkpoint. The log as it was signed last is answered with that checkpoint.
    ///
    /// # Errors
    /// When the log is not the one that was signed, something in it was changed, or something fails.
    pub async fn sign(
        &mut self,
        db: &Db,
        office: OfficeId,
        source: &Source,
    ) -> Result<Checkpoint, SignError> {
        self.sign_now(db, office, source).await.map_err(|error| self.of_log(error))
    }

    async fn sign_now(
        &mut self,
        db: &Db,
        office: OfficeId,
        source: &Source,
    ) -> Result<Checkpoint, SignError> {
        let signed = self.edge()?;
        let now = self.log.edge(db, office).await?;
        let sizes = (now.size(), signed.size());
        if sizes.0 < sizes.1 {
            return Err(SignError::Smaller { now: sizes.0, signed: sizes.1, next: sizes.0 + 1 });
        }
        if self.log.after(db, office, signed.clone(), now.size()).await? != now {
            return Err(SignError::Inconsistent { now: sizes.0, signed: sizes.1 });
        }
        match &self.last.note {
            Some(note) if sizes.0 == sizes.1 => {
                let checkpoint = Checkpoint::read(note)?;
                checkpoints::keep(db, office, self.log, self.last.epoch, &checkpoint).await?;
                Ok(checkpoint)
            }
            _ => self.keep(db, office, &now, source).await,
        }
    }

    /// Says of which log an error tells.
    fn of_log(&self, error: SignError) -> SignError {
        match self.log {
            Log::Events => error,
            Log::Readings => SignError::Readings(Box::new(error)),
        }
    }

    /// What of the signed log is gone; an error where nothing is.
    ///
    /// # Errors
    /// When nothing is lost, or something fails.
    pub async fn lost(&self, db: &Db, office: OfficeId) -> Result<EpochEvent, SignError> {
        let signed = self.edge()?;
        let now = self.log.edge(db, office).await?;
        if now.size() >= signed.size() && self.log.after(db, office, signed.clone(), now.size()).await? == now
        {
            return Err(SignError::NothingLost);
        }
        let lost_from = if now.size() < signed.size() {
            now.size() + 1
        } else {
            // The last checkpoint from which the log still goes on; what came after it may be something else.
            let mut whole = 0;
            for kept in checkpoints::all(db, office, self.log).await?.into_iter().flatten() {
                let Tree { size, root } = kept.checkpoint.tree;
                if size <= now.size()
                    && self.log.after(db, office, Edge::default(), size).await?.root() == root
                {
                    whole = size.max(whole);
                }
            }
            whole + 1
        };
        let root = signed.root().to_string().parse::<TreeRoot>();
        let root = root.map_err(|error| trouble(&self.state, &error))?;
        Ok(self.log.opened(self.last.epoch + 1, signed.size(), root, lost_from))
    }

    /// Begins the log anew, once what was lost is recorded: all of it is read again and signed.
    ///
    /// # Errors
    /// As [`Signer::sign`].
    pub async fn begin_anew(
        &mut self,
        db: &Db,
        office: OfficeId,
        source: &Source,
    ) -> Result<Checkpoint, SignError> {
        let now = self.log.edge(db, office).await?;
        if self.log.after(db, office, Edge::default(), now.size()).await? != now {
            return Err(self.of_log(SignError::Inconsistent { now: now.size(), signed: 0 }));
        }
        let before = std::mem::take(&mut self.last);
        self.last = Signed { epoch: before.epoch + 1, ..Signed::default() };
        let signed = self.keep(db, office, &now, source).await;
        if signed.is_err() && self.last.note.is_none() {
            self.last = before;
        }
        signed
    }

    async fn keep(
        &mut self,
        db: &Db,
        office: OfficeId,
        edge: &Edge,
        source: &Source,
    ) -> Result<Checkpoint, SignError> {
        let sm3 = match &self.second {
            Some(_) => Some(sm::after(db, office, self.sm3()?, edge.size()).await?),
            None => None,
        };
        let checkpoint = self.note_twice(edge, sm3.as_ref(), source.now())?;
        checkpoints::keep(db, office, self.log, self.last.epoch, &checkpoint).await?;
        Ok(checkpoint)
    }

    /// The tree of SM3 as it was signed last; none if it was not.
    fn sm3(&self) -> Result<Option<Sm3Edge>, SignError> {
        let Some(encoded) = &self.last.sm3 else { return Ok(None) };
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|error| trouble(&self.state, &error))?;
        let edge = Sm3Edge::read(self.last.size, &bytes);
        edge.map(Some).ok_or_else(|| trouble(&self.state, &"its edge of SM3 does not fit its size"))
    }

    /// Signs a tree and keeps that it did.
    pub(super) fn note(&mut self, edge: &Edge, now: Moment) -> Result<Checkpoint, SignError> {
        self.note_twice(edge, None, now)
    }

    fn note_twice(
        &mut self,
        edge: &Edge,
        sm3: Option<&Sm3Edge>,
        now: Moment,
    ) -> Result<Checkpoint, SignError> {
        let tree = Tree { size: edge.size(), root: edge.root() };
        let second = self.second.as_ref().zip(sm3.map(Sm3Edge::root));
        let note = self.key()?.sign_twice(tree, now, second)?;
        let last = Signed {
            epoch: self.last.epoch,
            size: tree.size,
            edge: BASE64_STANDARD.encode(edge.bytes()),
            note: Some(note.clone()),
            sm3: sm3.map(|edge| BASE64_STANDARD.encode(edge.bytes())),
        };
        // Written before anybody sees the checkpoint: what was given out is never forgotten.
        replace(&self.state, &last)?;
        self.last = last;
        Ok(Checkpoint::read(&note)?)
    }
}

/// Puts a new state in the place of the old one: a crash leaves one of the two.
///
/// # Errors
/// When it cannot be written.
pub(super) fn replace(path: &Path, state: &impl Serialize) -> Result<(), SignError> {
    let beside = path.with_added_extension("new");
    let text = serde_json::to_string_pretty(state).map_err(|error| trouble(path, &error))?;
    let mut file = File::create(&beside).map_err(|error| trouble(&beside, &error))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| trouble(&beside, &error))?;
    std::fs::rename(&beside, path).map_err(|error| trouble(path, &error))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| trouble(folder, &error))
}
