//! The clocks of a case: each period that the law or a paper set running, and when it was met.
use super::due::DueDate;
use super::occurred::Day;

/// One period of one case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// What it is for, in snake case: `inform_petitioner`, `conclude_petition`, `reinspect_hazard`.
    pub name: &'static str,
    /// Until when, and why.
    pub due: DueDate,
    /// The day on which it began to run.
    pub started: Day,
    /// The day on which what it waits for was done, or on which it stopped to matter.
    pub ended: Option<Day>,
}
