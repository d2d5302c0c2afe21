//! No rule is idle: without any one of them the policy is another.
use super::questions::{Asked, CAPACITIES};
use super::tables::EXPECTED;
use anjuan::policy::{Verdict, judge, judge_by, rules};
use std::collections::{BTreeMap, BTreeSet};

/// The cells that each rule decides: those in which it is the first of its effect that applies.
fn decided_by_rule() -> BTreeMap<&'static str, Vec<(usize, Asked)>> {
    let mut decided: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for asked in Asked::all() {
        let question = asked.question();
        for (at, capacity) in CAPACITIES.iter().enumerate() {
            match judge([*capacity], &question) {
                Verdict::Permitted(rule) | Verdict::Forbidden(rule) => {
                    decided.entry(rule).or_default().push((at, asked));
                }
                Verdict::NotPermitted => {}
            }
        }
    }
    decided
}

#[test]
fn without_any_one_rule_the_policy_differs_from_what_was_written() {
    let decided = decided_by_rule();
    for (left_out, rule) in rules().enumerate() {
        let rest = || rules().enumerate().filter(move |(at, _)| *at != left_out).map(|(_, rule)| rule);
        let cells = decided.get(rule.name).map_or(&[][..], Vec::as_slice);
        let differs = cells.iter().any(|(at, asked)| {
            judge_by(&rest(), [CAPACITIES[*at]], &asked.question()).is_yes() != EXPECTED.allows(*at, asked)
        });
        assert!(differs, "nobody would miss the rule {:?}", rule.name);
    }
}

#[test]
fn every_rule_has_a_name_of_its_own() {
    let names: BTreeSet<_> = rules().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules().count());
}
