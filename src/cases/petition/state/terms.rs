//! The periods that the law set running in one petition, by the rule that set each.
use crate::cases::clocks::Clock;
use crate::cases::due::DueDate;
use crate::cases::occurred::Day;
use crate::cases::statutes::Rule;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Term {
    due: DueDate,
    started: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Day>,
}

/// All periods of a petition, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Terms(Vec<Term>);

pub(super) const CONCLUSION: &[Rule] = &[Rule::ConcludePetition, Rule::SimplifiedConclusion];
pub(super) const APPEAL: &[Rule] = &[Rule::RequestReview, Rule::RequestFinalReview];
pub(super) const DECISION: &[Rule] = &[Rule::DecideReview, Rule::DecideFinalReview];

impl Terms {
    pub(super) fn start(&mut self, due: DueDate, day: Day) {
        self.0.push(Term { due, started: day, ended: None });
    }

    /// Those of `rules` that still run were met, or stopped to matter.
    pub(super) fn end(&mut self, rules: &[Rule], day: Day) {
        for term in self.0.iter_mut().filter(|term| rules.contains(&term.due.rule)) {
            term.ended.get_or_insert(day);
        }
    }

    pub(super) fn end_all(&mut self, day: Day) {
        for term in &mut self.0 {
            term.ended.get_or_insert(day);
        }
    }

    /// The latest of `rules` runs again, as if it had not ended.
    pub(super) fn restart(&mut self, rules: &[Rule]) {
        if let Some(term) = self.0.iter_mut().rev().find(|term| rules.contains(&term.due.rule)) {
            term.ended = None;
        }
    }

    /// The one of `rules` that runs is due at another time.
    pub(super) fn move_due(&mut self, rules: &[Rule], due: &DueDate) {
        if let Some(term) = self.0.iter_mut().rev().find(|term| rules.contains(&term.due.rule)) {
            term.due = due.clone();
        }
    }

    /// The same term, counted again.
    pub(super) fn recount(&mut self, due: &DueDate) {
        if let Some(term) = self.0.iter_mut().find(|term| term.due.is_same_term(due)) {
            term.due = due.clone();
        }
    }

    /// Whether `due` is one of these terms, perhaps counted by another calendar.
    pub(super) fn knows(&self, due: &DueDate) -> bool {
        self.0.iter().any(|term| term.due.is_same_term(due))
    }

    /// All of them, whether they run or ended: in time or late may depend on a calendar that is yet to come.
    pub(super) fn all(&self) -> impl Iterator<Item = &DueDate> {
        self.0.iter().map(|term| &term.due)
    }

    /// By when the one of `rules` that runs is due.
    pub(super) fn running(&self, rules: &[Rule]) -> Option<&DueDate> {
        let running = self.0.iter().rev().find(|term| term.ended.is_none() && rules.contains(&term.due.rule));
        running.map(|term| &term.due)
    }

    /// All of them as clocks. While the petition is suspended its conclusion waits for no clock.
    pub(super) fn clocks(&self, suspended: bool) -> Vec<Clock> {
        let rests = |term: &Term| suspended && term.ended.is_none() && CONCLUSION.contains(&term.due.rule);
        let terms = self.0.iter().filter(|term| !rests(term));
        terms
            .map(|term| Clock {
                name: name(term.due.rule),
                due: term.due.clone(),
                started: term.started,
                ended: term.ended,
            })
            .collect()
    }
}

const fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::InformPetitioner => "inform_petitioner",
        Rule::ReturnForwarded => "return_forwarded",
        Rule::RequestReview => "request_review",
        Rule::DecideReview => "decide_review",
        Rule::RequestFinalReview => "request_final_review",
        Rule::DecideFinalReview => "decide_final_review",
        _ => "conclude_petition",
    }
}
