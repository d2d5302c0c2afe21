//! What is wrong is told with its place, its code and words in the reader's language.
use super::client::{Api, registering};
use crate::support::stores::ENGINES;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

const REGISTER: &str = "/petitions/commands/RegisterPetition";

fn with(field: &str, value: Value) -> Value {
    let mut body = registering("2019-11-04");
    body[field] = value;
    body
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_refused_by_the_place_that_is_wrong() {
    let api = Api::on(ENGINES[0]).await;
    let mut missing = registering("2019-11-04");
    missing.as_object_mut().expect("fields").remove("channel");
    let long = "长".repeat(10_001);
    for (body, field, code) in [
        (with("colour", json!("red")), "/colour", "body.unknown_field"),
        (missing, "/channel", "body.missing_field"),
        (with("channel", json!("pigeon")), "/channel", "body.not_one_of"),
        (with("channel", json!(null)), "/channel", "body.wrong_type"),
        (with("heads", json!(0)), "/heads", "body.out_of_range"),
        (with("heads", json!(1.5)), "/heads", "body.wrong_type"),
        (with("heads", json!(99_999_999_999_999_999_999_f64)), "/heads", "body.wrong_type"),
        (with("category", json!("")), "/category", "body.too_short"),
        (with("category", json!("  ")), "/category", "body.too_short"),
        (with("category", json!("类".repeat(41))), "/category", "body.too_long"),
        (with("category", json!("a\u{0}b")), "/category", "body.invalid"),
        (with("matter", json!(long)), "/matter", "body.too_long"),
        (with("petitioner", json!({"name": "何家明", "age": 40})), "/petitioner/age", "body.unknown_field"),
        (with("petitioner", json!({"phone": "电话号码"})), "/petitioner", "body.invalid"),
        (with("petitioner", json!({"id_number": "110105194912310021"})), "/petitioner", "body.invalid"),
        (with("petitioner", json!({"personal": 0})), "/petitioner/personal", "body.unknown_field"),
        (with("petitioner", json!({"kept": true})), "/petitioner/kept", "body.unknown_field"),
        (with("representatives", json!([{"name": ""}])), "/representatives/0/name", "body.too_short"),
        (with("representatives", json!([])), "/representatives", "body.too_few"),
        (with("class", json!({"claim": {"path": "moon"}})), "/class/claim/path", "body.not_one_of"),
        (with("class", json!({"claim": {}})), "/class/claim/path", "body.missing_field"),
        (with("occurred", json!("2019-11-31")), "/occurred", "body.no_time"),
        (with("occurred", json!("yesterday!")), "/occurred", "body.no_time"),
        (with("command_id", json!("7")), "/command_id", "body.invalid"),
    ] {
        let answer = api.post(REGISTER, body.clone()).await;
        assert_eq!(
            (answer.field().to_owned(), answer.problem(422)),
            (field.to_owned(), code.to_owned()),
            "{body}"
        );
    }
    assert_eq!(api.position().await, 1, "nothing was recorded");
}

#[tokio::test]
async fn what_is_no_json_at_all_is_told_with_line_and_column() {
    let api = Api::on(ENGINES[0]).await;
    let send = |kind: &'static str, text: String| {
        let request = Request::post(format!("/api/v1{REGISTER}?lang=en")).header("content-type", kind);
        api.send(request.body(Body::from(text)).expect("a request"))
    };
    let spoilt = send("application/json", "{\n \"a\": }".to_owned()).await;
    assert_eq!(spoilt.body["detail"], "It is wrong at line 2, column 7.");
    assert_eq!(spoilt.problem(400), "body.not_json");
    assert_eq!(send("application/json", "[]".to_owned()).await.problem(422), "body.wrong_type");
    assert_eq!(send("text/plain", "{}".to_owned()).await.problem(415), "body.not_declared");
    let deep = "[".repeat(100_000);
    assert_eq!(send("application/json", format!("{{\"a\":{deep}")).await.problem(400), "body.not_json");
    assert_eq!(send("application/json", " ".repeat(300_000)).await.problem(413), "body.too_large");
}

#[tokio::test]
async fn a_refusal_is_told_in_the_language_of_its_reader() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-11-04").await;
        let path = format!("/petitions/{number}/commands/RatePetition");
        let rate = || json!({"rating": "satisfied"});
        let chinese = api.post(&path, rate()).await;
        assert_eq!(chinese.body["title"], "该信访事项尚未办结，办结后才能评价。", "{engine:?}");
        assert_eq!(chinese.header("content-language"), "zh-CN");
        assert_eq!(chinese.problem(409), "petition.not_concluded");
        let english = api.post_with(&path, rate(), &[("accept-language", "de, en;q=0.8, zh;q=0.1")]).await;
        assert_eq!(english.body["title"], "The petition is not concluded; it is rated after its conclusion.");
        let asked = api.post_with(&format!("{path}?lang=zh-CN"), rate(), &[("accept-language", "en")]).await;
        assert_eq!(asked.header("content-language"), "zh-CN");
        assert_eq!(api.get("/cases?lang=fr").await.problem(400), "query.lang");
        let long = api.post(REGISTER, with("category", json!("类".repeat(41)))).await;
        assert_eq!(long.body["detail"], "/category 最多 40 个字。");
    }
}

#[tokio::test]
async fn what_is_not_there_or_not_asked_so_is_a_problem_too() {
    let api = Api::on(ENGINES[0]).await;
    api.registered("2019-11-04").await;
    assert_eq!(api.get("/nowhere").await.problem(404), "route.unknown");
    assert_eq!(api.post("/work-list", json!({})).await.problem(405), "route.other_method");
    assert_eq!(api.get("/cases/XF2019-0009").await.problem(404), "case.unknown");
    assert_eq!(api.get("/cases/%FF").await.problem(400), "path.unreadable");
    assert_eq!(api.get("/users/nobody").await.problem(404), "user.no_such_user");
    let other = api.post("/fire-hazards/XF2019-0001/commands/CloseOff", json!({})).await;
    assert_eq!(other.problem(404), "case.unknown", "a petition is no hazard");
    let unknown = api.post("/users/nobody/commands/DisableUser", json!({})).await;
    assert_eq!(unknown.problem(404), "user.no_such_user");
}

#[tokio::test]
async fn whoever_is_not_let_in_is_told_to_sign_in() {
    let router = anjuan::web::api::routes();
    let request = Request::get("/api/v1/cases").body(Body::empty()).expect("a request");
    let response = tower::ServiceExt::oneshot(router, request).await.expect("an answer");
    assert_eq!(response.status(), 401);
}
