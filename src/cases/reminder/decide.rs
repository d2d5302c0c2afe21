//! Whether somebody is told.
use super::command::ReminderCommand;
use super::event::{ReminderEvent, Stage};
use super::refusal::ReminderRefusal;
use super::state::ReminderLife;
use crate::cases::case_file::Life;
use crate::cases::facts::{Facts, Judge};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Moment};
use chrono::NaiveTime;

/// 工作时间: from when to when people are told something.
const BEGINS: NaiveTime = NaiveTime::from_hms_opt(8, 30, 0).expect("a time of day");
const ENDS: NaiveTime = NaiveTime::from_hms_opt(17, 30, 0).expect("a time of day");

impl Life for ReminderLife {
    const KIND: &'static str = "reminder";
    type Command = ReminderCommand;
    type Event = ReminderEvent;
    type Refusal = ReminderRefusal;

    fn decide(
        &self,
        command: &Dated<ReminderCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<ReminderEvent>, ReminderRefusal> {
        let (clock, due, stage, to) = match &command.what {
            ReminderCommand::RemindOfDeadline { clock, due, stage, to, .. } => (clock, *due, *stage, to),
            ReminderCommand::EscalateDeadline { clock, due, to, .. } => (clock, *due, Stage::Escalated, to),
        };
        if to.is_empty() {
            return Err(ReminderRefusal::Nobody);
        }
        if self.knows(clock, due, stage) {
            return Err(ReminderRefusal::SaidBefore(stage));
        }
        let facts = judge.facts();
        if !is_in_working_hours(facts.now, facts) {
            return Err(ReminderRefusal::NotInWorkingHours);
        }
        let nearest = Stage::of(due, facts.now.day(), &facts.calendar);
        if nearest.is_none_or(|nearest| nearest < stage) {
            return Err(ReminderRefusal::NotSoNear);
        }
        Ok(vec![match command.what.clone() {
            ReminderCommand::RemindOfDeadline { case, clock, due, stage, to } => {
                ReminderEvent::DeadlineReminded { case, clock, due, stage, to }
            }
            ReminderCommand::EscalateDeadline { case, clock, due, to } => {
                ReminderEvent::DeadlineEscalated { case, clock, due, to }
            }
        }])
    }

    fn admits(&self, step: &Dated<ReminderEvent>) -> Result<(), ReminderRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<ReminderEvent>) {
        self.take(version, step);
    }

    fn remember(&mut self, before: Self) {
        let unsaid = before.unsaid.into_iter().chain(before.said);
        self.unsaid = unsaid.filter(|once| !self.said.contains(once)).collect();
    }

    crate::records!(ReminderEvent { ReminderCorrected, ReminderIrregularityFound });

    fn command_of(event: &ReminderEvent) -> Option<ReminderCommand> {
        Some(match event.clone() {
            ReminderEvent::DeadlineReminded { case, clock, due, stage, to } => {
                ReminderCommand::RemindOfDeadline { case, clock, due, stage, to }
            }
            ReminderEvent::DeadlineEscalated { case, clock, due, to } => {
                ReminderCommand::EscalateDeadline { case, clock, due, to }
            }
            ReminderEvent::ReminderCorrected { .. } | ReminderEvent::ReminderIrregularityFound { .. } => {
                return None;
            }
        })
    }
}

fn is_in_working_hours(now: Moment, facts: &Facts) -> bool {
    facts.calendar.is_workday(now.day()) && (BEGINS..=ENDS).contains(&now.time())
}
