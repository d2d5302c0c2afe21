//! Golden files: `schema/events/KIND/TYPE.vVERSION.json` is an event as a version of this program wrote it. Every
//! type has one of every version ever written, and each must be read for ever.
//!
//! A new type or version: `UPDATE_GOLDEN=1 cargo test --lib golden` writes what is missing. Nothing rewrites a file
//! that is there: where a payload changes, its version rises, and an upcaster lifts the old one.
mod codes;

use super::RecordedEvent;
use super::codec;
use super::memory::tests::event;
use crate::cases::fact::Fact;
use crate::cases::occurred::{Dated, Occurred};
use crate::cases::personal::{Slot, Subject};
use crate::cases::workdays::CalendarVersion;
use crate::cases::{
    access, attachment, declared, epochs, erasure, external_number, fire_hazard, illegal_structure,
    indicator, inspection, office, paper, petition, reminder, report, series, sign_ins, user,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Once;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/events");
/// Set to add the files that are missing.
const UPDATE: &str = "UPDATE_GOLDEN";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    event_type: String,
    schema_version: u16,
    stream_kind: String,
    occurred: Occurred,
    payload: Box<RawValue>,
    personal: Vec<GoldenSlot>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenSlot {
    subject: Subject,
    json: Box<RawValue>,
}

fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).expect("JSON")
}

/// Golden files are kept as the first edition of the calendar counted them. A later one counts their days alike, and
/// only its own number differs.
fn with_edition(payload: &str, from: CalendarVersion, to: CalendarVersion) -> String {
    let edition = |version: CalendarVersion| format!(r#""calendar":{}"#, version.0);
    payload.replace(&edition(from), &edition(to))
}

const FIRST: CalendarVersion = CalendarVersion(1);
const TODAY: CalendarVersion = CalendarVersion::PACKAGED;

impl Golden {
    /// As it is written today.
    fn of<E: Example>(example: &Dated<E>) -> Self {
        let draft =
            codec::encode(event(1, 1).stream, E::KIND, example).expect("an event that can be written");
        let text = |slot: Slot| String::from_utf8(slot.json).expect("text");
        let personal = draft.slots.into_iter();
        Self {
            event_type: draft.event_type.to_owned(),
            schema_version: draft.schema_version,
            stream_kind: draft.stream_kind.to_owned(),
            occurred: draft.occurred,
            payload: raw(with_edition(&draft.payload, TODAY, FIRST)),
            personal: personal
                .map(|slot| GoldenSlot { subject: slot.subject, json: raw(text(slot)) })
                .collect(),
        }
    }

    fn path(&self) -> String {
        format!("{}/{}.v{}.json", self.stream_kind, self.event_type, self.schema_version)
    }

    fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("JSON") + "\n"
    }

    fn recorded(&self) -> RecordedEvent {
        RecordedEvent {
            stream_kind: self.stream_kind.as_str().into(),
            event_type: self.event_type.as_str().into(),
            schema_version: self.schema_version,
            occurred: self.occurred,
            payload: with_edition(self.payload.get(), FIRST, TODAY).into(),
            ..event(1, 1)
        }
    }

    fn slots(&self) -> Vec<Option<Slot>> {
        let json = |slot: &GoldenSlot| slot.json.get().as_bytes().to_vec();
        self.personal.iter().map(|slot| Some(Slot { subject: slot.subject, json: json(slot) })).collect()
    }
}

/// An event of which there is an example of every type.
trait Example: Fact {
    const KIND: &'static str;
    fn examples() -> Vec<Dated<Self>>;
}

macro_rules! examples {
    ($($event:ty, $kind:literal, $examples:expr;)+) => {
        $(impl Example for $event {
            const KIND: &'static str = $kind;

            fn examples() -> Vec<Dated<Self>> {
                $examples()
            }
        })+

        /// Every kind of stream.
        fn kinds() -> Vec<Kind> {
            vec![$(Kind::of::<$event>()),+]
        }
    };
}

examples! {
    office::OfficeEvent, "office", office::examples;
    series::SeriesEvent, "series", series::examples;
    user::UserEvent, "user", user::examples;
    sign_ins::SignInEvent, "sign_ins", sign_ins::examples;
    epochs::EpochEvent, "epochs", epochs::examples;
    erasure::ErasureEvent, "erasure", erasure::every_example;
    access::AccessEvent, "access", access::examples;
    reminder::ReminderEvent, "reminder", reminder::examples;
    report::ReportEvent, "report", report::examples;
    paper::PaperEvent, "paper", paper::examples;
    attachment::AttachmentEvent, "attachment", attachment::examples;
    indicator::IndicatorEvent, "indicator", indicator::examples;
    external_number::ExternalNumberEvent, "external_number", external_number::examples;
    petition::PetitionEvent, "petition", petition::examples::examples;
    fire_hazard::HazardEvent, "fire_hazard", fire_hazard::examples;
    illegal_structure::StructureEvent, "illegal_structure", illegal_structure::examples;
    inspection::InspectionEvent, "inspection", inspection::examples;
    declared::DeclaredEvent, "declared", declared::examples;
}

/// One kind of stream, whatever its events are.
struct Kind {
    name: &'static str,
    types: &'static [(&'static str, u16)],
    written: fn() -> Vec<Golden>,
    reads: fn(&Golden) -> Result<(), String>,
}

impl Kind {
    fn of<E: Example>() -> Self {
        let written = || E::examples().iter().map(Golden::of).collect();
        Self { name: E::KIND, types: E::TYPES, written, reads: reads::<E> }
    }

    /// The path of every version of every type.
    fn paths(&self) -> impl Iterator<Item = String> {
        let versions = |(name, today): &(&'static str, u16)| {
            let (kind, name) = (self.name, *name);
            (1..=*today).map(move |version| format!("{kind}/{name}.v{version}.json"))
        };
        self.types.iter().flat_map(versions)
    }
}

/// That the golden file is read as an example of its type: sealed, and unsealed again. Where a version said more than the one
/// before, there is a second example, which says as little as that.
fn reads<E: Example>(golden: &Golden) -> Result<(), String> {
    let of_type = |example: &Dated<E>| example.what.event_type() == golden.event_type;
    let mut read = E::examples().into_iter().filter(of_type).map(|example| reads_as(golden, &example));
    let first = read.next().ok_or("there is no example of its type")?;
    first.or_else(|wrong| if read.any(|read| read.is_ok()) { Ok(()) } else { Err(wrong) })
}

fn reads_as<E: Example>(golden: &Golden, example: &Dated<E>) -> Result<(), String> {
    let decoded =
        |golden: &Golden| codec::decode::<E>(&golden.recorded().told()).map_err(|error| error.to_string());
    let sealed = decoded(golden)?;
    if sealed != decoded(&Golden::of(example))? {
        return Err(format!("sealed, it is read as {sealed:?} and no longer as the example"));
    }
    let again =
        codec::encode(golden.recorded().stream, E::KIND, &sealed).map_err(|error| error.to_string())?;
    if !again.slots.is_empty() {
        return Err("what is personal in it is read without its plain text".to_owned());
    }
    let unsealed = codec::decode_unsealed::<E>(&golden.recorded().told(), golden.slots());
    if unsealed.map_err(|error| error.to_string())? != *example {
        return Err("unsealed, it is no longer the example".to_owned());
    }
    Ok(())
}

/// Golden files by their path below the folder.
type Files = BTreeMap<String, String>;

/// The files that are there, after those that are missing were added, if that was asked for.
fn files() -> Files {
    static ADDED: Once = Once::new();
    ADDED.call_once(|| {
        for golden in kinds().iter().flat_map(|kind| (kind.written)()) {
            add(&golden.path(), &golden.text());
        }
    });
    let mut files = Files::new();
    for kind in fs::read_dir(FOLDER).expect("schema/events").map(|entry| entry.expect("an entry")) {
        if !kind.path().is_dir() {
            continue;
        }
        for file in fs::read_dir(kind.path()).expect("a folder") {
            let file = file.expect("an entry").path();
            let path = file.strip_prefix(FOLDER).expect("below it").display().to_string();
            files.insert(path, fs::read_to_string(&file).expect("a text"));
        }
    }
    files
}

/// Adds a file, if [`UPDATE`] is set. One that is there stays as it is.
fn add(path: &str, text: &str) {
    let path = Path::new(FOLDER).join(path);
    if std::env::var_os(UPDATE).is_none() || path.exists() {
        return;
    }
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes())).expect("a new file");
}

/// What is wrong with the golden files; nothing if all is well.
fn faults(kinds: &[Kind], files: &Files) -> Vec<String> {
    let wanted: BTreeSet<String> = kinds.iter().flat_map(Kind::paths).collect();
    let missing = wanted.iter().filter(|path| !files.contains_key(*path));
    let mut faults: Vec<_> = missing.map(|path| format!("{path}: is missing")).collect();
    for (path, text) in files {
        if !wanted.contains(path) {
            faults.push(format!("{path}: is of a type or version that this program does not know"));
            continue;
        }
        faults.extend(fault(kinds, path, text).err().map(|fault| format!("{path}: {fault}")));
    }
    faults
}

fn fault(kinds: &[Kind], path: &str, text: &str) -> Result<(), String> {
    let golden: Golden = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if golden.path() != path {
        return Err(format!("holds {}", golden.path()));
    }
    let kind = kinds.iter().find(|kind| kind.name == golden.stream_kind).ok_or("no such kind")?;
    (kind.reads)(&golden)?;
    let today = (kind.written)().into_iter().find(|today| today.path() == path);
    match today {
        Some(today) if today.text() != text => {
            Err(format!("is written otherwise today, so its version must rise:\n{}", today.text()))
        }
        _ => Ok(()),
    }
}

#[test]
fn every_version_of_every_type_ever_written_is_read_and_todays_is_written_byte_for_byte() {
    let faults = faults(&kinds(), &files());
    assert!(faults.is_empty(), "{}\n(add missing ones with {UPDATE}=1)", faults.join("\n"));
}

/// What is said of the golden files once `file` is put among them.
fn faults_with(path: &str, text: &str) -> Vec<String> {
    let mut files = files();
    files.insert(path.to_owned(), text.to_owned());
    faults(&kinds(), &files)
}

fn urged() -> Golden {
    serde_json::from_str(&files()["petition/PetitionUrged.v1.json"]).expect("a golden file")
}

#[test]
fn a_golden_file_without_a_type_or_of_an_unknown_version_is_found() {
    for (path, version) in [("petition/PetitionSung.v1.json", 1), ("petition/PetitionUrged.v2.json", 2)] {
        let stray = Golden { schema_version: version, ..urged() };
        let unknown = "is of a type or version that this program does not know";
        assert_eq!(faults_with(path, &stray.text()), [format!("{path}: {unknown}")]);
    }
}

#[test]
fn a_golden_file_that_is_gone_is_missed() {
    let mut files = files();
    files.remove("series/NumberAllotted.v1.json");
    assert_eq!(faults(&kinds(), &files), ["series/NumberAllotted.v1.json: is missing"]);
}

#[test]
fn a_payload_that_is_read_or_written_otherwise_is_found() {
    let path = "petition/PetitionUrged.v1.json";
    let payload = |json: &str| Golden { payload: raw(json.to_owned()), ..urged() };
    let plain = GoldenSlot { subject: Subject::PARTY, json: raw("\"请速办\"".to_owned()) };
    let changed = [
        (payload(r#"{"PetitionUrged":{"order":{"personal":0}}}"#), "no longer as the example"),
        (payload(r#"{"PetitionUrged":{"instruction":{"personal":1}}}"#), "no longer as the example"),
        (payload(r#"{"PetitionUrged":{"instruction":"请速办"}}"#), "cannot be read"),
        (payload(r#"{"PetitionUrged": {"instruction":{"personal":0}}}"#), "its version must rise"),
        (Golden { personal: vec![plain], ..urged() }, "no longer the example"),
        (Golden { occurred: Occurred::Day("2024-04-16".parse().expect("a day")), ..urged() }, "no longer"),
        (Golden { stream_kind: "series".to_owned(), ..urged() }, "holds series/PetitionUrged.v1.json"),
    ];
    for (golden, expected) in changed {
        let faults = faults_with(path, &golden.text());
        assert!(faults.len() == 1 && faults[0].contains(expected), "{expected}: {faults:?}");
    }
}

/// The versions that a type of correction must at least have: one more for each rise of a type of its kind, for it
/// holds an event of any of them.
fn version_of_correction(types: &[(&str, u16)]) -> u16 {
    let others = types.iter().filter(|(name, _)| !name.ends_with("Corrected"));
    1 + others.map(|(_, version)| version - 1).sum::<u16>()
}

#[test]
fn the_version_of_a_correction_rises_with_that_of_every_event_that_it_can_hold() {
    assert_eq!(version_of_correction(&[("Registered", 3), ("Closed", 2), ("Corrected", 1)]), 4);
    for kind in kinds() {
        for (name, version) in kind.types.iter().filter(|(name, _)| name.ends_with("Corrected")) {
            let least = version_of_correction(kind.types);
            assert!(*version >= least, "{name} holds events of other types: its version must be {least}");
        }
    }
}
