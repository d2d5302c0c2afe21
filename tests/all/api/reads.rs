//! One case, its clocks, the work list, figures: as a reader may see them.
use super::client::Api;
use crate::support::stores::{ENGINES, actor};
use anjuan::web::api;
use serde_json::{Value, json};
use std::sync::Arc;

#[tokio::test]
async fn a_case_tells_what_is_due_and_how_it_was_counted() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-09-16").await;
        let case = api.get(&format!("/cases/{number}")).await.with(200).body;
        let clock = &case["clocks"][0];
        assert_eq!((&clock["name"], &clock["due"]), (&json!("inform_petitioner"), &json!("2019-10-08")));
        let explained = &clock["explanation"];
        assert_eq!(
            (&explained["start"], &explained["length"]["days"]),
            (&json!("2019-09-16"), &json!(15)),
            "{case:#}"
        );
        assert!(
            explained["passed_over"].as_array().is_some_and(|days| days.len() == 7),
            "{engine:?} {explained}"
        );
        let work = api.get("/work-list?until=2019-12-31").await.with(200).body;
        assert_eq!(
            (&work["items"][0]["number"], &work["items"][0]["overdue"]),
            (&json!(number), &json!(true))
        );
        assert_eq!(api.get("/work-list?limit=500").await.problem(400), "query.limit");
    }
}

/// The same API as a user with a role meets it.
async fn as_user(api: &Api, login: &str, role: &str) -> Api {
    api.post("/users/commands/AddUser", json!({"login": login, "name": "王强"})).await.with(201);
    api.post(&format!("/users/{login}/commands/GrantRole"), json!({"role": role})).await.with(200);
    let (store, office) = (api.desk.store(), api.desk.office());
    let login = login.parse().expect("a login name");
    let subject = store.subject(office, &login).await.expect("a store").expect("a user");
    let desk = store.desk_of(Arc::new(subject), office).await.expect("a desk");
    Api { router: api::router(desk.clone()), desk, clock: api.clock.clone(), place: None }
}

#[tokio::test]
async fn a_reader_who_may_not_see_a_person_sees_a_mask() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-11-04").await;
        let path = format!("/cases/{number}");
        assert_eq!(api.desk.actor(), &actor());
        let auditor = as_user(&api, "shen.ji", "auditor").await;
        let party = |case: &Value| case["parties"][0].clone();
        let seen = party(&auditor.get(&path).await.with(200).body);
        assert_eq!((&seen["shown"], &seen["name"]), (&json!("masked"), &json!("何**")), "{engine:?}");
        assert_eq!(seen["phone"], "199******15");
    }
}

#[tokio::test]
async fn whoever_is_accused_in_a_case_finds_it_nowhere() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let (hidden, other) = (api.registered("2019-11-04").await, api.registered("2019-11-05").await);
        let accused = as_user(&api, "chen.hua", "petition_clerk").await;
        let seen = |answer: Value| answer["cases"].as_array().expect("cases").len();
        assert_eq!(seen(accused.get("/cases").await.with(200).body), 2, "{engine:?}");
        let name = json!({"user": "chen.hua"});
        api.post(&format!("/cases/{hidden}/access/commands/NameAccused"), name).await.with(200);
        let list = accused.get("/cases?total=true&limit=1").await.with(200).body;
        assert_eq!((&list["total"], &list["cases"][0]["number"]), (&json!(1), &json!(other)), "{engine:?}");
        assert_eq!(seen(accused.get("/cases?sort=number&number=XF").await.with(200).body), 1);
        let work = accused.get("/work-list").await.with(200).body;
        assert!(!work.to_string().contains(&hidden), "{engine:?}: {work}");
        let unknown = accused.get("/cases/XF2019-9999").await;
        for path in [format!("/cases/{hidden}"), format!("/cases/{hidden}/history")] {
            let answer = accused.get(&path).await;
            assert_eq!(answer.body, unknown.body, "{engine:?}: it looks as if there were no such case");
        }
        let urge = accused.petition(&hidden, "AcceptPetition", json!({"simplified": false})).await;
        assert_eq!(urge.body, unknown.body);
        let link = accused.petition(&other, "LinkPetition", json!({"to": hidden})).await;
        assert!(link.status.is_client_error() && !link.body.to_string().contains("already"), "{link:?}");
    }
}

#[tokio::test]
async fn who_may_not_ask_is_told_so() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-11-04").await;
        let auditor = as_user(&api, "shen.ji", "auditor").await;
        let accept = auditor.petition(&number, "AcceptPetition", json!({"simplified": false})).await;
        assert_eq!(accept.problem(403), "policy.not_permitted", "{engine:?}");
        let system = as_user(&api, "guan.li", "system_administrator").await;
        assert_eq!(system.get("/events").await.problem(403), "policy.not_permitted");
        let stream = system.get_with("/events", &[("accept", "text/event-stream")]).await;
        assert_eq!(stream.problem(403), "policy.not_permitted");
    }
}

#[tokio::test]
async fn the_cases_behind_a_figure_are_listed() {
    let api = Api::on(ENGINES[0]).await;
    api.registered("2019-11-04").await;
    let behind = api.get("/cases?figure=petitions.visits&from=2019-01-01&to=2019-12-31").await.with(200).body;
    assert_eq!(behind["cases"].as_array().map(Vec::len), Some(1));
}
