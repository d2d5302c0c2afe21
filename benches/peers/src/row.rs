//! The one view: the row a petition has in the case list.
use cqrs_es::{EventEnvelope, View};
use serde::{Deserialize, Serialize};

use crate::petition::{Channel, Event, Petition, Stage};

/// What the case list shows of one petition.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PetitionRow {
    stage: Stage,
    channel: Option<Channel>,
    committee: u32,
    heads: u32,
    department: Option<u32>,
    due_by: String,
    extended: bool,
}

impl View<Petition> for PetitionRow {
    fn update(&mut self, event: &EventEnvelope<Petition>) {
        let due = match &event.payload {
            Event::Registered { channel, committee, heads, due, .. } => {
                self.stage = Stage::Registered;
                self.channel = Some(*channel);
                self.committee = *committee;
                self.heads = *heads;
                due
            }
            Event::Accepted { due, .. } => {
                self.stage = Stage::Accepted;
                due
            }
            Event::Extended { due, .. } => {
                self.extended = true;
                due
            }
            Event::Assigned { department, due, .. } => {
                self.department = Some(*department);
                due
            }
            Event::Closed { due, .. } => {
                self.stage = Stage::Closed;
                due
            }
        };
        self.due_by.clone_from(&due.by);
    }
}
