//! No event changes what a case tells unless it is said to be telling, and every one that is said to be can.
use super::*;
use crate::cases::fact::Fact;
use crate::cases::occurred::Dated;
use crate::cases::{declared, fire_hazard, illegal_structure, inspection, petition};
use crate::clock::{SeededEntropy, SetClock, Source};
use std::collections::BTreeSet;

fn key() -> Key {
    let now = crate::cases::occurred::Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
    Key::random(&Source::new(SetClock::at(now), SeededEntropy::new(7)))
}

/// The types among these events of which one changes what some case tells that began with another of them.
fn telling<L: Life>(
    examples: &[Dated<L::Event>],
    wrap: impl Fn(CaseFile<L>) -> AnyFile,
) -> BTreeSet<&'static str> {
    let (key, mut found) = (key(), BTreeSet::new());
    for first in examples {
        let mut before = CaseFile::<L>::default();
        before.fold(first.clone());
        for next in examples {
            let mut after = before.clone();
            after.fold(next.clone());
            if terms(&wrap(before.clone()), &key) != terms(&wrap(after), &key) {
                found.insert(next.what.event_type());
            }
        }
        if terms(&wrap(before), &key) != Terms::default() {
            found.insert(first.what.event_type());
        }
    }
    found
}

#[test]
fn what_changes_what_a_case_tells_is_read() {
    let petitions = telling::<petition::PetitionLife>(&petition::examples::examples(), |file| {
        AnyFile::Petition(Box::new(file))
    });
    let hazards = telling::<fire_hazard::HazardLife>(&fire_hazard::examples(), |file| {
        AnyFile::FireHazard(Box::new(file))
    });
    let structures = telling::<illegal_structure::StructureLife>(&illegal_structure::examples(), |file| {
        AnyFile::IllegalStructure(Box::new(file))
    });
    let inspections = telling::<inspection::InspectionLife>(&inspection::examples(), |file| {
        AnyFile::Inspection(Box::new(file))
    });
    let declared =
        telling::<declared::DeclaredLife>(&declared::examples(), |file| AnyFile::Declared(Box::new(file)));
    let found: BTreeSet<_> =
        [petitions, hazards, structures, inspections, declared].into_iter().flatten().collect();
    let said: BTreeSet<_> = TELLING.into_iter().collect();
    assert!(found.is_subset(&said), "{:?}", &found - &said);
    // A correction of these examples corrects no step of theirs, a name matters only where a matter mentions it, the
    // example of a seal names no paper, and that of another committee the same one.
    let seldom = [
        "PetitionCorrected",
        "HazardCorrected",
        "StructureCorrected",
        "InspectionCorrected",
        "CaseCorrected",
        "HandlerRecused",
        "ReportDismissed",
        "FixedOnTheSpot",
        "HazardReinspected",
        "PremisesSealed",
        "StructureReassigned",
    ];
    assert_eq!(&said - &found, seldom.into_iter().collect());
}
