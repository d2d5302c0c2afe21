//! Inspections of enterprises and indicators over HTTP, from the visit to the figure.
use super::client::Api;
use crate::support::stores::ENGINES;
use serde_json::{Value, json};

const YEAR: &str = "/figures?from=2019-01-01&to=2019-12-31";

fn visit() -> Value {
    json!({
        "occurred": "2019-11-04", "unit": "长阳路机电有限公司", "industry": "生产企业", "address": "长阳路1142弄32号",
        "committee": "共青", "inspectors": ["陈国华", "林伟民"], "leader": "李永康", "signature": "signed",
        "checklist": {"checked": 24, "failed": 2},
        "hazards": [
            {"hazard": 1, "level": "general", "content": "配电箱前堆放杂物"},
            {"hazard": 2, "level": "major", "content": "有限空间作业未审批"},
        ],
    })
}

async fn figure(api: &Api, id: &str, as_of: &str) -> Value {
    api.get(&format!("{YEAR}&as_of={as_of}")).await.with(200).body["figures"][id].clone()
}

#[tokio::test]
async fn an_inspection_is_recorded_ordered_re_inspected_and_closed_off() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let answer = api.post("/inspections/commands/RecordInspection", visit()).await.with(201);
        assert_eq!(answer.body["number"], "AJ2019-00001", "{engine:?}");
        let to = |command: &str| format!("/inspections/AJ2019-00001/commands/{command}");
        let two = json!(["陈国华", "林伟民"]);
        let order = json!({"occurred": "2019-11-04", "deadline": "2019-11-08", "opinion": "定安检〔2019〕1号",
            "inspectors": two});
        api.post(&to("OrderRectification"), order).await.with(200);
        let seen = json!({"occurred": "2019-11-07", "outcome": "passed", "opinion": "定安复〔2019〕1号",
            "results": [{"hazard": 2, "outcome": "failed"}], "inspectors": two});
        api.post(&to("ReinspectHazards"), seen).await.with(200);
        let early = api.post(&to("CloseOff"), json!({"occurred": "2019-11-07"})).await;
        assert_eq!(early.problem(409), "inspection.not_rectified", "{engine:?}");
        assert_eq!(figure(&api, "safety.rectified", "2019-11-09").await["value"], 1, "{engine:?}");
        let again = json!({"occurred": "2019-11-09", "outcome": "passed", "inspectors": two});
        api.post(&to("ReinspectHazards"), again).await.with(200);
        api.post(&to("CloseOff"), json!({"occurred": "2019-11-09"})).await.with(200);
        let case = api.get("/cases/AJ2019-00001").await.with(200).body;
        assert_eq!(
            (&case["kind"], &case["phase"]),
            (&json!("inspection"), &json!("closed_off")),
            "{engine:?}"
        );
        assert_eq!(case["facts"]["hazards"][1]["rectified"], "2019-11-09", "{case:#}");
        let rate = figure(&api, "safety.rectification_rate", "2019-11-08").await;
        assert_eq!((&rate["numerator"], &rate["denominator"]), (&json!(1), &json!(2)), "{engine:?}");
        for (id, value) in [("safety.notices", 2), ("safety.led_hazards", 2), ("safety.inspections", 1)] {
            assert_eq!(figure(&api, id, "2019-11-09").await["value"], value, "{engine:?} {id}");
        }
    }
}

#[tokio::test]
async fn who_inspects_says_who_signed_and_is_two() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let without = |name: &str| {
            let mut visit = visit();
            visit.as_object_mut().expect("fields").remove(name);
            visit
        };
        let unsigned = api.post("/inspections/commands/RecordInspection", without("signature")).await;
        assert_eq!(unsigned.problem(422), "inspection.unlawful", "{engine:?}");
        let mut alone = visit();
        alone["inspectors"] = json!(["陈国华"]);
        let alone = api.post("/inspections/commands/RecordInspection", alone).await;
        assert_eq!(alone.problem(422), "inspection.unlawful", "{engine:?}");
        api.post("/inspections/commands/RecordInspection", without("leader")).await.with(201);
        assert_eq!(figure(&api, "safety.led_inspections", "2019-11-09").await["value"], 0, "{engine:?}");
    }
}

fn calls(value: &str, as_of: Option<&str>) -> Value {
    let mut told = json!({"value": value, "exactness": "exact", "unit": "起", "prior": "715"});
    if let Some(as_of) = as_of {
        told["as_of"] = json!(as_of);
    }
    json!({"indicator": "police.calls", "period": "2019", "told": told})
}

#[tokio::test]
async fn an_indicator_stands_among_the_figures_of_its_period_with_its_change() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let record = "/indicators/commands/RecordIndicator";
        let receipt = api.post(record, calls("684", None)).await.with(201);
        assert_eq!(receipt.header("location"), "/api/v1/indicators/police.calls%402019", "{engine:?}");
        let told = figure(&api, "police.calls", "2019-06-30").await;
        assert_eq!((&told["value"], &told["unit"]), (&json!(684), &json!("起")), "{engine:?}");
        let change = figure(&api, "police.change", "2019-11-09").await;
        let parts = (&change["value"], &change["numerator"], &change["denominator"]);
        assert_eq!(parts, (&json!(-4.3), &json!(-31), &json!(715)), "{engine:?}");
        let keys: Vec<_> = change.as_object().expect("fields").keys().map(String::as_str).collect();
        let mut wanted = ["label", "unit", "value", "numerator", "denominator", "rule"];
        wanted.sort_unstable();
        let mut keys = keys;
        keys.sort_unstable();
        assert_eq!(keys, wanted, "{engine:?}: the keys that scripts know");
        let quarter = api.get("/figures?from=2019-01-01&to=2019-03-31").await.with(200).body;
        assert!(quarter["figures"]["police.calls"].is_null(), "{engine:?}: it is told of the year");
    }
}

#[tokio::test]
async fn a_later_word_counts_from_its_day_and_what_the_log_knew_before_stays_known() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let record = "/indicators/commands/RecordIndicator";
        let first = api.post(record, calls("340", Some("2019-06-30"))).await.with(201).body;
        api.post(record, calls("684", Some("2019-10-31"))).await.with(201);
        let value = |body: &Value| body["figures"]["police.calls"]["value"].clone();
        for (as_of, wanted) in
            [("2019-06-29", json!(null)), ("2019-09-30", json!(340)), ("2019-12-31", json!(684))]
        {
            let body = api.get(&format!("{YEAR}&as_of={as_of}")).await.with(200).body;
            assert_eq!(value(&body), wanted, "{engine:?} {as_of}");
        }
        let before = api.get(&format!("{YEAR}&known_at={}", first["position"])).await.with(200).body;
        assert_eq!(value(&before), 340, "{engine:?}");
        let corrected = json!({"corrects": 1, "becomes": {"command": "RecordIndicator", "occurred": "2019-11-09",
            "indicator": "police.calls", "period": "2019", "told": calls("341", Some("2019-06-30"))["told"]}});
        api.post("/indicators/police.calls@2019/corrections", corrected).await.with(200);
        let body = api.get(&format!("{YEAR}&as_of=2019-09-30")).await.with(200).body;
        assert_eq!(value(&body), 341, "{engine:?}");
        let all = api.get("/indicators").await.with(200).body;
        assert_eq!(all["indicators"][0]["readings"][0]["value"], "341", "{engine:?} {all:#}");
        let one = api.get("/indicators/police.calls@2019").await.with(200).body;
        assert_eq!(one, all["indicators"][0], "{engine:?}");
        assert_eq!(api.get("/indicators/police.calls@2018").await.problem(404), "indicator.unknown");
    }
}

#[tokio::test]
async fn what_is_counted_is_not_told_and_unlike_units_are_never_one_indicator() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let record = "/indicators/commands/RecordIndicator";
        let mut counted = calls("1", None);
        counted["indicator"] = json!("fire.found");
        assert_eq!(api.post(record, counted).await.problem(400), "indicator.counted", "{engine:?}");
        api.post(record, calls("684", None)).await.with(201);
        let mut other = calls("700", None);
        other["told"]["unit"] = json!("件");
        let refused = api.post(record, other).await;
        assert_eq!(refused.problem(409), "indicator.other_unit", "{engine:?}");
    }
}
