//! An import taken back, by events: cases that it brought are void and their numbers free again; steps that it added
//! to other cases are taken back, the last one first; and what it corrected reads again as it would without it.
use super::declared::DeclaredCases;
use super::files::{self, Brought};
use super::fire_hazards::FireHazards;
use super::inspections::Inspections;
use super::kind::LedgerKind;
use super::petitions::Petitions;
use super::plan::{Planned, corrections, is_new, rehearse};
use super::structures::IllegalStructures;
use crate::cases::case_file::{CaseFile, Correction, Life, Order};
use crate::cases::facts::{Conduct, Facts};
use crate::cases::ids::{BatchId, CaseId, CommandId, Version};
use crate::cases::occurred::Dated;
use crate::cases::words::CaseNumber;
use crate::commands::{Numbering, OfficeDesk, Request, Step, StoreError};
use crate::event_log::committer::CommitError;
use crate::event_log::sql;
use crate::exchange::ledgers::Column;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Cases that are taken back together.
const CHUNK: usize = 500;

/// What taking an import back did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct UndoReport {
    /// Cases that are void now.
    pub voided: u64,
    /// Cases whose steps were taken back.
    pub taken_back: u64,
    /// Cases that were taken back before.
    pub unchanged: u64,
    /// Cases that cannot be taken back, and why.
    pub refused: Vec<(CaseNumber, String)>,
}

/// Takes back what `batch` brought. Doing it twice is doing it once.
///
/// # Errors
/// When the database fails; what is taken back stays so.
pub async fn undo(desk: &OfficeDesk, batch: BatchId) -> Result<UndoReport, StoreError> {
    let life = desk.file().await?.unwrap_or_default();
    let facts = Facts {
        now: desk.store().source().now(),
        conduct: Conduct::Paper,
        calendar: std::sync::Arc::clone(life.calendar.calendar()),
        committees: life.committees,
        kinds: life.kinds,
        stored: std::sync::Arc::default(),
        case_version: Version::default(),
        tellings: Arc::default(),
    };
    let mut undo = Undo { desk, batch, facts, report: UndoReport::default() };
    undo.kind::<Petitions>().await?;
    undo.kind::<FireHazards>().await?;
    undo.kind::<IllegalStructures>().await?;
    undo.kind::<Inspections>().await?;
    undo.kind::<DeclaredCases>().await?;
    Ok(undo.report)
}

struct Undo<'a> {
    desk: &'a OfficeDesk,
    batch: BatchId,
    facts: Facts,
    report: UndoReport,
}

enum Taking {
    /// The case, with its number.
    Void(Request),
    /// What the import added to it.
    Steps(Request),
    /// Nothing is left to take back.
    Nothing,
    /// It cannot be.
    Impossible(String),
}

impl Undo<'_> {
    async fn kind<K: LedgerKind>(&mut self) -> Result<(), StoreError> {
        let (desk, batch) = (self.desk, self.batch);
        let cases = sql::of_batch(desk.store().db(), desk.office(), batch, K::Life::KIND).await?;
        for cases in cases.chunks(CHUNK) {
            let events = files::events::<K::Life>(desk, cases).await?;
            let takings: Vec<_> =
                cases.iter().filter_map(|case| self.taking_back::<K>(*case, events.get(case)?)).collect();
            let answers = takings.into_iter().map(|(number, taking)| async move {
                let (void, request) = match taking {
                    Taking::Void(request) => (true, request),
                    Taking::Steps(request) => (false, request),
                    Taking::Nothing => return (number, Ok(None)),
                    Taking::Impossible(reason) => return (number, Err(reason)),
                };
                let answer = desk.execute_in(batch, request).await.map(|_| Some(void));
                (
                    number,
                    answer.map_err(|error| match error {
                        CommitError::Refused(refused) => refused.to_string(),
                        error => error.to_string(),
                    }),
                )
            });
            for (number, answer) in futures_util::future::join_all(answers).await {
                match answer {
                    Ok(None) => self.report.unchanged += 1,
                    Ok(Some(true)) => self.report.voided += 1,
                    Ok(Some(false)) => self.report.taken_back += 1,
                    Err(reason) => self.report.refused.push((number, reason)),
                }
            }
        }
        Ok(())
    }

    fn taking_back<K: LedgerKind>(
        &self,
        case: CaseId,
        events: &[Brought<K::Life>],
    ) -> Option<(CaseNumber, Taking)> {
        let file = folded(events.iter().map(|brought| brought.event.clone()));
        let row = K::row_of(&file, &self.facts.kinds)?;
        let number = K::number(&row).clone();
        let brought = events.first().is_some_and(|event| self.is_mine::<K>(event));
        let taking = if K::is_void(file.life()) || undone(events).contains(&self.batch) {
            Taking::Nothing
        } else if !brought {
            self.steps_back::<K>(case, events, (&file, K::ledger(&row).number()))
        } else if self.is_all_there_is::<K>(events, &file) {
            Taking::Void(self.voiding::<K>(case, number.clone()))
        } else {
            let reason = "other steps were added since; take those back first, or void the case";
            Taking::Impossible(reason.to_owned())
        };
        Some((number, taking))
    }

    /// Whether the case reads as the import left it: what came since was taken back.
    fn is_all_there_is<K: LedgerKind>(&self, events: &[Brought<K::Life>], file: &CaseFile<K::Life>) -> bool {
        let of_batch = events.iter().take_while(|event| self.is_mine::<K>(event));
        let then: CaseFile<K::Life> = folded(of_batch.map(|brought| brought.event.clone()));
        then.steps().count() == file.steps().count()
            && file.steps().all(|(_, step)| then.steps().any(|(_, known)| known == step))
    }

    fn voiding<K: LedgerKind>(&self, case: CaseId, number: CaseNumber) -> Request {
        let order = K::order(Dated::at(self.facts.now, Order::Step(K::void())));
        let step = Step { stream: case, order, numbering: Numbering::Release(number) };
        Request { conduct: Conduct::Paper, steps: vec![step] }
    }

    /// The steps that the import added are taken back. Where it corrected others, the case is made to read as it would
    /// if none of that had been.
    fn steps_back<K: LedgerKind>(
        &self,
        case: CaseId,
        events: &[Brought<K::Life>],
        (file, column): (&CaseFile<K::Life>, Column),
    ) -> Taking {
        let brought = |version: Version| {
            let at = usize::try_from(version.0 - 1).ok();
            at.and_then(|at| events.get(at)).is_some_and(|event| self.is_mine::<K>(event))
        };
        let added: Vec<_> =
            file.steps().map(|(version, _)| version).filter(|version| brought(*version)).collect();
        let mut orders: Vec<Planned<K>> = Vec::new();
        let mut left = file.clone();
        for corrects in added.into_iter().rev() {
            orders.push((
                column,
                Dated::at(self.facts.now, Order::Correct { corrects, becomes: None, reason: None }),
            ));
            left.fold(Dated::at(self.facts.now, taken_back::<K::Life>(corrects)));
        }
        orders.extend(self.uncorrected::<K>(events, &left));
        if orders.is_empty() {
            return Taking::Nothing;
        }
        match rehearse::<K>(orders, Some(file), &self.facts) {
            Err((_, refusal)) => Taking::Impossible(refusal.to_string()),
            Ok(rehearsed) => {
                let step = |(_, order)| Step::new(case, K::order(order));
                let steps = rehearsed.orders.into_iter().map(step).collect();
                Taking::Steps(Request { conduct: Conduct::Paper, steps })
            }
        }
    }

    /// What makes `left` read as it would without the corrections of the import; later ones stand, unless they were
    /// taken back themselves.
    fn uncorrected<K: LedgerKind>(
        &self,
        events: &[Brought<K::Life>],
        left: &CaseFile<K::Life>,
    ) -> Vec<Planned<K>> {
        let corrects = |brought: &&Brought<K::Life>| K::Life::correction(&brought.event.what).is_some();
        if !events.iter().filter(corrects).any(|event| self.is_mine::<K>(event)) {
            return Vec::new();
        }
        let undone = undone(events);
        let unless_undone = |brought: &Brought<K::Life>| {
            let gone =
                self.is_mine::<K>(brought) || brought.batch.is_some_and(|batch| undone.contains(&batch));
            let event = brought.event.clone();
            if gone { Dated { what: taken_back::<K::Life>(NO_STEP), ..event } } else { event }
        };
        let without: CaseFile<K::Life> = folded(events.iter().map(unless_undone));
        match (K::row_of(left, &self.facts.kinds), K::row_of(&without, &self.facts.kinds)) {
            (Some(old), Some(row)) => {
                corrections::<K>((&old, &row), left, |told| is_new::<K>(told, left), self.facts.now)
            }
            _ => Vec::new(),
        }
    }

    fn is_mine<K: LedgerKind>(&self, brought: &Brought<K::Life>) -> bool {
        brought.batch == Some(self.batch)
    }
}

/// The imports whose steps were taken back: an import sends one command to a case, and its taking back another.
fn undone<L: Life>(events: &[Brought<L>]) -> HashSet<BatchId> {
    let mut first: HashMap<BatchId, CommandId> = HashMap::new();
    let batches = events.iter().filter_map(|brought| Some((brought.batch?, brought.command)));
    batches
        .filter(|(batch, command)| first.entry(*batch).or_insert(*command) != command)
        .map(|(batch, _)| batch)
        .collect()
}

/// The version that no step has: correcting it does nothing.
const NO_STEP: Version = Version(0);

fn folded<L: Life>(events: impl Iterator<Item = Dated<L::Event>>) -> CaseFile<L> {
    let mut file = CaseFile::default();
    events.for_each(|event| file.fold(event));
    file
}

/// The event that takes a step back.
fn taken_back<L: Life>(corrects: Version) -> L::Event {
    L::corrected(Correction { corrects, becomes: None, reason: None })
}
