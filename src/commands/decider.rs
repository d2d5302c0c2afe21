//! What a request means: which streams it reads, which events follow, how they are sealed and what they change.
mod beside;
mod deciding;
mod external;
mod seen;
mod stock;

use super::refused::Refused;
use super::request::{Numbering, Request};
use crate::cases::any_file::AnyFile;
use crate::cases::facts::Facts;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::cases::occurred::Moment;
use crate::cases::personal::Slot;
use crate::cases::words::CaseNumber;
use crate::cases::workdays::Calendar;
use crate::clock::Source;
use crate::database::{Changes, StorageError};
use crate::event_log::codec::{self, Unreadable};
use crate::event_log::committer::{Decider, Place, Streams};
use crate::event_log::{Draft, RecordedEvent, fold};
use crate::keys::{self, Key, KeyRing, KeyStore};
use crate::projections::Projected;
use deciding::Deciding;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use stock::Stock;
use uuid::Uuid;

/// A stream in memory: its aggregate, its keys, and the rows that the projections hold of it.
#[derive(Debug, Default)]
pub struct Stream {
    file: AnyFile,
    ring: KeyRing,
    projected: Projected,
}

/// A request, with what was looked up for it before anything is decided.
#[derive(Debug)]
pub struct Informed {
    pub(super) request: Request,
    /// The files among those that it attaches which may be attached.
    pub(super) stored: Arc<BTreeSet<FileHash>>,
}

/// Decides for one office.
#[derive(Debug)]
pub struct OfficeDecider {
    office: OfficeId,
    /// The office's own stream.
    own: StreamId,
    /// The stream of what is erased. Every request reads it, so that nothing is sealed with a key that goes.
    erasures: StreamId,
    /// The keys that went or are going.
    gone: Mutex<HashSet<Uuid>>,
    keys: KeyStore,
    stock: Mutex<Stock>,
    source: Source,
}

impl OfficeDecider {
    pub(super) fn new(office: OfficeId, keys: KeyStore, source: Source) -> Self {
        let (own, erasures) = (office.stream(), office.erasures_stream());
        Self { office, own, erasures, gone: Mutex::default(), keys, stock: Mutex::default(), source }
    }

    fn series_of(&self, number: &CaseNumber) -> StreamId {
        self.office.series_stream(number.in_series().0)
    }
}

impl Decider for OfficeDecider {
    type Stream = Stream;
    type Request = Informed;
    type Refusal = Refused;
    type Keys = Vec<Key>;

    fn reads(&self, Informed { request, .. }: &Informed) -> Vec<StreamId> {
        let mut reads = Vec::with_capacity(request.steps.len() + 2);
        for step in &request.steps {
            reads.push(step.stream);
            reads.extend(beside::case_of(&step.order));
            reads.extend(beside::issued(&step.order).map(|(_, number)| self.series_of(&number)));
            match &step.numbering {
                Numbering::Next { prefix, .. } => reads.push(self.office.series_stream(prefix)),
                Numbering::Release(number) => reads.push(self.series_of(number)),
                Numbering::AsGiven => reads.extend(step.order.number().map(|number| self.series_of(number))),
            }
            let number = step.order.external_number();
            reads.extend(number.map(|number| self.office.external_number_stream(&number)));
        }
        reads.push(self.own);
        reads.push(self.erasures);
        reads
    }

    fn reads_further(&self, Informed { request, .. }: &Informed, streams: &Streams<Stream>) -> Vec<StreamId> {
        let freeing = request.steps.iter().filter(|step| step.order.may_free_external_numbers());
        let cases = freeing.filter_map(|step| streams.get(step.stream));
        let numbers = cases.flat_map(|case| case.file.external_numbers());
        numbers.map(|number| self.office.external_number_stream(number)).collect()
    }

    fn opens(&self, Informed { request, .. }: &Informed) -> Vec<StreamId> {
        let opening = request.steps.iter().filter(|step| step.order.number().is_some());
        opening.map(|step| step.stream).collect()
    }

    fn blank(&self, _stream: StreamId) -> Stream {
        Stream::default()
    }

    /// A series has an event for each of its numbers, and nothing in it is personal or in a row.
    fn copy(&self, stream: &Stream) -> Option<Stream> {
        let AnyFile::Series(series) = &stream.file else { return None };
        Some(Stream { file: AnyFile::Series(series.clone()), ..Stream::default() })
    }

    async fn prepare(&self, office: OfficeId, requests: usize) -> Result<(), StorageError> {
        self.stock_up(office, requests).await
    }

    async fn open(&self, office: OfficeId, streams: &mut [(StreamId, Stream)]) -> Result<(), StorageError> {
        let wanted: Vec<_> = streams.iter().flat_map(|(_, stream)| stream.ring.wanted()).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let keys = self.keys.of(office, &wanted).await?;
        for (_, stream) in streams {
            stream.ring.take(&keys);
        }
        Ok(())
    }

    fn decide(
        &self,
        Informed { request, stored }: &Informed,
        streams: &Streams<Stream>,
        now: Moment,
    ) -> Result<Vec<Draft>, Refused> {
        let (committees, kinds, calendar) = match streams.get(self.own).map(|stream| &stream.file) {
            Some(AnyFile::Office(office)) => {
                let life = office.life();
                let calendar = Arc::clone(life.calendar.calendar());
                (Arc::clone(&life.committees), Arc::clone(&life.kinds), calendar)
            }
            _ => (Arc::default(), Arc::default(), Calendar::china()),
        };
        let (conduct, stored) = (request.conduct, Arc::clone(stored));
        let case_version = Version::default();
        let tellings = Arc::default();
        let facts = Facts { now, conduct, calendar, committees, kinds, stored, case_version, tellings };
        let mut deciding = Deciding::new(self.office, streams, facts);
        for (at, step) in request.steps.iter().enumerate() {
            let more = at + 1 < request.steps.len();
            self.decide_step(step, more, &mut deciding)?;
        }
        Ok(deciding.into_drafts())
    }

    fn seal(
        &self,
        stream: &mut Stream,
        place: Place,
        slots: &[Slot],
        keys: &mut Vec<Key>,
    ) -> Option<Box<[u8]>> {
        stream.ring.forget(&self.gone());
        let new_key = || self.fresh_key(keys);
        keys::seal(self.keys.cipher(), &mut stream.ring, new_key, &self.source, place, slots)
    }

    async fn keep(&self, office: OfficeId, keys: &Vec<Key>) -> Result<(), StorageError> {
        self.keys.keep(office, keys).await
    }

    fn fold(
        &self,
        stream: &mut Stream,
        event: &RecordedEvent,
        changes: &mut Changes,
    ) -> Result<(), Unreadable> {
        let told = event.told();
        fold::fold(&mut stream.file, &told)?;
        if let Some(sealed) = &event.personal {
            stream.ring.note(sealed).map_err(|error| codec::unreadable(&told, &error))?;
        }
        if let AnyFile::Erasure(erasures) = &stream.file {
            self.gone().extend(erasures.life().gone.iter().map(|key| key.0));
        }
        stream.projected.advance(&stream.file, &told, changes);
        Ok(())
    }
}
