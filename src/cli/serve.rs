//! `anjuan serve [--listen ADDR]`
use super::app::app;
use super::checkpoint::notary;
use super::signals::Signals;
use super::{Context, DONE, Failure, key, retention};
use crate::cases::ids::OfficeId;
use crate::commands::{OfficeDesk, Store};
use crate::config::{Config, Proof};
use crate::database::StorageError;
use crate::event_log::Position;
use crate::projections::offices;
use crate::proof::cosigning::{Rounds, Told};
use crate::proof::notary::Signed;
use crate::proof::witness::Asked;
use crate::proof::{Notary, rereading};
use crate::schedule;
use crate::web::app::{App, Unsigned};
use crate::web::server::Server;
use clap::Args;
use sd_notify::NotifyState;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// How often what has run out is forgotten.
const TIDYING: Duration = Duration::from_hours(6);
/// Stored events that are read again at once, and how often.
const REREAD: u32 = 200;
const REREADING: Duration = Duration::from_secs(10);
/// How often witnesses are asked that have not cosigned yet.
const ASKING: Duration = Duration::from_mins(1);
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
    for missing in key::missing(&context.store, &context.loaded.config.keys) {
        eprintln!("anjuan: {missing}");
        tracing::warn!("{missing}");
    }
    // Before anybody is let in: without its keys the program could take nothing in.
    store.keys().ready(desk.office()).await?;
    let outcome = serve(desk, &context.loaded.config, Unsigned::WhileNobodyCan).await;
    store.close().await;
    outcome.map(|()| DONE)
}

/// Serves the API until Ctrl-C or a polite request to stop.
pub(super) async fn serve(desk: OfficeDesk, config: &Config, unsigned: Unsigned) -> Result<(), Failure> {
    let server = Server::bind(config).await?;
    // Before anybody is told where it serves, and may tell it to stop.
    let signals = Signals::heard()?;
    let scheme = if server.certificate().is_some() { "https" } else { "http" };
    let found_at = format!("{scheme}://{}", server.address()?);
    let app = app(desk.clone(), config, &found_at, unsigned)?;
    eprintln!("serving {found_at}/api/v1 — Ctrl-C stops");
    if let Some(address) = server.metrics_address()? {
        eprintln!("metrics at http://{address}/metrics");
    }
    let packing = tokio::spawn(pack(desk.store().clone()));
    let tidying = tokio::spawn(tidy(app.clone(), desk.clone()));
    let Proof { keys, every, .. } = &config.proof;
    let notary = notary(&config.proof)?;
    let app = app.with_notary(notary.clone());
    let cosigning = tokio::spawn(cosign(desk.clone(), notary.clone(), keys.is_some()));
    let signing = tokio::spawn(sign(desk.clone(), notary, every.get(), keys.is_some()));
    let rereading = tokio::spawn(reread(desk.store().clone()));
    let retention = retention::of(&config.retention)?;
    let reminding = tokio::spawn(schedule::run(desk.store().clone(), app.files().clone(), retention));
    let obeying = tokio::spawn(signals.obey(server.stopping().clone(), server.certificate().cloned()));
    let following = desk.follow();
    tell(NotifyState::Ready);
    let outcome = server.run(app.router(), vec![desk]).await;
    packing.abort();
    signing.abort();
    cosigning.abort();
    rereading.abort();
    reminding.abort();
    tidying.abort();
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

/// Signs what came since, from time to time, for every office whose key is there, and the log of all their checkpoints. A
/// failure is told, and the next round tries again; a log that is not what was signed is told each time, until somebody looks.
async fn sign(desk: OfficeDesk, notary: Notary, every: Duration, all: bool) {
    let (db, source) = (desk.store().db(), desk.store().source());
    loop {
        match signed_here(&desk, all).await {
            Ok(offices) => told(notary.sign_all(db, &offices, source).await),
            Err(error) => tracing::error!(%error, "no checkpoint can be signed"),
        }
        tokio::time::sleep(every).await;
    }
}

/// The offices whose logs this program signs.
async fn signed_here(desk: &OfficeDesk, all: bool) -> Result<Vec<(OfficeId, String)>, StorageError> {
    let mut offices = offices::all(desk.store().db()).await?;
    offices.retain(|(office, _)| all || *office == desk.office());
    Ok(offices)
}

/// Has witnesses cosign what was signed, as soon as it is, and asks those again who were silent. Nothing waits for it.
async fn cosign(desk: OfficeDesk, notary: Notary, all: bool) {
    let Some(witnesses) = notary.witnesses().cloned() else { return };
    let mut rounds = Rounds::new(witnesses);
    loop {
        let told = match signed_here(&desk, all).await {
            Ok(offices) => rounds.round(desk.store().db(), &offices).await,
            Err(error) => Err(error),
        };
        match told {
            Ok(told) => told.into_iter().for_each(cosigned),
            Err(error) => tracing::error!(%error, "no witness can be asked"),
        }
        tokio::select! {
            () = notary.has_signed() => {}
            () = tokio::time::sleep(ASKING) => {}
        }
    }
}

fn cosigned(Told { office, log, asked: Asked { witness, outcome } }: Told) {
    let log = log.entries();
    match outcome {
        Ok(size) => tracing::info!(%office, log, %witness, size, "a witness cosigned"),
        Err(error) if error.is_grave() => {
            tracing::error!(%office, log, %witness, %error, "a witness does not cosign");
        }
        Err(error) => {
            tracing::warn!(%office, log, %witness, %error, "a witness did not cosign; it is asked again");
        }
    }
}

fn told(signed: Signed) {
    for (office, outcome) in signed.offices {
        match outcome {
            Ok(checkpoint) => tracing::info!(%office, events = checkpoint.tree.size, "the log is signed"),
            Err(error) => tracing::error!(%office, %error, "the log was not signed"),
        }
    }
    for (office, outcome) in signed.readings {
        match outcome {
            Ok(checkpoint) => {
                tracing::info!(%office, readings = checkpoint.tree.size, "who looked at what is signed");
            }
            Err(error) => tracing::error!(%office, %error, "who looked at what was not signed"),
        }
    }
    match signed.deployment {
        Some(Ok(log)) => tracing::info!(checkpoints = log.tree.size, "the deployment's log is signed"),
        Some(Err(error)) => tracing::error!(%error, "the deployment's log was not signed"),
        None => {}
    }
}

/// Reads the stored events of every office again and hashes them, slowly and for ever.
async fn reread(store: Store) {
    let mut read: BTreeMap<OfficeId, Position> = BTreeMap::new();
    loop {
        let offices = offices::all(store.db()).await.unwrap_or_default();
        for (office, code) in offices {
            let after = read.entry(office).or_insert(Position(0));
            match rereading::some(store.db(), office, *after, REREAD).await {
                Ok(next) => *after = next,
                Err(error) => {
                    tracing::error!(office = %code, %error, "a stored event is not what was recorded; `anjuan verify` says more");
                    *after = Position(after.0 + i64::from(REREAD));
                }
            }
        }
        tokio::time::sleep(REREADING).await;
    }
}

/// Forgets sessions, links and attempts that have run out, and what uploads left that were cut off. A failure is told,
/// and the next round tries again.
async fn tidy(app: App, desk: OfficeDesk) {
    loop {
        if let Err(error) = app.sign_in().tidy(desk.office()).await {
            tracing::warn!(%error, "what has run out of signing in was not forgotten");
        }
        if let Err(error) = app.files().sweep(desk.office()).await {
            tracing::warn!(%error, "what uploads left was not swept");
        }
        tokio::time::sleep(TIDYING).await;
    }
}

/// Tells systemd, if it started the program.
pub(super) fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd was not told");
    }
}
