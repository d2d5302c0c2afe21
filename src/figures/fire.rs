//! 消防: what the report says of fire hazards.
use super::{Figure, Making, Unit};
use crate::projections::fire_hazard_facts::{
    FIRE_HAZARD_FACTS,
    fields::{DEADLINE, FOUND, RECTIFIED, RECTIFY_DAYS},
};
use crate::projections::predicate::{Count, DayField, Measure, NEAR, Test};

const fn rows(anchor: DayField, test: Test) -> Count {
    Count { table: &FIRE_HAZARD_FACTS, anchor, test, measure: Measure::Rows }
}

const FIXED: Test = Test::Came(RECTIFIED);
const NOT_FIXED: Test = Test::Not(&FIXED);

/// The figures of fire hazards.
pub static FIGURES: &[Figure] = &[
    Figure::number("fire.found", Unit::Places, rows(FOUND, Test::Any)),
    Figure::number("fire.rectified", Unit::Places, rows(FOUND, FIXED)),
    Figure::rate("fire.rectification_rate", rows(FOUND, FIXED), rows(FOUND, Test::Any)),
    Figure::number("fire.rectified_in_period", Unit::Places, rows(RECTIFIED, Test::Any)),
    Figure::rate("fire.rectification_rate_flow", rows(RECTIFIED, Test::Any), rows(FOUND, Test::Any)),
    Figure::number("fire.open", Unit::Places, rows(FOUND, NOT_FIXED)),
    Figure::number(
        "fire.overdue",
        Unit::Places,
        rows(FOUND, Test::All(&[NOT_FIXED, Test::Passed(DEADLINE)])),
    ),
    Figure::number(
        "fire.due_soon",
        Unit::Places,
        rows(FOUND, Test::All(&[NOT_FIXED, Test::Nears(DEADLINE, NEAR)])),
    ),
    Figure::oldest(
        "fire.oldest_open_days",
        Count { table: &FIRE_HAZARD_FACTS, anchor: FOUND, test: NOT_FIXED, measure: Measure::Oldest(FOUND) },
    ),
    Figure::rate(
        "fire.rectification_in_time_rate",
        rows(FOUND, Test::All(&[FIXED, Test::InTime(RECTIFIED, DEADLINE)])),
        rows(FOUND, Test::OneOf(&[Test::All(&[FIXED, Test::HasDay(DEADLINE)]), Test::Passed(DEADLINE)])),
    ),
    Figure {
        id: "fire.median_days_to_rectify",
        unit: Unit::Days,
        decimals: 1,
        making: Making::Median(Count {
            table: &FIRE_HAZARD_FACTS,
            anchor: FOUND,
            test: FIXED,
            measure: Measure::Median(RECTIFY_DAYS),
        }),
    },
];
