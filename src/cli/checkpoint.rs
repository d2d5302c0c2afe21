//! `anjuan checkpoint [-o FILE]`
use super::proof::name_of;
use super::{Context, DONE, FAILED, Failure, output};
use crate::commands::{OfficeDesk, Store};
use crate::config::{Proof, WitnessPlace};
use crate::projections::offices;
use crate::proof::cosignatures::{self, Place};
use crate::proof::notary::DEPLOYMENT;
use crate::proof::path::consistency;
use crate::proof::witness::{Asked, PATIENCE, Question, WitnessAt, WitnessKey, Witnesses};
use crate::proof::{Log, Notary, SignError, Signer};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
#[command(
    after_help = "What came since the last checkpoint is read again from the store and hashed before it is signed; a \
                        log that shrank or changed is not signed.\nGive checkpoints away: whoever keeps one can show later \
                        that the log was changed.\n\nExamples:\n  anjuan checkpoint -o 2019-12-31.checkpoint\n  \
                        anjuan checkpoint --readings -o readings.checkpoint\n  \
                        anjuan checkpoint --witness-saw 4711 -o question.txt\n  \
                        anjuan checkpoint --deployment -o all.checkpoint"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct CheckpointArgs {
    /// The file of the key; without it, proof.key of the configuration.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Where to write it; without it, to the terminal.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Sign the record of who looked at what instead of the log; `anjuan serve` signs both.
    #[arg(long, conflicts_with = "deployment")]
    readings: bool,
    /// Events or readings that were signed are lost, because a backup was restored: record in the log what was lost, and
    /// begin anew.
    #[arg(long)]
    new_epoch: bool,
    /// Sign the logs of every office whose key is in the folder proof.keys of the configuration (or --key), and then the
    /// deployment's own log, whose leaves are their checkpoints.
    #[arg(long, conflicts_with = "new_epoch")]
    deployment: bool,
    /// Ask the witnesses of proof.witnesses to cosign it, and wait for them; who does not is told.
    #[arg(long, conflicts_with_all = ["deployment", "witness_saw"])]
    cosign: bool,
    /// Write the question to a witness that saw so many events (or readings) last.
    #[arg(long, value_name = "EVENTS")]
    witness_saw: Option<u64>,
}

pub(super) async fn run(context: &Context, args: CheckpointArgs) -> Result<u8, Failure> {
    if args.deployment {
        return deployment(context, &args).await;
    }
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let (db, office) = (store.db(), desk.office());
    let name = name_of(&store, office).await?;
    let log = if args.readings { Log::Readings } else { Log::Events };
    if args.new_epoch {
        begin_anew(context, &args, &desk, &name).await?;
    }
    let mut signer = open(context, &args, log, &name)?;
    let checkpoint = signer.sign(db, office, store.source()).await?;
    let place = Place { office, log, epoch: signer.epoch().into(), size: checkpoint.tree.size };
    // A witness that is slow holds up nobody else who signs.
    drop(signer);
    let text = match args.witness_saw {
        None => cosigned(context, &store, place, &checkpoint.note, args.cosign).await?,
        Some(old) => {
            let size = checkpoint.tree.size;
            let spans = consistency(old, size)
                .ok_or_else(|| format!("the witness saw {old}, and {} has only {size}", log.told()))?;
            let proof = log.roots(db, office, size, &spans).await?;
            Question { old, proof, checkpoint: checkpoint.note }.written()
        }
    };
    store.close().await;
    write(args.output.as_deref(), &text)?;
    Ok(DONE)
}

/// What was signed, with the lines of all who cosigned it. Those who have not are asked first, if that is wanted.
async fn cosigned(
    context: &Context,
    store: &Store,
    place: Place,
    note: &str,
    asks: bool,
) -> Result<String, Failure> {
    if asks {
        let witnesses = witnesses(&context.loaded.config.proof)?.ok_or(
            "there is no witness to ask: name those there are as proof.witnesses in the configuration",
        )?;
        for Asked { witness, outcome } in witnesses.ask(store.db(), place.office, place.log, |_| true).await?
        {
            if let Err(error) = outcome {
                eprintln!("anjuan: witness {witness}: {error}");
            }
        }
    }
    Ok(cosignatures::cosigned(store.db(), place, note).await?)
}

/// The witnesses that are configured; none if there are none.
pub(super) fn witnesses(proof: &Proof) -> Result<Option<Witnesses>, Failure> {
    let at = |place: &WitnessPlace| {
        let key = place.key.parse::<WitnessKey>();
        let key = key.map_err(|error| format!("proof.witnesses: {}: {error}", place.url))?;
        Ok::<_, Failure>(WitnessAt { url: place.url.clone(), key })
    };
    let all = proof.witnesses.iter().map(at).collect::<Result<Vec<_>, _>>()?;
    if all.is_empty() { Ok(None) } else { Ok(Some(Witnesses::new(all, proof.quorum(), PATIENCE)?)) }
}

/// The notary that signs as it is configured.
pub(super) fn notary(proof: &Proof) -> Result<Notary, Failure> {
    Ok(Notary::new(proof.key.clone(), proof.keys.clone()).with_witnesses(witnesses(proof)?))
}

/// Begins each log anew of which something is lost; an error where nothing is.
async fn begin_anew(
    context: &Context,
    args: &CheckpointArgs,
    desk: &OfficeDesk,
    name: &str,
) -> Result<(), Failure> {
    let (db, office, mut begun) = (desk.store().db(), desk.office(), false);
    for log in Log::ALL {
        let mut signer = open(context, args, log, name)?;
        match signer.lost(db, office).await {
            Ok(lost) => {
                desk.note_epoch(lost).await?;
                signer.begin_anew(db, office, desk.store().source()).await?;
                begun = true;
            }
            Err(SignError::NothingLost) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if begun { Ok(()) } else { Err(SignError::NothingLost.into()) }
}

async fn deployment(context: &Context, args: &CheckpointArgs) -> Result<u8, Failure> {
    let keys = args.key.as_deref().or(context.loaded.config.proof.keys.as_deref()).ok_or(
        "there is no folder with the keys of the offices: name it as proof.keys in the configuration, or with --key",
    )?;
    let store = context.open().await?;
    let notary = Notary::new(None, Some(keys.to_owned()));
    let offices = offices::all(store.db()).await?;
    let signed = notary.sign_all(store.db(), &offices, store.source()).await;
    store.close().await;
    let checkpoint = signed.deployment.ok_or_else(|| {
        let key = keys.join(DEPLOYMENT);
        format!("{0} is not there: make it with `anjuan proof key new {0} --deployment`", key.display())
    })??;
    let text = match args.witness_saw {
        None => checkpoint.note,
        Some(old) => {
            let log = notary.deployment().transpose()?;
            let proof = log.and_then(|log| log.goes_on_from(old)).ok_or_else(|| {
                format!("the witness saw {old} checkpoints, and the log has only {}", checkpoint.tree.size)
            })?;
            Question { old, proof, checkpoint: checkpoint.note }.written()
        }
    };
    write(args.output.as_deref(), &text)?;
    let unsigned: Vec<_> = signed
        .offices
        .iter()
        .chain(&signed.readings)
        .filter_map(|(code, outcome)| Some((code, outcome.as_ref().err()?)))
        .collect();
    for (code, error) in &unsigned {
        eprintln!("anjuan: office {code} was not signed: {error}");
    }
    Ok(if unsigned.is_empty() { DONE } else { FAILED })
}

/// Opens the key that is named, or the configured one.
fn open(context: &Context, args: &CheckpointArgs, log: Log, name: &str) -> Result<Signer, Failure> {
    let key = args.key.as_deref().or(context.loaded.config.proof.key.as_deref()).ok_or(
        "there is no key to sign with: make one with `anjuan proof key new FILE` and name it as proof.key in the \
         configuration, or with --key",
    )?;
    Ok(Signer::of(log, key, name)?)
}

/// Writes to a file, or to the terminal.
pub(super) fn write(to: Option<&Path>, text: &str) -> Result<(), Failure> {
    match to {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()).into())
        }
        None => output::text(text),
    }
}
