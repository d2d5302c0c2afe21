//! 违法建筑: what the report says of illegal structures.
use super::{Figure, Making, Unit};
use crate::projections::demolition_facts::{self, DEMOLITION_FACTS};
use crate::projections::predicate::{Count, Measure, Test};
use crate::projections::site_facts::{self, SITE_FACTS};

const fn sites(test: Test) -> Count {
    Count { table: &SITE_FACTS, anchor: site_facts::fields::FOUND, test, measure: Measure::Rows }
}

const STANDING: Test = Test::Not(&Test::Came(site_facts::fields::DEMOLISHED));

/// Sites by the day on which they count as demolished.
pub const DEMOLISHED_SITES: Count = Count {
    table: &SITE_FACTS,
    anchor: site_facts::fields::DEMOLISHED,
    test: Test::Any,
    measure: Measure::Rows,
};

/// Areas by the day on which they went.
pub const DEMOLISHED_AREA: Count = Count {
    table: &DEMOLITION_FACTS,
    anchor: demolition_facts::fields::DEMOLISHED,
    test: Test::Any,
    measure: Measure::Sum(demolition_facts::fields::AREA),
};

/// The target against which the completion rate is taken.
pub const AREA_TARGET: &str = "structures.demolished_area_m2";

/// The figures of illegal structures.
pub static FIGURES: &[Figure] = &[
    Figure::number("structures.found", Unit::Places, sites(Test::Any)),
    Figure::number("structures.demolished_sites", Unit::Places, DEMOLISHED_SITES),
    Figure { id: AREA_TARGET, unit: Unit::SquareMetres, decimals: 2, making: Making::Area(DEMOLISHED_AREA) },
    Figure {
        id: "structures.completion_rate",
        unit: Unit::Percent,
        decimals: 2,
        making: Making::OfTarget(DEMOLISHED_AREA, AREA_TARGET),
    },
    Figure::number("structures.standing_sites", Unit::Places, sites(STANDING)),
    Figure::oldest(
        "structures.oldest_standing_days",
        Count {
            table: &SITE_FACTS,
            anchor: site_facts::fields::FOUND,
            test: STANDING,
            measure: Measure::Oldest(site_facts::fields::FOUND),
        },
    ),
];
