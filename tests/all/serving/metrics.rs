//! What Prometheus reads, and who else may.
use super::{Answer, Running, client, config, register};
use crate::support::stores::ENGINES;
use axum::Router;
use axum::routing::get;

/// The number behind this series.
#[track_caller]
fn number(metrics: &str, series: &str) -> f64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{series} is missing in {metrics}")).parse().expect("a number")
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_what_was_asked() {
    for engine in ENGINES {
        let route = match engine {
            crate::support::stores::Engine::Sqlite => "/sqlite/{name}",
            crate::support::stores::Engine::Postgres => "/postgres/{name}",
        };
        let routes = Router::new().route(route, get(|| async { "" }));
        let running = Running::start(engine, &config(), |_| routes).await;
        register(&running.desk).await;
        for name in ["hejiaming", "lin"] {
            assert_eq!(running.get(&route.replace("{name}", name)).await.status, 200);
        }
        running.get("/nowhere/hejiaming").await.is_problem(404, "route.unknown");
        let metrics = running.get("/metrics").await;
        assert_eq!(metrics.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let metrics = metrics.body;
        let of_route = format!("route=\"{route}\",method=\"GET\"");
        assert!(
            (number(&metrics, &format!("anjuan_http_requests_total{{{of_route},status=\"2xx\"}}")) - 2.0)
                .abs()
                < 0.1
        );
        let latency = format!("anjuan_http_request_duration_seconds_bucket{{{of_route},le=\"+Inf\"}}");
        assert!((number(&metrics, &latency) - 2.0).abs() < 0.1);
        assert!(
            number(&metrics, "anjuan_http_requests_total{route=\"none\",method=\"GET\",status=\"4xx\"}")
                >= 1.0
        );
        assert!(number(&metrics, "anjuan_commands_total{outcome=\"done\"}") >= 1.0);
        assert!(number(&metrics, "anjuan_log_position{office=\"310110001\"}") >= 1.0);
        assert!(number(&metrics, "process_resident_memory_bytes") > 1_000_000.0);
        assert!(number(&metrics, "process_open_fds") > 3.0);
        assert!(!metrics.contains("hejiaming"), "{metrics}");
        running.end().await;
    }
}

#[tokio::test]
async fn metrics_are_told_to_nobody_else() {
    let mut config = config();
    config.listen.metrics_from = ["10.0.0.0/8".parse().expect("a network")].into_iter().collect();
    let running = Running::simple(&config, Router::new()).await;
    running.get("/metrics").await.is_problem(403, "metrics.forbidden");
    running.end().await;
}

#[tokio::test]
async fn a_neighbour_that_speaks_for_somebody_else_is_no_neighbour() {
    let running = Running::simple(&config(), Router::new()).await;
    assert_eq!(running.get("/metrics").await.status, 200);
    for header in ["x-forwarded-for", "forwarded"] {
        let asked = client().get(running.url("/metrics")).header(header, "127.0.0.1");
        Answer::of(asked).await.is_problem(403, "metrics.forbidden");
    }
    running.end().await;
}

#[tokio::test]
async fn metrics_at_an_address_of_their_own_are_nowhere_else() {
    let mut config = config();
    config.listen.metrics = Some(config.listen.address);
    let running = Running::simple(&config, Router::new()).await;
    running.get("/metrics").await.is_problem(404, "route.unknown");
    let apart = |path: &str| {
        let address = running.metrics.expect("an address");
        Answer::of(client().get(format!("http://{address}{path}")))
    };
    assert!(apart("/metrics").await.body.contains("anjuan_store_up 1"));
    assert_eq!(apart("/health/ready").await.status, 200);
    apart("/api/v1/cases").await.is_problem(404, "route.unknown");
    running.end().await;
}
