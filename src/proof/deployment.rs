//! The deployment's own log. Its leaves are the checkpoints of every office that one installation signs, exactly as they were
//! given out, in the order in which they were signed. Whoever watches this one log watches all offices: none of them can be
//! shown in two ways without both standing here.
//!
//! It is a file beside its key, outside the database: a line that says what it is, then a checkpoint a line, as JSON texts.
//! A leaf is the text of a checkpoint.
use super::checkpoint::Checkpoint;
use super::path::{self, Node, Tree};
use super::signer::{SignError, Signer};
use super::verify::{Finding, Wrong};
use crate::cases::occurred::Moment;
use crate::event_log::tree::Hash;
use crate::event_log::{Edge, Position};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The name that its key bears.
pub const NAME: &str = "anjuan/deployment";
/// The first line of the file, with the layout of the lines that follow.
pub const BEGINS: &str = r#"{"anjuan_deployment":1}"#;

/// The log, open for writing. While it is open no other process writes or signs it.
#[derive(Debug)]
pub struct DeploymentLog {
    signer: Signer,
    file: File,
    path: PathBuf,
    leaves: Vec<Hash>,
    edge: Edge,
    /// The last checkpoint of each log.
    last: BTreeMap<String, Hash>,
}

impl DeploymentLog {
    /// Opens the log of this key, which stands beside it under the same name with `.log`. What a crash left of a line is cut
    /// off: it was signed by nobody.
    ///
    /// # Errors
    /// When a file fails, the key is another log's, or the log does not go on from what was signed of it.
    pub fn open(key: &Path) -> Result<Self, SignError> {
        let signer = Signer::open(key, NAME)?;
        let path = key.with_added_extension("log");
        let trouble = |error: &dyn std::fmt::Display| trouble(&path, error);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(|error| trouble(&error))?;
        let lines = Lines::read(&file, signer.size()).map_err(|reason| trouble(&reason))?;
        let (now, known) = (lines.edge.size(), signer.size());
        match lines.signed {
            None => return Err(SignError::Smaller { now, signed: known, next: now + 1 }),
            Some(edge) if edge != signer.edge()? => {
                return Err(SignError::Inconsistent { now, signed: known });
            }
            Some(_) => {}
        }
        let begin = if lines.whole == 0 { format!("{BEGINS}\n") } else { String::new() };
        file.set_len(lines.whole)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .and_then(|_| file.write_all(begin.as_bytes()))
            .map_err(|error| trouble(&error))?;
        Ok(Self { signer, file, path, leaves: lines.leaves, edge: lines.edge, last: lines.last })
    }

    /// Takes a checkpoint in, unless it is the last one of its log. It is durable then.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn take(&mut self, checkpoint: &Checkpoint) -> Result<(), SignError> {
        let hash = Hash::leaf(checkpoint.note.as_bytes());
        if self.last.get(&checkpoint.origin) == Some(&hash) {
            return Ok(());
        }
        let trouble = |error: &dyn std::fmt::Display| trouble(&self.path, error);
        let line = serde_json::to_string(&checkpoint.note).map_err(|error| trouble(&error))? + "\n";
        self.file
            .write_all(line.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|error| trouble(&error))?;
        self.last.insert(checkpoint.origin.clone(), hash);
        self.edge.push(hash);
        self.leaves.push(hash);
        Ok(())
    }

    /// Signs what the log is now. The log as it was signed last is answered with that checkpoint.
    ///
    /// # Errors
    /// When what was signed cannot be kept.
    pub fn sign(&mut self, now: Moment) -> Result<Checkpoint, SignError> {
        match self.signer.last()? {
            Some(checkpoint) if checkpoint.tree.size == self.edge.size() => Ok(checkpoint),
            _ => self.signer.note(&self.edge, now),
        }
    }

    /// What proves that the log goes on from its first `old` leaves; none if it has fewer.
    #[must_use]
    pub fn goes_on_from(&self, old: u64) -> Option<Vec<Hash>> {
        let spans = path::consistency(old, self.edge.size())?;
        spans.into_iter().map(|span| span.root(|node| self.node(node))).collect()
    }

    fn node(&self, Node { level, index }: Node) -> Option<Hash> {
        if level == 0 {
            return self.leaves.get(usize::try_from(index).ok()?).copied();
        }
        let below = |index| self.node(Node { level: level - 1, index });
        Some(Hash::node(below(2 * index)?, below(2 * index + 1)?))
    }
}

fn trouble(path: &Path, error: &dyn std::fmt::Display) -> SignError {
    SignError::File { path: path.display().to_string(), reason: error.to_string() }
}

/// What the file holds.
#[derive(Default)]
struct Lines {
    leaves: Vec<Hash>,
    edge: Edge,
    last: BTreeMap<String, Hash>,
    /// The tree when it had as many leaves as were signed.
    signed: Option<Edge>,
    /// The bytes of all whole lines.
    whole: u64,
}

impl Lines {
    fn read(file: &File, known: u64) -> Result<Self, String> {
        let mut lines = Self { signed: (known == 0).then(Edge::default), ..Self::default() };
        let (mut reader, mut line) = (BufReader::new(file), String::new());
        while reader.read_line(&mut line).map_err(|error| error.to_string())? > 0 && line.ends_with('\n') {
            if lines.whole > 0 {
                lines.take(&line, known)?;
            } else if line.trim_end() != BEGINS {
                return Err("it is no log of a deployment".to_owned());
            }
            lines.whole += line.len() as u64;
            line.clear();
        }
        Ok(lines)
    }

    fn take(&mut self, line: &str, known: u64) -> Result<(), String> {
        let Leaf { checkpoint, hash } = Leaf::read(line.trim_end())?;
        self.edge.push(hash);
        self.leaves.push(hash);
        self.last.insert(checkpoint.origin, hash);
        if self.edge.size() == known {
            self.signed = Some(self.edge.clone());
        }
        Ok(())
    }
}

/// A line of the file.
struct Leaf {
    checkpoint: Checkpoint,
    hash: Hash,
}

impl Leaf {
    fn read(line: &str) -> Result<Self, String> {
        let note: String = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let checkpoint = Checkpoint::read(&note).map_err(|error| error.to_string())?;
        Ok(Self { checkpoint, hash: Hash::leaf(note.as_bytes()) })
    }
}

/// What a log of a deployment turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    /// The tree over its checkpoints.
    pub tree: Tree,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads a log of a deployment and holds it against itself, against checkpoints of it, and each of its own with `believe`,
/// which says why one is not to be believed.
///
/// # Errors
/// When the file fails.
pub fn verify(
    log: impl BufRead,
    held: &[Checkpoint],
    mut believe: impl FnMut(&Checkpoint) -> Result<(), String>,
) -> std::io::Result<Read> {
    let (mut edge, mut findings) = (Edge::default(), Vec::new());
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    let mut roots = BTreeMap::from([(0, Hash::empty())]);
    for (line, at) in log.lines().skip(1).zip((1..).map(Position)) {
        let line = line?;
        let leaf = match Leaf::read(&line) {
            Ok(leaf) => leaf,
            Err(reason) => {
                findings.push(Finding::at(Wrong::Edited, at, format!("it is no checkpoint: {reason}")));
                edge.push(Hash::leaf(line.as_bytes()));
                continue;
            }
        };
        let Checkpoint { origin, tree, .. } = &leaf.checkpoint;
        if let Err(reason) = believe(&leaf.checkpoint) {
            findings.push(Finding::at(Wrong::Checkpoint, at, reason));
        }
        let before = sizes.insert(origin.clone(), tree.size).unwrap_or_default();
        if tree.size < before {
            let how = format!("{origin} had {before} events before, and has {} here", tree.size);
            findings.push(Finding::at(Wrong::Reordered, at, how));
        }
        edge.push(leaf.hash);
        if held.iter().any(|held| held.tree.size == edge.size()) {
            roots.insert(edge.size(), edge.root());
        }
    }
    for checkpoint in held.iter().filter(|held| held.origin == NAME) {
        let end = Position(checkpoint.tree.size.cast_signed());
        match roots.get(&checkpoint.tree.size) {
            None => {
                let how = format!("a checkpoint signed {end} of them, and the log has {}", edge.size());
                findings.push(Finding::at(Wrong::CutOff, end, how));
            }
            Some(root) if *root != checkpoint.tree.root => {
                let how = format!("the first {end} are not those that were signed");
                findings.push(Finding::at(Wrong::Checkpoint, end, how));
            }
            Some(_) => {}
        }
    }
    Ok(Read { tree: Tree { size: edge.size(), root: edge.root() }, findings })
}
