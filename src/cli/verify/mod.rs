//! `anjuan verify [FILE] [--from CHECKPOINT] [--key KEY] [--json]`
mod file;
mod store;
mod views;

use super::proof::text_or_file;
use super::{Context, DONE, FAILED, Failure, output};
use crate::proof::sm::SmPublicKey;
use crate::proof::verify::Finding;
use crate::proof::witness::{WitnessKey, cosigners};
use crate::proof::{Checkpoint, PublicKey};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(
    after_help = "Without FILE the store: every event is hashed from its stored bytes; the tree over them is held against \
                        the leaves, the log's head, the receipts, and every checkpoint that was kept; views are held \
                        against the log, files against their names. No key of a person is needed.\nWith FILE a receipt, an \
                        exported log, a deployment's log or a checkpoint, without any store.\n\nExamples:\n  anjuan verify\n  anjuan verify --from 2019-12-31.checkpoint --key office.pub\n  \
                        anjuan verify XF2019-0001.tlog-proof --key office.pub\n  \
                        anjuan verify cosigned --key office.pub --witness district.pub --witness city.pub --quorum 2\n\n\
                        Exit codes: 0 nothing is wrong; 1 something is, or it cannot be told; 64 wrong usage."
)]
pub(super) struct VerifyArgs {
    /// A receipt, an exported log or a checkpoint; without it, the store.
    file: Option<PathBuf>,
    /// A checkpoint that somebody kept: the log must go on from it. May be given several times.
    #[arg(long, value_name = "CHECKPOINT")]
    from: Vec<PathBuf>,
    /// The key of the log, or the file with it: `anjuan proof key show` prints it. May be given several times.
    #[arg(long, value_name = "KEY")]
    key: Vec<String>,
    /// The key of SM2 with which checkpoints are signed a second time, or the file with it. May be given several times.
    #[arg(long, value_name = "KEY")]
    sm2_key: Vec<String>,
    /// The key of a witness, or the file with it. May be given several times.
    #[arg(long, value_name = "KEY")]
    witness: Vec<String>,
    /// How many of the witnesses must have cosigned [default: all that are named].
    #[arg(long, value_name = "K")]
    quorum: Option<usize>,
    /// Only the log: no views, no files, and nobody who appends has to wait.
    #[arg(long)]
    log_only: bool,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

/// What was verified.
#[derive(Debug, Serialize)]
struct Verified {
    /// What: the office's code, or the file.
    what: String,
    /// How many events.
    events: u64,
    /// The root of the tree over them, if no leaf is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<String>,
    /// Checkpoints that it was held against, and how many of them by their signatures.
    checkpoints: usize,
    signatures: usize,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    /// What is wrong.
    findings: Vec<Finding>,
}

/// What things are held against.
struct Held {
    keys: Vec<PublicKey>,
    sm_keys: Vec<SmPublicKey>,
    witnesses: Vec<WitnessKey>,
    quorum: usize,
    checkpoints: Vec<Checkpoint>,
}

/// Findings that are shown to people; a program is told all.
const SHOWN: usize = 50;

pub(super) async fn run(context: &Context, args: VerifyArgs) -> Result<u8, Failure> {
    let held = Held::of(&args)?;
    let verified = match &args.file {
        Some(file) => vec![file::verify(file, &held)?],
        None => store::verify(context, &held, args.log_only).await?,
    };
    let is_whole = verified.iter().all(|verified| verified.findings.is_empty());
    if args.json {
        output::json(&verified)?;
    } else {
        output::text(&table(&verified)?)?;
    }
    if is_whole {
        return Ok(DONE);
    }
    eprintln!("anjuan: something is wrong; what stands above says what and where");
    Ok(FAILED)
}

impl Held {
    fn of(args: &VerifyArgs) -> Result<Self, Failure> {
        let key = |text: &String| Ok::<_, Failure>(text_or_file(text)?.parse::<PublicKey>()?);
        let witness = |text: &String| Ok::<_, Failure>(text_or_file(text)?.parse::<WitnessKey>()?);
        let keys = args.key.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        let witnesses = args.witness.iter().map(witness).collect::<Result<Vec<_>, _>>()?;
        let quorum = args.quorum.unwrap_or(witnesses.len());
        if quorum > witnesses.len() {
            return Err(format!("{quorum} of {} witnesses cannot have cosigned", witnesses.len()).into());
        }
        let sm_key = |text: &String| Ok::<_, Failure>(text_or_file(text)?.parse::<SmPublicKey>()?);
        let sm_keys = args.sm2_key.iter().map(sm_key).collect::<Result<Vec<_>, _>>()?;
        let mut held = Self { keys, sm_keys, witnesses, quorum, checkpoints: Vec::new() };
        for path in &args.from {
            let text =
                std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let read = held.checkpoint(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            held.checkpoints.push(read);
        }
        Ok(held)
    }

    /// A checkpoint that is signed with one of the keys, if any was named, and cosigned by a quorum of the witnesses.
    fn checkpoint(&self, note: &str) -> Result<Checkpoint, Failure> {
        let read = Checkpoint::read(note)?;
        let checkpoint = match self.key_of(&read.origin) {
            Some(key) => Checkpoint::verified(note, &key)?,
            None if self.keys.is_empty() => read,
            None => return Err(format!("it is of {}, whose key was not named", read.origin).into()),
        };
        for key in self.sm_keys.iter().filter(|key| key.is_of(&checkpoint.origin)) {
            key.verify(&checkpoint)?;
        }
        let cosigned = cosigners(note, &self.witnesses)?;
        if cosigned < self.quorum {
            return Err(
                format!("{cosigned} of the witnesses cosigned it, and {} must have", self.quorum).into()
            );
        }
        Ok(checkpoint)
    }

    /// The key of a log; one that was begun anew, and the record of readings, are signed with the same key under other names.
    fn key_of(&self, origin: &str) -> Option<PublicKey> {
        self.keys.iter().find_map(|key| key.of_log(origin))
    }
}

fn table(verified: &[Verified]) -> Result<String, Failure> {
    let mut text = String::new();
    for Verified { what, events, root, checkpoints, signatures, notes, findings } in verified {
        writeln!(
            text,
            "{what}: {events} events, {checkpoints} checkpoints, {signatures} signatures checked"
        )?;
        if let Some(root) = root {
            writeln!(text, "    root {root}")?;
        }
        for note in notes {
            writeln!(text, "    {note}")?;
        }
        for finding in findings.iter().take(SHOWN) {
            writeln!(text, "    {finding}")?;
        }
        match findings.len() {
            0 => writeln!(text, "    nothing is wrong")?,
            count if count > SHOWN => writeln!(text, "    … and {} more; --json tells all", count - SHOWN)?,
            _ => {}
        }
    }
    Ok(text)
}

/// A bar that counts events.
pub(super) fn bar(what: &str) -> Result<ProgressBar, Failure> {
    let template = format!("{{spinner}} {{human_pos}} {what}, {{per_sec}}");
    Ok(ProgressBar::new_spinner().with_style(ProgressStyle::with_template(&template)?))
}
