//! The layers around every route, from the outermost to the innermost.
use super::stopping::Stopping;
use super::{answers, client, detached, headers, health, limits, metrics, observed, request_id};
use crate::clock::Source;
use crate::commands::OfficeDesk;
use crate::config::Config;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state as with};
use axum::{Extension, Router};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};

/// Answers that are smaller, in bytes, are not worth compressing.
const WORTH_COMPRESSING: u64 = 1024;
/// Good, and fast enough to be done anew for every answer.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(4);

/// What the layers share.
pub(super) struct Around {
    pub(super) config: Config,
    pub(super) desks: Vec<OfficeDesk>,
    pub(super) counted: metrics::Counted,
    pub(super) stopping: Stopping,
    /// Whether the program itself speaks TLS.
    pub(super) tls: bool,
    /// Room for requests at the same time.
    pub(super) room: Arc<Semaphore>,
    /// Requests that are carried out even when nobody waits for the answer.
    pub(super) under_way: TaskTracker,
    pub(super) source: Option<Source>,
}

impl Around {
    pub(super) fn new(
        config: Config,
        desks: Vec<OfficeDesk>,
        counted: metrics::Counted,
        stopping: Stopping,
        tls: bool,
    ) -> Self {
        let room = usize::try_from(config.limits.requests.get()).unwrap_or(Semaphore::MAX_PERMITS);
        let room = Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS)));
        let source = desks.first().map(|desk| desk.store().source().clone());
        Self { config, desks, counted, stopping, tls, room, under_way: TaskTracker::new(), source }
    }
}

/// `app` with health, metrics if they have no address of their own, and all layers.
pub(super) fn around(app: Router, around: &Arc<Around>, with_metrics: bool) -> Router {
    let inner = ServiceBuilder::new()
        .layer(with(Arc::clone(around), limits::in_time))
        .layer(with(Arc::clone(around), detached::detached))
        .layer(with(Arc::clone(around), limits::not_too_many))
        .layer(DefaultBodyLimit::max(around.config.limits.body.bytes()));
    let mut app = app.layer(inner).merge(health::router(around));
    if with_metrics {
        app = app.merge(metrics::router(around, true));
    }
    outer(app, around)
}

/// Health and metrics alone, for the network that monitors.
pub(super) fn monitored(around: &Arc<Around>) -> Router {
    outer(health::router(around).merge(metrics::router(around, false)), around)
}

fn outer(app: Router, around: &Arc<Around>) -> Router {
    let small = SizeAbove::new(WORTH_COMPRESSING);
    let layers = ServiceBuilder::new()
        .layer(Extension(around.stopping.clone()))
        .layer(with(Arc::clone(around), client::known))
        .layer(with(Arc::clone(around), request_id::named))
        .layer(from_fn(observed::observed))
        .layer(from_fn(headers::secured))
        .layer(CompressionLayer::new().quality(COMPRESSION).compress_when(DefaultPredicate::new().and(small)))
        .layer(from_fn(answers::as_problems))
        .layer(CatchPanicLayer::custom(answers::panicked));
    app.layer(layers)
}
