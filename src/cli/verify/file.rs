//! Verifying what somebody has in a file, without any store.
use super::{Held, Verified};
use crate::cases::occurred::Occurred;
use crate::cli::Failure;
use crate::event_log::Position;
use crate::proof::receipt::{LONGEST, ProofOfEvent, Proved};
use crate::proof::verify::{Finding, Wrong};
use crate::proof::{deployment, export};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// How an exported log begins.
const EXPORTED: &str = "{\"anjuan_log\"";

pub(super) fn verify(path: &Path, held: &Held) -> Result<Verified, Failure> {
    let what = path.display().to_string();
    let open = || File::open(path).map(BufReader::new);
    let mut begins = String::new();
    open()
        .and_then(|file| file.take(256).read_line(&mut begins))
        .map_err(|error| format!("{what}: {error}"))?;
    if begins.starts_with(EXPORTED) {
        return exported(path, what, held);
    }
    if begins.trim_end() == deployment::BEGINS {
        let log = open().map_err(|error| format!("{what}: {error}"))?;
        return of_deployment(log, what, held);
    }
    let mut text = String::new();
    let read = open().and_then(|file| file.take(LONGEST).read_to_string(&mut text));
    read.map_err(|error| format!("{what}: {error}"))?;
    if ProofOfEvent::is_one(&text) {
        return receipt(&text, what, held);
    }
    let (events, findings) = match held.checkpoint(&text) {
        Ok(checkpoint) => (checkpoint.tree.size, Vec::new()),
        Err(error) => (0, vec![Finding::anywhere(Wrong::Checkpoint, error.to_string())]),
    };
    let signatures = usize::from(!held.keys.is_empty() && findings.is_empty());
    Ok(Verified { what, events, root: None, checkpoints: 1, signatures, notes: unchecked(held), findings })
}

fn unchecked(held: &Held) -> Vec<String> {
    let note = "no key was named, so no signature was checked: name the office's with --key";
    if held.keys.is_empty() { vec![note.to_owned()] } else { Vec::new() }
}

fn receipt(text: &str, what: String, held: &Held) -> Result<Verified, Failure> {
    let receipt = ProofOfEvent::read(text).map_err(|error| format!("{what}: {error}"))?;
    let origin = crate::proof::Checkpoint::read(&receipt.checkpoint).map(|checkpoint| checkpoint.origin);
    let origin = origin.map_err(|error| format!("{what}: {error}"))?;
    let Some(key) = held.key_of(&origin) else {
        return Err(format!(
            "{what} is a receipt of {origin}, and proves something only to whoever has the key of that log from elsewhere: \
             name it with --key"
        )
        .into());
    };
    let believed = held.checkpoint(&receipt.checkpoint).map_err(|error| error.to_string());
    let proved = receipt.verified(&key).map_err(|error| error.to_string());
    let verified = believed.and(proved);
    let (notes, findings, root) = match verified {
        Ok(proved) => (told(&proved), Vec::new(), Some(proved.checkpoint.tree.root.to_string())),
        Err(reason) => (Vec::new(), vec![Finding::anywhere(Wrong::Receipt, reason)], None),
    };
    let signatures = usize::from(findings.is_empty());
    Ok(Verified { what, events: 1, root, checkpoints: 1, signatures, notes, findings })
}

fn told(Proved { shown, checkpoint }: &Proved) -> Vec<String> {
    let occurred = match shown.occurred {
        Occurred::Day(day) => day.to_string(),
        Occurred::Instant(moment) => moment.rfc3339(),
    };
    let signed =
        checkpoint.signed_at.map_or_else(|| "at a time that is not told".to_owned(), |at| format!("at {at}"));
    vec![
        format!("{} of {occurred}, recorded at {}", shown.event_type, shown.recorded_at),
        format!("event {} of {} in the log of {}", shown.position, checkpoint.tree.size, checkpoint.origin),
        format!("signed {signed}"),
        shown.payload.clone(),
    ]
}

/// A log of a deployment. Whoever has not the keys of all offices checks the signatures of those that he has.
fn of_deployment(log: impl BufRead, what: String, held: &Held) -> Result<Verified, Failure> {
    let (mut notes, mut unknown, mut signatures) = (unchecked(held), BTreeSet::new(), 0);
    let read = deployment::verify(log, &held.checkpoints, |checkpoint| {
        let Some(key) = held.key_of(&checkpoint.origin) else {
            unknown.insert(checkpoint.origin.clone());
            return Ok(());
        };
        signatures += 1;
        crate::proof::Checkpoint::verified(&checkpoint.note, &key)
            .map(|_| ())
            .map_err(|error| error.to_string())
    })?;
    if !held.keys.is_empty() {
        notes.extend(
            unknown.iter().map(|origin| {
                format!("the key of {origin} was not named, so its signatures were not checked")
            }),
        );
    }
    if held.checkpoints.is_empty() {
        notes.push("it was held against no checkpoint of its own: name one with --from".to_owned());
    }
    let (root, checkpoints) = (Some(read.tree.root.to_string()), held.checkpoints.len());
    Ok(Verified {
        what,
        events: read.tree.size,
        root,
        checkpoints,
        signatures,
        notes,
        findings: read.findings,
    })
}

fn exported(path: &Path, what: String, held: &Held) -> Result<Verified, Failure> {
    let open = || File::open(path).map(BufReader::new);
    let read = export::read(open, &held.checkpoints).map_err(|error| format!("{what}: {error}"))?;
    let mut findings = Vec::from_iter(export::unsigned_rest(read.events, &read.checkpoints));
    let (mut notes, mut signatures) = (unchecked(held), 0);
    for checkpoint in read.checkpoints.iter().chain(&held.checkpoints) {
        let (size, end) = (checkpoint.tree.size, Position(checkpoint.tree.size.cast_signed()));
        match held.checkpoint(&checkpoint.note) {
            Ok(_) => signatures += usize::from(!held.keys.is_empty()),
            Err(error) => findings.push(Finding::at(Wrong::Checkpoint, end, error.to_string())),
        }
        if size > read.events {
            let how = format!("a checkpoint signed {size} events, and the file has {}", read.events);
            findings.push(Finding::at(Wrong::CutOff, end, how));
        } else if read.walk.root(size).is_some_and(|root| root != checkpoint.tree.root) {
            let how = format!("the first {size} events are not those that {} signed", checkpoint.origin);
            findings.push(Finding::at(Wrong::Checkpoint, end, how));
        }
    }
    let signed = read.checkpoints.iter().map(|checkpoint| checkpoint.tree.size).max().unwrap_or_default();
    if read.events > signed {
        notes.push(format!("the last {} events are in no checkpoint of the file", read.events - signed));
    }
    let checkpoints = read.checkpoints.len() + held.checkpoints.len();
    let root = read.tree.map(|tree| tree.root.to_string());
    findings.extend(read.walk.findings());
    Ok(Verified { what, events: read.events, root, checkpoints, signatures, notes, findings })
}
