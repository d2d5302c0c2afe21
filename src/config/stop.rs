//! `[stop]`
use super::Span;
use serde::{Deserialize, Serialize};

/// How the program ends when it is told to.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stop {
    /// How long it still takes requests after `/health/ready` says no, so that a load balancer can turn away.
    pub notice: Option<Span>,
    /// How long requests that are under way may take to end.
    pub limit: Span,
}

impl Default for Stop {
    fn default() -> Self {
        Self { notice: None, limit: Span::seconds(30) }
    }
}
