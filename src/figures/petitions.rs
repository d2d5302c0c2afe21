//! 信访: what the report says of petitions and disputes.
use super::{Figure, Making, Unit};
use crate::projections::petition_facts::{
    PETITION_FACTS,
    fields::{
        CHANNEL, COLLECTIVE, CONCLUDE_BY, CONCLUDE_DAYS, CONCLUDED, DISPUTE, ENDED, FIRST_TIME, HEADS,
        IN_TIME, INFORM_BY, INFORMED, RATED, RATING, REGISTERED, REOPENED, SETTLED,
    },
};
use crate::projections::predicate::{Count, Measure, NEAR, Test};

const fn rows(test: Test) -> Count {
    Count { table: &PETITION_FACTS, anchor: REGISTERED, test, measure: Measure::Rows }
}

const fn settled(test: Test) -> Count {
    Count { table: &PETITION_FACTS, anchor: SETTLED, test, measure: Measure::Rows }
}

const VISIT: Test = Test::Is(CHANNEL, "visit");
const ONLINE: Test = Test::Is(CHANNEL, "online");
const INITIAL: Test = Test::Flag(FIRST_TIME);
const CLOSED: Test = Test::Came(CONCLUDED);
const OPEN: Test = Test::Not(&Test::OneOf(&[CLOSED, Test::Came(ENDED)]));
const RATED_NOW: Test = Test::Came(RATED);
const CLOSED_IN_TIME: Test = Test::All(&[CLOSED, Test::Flag(IN_TIME)]);
/// Whose time to be concluded is over, one way or the other.
const CONCLUSION_DECIDED: Test = Test::OneOf(&[
    Test::All(&[CLOSED, Test::HasDay(CONCLUDE_BY)]),
    Test::All(&[OPEN, Test::Passed(CONCLUDE_BY)]),
]);
const INFORMED_IN_TIME: Test = Test::All(&[Test::Came(INFORMED), Test::InTime(INFORMED, INFORM_BY)]);
const INFORMING_DECIDED: Test = Test::OneOf(&[Test::Came(INFORMED), Test::Passed(INFORM_BY)]);

/// A figure of days for the middle petition.
const fn median(id: &'static str) -> Figure {
    let count = Count {
        table: &PETITION_FACTS,
        anchor: REGISTERED,
        test: CLOSED,
        measure: Measure::Median(CONCLUDE_DAYS),
    };
    Figure { id, unit: Unit::Days, decimals: 1, making: Making::Median(count) }
}

/// The figures of petitions.
pub static FIGURES: &[Figure] = &[
    Figure::number("petitions.registered", Unit::Items, rows(Test::Any)),
    Figure::number(
        "petitions.letters",
        Unit::Items,
        rows(Test::OneOf(&[Test::Is(CHANNEL, "letter"), ONLINE])),
    ),
    Figure::number("petitions.visits", Unit::Batches, rows(VISIT)),
    Figure::number(
        "petitions.visitors",
        Unit::PersonTimes,
        Count { table: &PETITION_FACTS, anchor: REGISTERED, test: VISIT, measure: Measure::Sum(HEADS) },
    ),
    Figure::number("petitions.calls", Unit::Items, rows(Test::Is(CHANNEL, "call"))),
    Figure::number("petitions.closed", Unit::Items, rows(CLOSED)),
    Figure::rate("petitions.initial_closure_rate", rows(Test::All(&[INITIAL, CLOSED])), rows(INITIAL)),
    Figure::rate("petitions.online_closure_rate", rows(Test::All(&[ONLINE, CLOSED])), rows(ONLINE)),
    Figure::number("petitions.open", Unit::Items, rows(OPEN)),
    Figure::number("petitions.overdue", Unit::Items, rows(Test::All(&[OPEN, Test::Passed(CONCLUDE_BY)]))),
    Figure::number(
        "petitions.due_soon",
        Unit::Items,
        rows(Test::All(&[OPEN, Test::Nears(CONCLUDE_BY, NEAR)])),
    ),
    Figure::oldest(
        "petitions.oldest_open_days",
        Count {
            table: &PETITION_FACTS,
            anchor: REGISTERED,
            test: OPEN,
            measure: Measure::Oldest(REGISTERED),
        },
    ),
    Figure::rate("petitions.acceptance_in_time_rate", rows(INFORMED_IN_TIME), rows(INFORMING_DECIDED)),
    Figure::rate("petitions.conclusion_in_time_rate", rows(CLOSED_IN_TIME), rows(CONCLUSION_DECIDED)),
    median("petitions.median_days_to_close"),
    Figure::rate(
        "petitions.satisfaction_rate",
        rows(Test::All(&[
            RATED_NOW,
            Test::OneOf(&[Test::Is(RATING, "satisfied"), Test::Is(RATING, "mostly_satisfied")]),
        ])),
        rows(RATED_NOW),
    ),
    Figure::rate("petitions.rated_share", rows(Test::All(&[CLOSED, RATED_NOW])), rows(CLOSED)),
    Figure::number("petitions.reopened", Unit::Items, rows(Test::Came(REOPENED))),
    Figure::rate("petitions.repeat_share", rows(Test::Not(&INITIAL)), rows(Test::Any)),
    Figure::number("petitions.collective_visits", Unit::Batches, rows(Test::Flag(COLLECTIVE))),
];

/// 化解: the figures of disputes, by the day on which they were settled.
pub static DISPUTES: &[Figure] = &[
    Figure::number("disputes.district_led", Unit::Incidents, settled(Test::Is(DISPUTE, "district_led"))),
    Figure::number("disputes.four_heavy", Unit::Items, settled(Test::Is(DISPUTE, "four_heavy"))),
    Figure::number("disputes.old_stock", Unit::Items, settled(Test::Is(DISPUTE, "old_stock"))),
];
