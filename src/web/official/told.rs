//! What a case tells its papers: its steps, with the names in them in the clear.
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::case_file::{CaseFile, Life};
use crate::cases::fact::Fact;
use crate::cases::fire_hazard::HazardLife;
use crate::cases::ids::{CaseId, Version};
use crate::cases::illegal_structure::StructureLife;
use crate::cases::inspection::InspectionLife;
use crate::cases::occurred::Day;
use crate::cases::paper::{self, Tellings};
use crate::cases::personal::in_the_clear;
use crate::cases::petition::PetitionLife;
use crate::cases::statutes::Rule;
use crate::commands::{OfficeDesk, unsealed};
use crate::database::StorageError;
use crate::event_log::{Pages, Position};
use crate::projections::case_list::{ListedCase, code};
use crate::web::words::{Language, beginning};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Who reported or complained, and what they said: no paper is to tell it.
const UNTOLD: [&str; 2] = ["reporter", "informant"];
/// The step whose words are those of whoever complained.
const COMPLAINT: &str = "HazardReported";
/// The steps that look at an inspection's hazards again, and that open them again.
const REINSPECTED: &str = "HazardsReinspected";
const REOPENED: &str = "InspectionReopened";

/// A step of a case.
struct Step {
    version: Version,
    name: &'static str,
    day: Day,
    fields: Map<String, Value>,
}

/// A case as its papers are told it.
pub(super) struct Told {
    kind: CaseKind,
    steps: Vec<Step>,
    /// How many events it has.
    pub(super) version: Version,
    /// The position of the last of them.
    pub(super) position: Position,
    /// The papers that can tell of it.
    pub(super) tellings: Tellings,
}

/// Reads a case; nothing of a declared kind, which has no papers of its own.
pub(super) async fn read(desk: &OfficeDesk, listed: &ListedCase) -> Result<Told, StorageError> {
    let case = listed.case;
    match listed.kind {
        CaseKind::Petition => told::<PetitionLife>(desk, case, listed.kind, AnyFile::Petition).await,
        CaseKind::FireHazard => told::<HazardLife>(desk, case, listed.kind, AnyFile::FireHazard).await,
        CaseKind::IllegalStructure => {
            told::<StructureLife>(desk, case, listed.kind, AnyFile::IllegalStructure).await
        }
        CaseKind::Inspection => told::<InspectionLife>(desk, case, listed.kind, AnyFile::Inspection).await,
        CaseKind::Declared(_) => Ok(Told {
            kind: listed.kind,
            steps: Vec::new(),
            version: Version::default(),
            position: Position(0),
            tellings: Tellings::new(),
        }),
    }
}

async fn told<L: Life>(
    desk: &OfficeDesk,
    case: CaseId,
    kind: CaseKind,
    wrapped: fn(Box<CaseFile<L>>) -> AnyFile,
) -> Result<Told, StorageError> {
    let (log, mut file, mut position) = (desk.store().log(), CaseFile::<L>::default(), Position(0));
    let mut pages = Pages::new(&log, desk.office(), &[case]);
    while let Some(page) = pages.next().await? {
        let ring = desk.store().keys().ring_of(desk.office(), &page).await?;
        for event in &page {
            file.fold(unsealed::<L>(event, &ring)?);
            position = event.position;
        }
    }
    let step = |(version, dated): (Version, &crate::cases::occurred::Dated<L::Event>)| Step {
        version,
        name: dated.what.event_type(),
        day: dated.day(),
        fields: fields(&dated.what),
    };
    let steps = file.steps().map(step).collect();
    let version = file.version();
    Ok(Told { kind, steps, version, position, tellings: paper::tellings(&wrapped(Box::new(file))) })
}

/// What an event tells, without its name and without what no paper is to tell.
fn fields<E: Fact>(event: &E) -> Map<String, Value> {
    let Some(Value::Object(named)) = in_the_clear(event) else { return Map::new() };
    let Some((name, Value::Object(mut fields))) = named.into_iter().next() else { return Map::new() };
    fields.retain(|field, _| !UNTOLD.contains(&field.as_str()));
    if name == COMPLAINT {
        fields.remove("description");
    }
    fields
}

impl Told {
    /// What a paper about this step may ask for; none if the case has no such step.
    pub(super) fn about(&self, step: Version) -> Option<Map<String, Value>> {
        let step = self.steps.iter().find(|known| known.version == step)?;
        let mut case = Map::new();
        for told in &self.steps {
            case.extend(told.fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let person = ["petitioner", "party"].iter().find_map(|part| case.get(*part)?.get("name"));
        let place = ["place", "unit", "address"].iter().find_map(|part| case.get(*part));
        let (person, place) = (text(person), text(place));
        let (results, all_passed) = self.seen(step);
        let about = json!({
            "kind_of_case": self.kind.name(), "person": person, "place": place, "case": case,
            "opened": self.steps.first().map(|first| first.day), "day": step.day, "step": step.fields,
            "step_type": step.name, "steps": self.until(step), "law": laws(step.day),
            "hazards": self.hazards(step), "sites": self.sites(), "results": results, "all_passed": all_passed,
            "position": self.position.0,
        });
        match about {
            Value::Object(about) => Some(about),
            _ => None,
        }
    }

    /// The last step of each type up to this one, by its type: its day, and what it told.
    fn until(&self, step: &Step) -> Map<String, Value> {
        let told = self.steps.iter().filter(|told| told.version <= step.version);
        let fields = |told: &Step| {
            let mut fields = told.fields.clone();
            fields.insert("day".to_owned(), json!(told.day));
            Value::Object(fields)
        };
        told.map(|told| (told.name.to_owned(), fields(told))).collect()
    }

    /// The hazards that an inspection found.
    fn found(&self) -> Vec<Value> {
        let found = self.steps.iter().find(|told| told.name == "InspectionRecorded");
        found.and_then(|told| told.fields.get("hazards")?.as_array()).cloned().unwrap_or_default()
    }

    /// What a re-inspection showed of every hazard at which it looked, and whether none is left to be put right after it.
    fn seen(&self, step: &Step) -> (Vec<Value>, bool) {
        if step.name != REINSPECTED {
            return (Vec::new(), step.fields.get("outcome").is_some_and(is_passed));
        }
        let (mut hazards, mut seen) = (self.found(), Vec::new());
        for told in self.steps.iter().filter(|told| told.version <= step.version) {
            match told.name {
                REINSPECTED => seen = look(&mut hazards, &told.fields),
                REOPENED => reopen(&mut hazards, &told.fields),
                _ => {}
            }
        }
        (seen, hazards.iter().all(|hazard| is_passed(&hazard["outcome"])))
    }

    /// The hazards that were found, those of which an order is alone.
    fn hazards(&self, step: &Step) -> Vec<Value> {
        let found = self.found();
        let ordered = step
            .fields
            .get("hazards")
            .and_then(Value::as_array)
            .filter(|_| step.name != "InspectionRecorded");
        match ordered {
            Some(ordered) if !ordered.is_empty() => {
                found.into_iter().filter(|found| ordered.contains(&found["hazard"])).collect()
            }
            _ => found,
        }
    }

    /// The sites that were determined, each as it was measured last.
    fn sites(&self) -> Vec<Value> {
        let mut sites = BTreeMap::new();
        for told in &self.steps {
            match told.name {
                "StructureDetermined" => {
                    for site in told.fields.get("sites").and_then(Value::as_array).into_iter().flatten() {
                        sites.insert(site["site"].as_i64(), site.clone());
                    }
                }
                "SiteRemeasured" => {
                    let measured = told.fields.get("site").and_then(|site| sites.get_mut(&site.as_i64()));
                    if let (Some(site), Some(area)) = (measured, told.fields.get("area")) {
                        site["area"] = area.clone();
                    }
                }
                _ => {}
            }
        }
        sites.into_values().collect()
    }
}

/// Writes on every hazard at which it looked what a re-inspection showed, and tells these. One outcome for all is of those
/// that had not passed before; where all had, of every one once more.
fn look(hazards: &mut [Value], told: &Map<String, Value>) -> Vec<Value> {
    let named = told.get("results").and_then(Value::as_array);
    let again = hazards.iter().all(|hazard| is_passed(&hazard["outcome"]));
    let mut seen = Vec::new();
    for hazard in hazards {
        let own = named.into_iter().flatten().find(|result| result["hazard"] == hazard["hazard"]);
        let all = || told.get("outcome").filter(|_| again || !is_passed(&hazard["outcome"]));
        if let Some(outcome) = own.map(|result| &result["outcome"]).or_else(all).cloned() {
            hazard["outcome"] = outcome;
            seen.push(hazard.clone());
        }
    }
    seen
}

/// What was reopened has passed no more: the hazards that are named, or all.
fn reopen(hazards: &mut [Value], told: &Map<String, Value>) {
    let named = told.get("hazards").and_then(Value::as_array);
    for hazard in
        hazards.iter_mut().filter(|hazard| named.is_none_or(|named| named.contains(&hazard["hazard"])))
    {
        hazard["outcome"] = Value::Null;
    }
}

fn is_passed(outcome: &Value) -> bool {
    outcome == "passed"
}

/// Every rule as the law had it on a day: its statute, and its article where that is sure.
fn laws(day: Day) -> BTreeMap<String, Value> {
    let law = |rule: Rule| {
        let in_force = rule.on(day);
        let article = if in_force.article_confirmed { in_force.article } else { 0 };
        json!({ "statute": in_force.statute, "article": article })
    };
    Rule::ALL.into_iter().map(|rule| (code(&rule), law(rule))).collect()
}

/// The words of codes, statutes and papers, as papers print them.
pub(super) fn words() -> BTreeMap<String, String> {
    let under = |first: &'static str, name: &'static str| {
        let all = beginning(Language::Chinese, first);
        all.map(move |(key, word)| {
            let code = key.strip_prefix(first).unwrap_or(key).replace('-', "_");
            (format!("{name}.{code}"), word.to_owned())
        })
    };
    under("code-", "code").chain(under("statute-", "statute")).chain(under("paper-kind-", "paper")).collect()
}
