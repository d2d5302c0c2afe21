//! `anjuan checkpoint [-o FILE]`
use super::proof::name_of;
use super::{Context, DONE, FAILED, Failure, output};
use crate::projections::offices;
use crate::proof::notary::DEPLOYMENT;
use crate::proof::path::consistency;
use crate::proof::witness::Question;
use crate::proof::{Notary, Signer, tiles};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
#[command(
    after_help = "What came since the last checkpoint is read again from the store and hashed before it is signed; a \
                        log that shrank or changed is not signed.\nGive checkpoints away: whoever keeps one can show later \
                        that the log was changed.\n\nExamples:\n  anjuan checkpoint -o 2019-12-31.checkpoint\n  \
                        anjuan checkpoint --witness-saw 4711 -o question.txt\n  \
                        anjuan checkpoint --deployment -o all.checkpoint"
)]
pub(super) struct CheckpointArgs {
    /// The file of the key; without it, proof.key of the configuration.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Where to write it; without it, to the terminal.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Events that were signed are lost, because a backup was restored: record in the log what was lost, and begin anew.
    #[arg(long)]
    new_epoch: bool,
    /// Sign the log of every office whose key is in the folder proof.keys of the configuration (or --key), and then the
    /// deployment's own log, whose leaves are their checkpoints.
    #[arg(long, conflicts_with = "new_epoch")]
    deployment: bool,
    /// Write the question to a witness that saw so many events last.
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
    let mut signer = open(context, args.key.as_deref(), &name)?;
    let checkpoint = if args.new_epoch {
        desk.note_epoch(signer.lost(db, office).await?).await?;
        signer.begin_anew(db, office, store.source()).await?
    } else {
        signer.sign(db, office, store.source()).await?
    };
    let text = match args.witness_saw {
        None => checkpoint.note,
        Some(old) => {
            let size = checkpoint.tree.size;
            let spans = consistency(old, size)
                .ok_or_else(|| format!("the witness saw {old} events, and the log has only {size}"))?;
            let proof = tiles::roots(db, office, size, &spans).await?;
            Question { old, proof, checkpoint: checkpoint.note }.written()
        }
    };
    store.close().await;
    write(args.output.as_deref(), &text)?;
    Ok(DONE)
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
    let unsigned: Vec<_> =
        signed.offices.iter().filter_map(|(code, outcome)| Some((code, outcome.as_ref().err()?))).collect();
    for (code, error) in &unsigned {
        eprintln!("anjuan: office {code} was not signed: {error}");
    }
    Ok(if unsigned.is_empty() { DONE } else { FAILED })
}

/// Opens the key that is named, or the configured one.
fn open(context: &Context, key: Option<&Path>, name: &str) -> Result<Signer, Failure> {
    let key = key.or(context.loaded.config.proof.key.as_deref()).ok_or(
        "there is no key to sign with: make one with `anjuan proof key new FILE` and name it as proof.key in the \
         configuration, or with --key",
    )?;
    Ok(Signer::open(key, name)?)
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
