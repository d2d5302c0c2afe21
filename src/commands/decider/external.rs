//! The numbers of other systems: what a case holds after a step, and no longer, is told to the numbers' own streams, of
//! which each knows one holder.
use super::{Deciding, Stream};
use crate::cases::any_file::AnyFile;
use crate::cases::external_number::{ExternalNumber, ExternalNumberEvent, NumberHolder};
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::occurred::{Dated, Occurred};
use crate::commands::refused::Refused;
use crate::event_log::committer::Streams;
use std::collections::HashMap;

/// The numbers that the steps of one request have moved so far.
pub(super) struct External {
    office: OfficeId,
    ahead: HashMap<StreamId, NumberHolder>,
}

impl External {
    pub(super) fn new(office: OfficeId) -> Self {
        Self { office, ahead: HashMap::new() }
    }

    fn holder(&self, stream: StreamId, streams: &Streams<Stream>) -> NumberHolder {
        let known = || match streams.get(stream).map(|stream| &stream.file) {
            Some(AnyFile::ExternalNumber(holder)) => *holder,
            _ => NumberHolder::NOBODY,
        };
        self.ahead.get(&stream).copied().unwrap_or_else(known)
    }
}

/// The numbers that a case holds: none while it is void.
pub(super) fn held(file: &AnyFile) -> Vec<ExternalNumber> {
    if file.is_void() { Vec::new() } else { file.external_numbers().to_vec() }
}

impl Deciding<'_> {
    /// The case held these numbers before the step: those that it no longer holds are free, and those that it holds now
    /// are its own.
    pub(super) fn move_external_numbers(
        &mut self,
        case: StreamId,
        before: &[ExternalNumber],
        at: Occurred,
    ) -> Result<(), Refused> {
        let now = held(self.file(case));
        for number in before.iter().filter(|number| !now.contains(number)) {
            let stream = self.external.office.external_number_stream(number);
            let event = self.external.holder(stream, self.streams).free(number, case);
            event.map_or(Ok(()), |event| self.move_number(stream, &Dated { occurred: at, what: event }))?;
        }
        for number in now.iter().filter(|number| !before.contains(number)) {
            let stream = self.external.office.external_number_stream(number);
            let event = self.external.holder(stream, self.streams).take(number, case)?;
            event.map_or(Ok(()), |event| self.move_number(stream, &Dated { occurred: at, what: event }))?;
        }
        Ok(())
    }

    fn move_number(&mut self, stream: StreamId, event: &Dated<ExternalNumberEvent>) -> Result<(), Refused> {
        self.draft(stream, "external_number", event)?;
        let mut holder = self.external.holder(stream, self.streams);
        holder.fold(event);
        self.external.ahead.insert(stream, holder);
        Ok(())
    }
}
