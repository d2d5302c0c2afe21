//! What a load balancer and an operator ask.
use super::{Running, config, register};
use crate::support::postgres::Cluster;
use crate::support::stores::{ENGINES, Engine, office_at, source};
use anjuan::database::StoreUrl;
use anjuan::event_log::Position;
use anjuan::web::api;
use anjuan::web::server::Server;
use axum::Router;

#[tokio::test]
async fn a_program_is_ready_when_the_store_of_its_office_answers_and_says_how_far_followers_are() {
    for engine in ENGINES {
        let running = Running::start(engine, &config(), |_| Router::new()).await;
        assert_eq!(running.get("/health/live").await.json()["status"], "live");
        let before = running.get("/health/ready").await.json();
        let office = &before["offices"][0];
        assert_eq!(
            (before["status"].as_str(), office["office"].as_str()),
            (Some("ready"), Some("310110001"))
        );
        assert_eq!(before["engine"], running.desk.store().db().engine());
        assert_eq!(office["followers"], serde_json::json!([]));
        let position = office["position"].as_i64().expect("a number");
        running.desk.store().followers().reached(running.desk.office(), "search", Position(position));
        register(&running.desk).await;
        let after = running.get("/health/ready").await.json();
        let follower = serde_json::json!({ "name": "search", "position": position, "behind": 2 });
        assert_eq!(after["offices"][0]["position"], position + 2, "registered and numbered");
        assert_eq!(after["offices"][0]["followers"], serde_json::json!([follower]));
        let metrics = running.get("/metrics").await.body;
        let behind = "anjuan_follower_behind_events{office=\"310110001\",follower=\"search\"} 2\n";
        assert!(metrics.contains(behind), "{metrics}");
        running.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_search_index_says_how_far_it_has_followed() {
    for engine in ENGINES {
        let running = Running::start(engine, &config(), |_| Router::new()).await;
        let following = running.desk.follow();
        for _ in 0..2 {
            register(&running.desk).await;
            let caught_up = |health: &serde_json::Value| {
                let office = &health["offices"][0];
                let follower = office["followers"][0].clone();
                follower["name"] == "search"
                    && follower["behind"] == 0
                    && follower["position"] == office["position"]
            };
            while !caught_up(&running.get("/health/ready").await.json()) {
                tokio::task::yield_now().await;
            }
        }
        following.finish().await;
        register(&running.desk).await;
        let after = running.get("/health/ready").await.json();
        assert_eq!(after["offices"][0]["followers"][0]["behind"], 2, "{engine:?}: nobody follows any more");
        running.end().await;
    }
}

#[tokio::test]
async fn the_older_questions_are_answered_as_before() {
    let running = Running::simple(&config(), Router::new()).await;
    for path in ["/health", "/api/v1/health"] {
        let answer = running.get(path).await.json();
        assert_eq!(
            (answer["status"].as_str(), answer["engine"].as_str()),
            (Some("ok"), Some("sqlite")),
            "{path}"
        );
        assert!(answer["position"].is_i64(), "{path}");
    }
    running.end().await;
}

#[tokio::test]
async fn a_store_that_is_gone_makes_the_program_unready_and_leaves_it_alive() {
    let cluster = Cluster::alone(&[]);
    let url = StoreUrl::Postgres(cluster.fresh_database());
    let desk = office_at(&url, source(1).0).await;
    let mut config = config();
    config.limits.ready_time = "500ms".to_owned().try_into().expect("a time");
    let server = Server::bind(&config).await.expect("it listens");
    let (address, stopping) = (server.address().expect("one"), server.stopping().clone());
    let serving = tokio::spawn(server.run(api::router(desk.clone()), vec![desk]));
    let get = |path: &str| super::Answer::of(super::client().get(format!("http://{address}{path}")));
    assert_eq!(get("/health/ready").await.status, 200);
    tokio::task::spawn_blocking(move || drop(cluster)).await.expect("stopped");
    let answer = get("/health/ready").await;
    answer.is_problem(503, "store.unreachable");
    assert_eq!(answer.header("retry-after"), "2");
    assert_eq!(get("/health/live").await.status, 200);
    assert!(get("/metrics").await.body.contains("anjuan_store_up 0\n"));
    stopping.begin();
    serving.await.expect("no panic").expect("served");
}

#[tokio::test]
async fn readiness_turns_false_before_anything_else_ends() {
    let mut config = config();
    config.stop.notice = Some("1h".to_owned().try_into().expect("a time"));
    let running = Running::start(Engine::Sqlite, &config, |_| Router::new()).await;
    assert_eq!(running.get("/health/ready").await.status, 200);
    running.stopping.begin();
    running.get("/health/ready").await.is_problem(503, "server.stopping");
    assert_eq!(
        running.get("/api/v1/cases").await.status,
        200,
        "requests are still taken while others turn away"
    );
    // Whoever says it again does not want to wait.
    running.end().await;
}
