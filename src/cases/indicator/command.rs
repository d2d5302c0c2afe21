//! What can be asked of an indicator.
use super::{IndicatorId, Period, Told};
use serde::{Deserialize, Serialize};

/// A command to an indicator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum IndicatorCommand {
    /// Record what a source says: as it stood on a day, from which on it counts.
    RecordIndicator {
        /// The indicator, by an id of the office's own: `police.calls`.
        indicator: IndicatorId,
        /// The year, quarter or month.
        period: Period,
        /// What is told.
        told: Told,
    },
}

crate::command_names!(IndicatorCommand { RecordIndicator });
