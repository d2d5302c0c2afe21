//! One request while it is decided: each step on what those before it left.
use super::super::refused::Refused;
use super::super::request::{AnyOrder, Numbering, Step};
use super::external::{self, External};
use super::{OfficeDecider, Stream, beside};
use crate::cases::access::AccessLife;
use crate::cases::any_file::AnyFile;
use crate::cases::attachment::AttachmentLife;
use crate::cases::case_file::{CaseFile, Life, Order};
use crate::cases::declared::DeclaredLife;
use crate::cases::erasure::ErasureLife;
use crate::cases::fact::Fact;
use crate::cases::facts::Facts;
use crate::cases::fire_hazard::HazardLife;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::illegal_structure::StructureLife;
use crate::cases::indicator::IndicatorLife;
use crate::cases::inspection::InspectionLife;
use crate::cases::occurred::Dated;
use crate::cases::office::OfficeLife;
use crate::cases::paper::PaperLife;
use crate::cases::petition::PetitionLife;
use crate::cases::reminder::ReminderLife;
use crate::cases::report::ReportLife;
use crate::cases::series::{NumberSeries, SeriesEvent};
use crate::cases::user::UserLife;
use crate::event_log::committer::Streams;
use crate::event_log::{Draft, codec};
use std::collections::HashMap;

/// One request while it is decided: the streams as they are, and as its own earlier steps leave them.
pub(super) struct Deciding<'a> {
    pub(super) office: OfficeId,
    pub(super) streams: &'a Streams<Stream>,
    pub(super) ahead: HashMap<StreamId, AnyFile>,
    /// What became of numbers, as far as no later step has asked.
    pub(super) numbered: Vec<(StreamId, Dated<SeriesEvent>)>,
    /// The series of which a later step has asked.
    pub(super) series_ahead: HashMap<StreamId, NumberSeries>,
    /// Numbers of other systems that earlier steps moved.
    pub(super) external: External,
    pub(super) facts: Facts,
    pub(super) drafts: Vec<Draft>,
}

impl<'a> Deciding<'a> {
    pub(super) fn new(office: OfficeId, streams: &'a Streams<Stream>, facts: Facts) -> Self {
        Self {
            office,
            streams,
            ahead: HashMap::new(),
            numbered: Vec::new(),
            series_ahead: HashMap::new(),
            external: External::new(office),
            facts,
            drafts: Vec::new(),
        }
    }

    /// What is to be recorded.
    pub(super) fn into_drafts(self) -> Vec<Draft> {
        self.drafts
    }

    pub(super) fn file(&self, stream: StreamId) -> &AnyFile {
        const BLANK: &AnyFile = &AnyFile::Blank;
        self.ahead
            .get(&stream)
            .or_else(|| self.streams.get(stream).map(|stream| &stream.file))
            .unwrap_or(BLANK)
    }

    /// The series as the steps so far leave it. It may be long: only a request that took a number of it before needs
    /// a copy.
    pub(super) fn series(&mut self, stream: StreamId) -> &NumberSeries {
        for (_, event) in self.numbered.extract_if(.., |(series, _)| *series == stream) {
            let copy = || series_in(self.streams, stream).clone();
            self.series_ahead.entry(stream).or_insert_with(copy).fold(&event);
        }
        self.series_ahead.get(&stream).unwrap_or_else(|| series_in(self.streams, stream))
    }

    pub(super) fn number(&mut self, stream: StreamId, event: Dated<SeriesEvent>) -> Result<(), Refused> {
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

    pub(super) fn draft<E: Fact>(
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

impl OfficeDecider {
    pub(super) fn decide_step(
        &self,
        step: &Step,
        more: bool,
        deciding: &mut Deciding<'_>,
    ) -> Result<(), Refused> {
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
