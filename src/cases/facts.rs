//! What a decision may know besides the case itself: looked up before, never inside.
use super::declared::Kinds;
use super::file_hash::FileHash;
use super::ids::Version;
use super::occurred::Day;
use super::occurred::Moment;
use super::paper::Tellings;
use super::statutes::{Rule, Statute};
use super::words::Committee;
use super::workdays::Calendar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a command is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conduct {
    /// Somebody acts now: what the law forbids is refused.
    Live,
    /// Paper tells what was done: what the law forbids is recorded, with an irregularity.
    Paper,
}

/// What is known when a command is decided.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The moment of the decision.
    pub now: Moment,
    /// Whether somebody acts, or paper tells.
    pub conduct: Conduct,
    /// Working days and holidays, as known now.
    pub calendar: Arc<Calendar>,
    /// The office's committees.
    pub committees: Arc<BTreeSet<Committee>>,
    /// The declared kinds of cases.
    pub kinds: Arc<Kinds>,
    /// The files among those that are named which are stored, and which whoever acts may attach.
    pub stored: Arc<BTreeSet<FileHash>>,
    /// How many events the case has that is named beside its own stream.
    pub case_version: Version,
    /// The steps of that case of which official papers can tell.
    pub tellings: Arc<Tellings>,
}

impl Facts {
    /// The same, as paper tells it.
    #[must_use]
    pub fn as_paper(&self) -> Self {
        Self { conduct: Conduct::Paper, ..self.clone() }
    }

    /// Whether the office has the committee, where one is named.
    #[must_use]
    pub fn is_known(&self, committee: Option<&Committee>) -> bool {
        committee.is_none_or(|name| self.committees.contains(name))
    }
}

/// A step that was taken although the law forbade it, found in imported history; the auditor's to read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Irregularity {
    /// The rule that was broken.
    pub rule: Rule,
    /// The statute in force then.
    pub statute: Statute,
    /// Its article.
    pub article: u16,
}

/// A live command that the law forbids.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{statute:?} article {article} forbids it: {rule:?}")]
pub struct Unlawful {
    /// The rule.
    pub rule: Rule,
    /// The statute in force on the day.
    pub statute: Statute,
    /// Its article.
    pub article: u16,
}

/// Judges the lawfulness of one command's steps, and collects what paper did wrong.
#[derive(Debug)]
pub struct Judge<'a> {
    facts: &'a Facts,
    found: Vec<Irregularity>,
}

impl<'a> Judge<'a> {
    /// A judge for one command.
    #[must_use]
    pub const fn new(facts: &'a Facts) -> Self {
        Self { facts, found: Vec::new() }
    }

    /// What is known.
    #[must_use]
    pub const fn facts(&self) -> &'a Facts {
        self.facts
    }

    /// Demands that `rule` was kept on `day`.
    ///
    /// # Errors
    /// When it was not and the command is live; paper gets an irregularity instead.
    pub fn demand(&mut self, kept: bool, rule: Rule, day: Day) -> Result<(), Unlawful> {
        if kept {
            return Ok(());
        }
        let in_force = rule.on(day);
        let (statute, article) = (in_force.statute, in_force.article);
        match self.facts.conduct {
            Conduct::Live => Err(Unlawful { rule, statute, article }),
            Conduct::Paper => {
                self.found.push(Irregularity { rule, statute, article });
                Ok(())
            }
        }
    }

    /// Demands of who acts now what paper may leave unsaid: that is no irregularity.
    ///
    /// # Errors
    /// When somebody acts and does not say it.
    pub fn demand_said(&mut self, said: bool, rule: Rule, day: Day) -> Result<(), Unlawful> {
        self.demand(said || self.facts.conduct == Conduct::Paper, rule, day)
    }

    /// The irregularities found.
    #[must_use]
    pub fn into_irregularities(self) -> Vec<Irregularity> {
        self.found
    }
}
