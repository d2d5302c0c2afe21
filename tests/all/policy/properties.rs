//! What holds of the policy whoever asks for whatever.
use super::questions::{ACTIONS, Asked, CAPACITIES, LEVELS, SETS, bit};
use anjuan::policy::{Action, Capacity, Kind, Place, Relation, Verdict, judge, judge_by};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn capacities() -> impl Strategy<Value = BTreeSet<Capacity>> {
    prop::collection::btree_set(prop::sample::select(CAPACITIES.clone()), 0..6)
}

fn asked() -> impl Strategy<Value = Asked> {
    let place = prop::sample::select(Place::ALL.to_vec());
    let level = prop::sample::select(LEVELS.to_vec());
    (0..ACTIONS.len(), place, level, 0..SETS).prop_map(|(action, place, level, relations)| Asked {
        action,
        place,
        level,
        relations,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_capacity_never_takes_anything_away(some in capacities(), more in capacities(), asked in asked()) {
        let question = asked.question();
        if judge(some.iter().copied(), &question).is_yes() {
            prop_assert!(judge(some.union(&more).copied(), &question).is_yes());
        }
    }

    #[test]
    fn what_somebody_may_is_what_one_of_the_capacities_may(some in capacities(), asked in asked()) {
        let question = asked.question();
        let alone = some.iter().any(|capacity| judge([*capacity], &question).is_yes());
        prop_assert_eq!(judge(some.iter().copied(), &question).is_yes(), alone);
    }

    #[test]
    fn the_accused_may_do_and_see_nothing_of_the_case(some in capacities(), asked in asked()) {
        let asked = Asked { relations: asked.relations | bit(Relation::Accused), ..asked };
        let question = asked.question();
        if question.action.is_about_a_case() {
            prop_assert!(!judge(some, &question).is_yes());
        }
    }

    #[test]
    fn without_a_capacity_or_without_a_rule_nothing_is_permitted(some in capacities(), asked in asked()) {
        let question = asked.question();
        prop_assert_eq!(judge([], &question), Verdict::NotPermitted);
        prop_assert_eq!(judge_by(&[].iter(), some, &question), Verdict::NotPermitted);
    }

    #[test]
    fn a_command_of_which_no_rule_has_heard_is_the_operators_alone(
        capacity in prop::sample::select(CAPACITIES.clone()),
        asked in asked(),
        kind in prop::sample::select(Kind::ALL.to_vec()),
    ) {
        let mut question = asked.question();
        question.action = Action::Command(kind, "ShredEverything");
        prop_assert!(capacity == Capacity::Operator || !judge([capacity], &question).is_yes());
    }
}
