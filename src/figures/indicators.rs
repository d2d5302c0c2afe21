//! 指标: numbers of the report that nobody's cases make, as they were told. They stand beside the figures that are
//! counted, and are never added to one of them, or to each other.
use super::Exact;
use crate::cases::indicator::{IndicatorLife, Quantity, Reading};
use crate::cases::occurred::Day;

/// The change against the year before, of indicators that the report calls otherwise than `ID_change`.
const CHANGES: [(&str, &str); 1] = [("police.calls", "police.change")];
/// Decimals of a change in a hundred.
const DECIMALS: u8 = 1;

/// A number that was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Indicated<'l> {
    /// The id under which it is shown.
    pub id: String,
    /// Of which indicator it is told.
    pub of: &'l str,
    /// What was told.
    pub reading: &'l Reading,
    /// The number; of a change none where there is nothing to compare with.
    pub value: Option<Exact>,
    /// Of a change: by how much it is another, and what it was a year before.
    pub change: Option<(Exact, Exact)>,
    /// What was to be reached.
    pub target: Option<Exact>,
    /// How much of that is reached, in a hundred.
    pub reached: Option<Exact>,
}

/// The number exactly.
#[must_use]
pub const fn exact(number: Quantity) -> Exact {
    Exact::decimal(number.ten_thousandths(), Quantity::DECIMALS)
}

/// What is told of these indicators as of a day: each, and after it its change, where the year before is told.
#[must_use]
pub fn indicated(lives: &[IndicatorLife], as_of: Day) -> Vec<Indicated<'_>> {
    let mut all = Vec::new();
    for life in lives {
        let (Some((of, _)), Some(reading)) = (&life.indicator, life.as_of(as_of)) else { continue };
        let (of, told) = (of.as_str(), &reading.told);
        let (value, target) = (exact(told.value), told.target.map(exact));
        let reached = target.and_then(|target| value.in_a_hundred_of(target, 2));
        let shown =
            Indicated { id: of.to_owned(), of, reading, value: Some(value), change: None, target, reached };
        all.push(shown);
        if let Some(prior) = told.prior.map(exact) {
            let difference = value.less(prior);
            let rate = difference.in_a_hundred_of(prior, DECIMALS);
            let (id, change) = (change_of(of), Some((difference, prior)));
            all.push(Indicated { id, of, reading, value: rate, change, target: None, reached: None });
        }
    }
    all
}

/// The id under which the change of an indicator is shown.
fn change_of(id: &str) -> String {
    let known = CHANGES.iter().find(|(of, _)| *of == id).map(|(_, change)| (*change).to_owned());
    known.unwrap_or_else(|| format!("{id}_change"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::indicator::{Exactness, Told};
    use crate::cases::occurred::Occurred;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn life(id: &str, value: &str, prior: Option<&str>, as_of: Option<&str>) -> IndicatorLife {
        let number = |text: &str| text.parse().expect("a number");
        let told = Told {
            value: number(value),
            exactness: Exactness::Exact,
            upper: None,
            unit: "起".parse().expect("a unit"),
            name: None,
            as_of: as_of.map(day),
            department: None,
            target: Some(number("700")),
            prior: prior.map(number),
            rule: None,
            source: None,
        };
        let occurred = Occurred::Day(day("2019-11-09"));
        let reading = Reading { version: crate::cases::ids::Version::FIRST, occurred, told };
        let period = "2019".parse().expect("a period");
        IndicatorLife { indicator: Some((id.parse().expect("an id"), period)), readings: vec![reading] }
    }

    #[test]
    fn police_calls_fell_by_four_point_three_in_a_hundred() {
        let lives = [life("police.calls", "684", Some("715"), None)];
        let told = indicated(&lives, day("2019-06-30"));
        let shown: Vec<_> =
            told.iter().map(|one| (one.id.as_str(), one.value.map(|value| value.to_string()))).collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(shown, [("police.calls", text("684")), ("police.change", text("-4.3"))]);
        assert_eq!(told[0].reached.map(|rate| rate.to_string()), text("97.71"));
        let parts = told[1].change.map(|(of, among)| (of.to_string(), among.to_string()));
        assert_eq!(parts, Some(("-31".to_owned(), "715".to_owned())));
    }

    #[test]
    fn a_number_of_a_later_day_is_not_told_yet_and_two_rules_for_one_thing_stand_side_by_side() {
        let lives = [
            life("campaign.demolished_area", "52704.5", None, Some("2019-06-30")),
            life("campaign.other_rule", "30075", Some("0"), None),
        ];
        assert_eq!(indicated(&lives, day("2019-06-29")).len(), 2, "the other one and its change");
        let told = indicated(&lives, day("2019-06-30"));
        let ids: Vec<_> = told.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["campaign.demolished_area", "campaign.other_rule", "campaign.other_rule_change"]);
        assert_eq!(told[0].value.map(|value| value.to_string()).as_deref(), Some("52704.5"));
        assert_eq!(told[2].value, None, "nothing cannot be compared with");
    }
}
