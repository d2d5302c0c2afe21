//! Tokens of programs.
use super::browser::Browser;
use super::house::{ADMIN, CLERK, GOOD, House, id};
use crate::support::stores::ENGINES;
use anjuan::cases::occurred::Moment;
use chrono::TimeDelta;
use serde_json::{Value, json};

fn wanted(house: &House, days: i64) -> Value {
    let expires = Moment::new(house.source.now().utc() + TimeDelta::days(days));
    json!({"name": "12345 hotline", "scopes": ["petitions.register", "cases.read"], "expires_at": expires})
}

fn program(house: &House, token: &str) -> Browser {
    let mut program = house.browser();
    program.headers = vec![("authorization", format!("Bearer {token}"))];
    program
}

#[tokio::test]
async fn a_program_is_let_in_by_its_token_with_its_scopes() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut admin = house.signed_in(ADMIN).await;
        let made = admin.post("api-tokens", wanted(&house, 30)).await;
        assert_eq!(made.status, 201, "{engine:?}: {made:?}");
        let token = made.text("token");
        assert!(token.starts_with("anj_"), "{engine:?}");
        assert!(token.starts_with(made.body["made"]["prefix"].as_str().expect("a prefix")), "{engine:?}");
        let who = program(&house, token).post("/whoever", json!({})).await;
        assert_eq!((who.status, who.text("integration")), (200, "12345 hotline"), "{engine:?}: {who:?}");
        assert_eq!((&who.body["user"], &who.body["session"]), (&Value::Null, &Value::Null), "{engine:?}");
        assert_eq!(who.body["may_read"], json!(true), "{engine:?}");
        assert_eq!(who.text("office"), house.office.to_string(), "{engine:?}");
        let narrow =
            json!({"name": "map", "scopes": ["map.read"], "expires_at": wanted(&house, 1)["expires_at"]});
        let narrow = admin.post("api-tokens", narrow).await;
        let who = program(&house, narrow.text("token")).get("/whoever").await;
        assert_eq!(who.body["may_read"], json!(false), "{engine:?}");
        assert_eq!(program(&house, token).get("sessions").await.status, 401, "{engine:?}: it is no person");
    }
}

#[tokio::test]
async fn a_token_is_told_once_kept_as_a_hash_and_listed_by_how_it_begins() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut admin = house.signed_in(ADMIN).await;
        let made = admin.post("api-tokens", wanted(&house, 30)).await;
        let token = made.text("token").to_owned();
        let kept = house.all_that_is_kept().await;
        assert!(!kept.contains(&token[token.len() - 64..]), "{engine:?}");
        house.pass(TimeDelta::minutes(5));
        program(&house, &token).get("/whoever").await;
        let list = admin.get("api-tokens").await.body["tokens"].clone();
        assert_eq!(list.as_array().map(Vec::len), Some(1), "{engine:?}: {list}");
        assert_eq!(list[0]["used_at"], json!(house.source.now()), "{engine:?}");
        assert_eq!(list[0]["scopes"], json!(["cases.read", "petitions.register"]), "{engine:?}");
        assert_eq!(list[0]["created_by"], json!(house.user(ADMIN)), "{engine:?}");
        let prefix = list[0]["prefix"].as_str().expect("a prefix");
        assert!(token.starts_with(prefix) && prefix.len() == 12, "{engine:?}: {prefix}");
        assert!(!list.to_string().contains(&token), "{engine:?}");
    }
}

#[tokio::test]
async fn a_token_that_has_run_out_or_was_taken_back_opens_nothing() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut admin = house.signed_in(ADMIN).await;
        let short = admin.post("api-tokens", wanted(&house, 1)).await;
        let long = admin.post("api-tokens", wanted(&house, 30)).await;
        let (mut short, mut other) =
            (program(&house, short.text("token")), program(&house, long.text("token")));
        assert_eq!(short.get("/whoever").await.status, 200, "{engine:?}");
        house.pass(TimeDelta::days(1));
        assert_eq!(short.get("/whoever").await.code(), "session.none", "{engine:?}");
        assert_eq!(other.get("/whoever").await.status, 200, "{engine:?}");
        assert_eq!(admin.sign_in(ADMIN, GOOD).await.status, 200, "{engine:?}");
        let path = format!("api-tokens/{}", id(&long.body["made"]["id"]));
        assert_eq!(admin.delete(&path).await.status, 204, "{engine:?}");
        assert_eq!(other.get("/whoever").await.status, 401, "{engine:?}");
        assert_eq!(admin.delete(&path).await.status, 404, "{engine:?}");
    }
}

#[tokio::test]
async fn only_the_system_administrator_makes_lists_and_takes_back_tokens() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.employ("wang.fang", &["audit_administrator"]);
        house.employ("chen.tao", &["security_administrator"]);
        for login in [CLERK, "wang.fang", "chen.tao"] {
            let mut browser = house.signed_in(login).await;
            assert_eq!(browser.post("api-tokens", wanted(&house, 1)).await.code(), "sign_in.not_allowed");
            assert_eq!(browser.get("api-tokens").await.status, 403, "{engine:?}: {login}");
            let some = format!("api-tokens/{}", house.source.uuid());
            assert_eq!(browser.delete(&some).await.status, 403, "{engine:?}: {login}");
        }
        assert_eq!(house.browser().get("api-tokens").await.status, 401, "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_wanted_of_a_token_has_to_make_sense() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut admin = house.signed_in(ADMIN).await;
        let good = wanted(&house, 30);
        for (field, value) in [
            ("name", json!("")),
            ("name", json!("x".repeat(81))),
            ("scopes", json!([])),
            ("scopes", json!(["Cases Read"])),
            ("expires", good["expires_at"].clone()),
        ] {
            let mut wrong = good.clone();
            if field == "expires" {
                wrong = wanted(&house, 367);
            } else {
                wrong[field] = value;
            }
            let answer = admin.post("api-tokens", wrong).await;
            assert_eq!((answer.status, answer.text("field")), (422, field), "{engine:?}: {answer:?}");
        }
        assert_eq!(admin.post("api-tokens", wanted(&house, 0)).await.status, 422, "{engine:?}");
        assert_eq!(house.count("sign_in_api_tokens").await, 0, "{engine:?}");
        for wrong in ["Bearer", "Bearer anj_", "Basic YTpi", "Bearer anj_12345678_", "anj_12345678_00"] {
            let mut program = house.browser();
            program.headers = vec![("authorization", wrong.to_owned())];
            let answer = program.get("/whoever").await;
            assert_eq!(answer.status, 401, "{engine:?}: {wrong}");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"anjuan\"", "{engine:?}");
        }
    }
}
