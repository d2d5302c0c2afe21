//! What each figure of work safety is, counted from the plain truth: visits, hazards, documents.
use super::expected::{Counted, Item, text};
use super::truth::Truth;
use anjuan::cases::ids::CaseId;
use anjuan::cases::inspection::{InspectionLife, SafetyHazard};
use anjuan::cases::occurred::Day;

/// The figure of this id.
pub fn safety(id: &str, truth: &Truth, as_of: Day) -> Counted {
    let passed = |hazard: &SafetyHazard| hazard.deadline_now().is_some_and(|deadline| deadline < as_of);
    let fixed = SafetyHazard::is_rectified;
    match id {
        "safety.inspections" => Counted::Number(visits(truth, |_| true)),
        "safety.led_inspections" => Counted::Number(visits(truth, |life| life.led)),
        "safety.hazards" => Counted::Number(hazards(truth, |_, _| true)),
        "safety.led_hazards" => Counted::Number(hazards(truth, |life, _| life.led)),
        "safety.rectified" => Counted::Number(hazards(truth, |_, hazard| fixed(hazard))),
        "safety.rectification_rate" => {
            Counted::Rate(hazards(truth, |_, hazard| fixed(hazard)), hazards(truth, |_, _| true))
        }
        "safety.open" => Counted::Number(hazards(truth, |_, hazard| !fixed(hazard))),
        "safety.overdue" => Counted::Number(hazards(truth, |_, hazard| !fixed(hazard) && passed(hazard))),
        "safety.notices" => Counted::Number(documents(truth)),
        _ => panic!("nobody said what {id} counts"),
    }
}

fn inspected(truth: &Truth) -> impl Iterator<Item = (CaseId, Day, &InspectionLife)> {
    truth.inspections.iter().filter_map(|(case, life)| Some((*case, life.inspected?.day(), life)))
}

fn visits(truth: &Truth, wanted: impl Fn(&InspectionLife) -> bool) -> Vec<Item> {
    let wanted = inspected(truth).filter(|(_, _, life)| wanted(life));
    wanted.map(|(case, day, life)| Item::one(case, day, &of(life))).collect()
}

fn hazards(truth: &Truth, wanted: impl Fn(&InspectionLife, &SafetyHazard) -> bool) -> Vec<Item> {
    let mut items = Vec::new();
    for (case, day, life) in inspected(truth) {
        let some = life.hazards.values().filter(|hazard| wanted(life, hazard));
        items.extend(some.map(|_| Item::one(case, day, &of(life))));
    }
    items
}

fn documents(truth: &Truth) -> Vec<Item> {
    let mut items = Vec::new();
    for (case, _, life) in inspected(truth) {
        items.extend(life.opinions.iter().map(|opinion| Item::one(case, opinion.issued.day(), &of(life))));
    }
    items
}

fn of(life: &InspectionLife) -> [(&'static str, String); 3] {
    [
        ("committee", text(life.committee.now().and_then(Option::as_ref))),
        ("department", text(life.department.now().and_then(Option::as_ref))),
        ("category", text(life.industry.as_ref())),
    ]
}
