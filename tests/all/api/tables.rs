//! The list of cases as a table: the same rows, under the same filter and policy.
use super::client::{Api, registering};
use crate::support::stores::{ENGINES, Engine};
use serde_json::json;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn office(engine: Engine) -> Api {
    let api = Api::on(engine).await;
    for n in 0..12 {
        let mut body = registering(&format!("2019-10-{:02}", 1 + n));
        body["committee"] = json!(if n % 3 == 0 { "凉州" } else { "共青" });
        body["category"] = json!(if n == 0 { "=cmd()" } else { "物业管理" });
        api.post("/petitions/commands/RegisterPetition", body).await.with(201);
    }
    api
}

fn numbers(csv: &str) -> Vec<String> {
    let lines = csv.lines().skip(1);
    lines.map(|line| line.split(',').next().expect("a cell").to_owned()).collect()
}

#[tokio::test]
async fn a_table_has_every_case_of_the_list_whatever_a_page_holds() {
    for engine in ENGINES {
        let api = office(engine).await;
        for filter in ["open=true&sort=due", "committee=%E5%87%89%E5%B7%9E", "sort=-number", "open=false"] {
            let page = api.get(&format!("/cases?{filter}&limit=200")).await.with(200).body;
            let listed: Vec<_> = page["cases"]
                .as_array()
                .expect("cases")
                .iter()
                .map(|case| case["number"].as_str().expect("a number").to_owned())
                .collect();
            let table = api.get(&format!("/cases?{filter}&format=csv&limit=3&lang=en")).await.with(200);
            assert!(table.header("content-type").starts_with("text/csv"), "{engine:?}");
            assert_eq!(table.header("content-disposition"), "attachment; filename=\"cases.csv\"");
            let text = table.body.as_str().expect("a text").to_owned();
            assert!(text.starts_with("\u{feff}Number,Kind,"), "{engine:?}: {text}");
            assert_eq!(numbers(&text), listed, "{engine:?}: {filter}");
        }
    }
}

#[tokio::test]
async fn a_table_is_asked_for_by_its_name_or_by_what_is_accepted() {
    for engine in ENGINES {
        let api = office(engine).await;
        let accept = |kind: &'static str| [("accept", kind)];
        let sheet = api.get_with("/cases", &accept(XLSX)).await.with(200);
        assert_eq!(sheet.header("content-type"), XLSX, "{engine:?}");
        let table = api.get_with("/cases", &accept("text/csv;q=0.9")).await.with(200);
        let text = table.body.as_str().expect("a text");
        assert!(text.contains("'=cmd()") && !text.contains(",=cmd()"), "{engine:?}: {text}");
        for kind in ["*/*", "application/json, text/csv"] {
            let page = api.get_with("/cases", &accept(kind)).await.with(200);
            assert!(page.body["cases"].is_array(), "{engine:?}: {kind}");
        }
        assert_eq!(api.get("/cases?format=pdf").await.problem(400), "query.format", "{engine:?}");
        let behind = "/cases?figure=petitions.registered&from=2019-01-01&to=2019-12-31&format=csv";
        let behind = api.get(behind).await.with(200);
        assert_eq!(numbers(behind.body.as_str().expect("a text")).len(), 12, "{engine:?}");
    }
}
