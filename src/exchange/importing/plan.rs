//! What a row adds to what the log has.
use super::kind::{LedgerKind, Told};
use crate::cases::case_file::{CaseFile, Life, Order};
use crate::cases::declared::Kinds;
use crate::cases::fact::Fact;
use crate::cases::facts::Facts;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Moment};
use crate::exchange::ledgers::{Column, RawRow, Refused};

/// A command that a row adds, and the column to name when it is refused.
pub(super) type Planned<K> = (Column, Dated<Order<<<K as LedgerKind>::Life as Life>::Command>>);

/// Compares the row with the case's file, if there is one, and says what it adds.
///
/// # Errors
/// When a cell changed that may not change.
pub(super) fn plan<K: LedgerKind>(
    raw: &RawRow,
    row: &K::Row,
    file: Option<&CaseFile<K::Life>>,
    (as_correction, now): (bool, Moment),
    kinds: &Kinds,
) -> Result<Vec<Planned<K>>, Box<Refused>> {
    let Some(file) = file else {
        return Ok(K::steps(row).into_iter().map(step).collect());
    };
    let Some(old) = K::row_of(file, kinds) else {
        return Err(Box::new(raw.refuse(
            Some(raw.ledger.number()),
            "number_used",
            "the number is another case's",
        )));
    };
    if as_correction {
        let further = |told: &_| is_further::<K>(&old, row, told, file);
        return Ok(corrections::<K>((&old, row), file, further, now));
    }
    if let Some(column) = changed_cell::<K>(&old, row, file) {
        return Err(Box::new(raw.refuse(Some(column), "changed", reason(raw, column))));
    }
    let told = K::further(&old, row).into_iter();
    Ok(told.filter(|told| is_further::<K>(&old, row, told, file)).map(step).collect())
}

/// What makes the log say what `row` says instead of `old`; which of its steps are `further` ones. A step that the row tells otherwise is corrected; one that
/// it tells no more is taken back, the last one first; and where it tells a step before others that are there, those
/// are taken back and taken again.
pub(super) fn corrections<K: LedgerKind>(
    (old, row): (&K::Row, &K::Row),
    file: &CaseFile<K::Life>,
    further: impl Fn(&Told<<K::Life as Life>::Command>) -> bool,
    now: Moment,
) -> Vec<Planned<K>> {
    let (was, told) = (K::further(old, old), K::further(old, row));
    let anew = (0..told.len())
        .find(|at| further(&told[*at]) && told[at + 1..].iter().any(|later| !further(later)))
        .unwrap_or(told.len());
    let gone = was.iter().filter(|was| told.iter().all(|told| told.event_type != was.event_type));
    let back = |told: &Told<_>| {
        let corrects = latest::<K>(file, told.event_type)?;
        Some((told.column, Dated::at(now, Order::Correct { corrects, becomes: None, reason: None })))
    };
    let mut orders: Vec<Planned<K>> =
        told[anew..].iter().rev().filter(|told| !further(told)).filter_map(back).collect();
    orders.extend(gone.rev().filter_map(back));
    let same = |told: &Told<<K::Life as Life>::Command>| {
        was.iter().any(|was| was.event_type == told.event_type && was.command == told.command)
    };
    let (mut again, mut steps) = (Vec::new(), Vec::new());
    for (at, told) in told.iter().enumerate() {
        match latest::<K>(file, told.event_type) {
            Some(corrects) if at < anew && !further(told) => {
                if !same(told) {
                    let becomes = Some(Box::new(told.command.clone()));
                    again.push((
                        told.column,
                        Dated::at(now, Order::Correct { corrects, becomes, reason: None }),
                    ));
                }
            }
            _ => steps.push(step(told.clone())),
        }
    }
    orders.extend(again);
    orders.extend(steps);
    orders
}

/// Whether the row's step is not taken yet, or goes on from the one that was.
fn is_further<K: LedgerKind>(
    old: &K::Row,
    row: &K::Row,
    told: &Told<<K::Life as Life>::Command>,
    file: &CaseFile<K::Life>,
) -> bool {
    is_new::<K>(told, file) || K::goes_on(old, row, told.event_type)
}

/// Whether no such step is taken yet.
pub(super) fn is_new<K: LedgerKind>(
    told: &Told<<K::Life as Life>::Command>,
    file: &CaseFile<K::Life>,
) -> bool {
    latest::<K>(file, told.event_type).is_none()
}

fn step<C>(told: Told<C>) -> (Column, Dated<Order<C>>) {
    let Dated { occurred, what } = told.command;
    (told.column, Dated { occurred, what: Order::Step(what) })
}

fn latest<K: LedgerKind>(file: &CaseFile<K::Life>, event_type: &str) -> Option<Version> {
    file.steps().filter(|(_, step)| K::step_of(&step.what) == event_type).map(|(version, _)| version).last()
}

/// The first cell that says something else than the log, where the log says something: a step that is not taken yet
/// is no change, nor is one that goes on.
fn changed_cell<K: LedgerKind>(old: &K::Row, new: &K::Row, file: &CaseFile<K::Life>) -> Option<Column> {
    let mut pairs = K::cells(old).into_iter().zip(K::cells(new));
    let changed = pairs.find(|(was, is)| {
        was.value != is.value
            && latest::<K>(file, is.event_type).is_some()
            && !K::goes_on(old, new, is.event_type)
            && !K::is_told_later(old, new, is.column)
    });
    changed.map(|(_, is)| is.column)
}

fn reason(raw: &RawRow, column: Column) -> String {
    let day = || raw.day(column).ok().flatten().map(|day| day.to_string());
    let says = match raw.text(column).ok().flatten().or_else(day) {
        Some(text) => format!("says '{text}'"),
        None => "is empty".to_owned(),
    };
    let name = column.name();
    format!("{name} {says}, and the log something else; import with --as-correction if the log is wrong")
}

/// Orders that were rehearsed, in the order in which they can be carried out.
pub(super) struct Rehearsed<K: LedgerKind> {
    pub(super) orders: Vec<Planned<K>>,
    /// Steps among them that the law would have refused.
    pub(super) irregular: u64,
}

/// Takes the orders on a copy of the file, so that the one that is refused is known before anything is sent. Corrections
/// may need another order than the columns have: two days that move to later ones do so from the last.
///
/// # Errors
/// The first refusal, and the column of what was refused.
pub(super) fn rehearse<K: LedgerKind>(
    mut orders: Vec<Planned<K>>,
    file: Option<&CaseFile<K::Life>>,
    facts: &Facts,
) -> Result<Rehearsed<K>, (Column, <K::Life as Life>::Refusal)> {
    let mut file = file.cloned().unwrap_or_default();
    let mut rehearsed = Rehearsed { orders: Vec::with_capacity(orders.len()), irregular: 0 };
    while !orders.is_empty() {
        let (at, events) = next_possible(&orders, &file, facts)?;
        for event in events {
            rehearsed.irregular += u64::from(event.what.event_type().ends_with("IrregularityFound"));
            file.fold(event);
        }
        rehearsed.orders.push(orders.remove(at));
    }
    Ok(rehearsed)
}

type Next<L> = (usize, Vec<Dated<<L as Life>::Event>>);

/// The first order, or of several corrections the first that is possible now.
fn next_possible<L: Life>(
    orders: &[(Column, Dated<Order<L::Command>>)],
    file: &CaseFile<L>,
    facts: &Facts,
) -> Result<Next<L>, (Column, L::Refusal)> {
    let corrects = |(_, order): &&(Column, Dated<Order<_>>)| matches!(order.what, Order::Correct { .. });
    let most = orders.iter().take_while(corrects).count().max(1);
    let mut refused = None;
    for (at, (column, order)) in orders.iter().take(most).enumerate() {
        match file.decide(order, facts) {
            Ok(events) => return Ok((at, events)),
            Err(refusal) => refused = refused.or(Some((*column, refusal))),
        }
    }
    refused.map_or(Ok((0, Vec::new())), Err)
}
