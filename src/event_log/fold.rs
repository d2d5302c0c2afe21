//! From recorded events to aggregates.
use super::Told;
use super::codec::{self, Unreadable};
use crate::cases::any_file::AnyFile;
use crate::cases::case_file::{CaseFile, Life};
use crate::cases::epochs::Epochs;
use crate::cases::external_number::NumberHolder;
use crate::cases::series::NumberSeries;
use crate::cases::sign_ins::SignIns;

/// Takes an event into the aggregate of its stream.
///
/// # Errors
/// When the event is of a kind, type or version that this program does not know.
pub fn fold(file: &mut AnyFile, event: &Told<'_>) -> Result<(), Unreadable> {
    if matches!(file, AnyFile::Blank) {
        *file = match &*event.stream_kind {
            "series" => AnyFile::Series(NumberSeries::default()),
            "external_number" => AnyFile::ExternalNumber(NumberHolder::NOBODY),
            "office" => AnyFile::Office(Box::default()),
            "user" => AnyFile::User(Box::default()),
            "sign_ins" => AnyFile::SignIns(SignIns::default()),
            "epochs" => AnyFile::Epochs(Epochs::default()),
            "erasure" => AnyFile::Erasure(Box::default()),
            "access" => AnyFile::Access(Box::default()),
            "reminder" => AnyFile::Reminder(Box::default()),
            "report" => AnyFile::Report(Box::default()),
            "paper" => AnyFile::Paper(Box::default()),
            "attachment" => AnyFile::Attachment(Box::default()),
            "indicator" => AnyFile::Indicator(Box::default()),
            "petition" => AnyFile::Petition(Box::default()),
            "fire_hazard" => AnyFile::FireHazard(Box::default()),
            "illegal_structure" => AnyFile::IllegalStructure(Box::default()),
            "inspection" => AnyFile::Inspection(Box::default()),
            "declared" => AnyFile::Declared(Box::default()),
            _ => return Err(codec::unreadable(event, &"its kind of stream is unknown")),
        };
    }
    if file.kind() != &*event.stream_kind {
        return Err(codec::unreadable(event, &"its stream is of another kind"));
    }
    match file {
        AnyFile::Blank => Ok(()),
        AnyFile::Series(series) => codec::decode(event).map(|event| series.fold(&event)),
        AnyFile::ExternalNumber(holder) => codec::decode(event).map(|event| holder.fold(&event)),
        AnyFile::Office(file) => take(file, event),
        AnyFile::User(file) => take(file, event),
        AnyFile::SignIns(record) => codec::decode(event).map(|event| record.fold(&event)),
        AnyFile::Epochs(epochs) => codec::decode(event).map(|event| epochs.fold(&event)),
        AnyFile::Erasure(file) => take(file, event),
        AnyFile::Access(file) => take(file, event),
        AnyFile::Reminder(file) => take(file, event),
        AnyFile::Report(file) => take(file, event),
        AnyFile::Paper(file) => take(file, event),
        AnyFile::Attachment(file) => take(file, event),
        AnyFile::Indicator(file) => take(file, event),
        AnyFile::Petition(file) => take(file, event),
        AnyFile::FireHazard(file) => take(file, event),
        AnyFile::IllegalStructure(file) => take(file, event),
        AnyFile::Inspection(file) => take(file, event),
        AnyFile::Declared(file) => take(file, event),
    }
}

fn take<L: Life>(file: &mut CaseFile<L>, event: &Told<'_>) -> Result<(), Unreadable> {
    file.fold(codec::decode(event)?);
    Ok(())
}
