//! What the operating system tells a program that serves.
use super::serve::tell;
use crate::web::server::{Certificate, Stopping};
use sd_notify::NotifyState;
use std::io;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that are heard: they end the program no more by themselves.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

#[cfg(unix)]
impl Signals {
    /// Hears them from now on.
    pub(super) fn heard() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Stops when it is told to, and reads the certificate again when it is told that.
    pub(super) async fn obey(mut self, stopping: Stopping, certificate: Option<Certificate>) {
        loop {
            let stop = tokio::select! {
                _ = self.interrupt.recv() => true,
                _ = self.terminate.recv() => true,
                _ = self.hangup.recv() => false,
            };
            if stop {
                tell(NotifyState::Stopping);
                stopping.begin();
            } else if let Some(certificate) = &certificate {
                match certificate.read_again().await {
                    Ok(()) => tracing::info!("the certificate was read again"),
                    Err(error) => tracing::error!(%error, "the old certificate stays"),
                }
            }
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Hears it from now on.
    pub(super) fn heard() -> io::Result<Self> {
        Ok(Self)
    }

    /// Stops when it is told to.
    pub(super) async fn obey(self, stopping: Stopping, _: Option<Certificate>) {
        while tokio::signal::ctrl_c().await.is_ok() {
            tell(NotifyState::Stopping);
            stopping.begin();
        }
    }
}
