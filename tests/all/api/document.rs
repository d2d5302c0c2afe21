//! The document, the page made from it, and words for every problem.
use super::client::Api;
use super::kept;
use crate::support::stores::ENGINES;
use anjuan::cases::access::AccessRefusal;
use anjuan::cases::attachment::AttachmentRefusal;
use anjuan::cases::case_file::Refusal;
use anjuan::cases::declared::DeclaredRefusal;
use anjuan::cases::erasure::ErasureRefusal;
use anjuan::cases::external_number::ExternalNumberRefusal;
use anjuan::cases::fire_hazard::HazardRefusal;
use anjuan::cases::illegal_structure::StructureRefusal;
use anjuan::cases::indicator::IndicatorRefusal;
use anjuan::cases::inspection::InspectionRefusal;
use anjuan::cases::office::OfficeRefusal;
use anjuan::cases::paper::PaperRefusal;
use anjuan::cases::petition::PetitionRefusal;
use anjuan::cases::reminder::ReminderRefusal;
use anjuan::cases::report::ReportRefusal;
use anjuan::cases::series::SeriesRefusal;
use anjuan::cases::user::UserRefusal;
use anjuan::web::api::whole_document;
use anjuan::web::words::{Language, word};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn the_document_is_the_one_that_is_kept() {
    kept("schema/openapi.json", &serde_json::to_value(whole_document()).expect("JSON"));
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn whatever_the_document_refers_to_is_in_it_and_no_name_stands_for_two_operations() {
    let document = serde_json::to_value(whole_document()).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    let mut named = BTreeSet::new();
    references(&document, &mut named);
    for name in &named {
        assert!(document.pointer(&name[1..]).is_some(), "{name}");
    }
    let operations = document["paths"].as_object().expect("paths").values().flat_map(|item| {
        item.as_object()
            .expect("operations")
            .values()
            .filter_map(|operation| operation["operationId"].as_str())
    });
    let operations: Vec<_> = operations.collect();
    let different: BTreeSet<_> = operations.iter().collect();
    assert_eq!(different.len(), operations.len());
}

/// The codes that stand in the program's text as `Problem` takes them.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/web"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|kind| kind != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            let is_code = |text: &&str| {
                let areas =
                    ["body.", "query.", "command.", "header.", "path.", "route.", "session.", "read."];
                let letters =
                    text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_'));
                letters && areas.iter().any(|area| text.starts_with(area) && text.len() > area.len())
            };
            codes.extend(text.split('"').filter(is_code).map(str::to_owned));
        }
    }
    codes
}

#[test]
fn every_problem_has_words_in_both_languages() {
    let refusals = [
        OfficeRefusal::KEYS,
        UserRefusal::KEYS,
        AccessRefusal::KEYS,
        PetitionRefusal::KEYS,
        HazardRefusal::KEYS,
        StructureRefusal::KEYS,
        InspectionRefusal::KEYS,
        IndicatorRefusal::KEYS,
        DeclaredRefusal::KEYS,
        SeriesRefusal::KEYS,
        ReminderRefusal::KEYS,
        ReportRefusal::KEYS,
        PaperRefusal::KEYS,
        ErasureRefusal::KEYS,
        AttachmentRefusal::KEYS,
        ExternalNumberRefusal::KEYS,
        &[
            "case.wrong_kind",
            "case.unknown",
            "case.not_writable",
            "policy.not_permitted",
            "user.heir_without_role",
        ],
        &["storage.failed", "storage.busy", "service.stopping", "figure.unknown"],
    ];
    let keys = refusals.into_iter().flatten().map(|key| (*key).to_owned());
    let keys: BTreeSet<_> = keys.chain(codes()).collect();
    assert!(keys.len() > 150, "{}", keys.len());
    for language in Language::ALL {
        let missing: Vec<_> =
            keys.iter().filter(|key| word(language, &format!("problem.{key}")).is_none()).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", language.tag());
    }
}

#[tokio::test]
async fn the_document_is_served_with_a_page_to_read_it_by() {
    let api = Api::on(ENGINES[0]).await;
    let served = api.get("/openapi.json").await.with(200).body;
    assert_eq!(served, serde_json::to_value(whole_document()).expect("JSON"));
    for (language, title) in [("zh-CN", "案卷接口文档"), ("en", "The API of anjuan")] {
        let page = api.get_with("/docs", &[("accept-language", language)]).await.with(200);
        let text = page.body.as_str().expect("HTML");
        assert!(text.contains(title) && text.contains("RegisterPetition"), "{language}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
    }
}
