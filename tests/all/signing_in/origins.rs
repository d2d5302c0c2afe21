//! What changes something by cookie comes from the program's own pages; and what a request may look like at all.
use super::house::{ADMIN, CLERK, GOOD, House};
use crate::support::stores::ENGINES;
use serde_json::json;

#[tokio::test]
async fn another_sites_page_changes_nothing_with_somebodys_cookie() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut forged = browser.clone();
        for headers in [
            vec![("sec-fetch-site", "cross-site".to_owned())],
            vec![("sec-fetch-site", "same-site".to_owned())],
            vec![("origin", "https://evil.example".to_owned())],
            vec![],
        ] {
            forged.headers = headers;
            for (method, path) in
                [("POST", "/whoever"), ("DELETE", "session"), ("POST", "second-factors/totp")]
            {
                let answer = forged.ask(method, path, None).await;
                assert_eq!((answer.status, answer.code()), (403, "request.cross_site"), "{engine:?}: {path}");
            }
            let read = forged.get("/whoever").await;
            assert_eq!(read.status, 200, "{engine:?}: reading changes nothing, and no other page sees it");
        }
        assert_eq!(browser.get("session").await.status, 200, "{engine:?}");
        browser.headers = vec![("origin", super::house::ORIGIN.to_owned())];
        assert_eq!(browser.post("/whoever", json!({})).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn another_sites_page_signs_nobody_in() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        let mut browser = house.browser();
        browser.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        assert_eq!(browser.sign_in(CLERK, GOOD).await.code(), "request.cross_site", "{engine:?}");
        browser.headers = vec![];
        assert_eq!(
            browser.sign_in(CLERK, GOOD).await.status,
            200,
            "{engine:?}: a program on the command line"
        );
    }
}

#[tokio::test]
async fn a_program_with_a_token_comes_from_nowhere() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut admin = house.signed_in(ADMIN).await;
        let expires = "2019-11-20T08:00:00+08:00";
        let wanted = json!({"name": "hotline", "scopes": ["cases.read"], "expires_at": expires});
        let made = admin.post("api-tokens", wanted).await;
        let mut program = house.browser();
        program.headers = vec![("authorization", format!("bearer {}", made.text("token")))];
        assert_eq!(program.post("/whoever", json!({})).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn an_unknown_field_a_long_body_and_what_is_no_json_are_refused() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.browser();
        for body in [
            json!({"login": CLERK, "password": GOOD, "remember": true}),
            json!({"login": CLERK}),
            json!({"login": CLERK, "password": 8}),
            json!([]),
        ] {
            let answer = browser.post("session", body).await;
            assert_eq!((answer.status, answer.code()), (400, "body.unreadable"), "{engine:?}: {answer:?}");
        }
        let long = json!({"login": CLERK, "password": "x".repeat(70_000)});
        assert_eq!(browser.post("session", long).await.status, 413, "{engine:?}");
        assert_eq!(browser.ask("POST", "session", None).await.status, 415, "{engine:?}");
    }
}

#[tokio::test]
async fn a_problem_is_told_in_the_readers_language() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.browser();
        let chinese = browser.sign_in(CLERK, GOOD).await;
        assert_eq!(chinese.header("content-type"), "application/problem+json", "{engine:?}");
        assert_eq!(chinese.header("content-language"), "zh-CN", "{engine:?}");
        browser.headers.push(("accept-language", "fr, en;q=0.8, zh;q=0.5".to_owned()));
        let english = browser.sign_in(CLERK, GOOD).await;
        assert_eq!(english.text("title"), "Login name or password is wrong", "{engine:?}");
        assert_ne!(english.text("title"), chinese.text("title"), "{engine:?}");
        assert_eq!(english.code(), chinese.code(), "{engine:?}");
    }
}
