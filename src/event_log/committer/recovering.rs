//! The slow way of a round: when something went wrong, or another server was first. One round at a time, with nothing on
//! its way; nobody is told of a failure before it is certain that the command is not in the log.
use super::cache::Streams;
use super::deciding::{Decided, Round, STREAMS, Verdicts};
use super::round::Rounds;
use super::{CommitError, Decider, Outcome, Waiting, answers};
use crate::cases::ids::CommandId;
use crate::clock::Stopwatch;
use crate::database::StorageError;
use crate::event_log::{AppendError, Batch, Edge, EventLog, HeldLog, Position, Receipt, RequestHash};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// Failures in one round before its commands are told that the database fails.
const TRIES: u32 = 6;
/// How long a round goes on trying: a database that is away lets each try wait.
const PATIENCE: Duration = Duration::from_secs(10);
/// Events read at once when catching up with another server.
const CATCH_UP: u32 = 1000;

impl<L: EventLog, D: Decider> Rounds<L, D> {
    /// Decides and appends commands until each is answered, the first time after `trouble`.
    pub(super) async fn carry_out(&mut self, mut waiting: Vec<Waiting<D>>, mut trouble: Option<AppendError>) {
        let (mut held, mut failures, mut disputes, begun) = (None, 0, 0, Stopwatch::start());
        self.in_doubt = matches!(trouble, Some(AppendError::Storage(_) | AppendError::Taken));
        self.trusting = false;
        while !waiting.is_empty() {
            let attempted = match trouble.take() {
                Some(error) => Err(error),
                None => self.attempt(&mut waiting, held.take()).await,
            };
            let outcome = match attempted {
                Ok(verdicts) => self.answer(&mut waiting, verdicts).await,
                Err(AppendError::Behind) => self.hold().await.map(|now| held = Some(now)),
                Err(AppendError::Taken) => self.settle_dispute(&mut waiting, &mut disputes).await,
                Err(AppendError::Storage(error)) => Err(error),
            };
            if let Err(error) = outcome {
                failures += 1;
                let hopeless = failures >= TRIES || begun.elapsed() > PATIENCE || !error.may_pass();
                if let Err(error) = self.recover(&mut waiting, error, (!hopeless).then_some(failures)).await {
                    self.fail(waiting, error);
                    break;
                }
            }
        }
        self.trusting = true;
    }

    /// Decides the commands and appends what follows. After an error nothing is trusted that it touched.
    async fn attempt(
        &mut self,
        waiting: &mut Vec<Waiting<D>>,
        held: Option<L::Held>,
    ) -> Result<Verdicts<D>, AppendError> {
        let mut round = self.begin(held.as_ref().map(L::Held::edge).transpose()?).await?;
        round.waiting = std::mem::take(waiting);
        let decided = self.decide(&mut round).await;
        let Round { waiting: back, decided: Decided { batch, keys, verdicts }, .. } = round;
        *waiting = back;
        let appended = match decided {
            Ok(()) => self.append(batch, &keys, held).await,
            Err(error) => Err(error.into()),
        };
        if appended.is_err() {
            self.forget(&verdicts);
        }
        appended.map(|()| verdicts)
    }

    pub(super) async fn append(
        &mut self,
        batch: Batch,
        keys: &D::Keys,
        held: Option<L::Held>,
    ) -> Result<(), AppendError> {
        if batch.events.is_empty() {
            // Nobody is refused because of what this process only believes: nothing else would show that it is behind.
            let certain = held.is_some() || self.log.edge(self.office).await? == batch.after;
            return if certain { Ok(()) } else { Err(AppendError::Behind) };
        }
        self.decider.keep(self.office, keys).await?;
        let end = batch.edge.clone();
        let appended = match held {
            Some(held) => held.append(&batch).await,
            None => self.log.append(Arc::new(batch)).await,
        };
        self.in_doubt |= matches!(appended, Err(AppendError::Storage(_) | AppendError::Taken));
        appended?;
        self.head = Some(end);
        Ok(())
    }

    /// A key was there already: usually of commands that were carried out before, which get their first receipt.
    /// Where nobody's command was, this process is wrong about a stream, and looks anew.
    async fn settle_dispute(
        &mut self,
        waiting: &mut Vec<Waiting<D>>,
        disputes: &mut u32,
    ) -> Result<(), StorageError> {
        let before = waiting.len();
        self.answer_repeated(waiting).await?;
        if waiting.len() < before {
            return Ok(());
        }
        *disputes += 1;
        self.lose_sight();
        if *disputes < TRIES {
            return Ok(());
        }
        let reason = "the database has a key that should be free, and no command that took it".to_owned();
        Err(StorageError::BadRow { table: "events", row: "to be appended".to_owned(), reason })
    }

    /// Holds the log, and forgets the streams to which others have written since this process last looked.
    async fn hold(&mut self) -> Result<L::Held, StorageError> {
        let held = self.log.hold(self.office).await?;
        let end = held.edge()?;
        let is_as_believed = match self.head.take() {
            Some(known) => self.catch_up(known, &end).await?,
            None => false,
        };
        if !is_as_believed {
            // It lost sight of the log, or somebody has put the log back to an earlier day under it.
            self.look_anew(&end).await?;
        }
        self.head = Some(end);
        Ok(held)
    }

    /// Forgets the streams to which others have written since the log ended at `known`, and says whether that is how the
    /// log that ends at `end` began.
    async fn catch_up(&mut self, mut known: Edge, end: &Edge) -> Result<bool, StorageError> {
        while known.size() < end.size() {
            let missed = self.log.read(self.office, known.position(), CATCH_UP).await?;
            let leaves = self.log.leaves(self.office, known.position(), CATCH_UP).await?;
            let Some(last) = missed.last().filter(|_| !leaves.is_empty()) else { break };
            self.recorded_at = self.recorded_at.max(Some(last.recorded_at));
            for event in &missed {
                self.streams.forget(event.stream);
            }
            for leaf in &leaves {
                known.push(leaf.hash);
            }
        }
        Ok(known == *end)
    }

    /// Once the log's end was out of sight nothing that is in memory can be trusted: it ends here, and that is all that is
    /// known.
    pub(super) async fn look_anew(&mut self, end: &Edge) -> Result<(), StorageError> {
        self.streams = Streams::new(STREAMS);
        let last = self.log.read(self.office, Position(end.position().0 - 1), 1).await?;
        self.recorded_at = self.recorded_at.max(last.last().map(|event| event.recorded_at));
        Ok(())
    }

    /// After a failed append it is not known what is in the log: look, answer those whose commands are there, and try
    /// the others again while there is hope, that is, when `failures` are given.
    async fn recover(
        &mut self,
        round: &mut Vec<Waiting<D>>,
        error: StorageError,
        failures: Option<u32>,
    ) -> Result<(), StorageError> {
        self.head = None;
        let Some(failures) = failures else {
            if self.in_doubt {
                self.settle(round).await.map_err(|_| unknown(&error))?;
            }
            return if round.is_empty() { Ok(()) } else { Err(error) };
        };
        tracing::warn!(%error, failures, "the database failed, trying again");
        tokio::time::sleep(Duration::from_millis(10 << failures)).await;
        if self.in_doubt {
            match self.answer_repeated(round).await {
                Err(later) if !later.may_pass() => return Err(unknown(&error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Nobody is told of a failure before the receipts were asked, and those only while the log is held: a COMMIT
    /// that failed here may still be under way in the database.
    async fn settle(&mut self, round: &mut Vec<Waiting<D>>) -> Result<(), StorageError> {
        let _held = self.log.hold(self.office).await?;
        self.answer_repeated(round).await
    }

    /// Answers the commands of the round that were carried out before, with their first receipt.
    pub(super) async fn answer_repeated(&mut self, round: &mut Vec<Waiting<D>>) -> Result<(), StorageError> {
        let commands: Vec<_> = round.iter().map(|waiting| waiting.envelope.command).collect();
        let known = self.known(&commands).await?;
        for waiting in round.extract_if(.., |waiting| known.contains_key(&waiting.envelope.command)) {
            let outcome = repeated::<D>(&waiting, &known);
            let _ = waiting.answer.send(outcome);
        }
        Ok(())
    }

    async fn known(&self, commands: &[CommandId]) -> Result<Known, StorageError> {
        let receipts = self.log.receipts(self.office, commands).await?;
        Ok(receipts.into_iter().map(|(command, hash, receipt)| (command, (hash, receipt))).collect())
    }

    fn fail(&mut self, round: Vec<Waiting<D>>, error: StorageError) {
        tracing::error!(%error, commands = round.len(), "commands failed");
        self.head = None;
        let error = Arc::new(error);
        for waiting in round {
            let _ = waiting.answer.send(Err(CommitError::Storage(Arc::clone(&error))));
        }
    }

    /// Tells everybody what was decided. Those of whom it cannot be known stay in the round.
    pub(super) async fn answer(
        &mut self,
        round: &mut Vec<Waiting<D>>,
        verdicts: Verdicts<D>,
    ) -> Result<(), StorageError> {
        let Verdicts { outcomes, done, .. } = verdicts;
        if let Some(landed) = outcomes.iter().flatten().map(|receipt| receipt.position).max() {
            self.landing.send_if_modified(|known| std::mem::replace(known, landed.max(*known)) < landed);
        }
        // A repeated command is usually refused by now, or finds nothing left to do, because it was carried out: its
        // first receipt is its answer.
        let commands = round.iter().map(|waiting| waiting.envelope.command);
        let idle: Vec<_> = commands.filter(|command| !done.contains(command)).collect();
        let known = if idle.is_empty() { Ok(Known::new()) } else { self.known(&idle).await };
        self.in_doubt |= known.is_err();
        let mut answers = Vec::with_capacity(round.len());
        for (waiting, outcome) in std::mem::take(round).into_iter().zip(outcomes) {
            let command = waiting.envelope.command;
            let outcome = match &known {
                _ if done.contains(&command) => outcome,
                Ok(known) if known.contains_key(&command) => repeated::<D>(&waiting, known),
                Ok(_) => outcome,
                Err(_) => {
                    round.push(waiting);
                    continue;
                }
            };
            answers.push((waiting.answer, outcome));
        }
        answers::give(answers);
        known.map(drop)
    }
}

type Known = HashMap<CommandId, (RequestHash, Receipt)>;

fn repeated<D: Decider>(waiting: &Waiting<D>, known: &Known) -> Outcome<D> {
    let command = waiting.envelope.command;
    match known.get(&command) {
        Some((hash, receipt)) if *hash == waiting.envelope.request_hash => Ok(*receipt),
        _ => Err(CommitError::CommandReused(command)),
    }
}

fn unknown(error: &StorageError) -> StorageError {
    StorageError::BadRow {
        table: "receipts",
        row: "of the failed commands".to_owned(),
        reason: format!("whether the commands were carried out is not known ({error}); send them again"),
    }
}
