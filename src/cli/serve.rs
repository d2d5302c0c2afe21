//! `anjuan serve [--listen ADDR]`
use super::{Context, DONE, Failure};
use crate::commands::{OfficeDesk, Store};
use crate::web::api;
use clap::Args;
use std::net::SocketAddr;
use std::time::Duration;

/// How often months that have come to rest are packed.
const PACKING: Duration = Duration::from_mins(1);

#[derive(Args, Debug)]
#[command(after_help = "Example:\n  anjuan serve --listen 127.0.0.1:8019\n  \
                        curl 'http://127.0.0.1:8019/api/v1/figures?from=2019-01-01&to=2019-12-31'")]
pub(super) struct ServeArgs {
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8019")]
    listen: SocketAddr,
}

pub(super) async fn run(context: &Context, args: ServeArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    serve(desk, args.listen).await?;
    store.close().await;
    Ok(DONE)
}

/// Serves the read API until Ctrl-C or a polite request to stop.
pub(super) async fn serve(desk: OfficeDesk, listen: SocketAddr) -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}; choose another with --listen"))?;
    eprintln!("serving http://{}/api/v1 — Ctrl-C stops", listener.local_addr()?);
    let packing = tokio::spawn(pack(desk.store().clone()));
    let following = desk.follow();
    axum::serve(listener, api::router(desk)).with_graceful_shutdown(stop()).await?;
    packing.abort();
    following.finish().await;
    Ok(())
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

async fn stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminated) => tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            },
            Err(_) => {
                let _ = interrupted.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}
