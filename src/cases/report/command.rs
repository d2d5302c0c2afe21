//! What can be asked of a publication.
use super::event::Publication;
use serde::{Deserialize, Serialize};

/// A command about a published report. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ReportCommand {
    /// 印发: say it.
    PublishReport {
        /// What is said.
        publication: Publication,
    },
    /// 撤回: it was wrong.
    WithdrawReport {},
}

crate::command_names!(ReportCommand { PublishReport, WithdrawReport });
