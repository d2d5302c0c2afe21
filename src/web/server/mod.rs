//! What stands around every route: listeners, TLS, layers, health, metrics, and an end that loses nothing.
mod answers;
mod around;
mod client;
mod detached;
mod headers;
mod health;
mod limits;
mod metrics;
mod observed;
mod process;
mod request_id;
mod stopping;
mod tls;

pub use answers::language_of;
pub use client::Client;
pub use limits::Deadline;
pub use request_id::RequestId;
pub use stopping::Stopping;
pub use tls::{Certificate, TlsError};

use crate::commands::OfficeDesk;
use crate::config::Config;
use around::Around;
use axum::Router;
use axum_server::{Control, Handle};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;

/// Why the program cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address is not to be had.
    #[error("cannot listen on {address}: {source}; choose another with {key}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// What to change.
        key: &'static str,
        /// The operating system's reason.
        source: io::Error,
    },
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The metrics cannot be counted.
    #[error("metrics cannot be counted: {0}")]
    Metrics(String),
}

/// A server that has its addresses and its certificate, and answers nobody yet.
pub struct Server {
    config: Config,
    api: TcpListener,
    metrics: Option<TcpListener>,
    certificate: Option<Certificate>,
    counted: metrics::Counted,
    stopping: Stopping,
}

impl Server {
    /// Takes the addresses and reads the certificate.
    ///
    /// # Errors
    /// When an address is taken or the certificate cannot be used.
    pub async fn bind(config: &Config) -> Result<Self, ListenError> {
        let certificate = match config.tls.files() {
            Some((chain, key)) => Some(Certificate::read(chain, key).await?),
            None => None,
        };
        let api = bind(config.listen.address, "--listen or listen.address")?;
        let metrics = config.listen.metrics.map(|address| bind(address, "listen.metrics")).transpose()?;
        let counted = metrics::Counted::start().map_err(ListenError::Metrics)?;
        let stopping = Stopping::default();
        Ok(Self { config: config.clone(), api, metrics, certificate, counted, stopping })
    }

    /// Where the API is.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.api.local_addr()
    }

    /// Where metrics are, if they have an address of their own.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn metrics_address(&self) -> io::Result<Option<SocketAddr>> {
        self.metrics.as_ref().map(TcpListener::local_addr).transpose()
    }

    /// The certificate, to be read again when its files change.
    #[must_use]
    pub const fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// What ends it.
    #[must_use]
    pub const fn stopping(&self) -> &Stopping {
        &self.stopping
    }

    /// Serves `app` for the offices of `desks` until it is told to stop, and lets what is under way finish. The store is
    /// the caller's to close.
    ///
    /// # Errors
    /// When a listener fails.
    pub async fn run(self, app: Router, desks: Vec<OfficeDesk>) -> io::Result<()> {
        let Self { config, api, metrics, certificate, counted, stopping } = self;
        let control = Control::new();
        let apart = metrics.is_some();
        let around = Arc::new(Around::new(config, desks, counted, stopping.clone(), certificate.is_some()));
        let app = around::around(app, &around, !apart);
        let serving = async {
            tokio::try_join!(serve(api, certificate, app, &around, &control), async {
                match metrics {
                    Some(listener) => {
                        serve(listener, None, around::monitored(&around), &around, &control).await
                    }
                    None => Ok(()),
                }
            })
        };
        let mut serving = pin!(serving);
        let _keeping = metrics::KeptUp::of(&around.counted);
        tokio::select! {
            ended = &mut serving => return ended.map(drop),
            () = stopping.noticed(around.config.stop.notice) => {}
        }
        control.graceful_shutdown(None);
        let finished = async {
            let ended = serving.await.map(drop);
            around.under_way.close();
            around.under_way.wait().await;
            ended
        };
        let limit = around.config.stop.limit.get();
        let ended = tokio::select! {
            ended = finished => ended,
            () = stopping.hurried(limit) => {
                tracing::warn!(requests = around.under_way.len(), "the time to finish is over; what is left is cut off");
                Ok(())
            }
        };
        control.shutdown();
        ended
    }
}

fn bind(address: SocketAddr, key: &'static str) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).map_err(|source| ListenError::Address { address, key, source })
}

async fn serve(
    listener: TcpListener,
    certificate: Option<Certificate>,
    app: Router,
    around: &Around,
    control: &Control,
) -> io::Result<()> {
    let header_time = around.config.limits.header_time.get();
    let mut server = axum_server::from_tcp(listener)?
        .handle(Handle::with_control(control.clone()))
        .first_request_timeout(header_time)
        .accept_error_handler(|_, error| tracing::debug!(%error, "a connection was not accepted"));
    server.http_builder().http1().header_read_timeout(header_time);
    server.http_builder().http2().max_concurrent_streams(256).max_header_list_size(32 * 1024);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    match certificate {
        Some(certificate) => server.acceptor(certificate.acceptor(header_time)).serve(app).await,
        None => server.serve(app).await,
    }
}
