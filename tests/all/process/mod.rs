//! The log for process mining: what goes out, to whom, and what others read in it.
mod others;
mod street;

use crate::policy::people::{Told, asks_for};
use crate::support::stores::ENGINES;
use anjuan::cases::any_file::CaseKind;
use anjuan::exchange::process::{ExportError, Form};
use anjuan::policy::Query;
use anjuan::queries::process::Wanted;
use serde_json::Value;
use std::collections::BTreeSet;
use street::{Street, exported, text};

/// What was told of people, places and papers, and must not be in any export.
const PERSONAL: [&str; 9] =
    ["何家明", "199000", "赵玉琴", "陈国华", "郭玉琴", "li.na", "zhang.min", "内江路", "定消改字"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_has_every_case_event_and_object_of_the_log_and_is_the_same_on_both_engines() {
    let mut texts = Vec::new();
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let told = street.told().await;
        let text = text(&street.operator, Form::Ocel, Wanted::default()).await;
        let log: Value = serde_json::from_str(&text).expect("JSON");
        let list = |of: &str| log[of].as_array().expect("a list").clone();
        let ids = |of: &str| -> BTreeSet<String> {
            list(of).iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
        };
        assert_eq!(ids("events"), told.events(), "{engine:?}");
        assert_eq!(ids("events").len(), list("events").len(), "{engine:?}: an event is told once");
        let of_kind = |kind: &str| list("objects").iter().filter(|object| object["type"] == kind).count();
        assert_eq!(of_kind("petition"), told.petitions, "{engine:?}");
        assert_eq!((of_kind("fire_hazard"), of_kind("illegal_structure")), (1, 1), "{engine:?}");
        assert_eq!(of_kind("user"), 3, "{engine:?}: the operator, the clerk, the handler");
        assert_eq!(of_kind("committee"), 2, "{engine:?}");
        let objects = ids("objects");
        for one in list("events").iter().chain(&list("objects")) {
            for relation in one["relationships"].as_array().expect("a list") {
                let object = relation["objectId"].as_str().expect("an id");
                assert!(objects.contains(object), "{engine:?}: {object} takes part and is told");
            }
        }
        declares_what_it_says(&log);
        let xes = street::xes(&street.operator).await;
        assert_eq!(xes.matches("<trace>").count(), told.cases, "{engine:?}");
        assert_eq!(xes.matches("<event>").count(), told.own.len(), "{engine:?}");
        texts.push((text, xes));
    }
    assert!(texts[0] == texts[1], "the same commands leave the same exports on both engines");
}

/// Each attribute of an event or object is declared for its type, in its form.
fn declares_what_it_says(log: &Value) {
    for (of, types) in [("events", "eventTypes"), ("objects", "objectTypes")] {
        for one in log[of].as_array().expect("a list") {
            let kind = log[types].as_array().expect("types").iter().find(|kind| kind["name"] == one["type"]);
            let declared = kind.expect("a declared type")["attributes"].as_array().expect("attributes");
            for said in one["attributes"].as_array().expect("attributes") {
                let form = declared.iter().find(|declared| declared["name"] == said["name"]);
                let form = form.expect("a declared attribute")["type"].as_str().expect("a form");
                let fits = match form {
                    "integer" => said["value"].is_i64(),
                    "float" => said["value"].is_f64(),
                    "boolean" => said["value"].is_boolean(),
                    _ => said["value"].is_string(),
                };
                assert!(fits, "{said} is {form}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_goes_out_in_any_form() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        for form in [Form::Ocel, Form::OcelSqlite, Form::Xes] {
            let bytes = exported(&street.operator, form, Wanted::default()).await;
            let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(holds("PetitionRegistered") && holds("XF-1"), "{engine:?} {form:?}");
            for personal in PERSONAL {
                assert!(!holds(personal), "{engine:?} {form:?}: {personal}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaders_and_auditors_take_it_out_and_nobody_a_case_that_is_hidden_from_him() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        assert_eq!(asks_for(&street.clerk, Query::ExportLog).await, Told::Denied, "{engine:?}");
        let refused = street::try_text(&street.clerk, Form::Xes, Wanted::default()).await;
        assert!(matches!(refused, Err(ExportError::NotPermitted(_))), "{engine:?}: {refused:?}");
        let all = text(&street.auditor, Form::Ocel, Wanted::default()).await;
        assert_eq!(all, text(&street.operator, Form::Ocel, Wanted::default()).await, "{engine:?}");
        let seen = text(&street.leader, Form::Ocel, Wanted::default()).await;
        assert!(all.contains("\"XF-9\"") && !seen.contains("\"XF-9\""), "{engine:?}: the accused leader");
        assert!(seen.contains("\"XF-1\""), "{engine:?}");
        assert!(!all.contains("AccusedNamed"), "{engine:?}: who is accused is no step of work");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_and_a_year_leave_out_all_other_cases() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let wanted = Wanted { kinds: vec![CaseKind::FireHazard], year: Some(2019) };
        let hazards = text(&street.operator, Form::Xes, wanted.clone()).await;
        assert_eq!(hazards.matches("<trace>").count(), 1, "{engine:?}");
        assert!(hazards.contains("HazardFound") && !hazards.contains("Petition"), "{engine:?}");
        let earlier = text(&street.operator, Form::Xes, Wanted { year: Some(2018), ..wanted }).await;
        assert_eq!(earlier.matches("<trace>").count(), 0, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_was_corrected_since_says_so_beside_its_correction() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let log: Value =
            serde_json::from_str(&text(&street.operator, Form::Ocel, Wanted::default()).await).expect("JSON");
        let of = |kind: &str, name: &str| {
            let events = log["events"].as_array().expect("events").iter();
            let of_kind = events.filter(|event| event["type"] == kind);
            let said = of_kind.flat_map(|event| event["attributes"].as_array().expect("attributes"));
            let said = said.filter(|said| said["name"] == name).map(|said| said["value"].clone());
            said.collect::<Vec<_>>()
        };
        assert_eq!(of("PetitionConcluded", "since"), ["amended"], "{engine:?}");
        let corrections = of("PetitionCorrected", "version").len();
        assert!(corrections > 0, "{engine:?}");
        assert_eq!(of("PetitionCorrected", "corrects").len(), corrections, "{engine:?}");
        assert!(of("PetitionRegistered", "since").is_empty(), "{engine:?}");
    }
}
