//! What a request means: which streams it reads, which events follow, how they are sealed and what they change.
mod beside;
mod external;
mod seen;
mod stock;

use super::refused::Refused;
use super::request::{AnyOrder, Numbering, Request, Step};
use crate::cases::access::AccessLife;
use crate::cases::any_file::AnyFile;
use crate::cases::attachment::AttachmentLife;
use crate::cases::case_file::{CaseFile, Life, Order};
use crate::cases::declared::DeclaredLife;
use crate::cases::erasure::ErasureLife;
use crate::cases::fact::Fact;
use crate::cases::facts::Facts;
use crate::cases::file_hash::FileHash;
use crate::cases::fire_hazard::HazardLife;
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::cases::illegal_structure::StructureLife;
use crate::cases::indicator::IndicatorLife;
use crate::cases::inspection::InspectionLife;
use crate::cases::occurred::{Dated, Moment};
use crate::cases::office::OfficeLife;
use crate::cases::paper::PaperLife;
use crate::cases::personal::Slot;
use crate::cases::petition::PetitionLife;
use crate::cases::reminder::ReminderLife;
use crate::cases::report::ReportLife;
use crate::cases::series::{NumberSeries, SeriesEvent};
use crate::cases::user::UserLife;
use crate::cases::words::CaseNumber;
use crate::cases::workdays::Calendar;
use crate::clock::Source;
use crate::database::{Changes, StorageError};
use crate::event_log::codec::{self, Unreadable};
use crate::event_log::committer::{Decider, Place, Streams};
use crate::event_log::{Draft, RecordedEvent, fold};
use crate::keys::{self, Key, KeyRing, KeyStore};
use crate::projections::Projected;
use external::External;
use std::collections::{BTreeSet, HashMap, HashSet};
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
        let mut deciding = Deciding {
            office: self.office,
            streams,
            ahead: HashMap::new(),
            numbered: Vec::new(),
            series_ahead: HashMap::new(),
            external: External::new(self.office),
            facts,
            drafts: Vec::new(),
        };
        for (at, step) in request.steps.iter().enumerate() {
            let more = at + 1 < request.steps.len();
            self.decide_step(step, more, &mut deciding)?;
        }
        Ok(deciding.drafts)
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

impl OfficeDecider {
    fn decide_step(&self, step: &Step, more: bool, deciding: &mut Deciding<'_>) -> Result<(), Refused> {
        // Only a command that opens a case takes a number: what was reported under one is found under the same.
        let opens = matches!(deciding.file(step.stream), AnyFile::Blank);
        let mut allotted = None;
        let order = match &step.numbering {
            Numbering::Next { prefix, width } if opens => {
                let number = deciding.series(self.office.series_stream(prefix)).next(prefix, *width)?;
                let mut order = step.order.clone();
                if let Some(place) = order.number_mut() {
                    *place = number;
                }
                allotted = Some(order);
                allotted.as_ref().unwrap_or(&step.order)
            }
            _ => &step.order,
        };
        let decided = deciding.drafts.len();
        let moves = order.may_free_external_numbers() || order.external_number().is_some();
        let held = if moves { external::held(deciding.file(step.stream)) } else { Vec::new() };
        deciding.order(step.stream, order, more || moves)?;
        if deciding.drafts.len() == decided {
            return Ok(());
        }
        let day = deciding.drafts[decided].occurred;
        if moves {
            deciding.move_external_numbers(step.stream, &held, day)?;
        }
        let number_event = match (&step.numbering, order.number()) {
            (Numbering::Release(number), _) => {
                Some((self.series_of(number), deciding.series(self.series_of(number)).release(number)?))
            }
            (_, Some(number)) if opens => {
                let series = self.series_of(number);
                Some((series, deciding.series(series).allot(number, step.stream)?))
            }
            _ => None,
        };
        drop(allotted);
        if let Some((issue, number)) = beside::issued(&step.order) {
            let series = self.series_of(&number);
            let event = deciding.allot_to_paper(series, issue, &number)?;
            deciding.number(series, Dated { occurred: day, what: event })?;
        }
        if let Some((series, event)) = number_event {
            deciding.number(series, Dated { occurred: day, what: event })?;
        }
        Ok(())
    }
}

/// One request while it is decided: the streams as they are, and as its own earlier steps leave them.
struct Deciding<'a> {
    office: OfficeId,
    streams: &'a Streams<Stream>,
    ahead: HashMap<StreamId, AnyFile>,
    /// What became of numbers, as far as no later step has asked.
    numbered: Vec<(StreamId, Dated<SeriesEvent>)>,
    /// The series of which a later step has asked.
    series_ahead: HashMap<StreamId, NumberSeries>,
    /// Numbers of other systems that earlier steps moved.
    external: External,
    facts: Facts,
    drafts: Vec<Draft>,
}

impl Deciding<'_> {
    fn file(&self, stream: StreamId) -> &AnyFile {
        const BLANK: &AnyFile = &AnyFile::Blank;
        self.ahead
            .get(&stream)
            .or_else(|| self.streams.get(stream).map(|stream| &stream.file))
            .unwrap_or(BLANK)
    }

    /// The series as the steps so far leave it. It may be long: only a request that took a number of it before needs
    /// a copy.
    fn series(&mut self, stream: StreamId) -> &NumberSeries {
        for (_, event) in self.numbered.extract_if(.., |(series, _)| *series == stream) {
            let copy = || series_in(self.streams, stream).clone();
            self.series_ahead.entry(stream).or_insert_with(copy).fold(&event);
        }
        self.series_ahead.get(&stream).unwrap_or_else(|| series_in(self.streams, stream))
    }

    fn number(&mut self, stream: StreamId, event: Dated<SeriesEvent>) -> Result<(), Refused> {
        self.draft(stream, "series", &event)?;
        self.numbered.push((stream, event));
        Ok(())
    }

    fn order(&mut self, stream: StreamId, any: &AnyOrder, more: bool) -> Result<(), Refused> {
        macro_rules! decide {
            ($order:expr, $variant:ident, $life:ty) => {{
                let blank = CaseFile::<$life>::default();
                let file = match self.file(stream) {
                    // The series may have no number yet, or get its first with this very request.
                    AnyFile::Blank if !beside::may_begin(self.office, stream, any) => {
                        return Err(Refused::WrongKind { actual: "series", wanted: stringify!($variant) });
                    }
                    AnyFile::Blank => &blank,
                    AnyFile::$variant(file) => &**file,
                    other => {
                        return Err(Refused::WrongKind {
                            actual: other.kind(),
                            wanted: stringify!($variant),
                        });
                    }
                };
                let (events, ahead) = decided(file, $order, &self.facts, more)?;
                if let Some(ahead) = ahead {
                    self.ahead.insert(stream, AnyFile::$variant(Box::new(ahead)));
                }
                self.drafts_of::<$life>(stream, &events)
            }};
        }
        self.look_at_the_case(any)?;
        match any {
            AnyOrder::Office(order) => decide!(order, Office, OfficeLife),
            AnyOrder::User(order) => decide!(order, User, UserLife),
            AnyOrder::SignIns(seen) => self.take_down(stream, seen),
            AnyOrder::Epochs(seen) => self.draft(stream, "epochs", seen),
            AnyOrder::Erasure(order) => decide!(order, Erasure, ErasureLife),
            AnyOrder::Access(order) => decide!(order, Access, AccessLife),
            AnyOrder::Reminder(order) => decide!(order, Reminder, ReminderLife),
            AnyOrder::Report(order) => decide!(order, Report, ReportLife),
            AnyOrder::Paper(order) => decide!(order, Paper, PaperLife),
            AnyOrder::Attachment(order) => decide!(order, Attachment, AttachmentLife),
            AnyOrder::Indicator(order) => decide!(order, Indicator, IndicatorLife),
            AnyOrder::Petition(order) => decide!(order, Petition, PetitionLife),
            AnyOrder::FireHazard(order) => decide!(order, FireHazard, HazardLife),
            AnyOrder::IllegalStructure(order) => decide!(order, IllegalStructure, StructureLife),
            AnyOrder::Inspection(order) => decide!(order, Inspection, InspectionLife),
            AnyOrder::Declared(order) => decide!(order, Declared, DeclaredLife),
        }
    }

    fn drafts_of<L: Life>(&mut self, stream: StreamId, events: &[Dated<L::Event>]) -> Result<(), Refused> {
        events.iter().try_for_each(|event| self.draft(stream, L::KIND, event))
    }

    fn draft<E: Fact>(
        &mut self,
        stream: StreamId,
        kind: &'static str,
        event: &Dated<E>,
    ) -> Result<(), Refused> {
        let draft =
            codec::encode(stream, kind, event).map_err(|error| Refused::NotWritable(error.to_string()))?;
        self.drafts.push(draft);
        Ok(())
    }
}

/// The series as the log has it.
fn series_in(streams: &Streams<Stream>, stream: StreamId) -> &NumberSeries {
    const EMPTY: &NumberSeries = &NumberSeries::EMPTY;
    match streams.get(stream).map(|stream| &stream.file) {
        Some(AnyFile::Series(series)) => series,
        _ => EMPTY,
    }
}

/// Events, and perhaps the file after them.
type Following<L> = (Vec<Dated<<L as Life>::Event>>, Option<CaseFile<L>>);

/// The events that follow, and the file after them where later steps of the request may need it.
fn decided<L: Life>(
    file: &CaseFile<L>,
    order: &Dated<Order<L::Command>>,
    facts: &Facts,
    more: bool,
) -> Result<Following<L>, L::Refusal> {
    let events = file.decide(order, facts)?;
    let ahead = more.then(|| {
        let mut ahead = file.clone();
        for event in &events {
            ahead.fold(event.clone());
        }
        ahead
    });
    Ok((events, ahead))
}
