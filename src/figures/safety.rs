//! 安全生产: what the report says of inspections of enterprises, in three units that are never added: 家次, 条, 份.
use super::{Figure, Unit};
use crate::projections::inspection_facts::{self, INSPECTION_FACTS};
use crate::projections::opinion_facts::{self, OPINION_FACTS};
use crate::projections::predicate::{Count, Measure, Test};
use crate::projections::safety_hazard_facts::{
    SAFETY_HAZARD_FACTS,
    fields::{DEADLINE, FOUND, LED, RECTIFIED},
};

const fn visits(test: Test) -> Count {
    Count {
        table: &INSPECTION_FACTS,
        anchor: inspection_facts::fields::INSPECTED,
        test,
        measure: Measure::Rows,
    }
}

const fn hazards(test: Test) -> Count {
    Count { table: &SAFETY_HAZARD_FACTS, anchor: FOUND, test, measure: Measure::Rows }
}

/// Documents by the day on which each was issued, whenever the unit was inspected.
const DOCUMENTS: Count = Count {
    table: &OPINION_FACTS,
    anchor: opinion_facts::fields::ISSUED,
    test: Test::Any,
    measure: Measure::Rows,
};

const FIXED: Test = Test::Came(RECTIFIED);
const NOT_FIXED: Test = Test::Not(&FIXED);

/// The figures of work safety.
pub static FIGURES: &[Figure] = &[
    Figure::number("safety.inspections", Unit::Visits, visits(Test::Any)),
    Figure::number("safety.hazards", Unit::Findings, hazards(Test::Any)),
    Figure::number("safety.rectified", Unit::Findings, hazards(FIXED)),
    Figure::rate("safety.rectification_rate", hazards(FIXED), hazards(Test::Any)),
    Figure::number("safety.notices", Unit::Documents, DOCUMENTS),
    Figure::number("safety.led_inspections", Unit::Visits, visits(Test::Flag(inspection_facts::fields::LED))),
    Figure::number("safety.led_hazards", Unit::Findings, hazards(Test::Flag(LED))),
    Figure::number("safety.open", Unit::Findings, hazards(NOT_FIXED)),
    Figure::number(
        "safety.overdue",
        Unit::Findings,
        hazards(Test::All(&[NOT_FIXED, Test::Passed(DEADLINE)])),
    ),
];
