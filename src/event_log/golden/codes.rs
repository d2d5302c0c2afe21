//! The codes that events hold, in `schema/events/codes.json`: one that was ever written is read for ever. The examples
//! hold only some of them.
use super::{FOLDER, UPDATE};
use crate::cases::{
    access, attachment, case_file, declared, erasure, external_number, fire_hazard, illegal_structure,
    indicator, inspection, paper, people, petition, rectification, reminder, report, sign_ins, statutes,
    user,
};
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

/// Asks a type for the codes that it knows, and reads nothing.
struct Probe;

/// What it knows.
#[derive(Debug)]
struct Known(&'static [&'static str]);

impl Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Known {}

impl Error for Known {
    fn custom<T: Display>(_: T) -> Self {
        Self(&[])
    }
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Known;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Known> {
        Err(Known(&[]))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Known> {
        Err(Known(variants))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn codes_of<T: DeserializeOwned>() -> Vec<String> {
    let known = T::deserialize(Probe).err().map_or(&[][..], |known| known.0);
    known.iter().map(ToString::to_string).collect()
}

type Codes = BTreeMap<String, Vec<String>>;

macro_rules! codes {
    ($($room:ident { $($name:ident)+ })+) => {
        [$($((concat!(stringify!($room), "::", stringify!($name)), codes_of::<$room::$name>()),)+)+]
    };
}

/// Every type of code that an event can hold. `tests/all/architecture.rs` sees that none is left out.
fn known() -> Codes {
    let codes = codes! {
        access { Confidentiality }
        attachment { AttachmentKind }
        case_file { CorrectionReason VoidReason }
        declared { FactColumn FieldValue PersonalSort Whose }
        erasure { Ground Part }
        external_number { ExternalSystem }
        paper { PaperKind }
        people { Officers }
        statutes { Length Rule Statute }
        reminder { Stage }
        report { Period }
        user { Role }
        sign_ins { Entrance PasswordWay Proof SecondFactor }
        petition {
            Channel ClaimPath Destination DisputeCategory IncidentKind MediationOutcome Opinion PetitionClass Rating
            ReviewOutcome Route
        }
        fire_hazard { HazardKind Level MajorStandard Penalty ReinspectionOutcome ReopenReason TransferResult }
        illegal_structure {
            Appeal AppealOutcome ForceDecider HearingForm ReportSource ServiceWay Stock SuspensionReason
            TerminationReason TransferResult Way
        }
        indicator { Exactness }
        inspection { Signature }
        rectification { Level ReinspectionOutcome TransferResult }
    };
    codes.into_iter().map(|(name, codes)| (name.to_owned(), codes)).collect()
}

/// The codes that were written and are not read any more, and those that are not kept yet.
fn faults(kept: &Codes, known: &Codes) -> Vec<String> {
    let missing = |from: &Codes, to: &Codes, fault: &str| {
        let codes = |codes: &Codes, name: &str| codes.get(name).cloned().unwrap_or_default();
        let gone = from.iter().flat_map(|(name, here)| {
            let there = codes(to, name);
            here.iter()
                .filter(move |code| !there.contains(code))
                .map(move |code| format!("{name} {code}: {fault}"))
        });
        gone.collect::<Vec<_>>()
    };
    let mut faults = missing(kept, known, "was written, and is not read any more");
    faults.extend(missing(known, kept, "is not kept yet"));
    faults
}

fn file() -> PathBuf {
    Path::new(FOLDER).join("codes.json")
}

/// The kept codes, after new ones were added, if that was asked for.
fn kept() -> Codes {
    let mut kept: Codes = fs::read(file())
        .map_or_else(|_| Codes::new(), |text| serde_json::from_slice(&text).expect("codes by their type"));
    if std::env::var_os(UPDATE).is_some() {
        for (name, codes) in known() {
            let there = kept.entry(name).or_default();
            let new: Vec<_> = codes.into_iter().filter(|code| !there.contains(code)).collect();
            there.extend(new);
        }
        fs::write(file(), serde_json::to_string_pretty(&kept).expect("JSON") + "\n").expect("written");
    }
    kept
}

#[test]
fn every_code_that_was_ever_written_is_read() {
    let faults = faults(&kept(), &known());
    assert!(faults.is_empty(), "{}\n(add new ones with {UPDATE}=1)", faults.join("\n"));
}

#[test]
fn every_type_of_code_has_codes() {
    let empty: Vec<_> = known().into_iter().filter(|(_, codes)| codes.is_empty()).collect();
    assert!(empty.is_empty(), "{empty:?}");
}

#[test]
fn a_code_that_is_called_otherwise_is_found() {
    let mut known = known();
    known.get_mut("petition::Channel").expect("channels")[2] = "phone".to_owned();
    let expected = [
        "petition::Channel call: was written, and is not read any more",
        "petition::Channel phone: is not kept yet",
    ];
    let kept = self::known();
    assert_eq!(faults(&kept, &known), expected);
}
