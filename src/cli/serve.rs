//! `anjuan serve [--listen ADDR]`
use super::signals::Signals;
use super::{Context, DONE, Failure};
use crate::commands::{OfficeDesk, Store};
use crate::config::Config;
use crate::schedule;
use crate::web::api;
use crate::web::server::Server;
use clap::Args;
use sd_notify::NotifyState;
use std::net::SocketAddr;
use std::time::Duration;

/// How often months that have come to rest are packed.
const PACKING: Duration = Duration::from_mins(1);

#[derive(Args, Debug)]
#[command(after_help = "Example:\n  anjuan serve --listen 127.0.0.1:8019\n  \
                        curl 'http://127.0.0.1:8019/api/v1/figures?from=2019-01-01&to=2019-12-31'\n\n\
                        SIGTERM or Ctrl-C: no new requests, those under way end, the store is closed; a second one does \
                        not wait.\nSIGHUP: the certificate is read again.\n`anjuan config example` shows what can be \
                        configured.")]
pub(super) struct ServeArgs {
    /// The address to listen on [default: 127.0.0.1:8019].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

pub(super) async fn run(context: &Context) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let outcome = serve(desk, &context.loaded.config).await;
    store.close().await;
    outcome.map(|()| DONE)
}

/// Serves the API until Ctrl-C or a polite request to stop.
pub(super) async fn serve(desk: OfficeDesk, config: &Config) -> Result<(), Failure> {
    let server = Server::bind(config).await?;
    // Before anybody is told where it serves, and may tell it to stop.
    let signals = Signals::heard()?;
    let scheme = if server.certificate().is_some() { "https" } else { "http" };
    eprintln!("serving {scheme}://{}/api/v1 — Ctrl-C stops", server.address()?);
    if let Some(address) = server.metrics_address()? {
        eprintln!("metrics at http://{address}/metrics");
    }
    let packing = tokio::spawn(pack(desk.store().clone()));
    let reminding = tokio::spawn(schedule::run(desk.store().clone()));
    let obeying = tokio::spawn(signals.obey(server.stopping().clone(), server.certificate().cloned()));
    let following = desk.follow();
    tell(NotifyState::Ready);
    let outcome = server.run(api::router(desk.clone()), vec![desk]).await;
    packing.abort();
    reminding.abort();
    obeying.abort();
    following.finish().await;
    Ok(outcome?)
}

/// Keeps figures fast while cases come in. A failure is told, and the next round tries again.
async fn pack(store: Store) {
    loop {
        match store.pack().await {
            Ok(months) => tracing::debug!(months, "months packed"),
            Err(error) => tracing::warn!(%error, "months were not packed; figures are right, and slower"),
        }
        tokio::time::sleep(PACKING).await;
    }
}

/// Tells systemd, if it started the program.
pub(super) fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd was not told");
    }
}
