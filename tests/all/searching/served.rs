//! The command line and the API.
use super::office::{Office, PHONE, outside};
use crate::ledgers::program::Program;
use crate::support::stores::{ENGINES, office_at, source};
use anjuan::cases::external_number::ExternalSystem;
use anjuan::database::StoreUrl;
use anjuan::event_log::EventLog;
use anjuan::web::api;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::util::ServiceExt;

async fn ask(office: &Office, query: &str) -> (StatusCode, Value) {
    let request = Request::get(format!("/api/v1/search?{query}")).body(Body::empty()).expect("a request");
    answered(office, request).await
}

async fn ask_in_body(office: &Office, question: Value) -> (StatusCode, Value) {
    let request = Request::post("/api/v1/search").header("content-type", "application/json");
    answered(office, request.body(Body::from(question.to_string())).expect("a request")).await
}

async fn answered(office: &Office, request: Request<Body>) -> (StatusCode, Value) {
    let answer = api::router(office.desk.clone()).oneshot(request).await.expect("an answer");
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    (status, serde_json::from_slice(&bytes).expect("JSON"))
}

fn numbers(answer: &Value) -> Vec<&str> {
    let cases = answer["cases"].as_array().expect("cases");
    cases.iter().map(|case| case["number"].as_str().expect("a number")).collect()
}

#[tokio::test]
async fn the_api_answers_with_listed_cases_and_where_they_were_found() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF1", "elevator").await;
        let case = office.petition("XF2", "elevator leak").await;
        let (_, before) = ask(&office, "q=elevator").await;
        assert_eq!(numbers(&before), ["XF2", "XF1"], "{engine:?}: what was written before is found");
        let written = outside(ExternalSystem::Hotline, "SH1");
        office.told(case, "2019-03-04", written).await.expect("recorded");
        let head = office.desk.store().log().head(office.desk.office()).await.expect("a head");
        let (status, answer) = ask(&office, &format!("q=sh1&at-least={head}")).await;
        assert_eq!((status, numbers(&answer)), (StatusCode::OK, vec!["XF2"]), "{engine:?}");
        assert_eq!(answer["cases"][0]["found_in"], serde_json::json!(["external_number"]));
        assert_eq!(answer["position"], head.0);

        let (_, first) = ask(&office, "q=elevator&limit=1").await;
        assert_eq!(numbers(&first), ["XF2"]);
        let next = first["next"].as_str().expect("a cursor");
        let (_, second) = ask(&office, &format!("q=elevator&limit=1&after={next}")).await;
        assert_eq!((numbers(&second), second.get("next")), (vec!["XF1"], None), "{engine:?}");
        let (_, kinds) = ask(&office, "q=elevator&kind=fire_hazard").await;
        assert_eq!(numbers(&kinds), [""; 0]);
        let (_, phone) = ask_in_body(&office, json!({"q": PHONE})).await;
        assert_eq!(numbers(&phone), ["XF2", "XF1"]);
        let (_, older) = ask_in_body(&office, json!({"q": PHONE, "limit": 1, "after": next})).await;
        assert_eq!(numbers(&older), ["XF1"], "{engine:?}");
    }
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_told_which_field_is_wrong() {
    let office = Office::on(ENGINES[0]).await;
    for (query, status, code, field) in [
        ("q=%20", 400, "query.q", Some("q")),
        ("q=elevator&kind=dog", 400, "query.kind", Some("kind")),
        ("q=elevator&after=-3", 400, "query.after", Some("after")),
        ("q=elevator&limit=51", 400, "query.limit", Some("limit")),
        ("q=139-1700-4821", 400, "query.person", Some("q")),
        ("q=elevator&words=1", 400, "query.unreadable", Some("words")),
        ("", 400, "query.unreadable", Some("q")),
    ] {
        let (told, problem) = ask(&office, query).await;
        assert_eq!((told.as_u16(), problem["code"].as_str()), (status, Some(code)), "{query}");
        assert_eq!(problem["field"].as_str(), field, "{query}");
    }
}

#[test]
fn the_command_line_searches_what_was_just_written() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let url: StoreUrl = program.store().parse().expect("a store");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let desk = office_at(&url, source(9).0).await;
            let case = desk.store().source().stream_id();
            let command = super::office::registration("XF2019-0001", "反映电梯停运");
            super::office::told(&desk, case, "2019-03-01", command).await.expect("told");
            desk.store().clone().close().await;
        });
        let found = program.run(&["search", "停运", "电梯"]);
        assert!(found.code == 0 && found.stdout.contains("XF2019-0001"), "{found:?}");
        assert!(found.stdout.contains("matter") && found.stdout.ends_with("1 cases\n"), "{found:?}");
        let json = program.run(&["search", "139-1700-4821", "--json"]);
        let view: Value = serde_json::from_str(&json.stdout).expect("JSON");
        assert_eq!(view["cases"][0]["found_in"], serde_json::json!(["phone"]), "{engine:?}");
        let none = program.run(&["search", "漏水"]);
        assert_eq!((none.code, none.stdout.as_str()), (0, "0 cases\n"), "{engine:?}");
        let nothing = program.run(&["search", "！"]);
        assert!(nothing.code == 64 && nothing.stderr.contains("nothing to look for"), "{nothing:?}");
        let rebuilt = program.run(&["rebuild"]);
        assert!(
            rebuilt.code == 0 && rebuilt.stdout.contains("the search index followed 3 events"),
            "{rebuilt:?}"
        );
        assert_eq!(program.run(&["search", "--help"]).code, 0);
    }
}
