//! `/metrics`, as Prometheus reads it.
use super::answers::language_of;
use super::around::Around;
use super::client::Client;
use super::{health, process};
use crate::web::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::task::AbortHandle;

/// The bounds of the histogram of answers, in seconds.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How often that is summed up which was counted.
const UPKEEP: Duration = Duration::from_secs(5);

/// What is counted in this process.
#[derive(Clone)]
pub(super) struct Counted(PrometheusHandle);

impl Counted {
    /// Begins to count; a process counts once, however many servers it has.
    pub(super) fn start() -> Result<Self, String> {
        static COUNTED: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
        COUNTED.get_or_init(install).clone().map(Self)
    }
}

/// While it lives, what was counted is summed up now and then, so that it takes no room when nobody asks for it.
pub(super) struct KeptUp(AbortHandle);

impl KeptUp {
    pub(super) fn of(counted: &Counted) -> Self {
        let handle = counted.0.clone();
        let keeping = async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                handle.run_upkeep();
            }
        };
        Self(tokio::spawn(keeping).abort_handle())
    }
}

impl Drop for KeptUp {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn install() -> Result<PrometheusHandle, String> {
    let latency = Matcher::Full("anjuan_http_request_duration_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(latency, &BOUNDS);
    let handle = builder.and_then(PrometheusBuilder::install_recorder).map_err(|error| error.to_string())?;
    describe_counter!("anjuan_http_requests_total", "Requests by route, method and class of status.");
    describe_histogram!("anjuan_http_request_duration_seconds", "Seconds until an answer began.");
    describe_gauge!("anjuan_http_requests_in_flight", "Requests that are being answered.");
    describe_counter!("anjuan_commands_total", "Commands by what became of them.");
    describe_counter!(
        "anjuan_witness_answers_total",
        "Answers of witnesses by what they said; silent is none."
    );
    describe_gauge!("anjuan_log_position", "The position of an office's last event.");
    describe_gauge!("anjuan_follower_behind_events", "Events that a follower of the log has yet to see.");
    describe_gauge!("anjuan_store_up", "1 if the store answered just now.");
    describe_gauge!("process_resident_memory_bytes", "Memory of the process that is in use.");
    describe_gauge!("process_open_fds", "Files and sockets that the process has open.");
    Ok(handle)
}

pub(super) fn router(around: &Arc<Around>, guarded: bool) -> Router {
    let told = if guarded { get(for_the_trusted) } else { get(told) };
    Router::new().route("/metrics", told).with_state(Arc::clone(around))
}

/// Whoever comes through a proxy that is not trusted has the proxy's address, and is nobody's neighbour.
async fn for_the_trusted(
    State(around): State<Arc<Around>>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
) -> Response {
    let from = &around.config.listen.metrics_from;
    if client.claimed || !from.iter().any(|network| network.has(client.address)) {
        let detail = "metrics are told to the addresses of listen.metrics_from, or at listen.metrics";
        let problem = Problem::new(StatusCode::FORBIDDEN, "metrics.forbidden", detail);
        return problem.in_language(language_of(&headers)).into_response();
    }
    told(State(around)).await
}

async fn told(State(around): State<Arc<Around>>) -> Response {
    let offices = health::offices(&around).await;
    gauge!("anjuan_store_up").set(f64::from(u8::from(offices.is_some())));
    for office in offices.into_iter().flatten() {
        gauge!("anjuan_log_position", "office" => office.office.clone()).set(number(office.position.0));
        for follower in office.followers {
            let labels = [("office", office.office.clone()), ("follower", follower.name.to_owned())];
            gauge!("anjuan_follower_behind_events", &labels).set(number(follower.behind));
        }
    }
    if let Some(bytes) = process::memory() {
        gauge!("process_resident_memory_bytes").set(number(bytes));
    }
    if let Some(files) = process::open_files() {
        gauge!("process_open_fds").set(number(files));
    }
    around.counted.0.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], around.counted.0.render())
        .into_response()
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus knows no other numbers; exact up to 2^53")]
fn number(exact: i64) -> f64 {
    exact as f64
}
