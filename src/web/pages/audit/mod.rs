//! `/audit`: the reading room: the log searched, and what an auditor looks for first.
pub(super) mod erasures;
pub(super) mod findings;
pub(super) mod log;
pub(super) mod readings;
pub(super) mod sample;

use super::reader::{Reader, told};
use crate::cases::access::AccessEvent;
use crate::cases::attachment::AttachmentEvent;
use crate::cases::declared::DeclaredEvent;
use crate::cases::erasure::ErasureEvent;
use crate::cases::fact::Fact;
use crate::cases::fire_hazard::HazardEvent;
use crate::cases::illegal_structure::StructureEvent;
use crate::cases::indicator::IndicatorEvent;
use crate::cases::inspection::InspectionEvent;
use crate::cases::office::OfficeEvent;
use crate::cases::paper::PaperEvent;
use crate::cases::petition::PetitionEvent;
use crate::cases::reminder::ReminderEvent;
use crate::cases::report::ReportEvent;
use crate::cases::user::UserEvent;
use crate::policy::{Action, Query};

/// A type of event, and the schema version that is written today.
type EventType = (&'static str, u16);

/// The types of events by the kind of their streams.
const TYPES: [(&str, &[EventType]); 14] = [
    ("petition", PetitionEvent::TYPES),
    ("fire_hazard", HazardEvent::TYPES),
    ("illegal_structure", StructureEvent::TYPES),
    ("inspection", InspectionEvent::TYPES),
    ("declared", DeclaredEvent::TYPES),
    ("attachment", AttachmentEvent::TYPES),
    ("indicator", IndicatorEvent::TYPES),
    ("access", AccessEvent::TYPES),
    ("reminder", ReminderEvent::TYPES),
    ("report", ReportEvent::TYPES),
    ("paper", PaperEvent::TYPES),
    ("erasure", ErasureEvent::TYPES),
    ("user", UserEvent::TYPES),
    ("office", OfficeEvent::TYPES),
];

/// What an auditor looks for first: what it is called, and how the types of its events end.
const FINDINGS: [(&str, &str); 5] = [
    ("late", ""),
    ("corrected", "Corrected"),
    ("reopened", "Reopened"),
    ("fast", ""),
    ("irregular", "IrregularityFound"),
];

/// What ends the handling of a case.
const CLOSING: [&str; 3] = ["PetitionConcluded", "HazardClosedOff", "StructureClosed"];

/// Days after which a record counts as late, if nobody says how many.
const LATE: i64 = 7;

/// The types of events that a finding is about; none if it is about all of them, or is no finding.
fn types_of(finding: &str) -> Vec<String> {
    if finding == "fast" {
        return CLOSING.map(str::to_owned).to_vec();
    }
    let end = FINDINGS.iter().find(|(name, end)| *name == finding && !end.is_empty()).map(|(_, end)| *end);
    let types = TYPES.iter().flat_map(|(_, types)| types.iter().map(|(name, _)| *name));
    types.filter(|name| end.is_some_and(|end| name.ends_with(end))).map(str::to_owned).collect()
}

/// A ready-made question, as a tab.
struct Tab {
    href: String,
    name: String,
    here: bool,
}

fn tabs(reader: &Reader, finding: &str) -> Vec<Tab> {
    let all = Tab {
        href: "/audit".to_owned(),
        name: reader.t("page.audit.tab.all").into_owned(),
        here: finding.is_empty(),
    };
    let of = |(name, _): &(&str, &str)| Tab {
        href: format!("/audit?finding={name}"),
        name: told(reader.language, &format!("page.audit.tab.{name}"), &[("days", LATE.to_string())]),
        here: finding == *name,
    };
    let room = |name: &str| Tab {
        href: format!("/audit/{name}"),
        name: reader.t(&format!("page.audit.tab.{name}")).into_owned(),
        here: finding == name,
    };
    let may = |query| reader.desk.may(Action::Query(query));
    let searched = may(Query::FollowEvents)
        .then(|| std::iter::once(all).chain(FINDINGS.iter().map(of)).chain(["orders", "numbers"].map(room)));
    let sample = may(Query::DrawSample).then(|| room("sample"));
    let readings = may(Query::ReadReadings).then(|| room("readings"));
    let erasures = may(Query::ReadErasures).then(|| room("erasures"));
    searched.into_iter().flatten().chain(sample).chain(readings).chain(erasures).collect()
}
