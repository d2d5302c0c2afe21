//! An import taken back, by events: cases that it brought are void and their numbers free again; steps that it added
//! to other cases are taken back, the last one first.
use super::fire_hazards::FireHazards;
use super::kind::LedgerKind;
use super::petitions::Petitions;
use super::structures::IllegalStructures;
use crate::cases::any_file::AnyFile;
use crate::cases::case_file::Order;
use crate::cases::facts::Conduct;
use crate::cases::ids::{BatchId, CaseId, Version};
use crate::cases::occurred::{Dated, Moment, Occurred};
use crate::cases::words::CaseNumber;
use crate::commands::{AnyOrder, Numbering, OfficeDesk, Request, Step};
use crate::database::StorageError;
use crate::event_log::committer::CommitError;
use crate::event_log::{EventLog, RecordedEvent, fold, sql};
use serde::Serialize;
use std::collections::BTreeMap;

/// Cases that are taken back together.
const CHUNK: usize = 500;

/// What taking an import back did.
#[derive(Clone, Debug, Default, Serialize)]
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
pub async fn undo(desk: &OfficeDesk, batch: BatchId) -> Result<UndoReport, StorageError> {
    let mut report = UndoReport::default();
    let now = desk.store().source().now();
    let mut of_batch: BTreeMap<CaseId, Vec<Version>> = BTreeMap::new();
    for (case, version) in sql::of_batch(desk.store().db(), desk.office(), batch).await? {
        of_batch.entry(case).or_default().push(version);
    }
    let cases: Vec<_> = of_batch.keys().copied().collect();
    for cases in cases.chunks(CHUNK) {
        let mut files: BTreeMap<CaseId, (AnyFile, Vec<RecordedEvent>)> = BTreeMap::new();
        for event in desk.store().log().streams(desk.office(), cases).await? {
            let (file, events) = files.entry(event.stream).or_default();
            fold::fold(file, &event).map_err(|error| StorageError::BadRow {
                table: "events",
                row: format!("position {}", event.position),
                reason: error.to_string(),
            })?;
            events.push(event);
        }
        let requests = files.iter().filter_map(|(case, (file, events))| {
            let versions = of_batch.get(case)?;
            taking_back(*case, file, events, versions, now)
        });
        let answers = requests.map(|(number, taking)| async move {
            let answer = match taking {
                Taking::Void(request) => (true, desk.execute(request).await),
                Taking::Steps(request) => (false, desk.execute(request).await),
                Taking::Nothing => return (number, None),
                Taking::Impossible(reason) => {
                    return (number, Some((false, Err(Reason(reason)))));
                }
            };
            (
                number,
                Some((
                    answer.0,
                    answer.1.map_err(|error| {
                        Reason(match error {
                            CommitError::Refused(refused) => refused.to_string(),
                            error => error.to_string(),
                        })
                    }),
                )),
            )
        });
        for (number, answer) in futures_util::future::join_all(answers).await {
            match answer {
                None => report.unchanged += 1,
                Some((true, Ok(_))) => report.voided += 1,
                Some((false, Ok(_))) => report.taken_back += 1,
                Some((_, Err(Reason(reason)))) => report.refused.push((number, reason)),
            }
        }
    }
    Ok(report)
}

struct Reason(String);

enum Taking {
    Void(Request),
    Steps(Request),
    Nothing,
    Impossible(String),
}

fn taking_back(
    case: CaseId,
    file: &AnyFile,
    events: &[RecordedEvent],
    versions: &[Version],
    now: Moment,
) -> Option<(CaseNumber, Taking)> {
    let (number, void) = number_and_state(file)?;
    if void {
        return Some((number, Taking::Nothing));
    }
    let brought = versions.contains(&Version(1));
    if brought && events.len() > versions.len() {
        let reason = "other steps were added since; take those back first, or void the case";
        return Some((number, Taking::Impossible(reason.to_owned())));
    }
    let occurred = Occurred::Instant(now);
    if brought {
        let order = void_order(file, occurred)?;
        let step = Step { stream: case, order, numbering: Numbering::Release(number.clone()) };
        return Some((number, Taking::Void(Request { conduct: Conduct::Paper, steps: vec![step] })));
    }
    let still = steps_of(file);
    let mut steps = Vec::new();
    for version in versions.iter().rev().filter(|version| still.contains(version)) {
        let order = correct_order(file, occurred, *version)?;
        steps.push(Step::new(case, order));
    }
    if steps.is_empty() {
        return Some((number, Taking::Nothing));
    }
    Some((number, Taking::Steps(Request { conduct: Conduct::Paper, steps })))
}

fn number_and_state(file: &AnyFile) -> Option<(CaseNumber, bool)> {
    match file {
        AnyFile::Petition(file) => {
            Some((file.life().registration()?.number.clone(), file.life().voided().is_some()))
        }
        AnyFile::FireHazard(file) => Some((file.life().number.clone()?, file.life().voided.is_some())),
        AnyFile::IllegalStructure(file) => Some((file.life().number.clone()?, file.life().voided.is_some())),
        AnyFile::Blank | AnyFile::Series(_) | AnyFile::Office(_) => None,
    }
}

fn steps_of(file: &AnyFile) -> Vec<Version> {
    match file {
        AnyFile::Petition(file) => file.steps().map(|(version, _)| version).collect(),
        AnyFile::FireHazard(file) => file.steps().map(|(version, _)| version).collect(),
        AnyFile::IllegalStructure(file) => file.steps().map(|(version, _)| version).collect(),
        AnyFile::Blank | AnyFile::Series(_) | AnyFile::Office(_) => Vec::new(),
    }
}

fn void_order(file: &AnyFile, occurred: Occurred) -> Option<AnyOrder> {
    Some(match file {
        AnyFile::Petition(_) => Petitions::order(Dated { occurred, what: Order::Step(Petitions::void()) }),
        AnyFile::FireHazard(_) => {
            FireHazards::order(Dated { occurred, what: Order::Step(FireHazards::void()) })
        }
        AnyFile::IllegalStructure(_) => {
            IllegalStructures::order(Dated { occurred, what: Order::Step(IllegalStructures::void()) })
        }
        AnyFile::Blank | AnyFile::Series(_) | AnyFile::Office(_) => return None,
    })
}

fn correct_order(file: &AnyFile, occurred: Occurred, corrects: Version) -> Option<AnyOrder> {
    Some(match file {
        AnyFile::Petition(_) => {
            Petitions::order(Dated { occurred, what: Order::Correct { corrects, becomes: None } })
        }
        AnyFile::FireHazard(_) => {
            FireHazards::order(Dated { occurred, what: Order::Correct { corrects, becomes: None } })
        }
        AnyFile::IllegalStructure(_) => {
            IllegalStructures::order(Dated { occurred, what: Order::Correct { corrects, becomes: None } })
        }
        AnyFile::Blank | AnyFile::Series(_) | AnyFile::Office(_) => return None,
    })
}
