use super::*;
use crate::web::words::{Language, word};
use std::collections::BTreeSet;

#[test]
fn every_figure_has_an_id_of_its_own_and_its_words_in_both_languages() {
    let mut seen = BTreeSet::new();
    for figure in all() {
        assert!(seen.insert(figure.id), "{} stands twice", figure.id);
        for language in Language::ALL {
            for kind in ["figure", "rule"] {
                assert!(
                    word(language, &format!("{kind}-{}", figure.id)).is_some(),
                    "{kind} of {} in {language:?}",
                    figure.id
                );
            }
        }
    }
}

#[test]
fn every_figure_that_the_ledgers_must_yield_is_defined() {
    let expected = include_str!("../../samples/2019/expected.json");
    let expected: serde_json::Value = serde_json::from_str(expected).expect("JSON");
    let ours = ["petitions.", "disputes.", "fire.", "structures.", "safety."];
    for id in expected["figures"].as_object().expect("figures").keys() {
        if ours.iter().any(|prefix| id.starts_with(prefix)) && id != "structures.by_zone" {
            assert!(by_id(id).is_some(), "{id}");
        }
    }
}
