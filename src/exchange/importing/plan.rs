//! What a row adds to what the log has.
use super::kind::{ComparedCell, LedgerKind, Told};
use crate::cases::case_file::{CaseFile, Life, Order, Refusal};
use crate::cases::fact::Fact;
use crate::cases::facts::Facts;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Moment};
use crate::exchange::ledgers::{Column, RawRow, Refused};

/// A command with the column to name when it is refused.
type Ordered<L> = (Column, Dated<Order<<L as Life>::Command>>);

/// The commands that a row adds, each with the column to name when it is refused.
pub(super) struct Plan<K: LedgerKind> {
    pub(super) orders: Vec<Ordered<K::Life>>,
}

/// Compares the row with the case's file, if there is one, and says what it adds.
///
/// # Errors
/// When a cell changed that may not change.
pub(super) fn plan<K: LedgerKind>(
    raw: &RawRow,
    row: &K::Row,
    file: Option<&CaseFile<K::Life>>,
    (as_correction, now): (bool, Moment),
) -> Result<Plan<K>, Box<Refused>> {
    let Some(file) = file else {
        let orders = K::steps(row).into_iter().map(step).collect();
        return Ok(Plan { orders });
    };
    let Some(old) = K::row_of(file) else {
        return Err(Box::new(raw.refuse(
            Some(K::LEDGER.number()),
            "number_used",
            "the number is another case's",
        )));
    };
    let changed = changed_cells::<K>(&old, row, file);
    if !as_correction && let Some(cell) = changed.first() {
        return Err(Box::new(raw.refuse(Some(cell.column), "changed", reason(cell))));
    }
    let mut orders = Vec::new();
    for told in K::steps(row) {
        let there = latest(file, told.event_type);
        let goes_on = K::goes_on(&old, row, told.event_type);
        match there {
            None => orders.push(step(told)),
            Some(_) if goes_on => orders.push(step(told)),
            Some(corrects) if changed.iter().any(|cell| cell.event_type == told.event_type) => {
                orders.push(correction(told, corrects, now));
            }
            Some(_) => {}
        }
    }
    if as_correction {
        let told: Vec<_> = K::steps(row).iter().map(|told| told.event_type).collect();
        // A step that the corrected row no longer tells is taken back, the last one first.
        let mut gone: Vec<_> = changed.iter().filter(|cell| !told.contains(&cell.event_type)).collect();
        gone.dedup_by_key(|cell| cell.event_type);
        for cell in gone.into_iter().rev() {
            if let Some(corrects) = latest(file, cell.event_type) {
                orders.push((cell.column, Dated::at(now, Order::Correct { corrects, becomes: None })));
            }
        }
    }
    Ok(Plan { orders })
}

fn step<C>(told: Told<C>) -> (Column, Dated<Order<C>>) {
    let Dated { occurred, what } = told.command;
    (told.column, Dated { occurred, what: Order::Step(what) })
}

fn correction<C>(told: Told<C>, corrects: Version, now: Moment) -> (Column, Dated<Order<C>>) {
    (told.column, Dated::at(now, Order::Correct { corrects, becomes: Some(Box::new(told.command)) }))
}

fn latest<L: Life>(file: &CaseFile<L>, event_type: &str) -> Option<Version> {
    file.steps().filter(|(_, step)| step.what.event_type() == event_type).map(|(version, _)| version).last()
}

/// Cells that say something else than the log, where the log says something: a step that is not taken yet is no
/// change, nor is one that goes on.
fn changed_cells<K: LedgerKind>(old: &K::Row, new: &K::Row, file: &CaseFile<K::Life>) -> Vec<ComparedCell> {
    let pairs = K::cells(old).into_iter().zip(K::cells(new));
    pairs
        .filter(|(was, is)| {
            was.value != is.value
                && latest(file, is.event_type).is_some()
                && !K::goes_on(old, new, is.event_type)
        })
        .map(|(_, is)| is)
        .collect()
}

fn reason(cell: &ComparedCell) -> String {
    let now = cell.value.as_deref().unwrap_or("empty");
    format!(
        "{} says something else than the log ({now} now); import with --as-correction if the log is wrong",
        cell.column.name()
    )
}

/// Takes the orders on a copy of the file, so that the one that is refused is known before anything is sent.
///
/// # Errors
/// The row's refusal, naming the column of the step that was refused.
pub(super) fn rehearse<K: LedgerKind>(
    raw: &RawRow,
    plan: &Plan<K>,
    file: Option<&CaseFile<K::Life>>,
    facts: &Facts,
) -> Result<u64, Box<Refused>> {
    let mut file = file.cloned().unwrap_or_default();
    let mut irregular = 0;
    for (column, order) in &plan.orders {
        let events = file
            .decide(order, facts)
            .map_err(|refusal| Box::new(raw.refuse(Some(*column), refusal.key(), refusal.to_string())))?;
        for event in events {
            irregular += u64::from(event.what.event_type().ends_with("IrregularityFound"));
            file.fold(event);
        }
    }
    Ok(irregular)
}
