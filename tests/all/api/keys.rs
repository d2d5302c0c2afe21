//! A write is carried out once, and only on what its sender saw.
use super::client::{Api, registering};
use crate::support::stores::{ENGINES, moment};
use serde_json::json;

const REGISTER: &str = "/petitions/commands/RegisterPetition";

#[tokio::test]
async fn the_same_key_is_answered_with_the_first_receipt_and_status() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        for key in ["01920000-0000-7000-8000-000000000001", "柜台3-来访-17", "\"quoted\""] {
            let mut body = registering("2019-11-04");
            body.as_object_mut().expect("fields").remove("occurred");
            let headers = [("idempotency-key", key)];
            let first = api.post_with(REGISTER, body.clone(), &headers).await.with(201);
            let position = api.position().await;
            // The order of fields and the time of sending are not what is asked.
            api.clock.set(moment("2019-11-11T08:00:00+08:00"));
            let again = api.post_with(REGISTER, body, &headers).await.with(201);
            assert_eq!(again.body, first.body, "{engine:?} {key}");
            assert_eq!(again.header("etag"), first.header("etag"));
            assert_eq!(api.position().await, position, "nothing was recorded");
            let other = api.post_with(REGISTER, registering("2019-11-05"), &headers).await;
            assert_eq!(other.problem(422), "command.id_reused");
            let elsewhere =
                api.post_with("/office/commands/AddCommittee", json!({"committee": "新"}), &headers).await;
            assert_eq!(elsewhere.problem(422), "command.id_reused");
            assert_eq!(api.position().await, position);
        }
    }
}

#[tokio::test]
async fn the_command_id_in_the_body_is_a_key_too() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let mut body = registering("2019-11-04");
        body["command_id"] = json!("01920000-0000-7000-8000-000000000009");
        let first = api.post(REGISTER, body.clone()).await.with(201);
        assert_eq!(first.body["command_id"], body["command_id"]);
        assert_eq!(api.post(REGISTER, body.clone()).await.with(201).body, first.body, "{engine:?}");
        let two = [("idempotency-key", "another")];
        assert_eq!(api.post_with(REGISTER, body, &two).await.problem(400), "header.idempotency_key");
    }
}

#[tokio::test]
async fn many_who_send_the_same_key_at_once_have_one_effect() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let before = api.position().await;
        let headers = [("idempotency-key", "once")];
        let sending = (0..16).map(|_| api.post_with(REGISTER, registering("2019-11-04"), &headers));
        let answers = futures_util::future::join_all(sending).await;
        let first = &answers[0].body;
        assert!(
            answers.iter().all(|answer| answer.status == 201 && answer.body == *first),
            "{engine:?}: {answers:?}"
        );
        assert_eq!(api.position().await, before + 2, "one petition and its number");
    }
}

#[tokio::test]
async fn what_was_changed_since_it_was_read_is_not_written_over() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-11-04").await;
        let read = api.get(&format!("/cases/{number}")).await.with(200);
        let tag = read.header("etag").to_owned();
        let path = format!("/petitions/{number}/commands");
        let urge = || json!({"instruction": "请尽快办理"});
        api.post_with(&format!("{path}/UrgePetition"), urge(), &[("if-match", &tag)]).await.with(200);
        let stale = api.post_with(&format!("{path}/UrgePetition"), urge(), &[("if-match", &tag)]).await;
        assert_eq!(
            (stale.header("etag").to_owned(), stale.problem(412)),
            ("\"2\"".into(), "command.stale".into())
        );
        api.post_with(&format!("{path}/UrgePetition"), urge(), &[("if-match", "W/\"2\"")]).await.with(200);
        api.post_with(&format!("{path}/UrgePetition"), urge(), &[("if-match", "*")]).await.with(200);
        let wrong = api.post_with(&format!("{path}/UrgePetition"), urge(), &[("if-match", "4")]).await;
        assert_eq!(wrong.problem(400), "header.if_match", "{engine:?}");
        let known = api.get_with(&format!("/cases/{number}"), &[("if-none-match", "\"4\"")]).await.with(304);
        assert_eq!(known.body, "");
    }
}

#[tokio::test]
async fn a_read_waits_for_the_position_that_a_receipt_told_and_says_when_it_does_not_come() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let receipt = api.post(REGISTER, registering("2019-11-04")).await.with(201).body;
        let position = receipt["position"].as_i64().expect("a position");
        let path = format!("/cases/XF2019-0001?at-least={position}&lang=en");
        api.get(&path).await.with(200);
        let (waiting, _) = tokio::join!(api.get("/cases?at-least=9"), async {
            api.registered("2019-11-05").await;
            api.registered("2019-11-06").await;
            api.registered("2019-11-07").await
        });
        assert_eq!(waiting.with(200).body["cases"].as_array().expect("cases").len(), 4, "{engine:?}");
        assert_eq!(api.get("/cases?at-least=-1").await.problem(400), "query.at_least");
        let late = api.get("/work-list?at-least=99&lang=en").await;
        assert_eq!(late.body["detail"], "The log has not reached position 99 here yet.");
        assert_eq!(late.problem(409), "read.not_yet");
    }
}
