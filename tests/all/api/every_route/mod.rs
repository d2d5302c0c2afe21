//! Every route, asked by everybody: the routes are read from the document, who is let in from what was written by hand
//! (`tests/fixtures/policy/routes.txt`). A route for which nothing was written fails.
mod bodies;
mod expected;
mod visitors;

use crate::support::stores::{ENGINES, Engine};
use anjuan::web::api;
use axum::Router;
use expected::Expected;
use visitors::{Answer, Place};

/// An operation of the document.
pub struct Operation {
    pub method: String,
    pub path: String,
    pub id: String,
    /// The form of its body, and whether that is JSON.
    pub body: Option<serde_json::Value>,
}

impl Operation {
    pub fn route(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// Every operation of the document.
pub fn operations(document: &serde_json::Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                id: operation["operationId"].as_str().expect("an id").to_owned(),
                body: operation.get("requestBody").map(|body| body["content"].clone()),
            });
        }
    }
    operations
}

/// Whether the request was one that could be carried out; if not, that is a mistake of this test's.
fn is_sensible(Answer { status, code }: &Answer) -> bool {
    !matches!(status, 400 | 405 | 415 | 500..) && !code.starts_with("body.") && !code.starts_with("route.")
}

/// Whether somebody was let in. Who is asked for a password or a code has been let in to give it.
fn is_let_in(Answer { status, code }: &Answer) -> bool {
    let is_asked = matches!(code.as_str(), "sign_in.wrong" | "sign_in.wrong_factor");
    let is_kept_out = matches!(status, 401 | 403) || matches!(code.as_str(), "case.unknown" | "file.gone");
    is_asked || !is_kept_out
}

/// Where the routes of a program and what was written differ.
async fn differences(place: &mut Place, router: &Router, only: impl Fn(&Operation) -> bool) -> Vec<String> {
    let document = serde_json::to_value(api::whole_document()).expect("JSON");
    let expected = Expected::read(&operations(&document));
    let mut wrong = Vec::new();
    for operation in operations(&document).iter().filter(|operation| only(operation)) {
        for at in 0..visitors::NAMES.len() {
            let what = format!("{:?}: {} as {}", place.engine, operation.route(), visitors::NAMES[at]);
            let answer = place.ask(router, at, operation, &document).await;
            let Answer { status, code } = &answer;
            let wanted = expected.lets_in(operation, at);
            if !is_sensible(&answer) {
                wrong.push(format!("{what} asks for what makes no sense: {status} {code}"));
            } else if is_let_in(&answer) != wanted {
                let said = if wanted { "is let in" } else { "is not let in" };
                wrong.push(format!("{what} {said}, it was written, and is answered {status} {code}"));
            }
        }
    }
    wrong
}

#[tokio::test]
async fn every_route_lets_in_whom_it_should_and_nobody_else() {
    for engine in ENGINES {
        let mut place = Place::open(engine).await;
        let router = place.house.app.clone().router();
        let wrong = differences(&mut place, &router, |_| true).await;
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[tokio::test]
async fn without_the_question_who_is_there_every_route_that_names_a_case_differs_for_the_accused() {
    let mut place = Place::open(Engine::Sqlite).await;
    // Everybody meets the office as the operator does: the permit is taken away.
    let open = api::router(place.house.desk.clone());
    let names_a_case = |operation: &Operation| operation.path.contains("{number}");
    let wrong = differences(&mut place, &open, names_a_case).await;
    let document = serde_json::to_value(api::whole_document()).expect("JSON");
    for operation in operations(&document).iter().filter(|operation| names_a_case(operation)) {
        let found = wrong.iter().any(|wrong| wrong.contains(&format!(" {} as accused ", operation.route())));
        assert!(found, "{} would let the accused in, and nobody would see it", operation.route());
    }
}

#[test]
#[should_panic(expected = "nothing was written about GET /secrets")]
fn a_route_about_which_nothing_was_written_is_seen() {
    let document = serde_json::to_value(api::whole_document()).expect("JSON");
    let mut operations = operations(&document);
    let (method, path) = ("GET".to_owned(), "/secrets".to_owned());
    operations.push(Operation { method, path, id: "secrets".to_owned(), body: None });
    Expected::read(&operations);
}
