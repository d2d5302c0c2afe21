//! A petition reduced to the four commands of a usual life; its events are as large as anjuan's.
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

/// Where a petition stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has registered it.
    #[default]
    Unknown,
    /// It has come in.
    Registered,
    /// The office has taken it up.
    Accepted,
    /// It is over.
    Closed,
}

/// How it came to the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By letter.
    Letter,
    /// In person.
    Visit,
    /// By telephone.
    Hotline,
    /// Over the network.
    Online,
}

/// A day something has to be done by, and the rule that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day.
    pub by: String,
    /// The number of days allowed.
    pub days: u16,
    /// The rule they come from.
    pub rule: String,
    /// Its article.
    pub article: u16,
    /// The working-day calendar they were counted in.
    pub calendar: String,
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// Write down that it came in.
    Register {
        /// How it came.
        channel: Channel,
        /// The neighbourhood committee it concerns.
        committee: u32,
        /// How many people signed.
        heads: u32,
    },
    /// Take it up.
    Accept,
    /// Allow more days.
    Extend {
        /// How many more.
        days: u16,
    },
    /// Give it to a department.
    Assign {
        /// Which one.
        department: u32,
    },
    /// End it.
    Close,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It came in.
    Registered {
        channel: Channel,
        committee: u32,
        heads: u32,
        matter: u32,
        area: String,
        occurred: String,
        due: Due,
    },
    /// It was taken up.
    Accepted { basis: u32, handler: String, joint: bool, occurred: String, due: Due },
    /// More days were allowed.
    Extended { days: u16, reason: u32, approved_by: String, occurred: String, due: Due },
    /// A department was charged with it.
    Assigned { department: u32, handler: String, round: u16, occurred: String, due: Due },
    /// It ended.
    Closed { outcome: u32, satisfied: bool, days_used: u16, handler: String, occurred: String, due: Due },
}

impl DomainEvent for Event {
    fn event_type(&self) -> String {
        match self {
            Self::Registered { .. } => "PetitionRegistered",
            Self::Accepted { .. } => "PetitionAccepted",
            Self::Extended { .. } => "PetitionExtended",
            Self::Assigned { .. } => "PetitionAssigned",
            Self::Closed { .. } => "PetitionClosed",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

/// Why a command is not carried out.
#[derive(Debug, thiserror::Error)]
#[error("a petition that is {0:?} does not allow this")]
pub struct Refusal(Stage);

/// What is known of one petition.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Petition {
    stage: Stage,
    days: u16,
}

impl Petition {
    fn decide(&self, command: &Command) -> Result<Event, Refusal> {
        let occurred = "2026-03-02".to_owned();
        match (self.stage, command) {
            (Stage::Unknown, &Command::Register { channel, committee, heads }) => Ok(Event::Registered {
                channel,
                committee,
                heads,
                matter: 1_204,
                area: "310105-012-004".to_owned(),
                occurred,
                due: due(15),
            }),
            (Stage::Registered, Command::Accept) => {
                Ok(Event::Accepted { basis: 22, handler: handler(), joint: false, occurred, due: due(60) })
            }
            (Stage::Accepted, &Command::Extend { days }) => {
                let due = due(self.days + days);
                Ok(Event::Extended { days, reason: 7, approved_by: handler(), occurred, due })
            }
            (Stage::Accepted, &Command::Assign { department }) => Ok(Event::Assigned {
                department,
                handler: handler(),
                round: 1,
                occurred,
                due: due(self.days),
            }),
            (Stage::Accepted, Command::Close) => Ok(Event::Closed {
                outcome: 3,
                satisfied: true,
                days_used: 41,
                handler: handler(),
                occurred,
                due: due(self.days),
            }),
            (stage, _) => Err(Refusal(stage)),
        }
    }
}

impl Aggregate for Petition {
    const TYPE: &'static str = "petition";
    type Command = Command;
    type Event = Event;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: Command,
        _services: &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        let event = self.decide(&command)?;
        sink.write(event, self).await;
        Ok(())
    }

    fn apply(&mut self, event: Event) {
        let (stage, due) = match event {
            Event::Registered { due, .. } => (Stage::Registered, due),
            Event::Accepted { due, .. } | Event::Extended { due, .. } | Event::Assigned { due, .. } => {
                (Stage::Accepted, due)
            }
            Event::Closed { due, .. } => (Stage::Closed, due),
        };
        self.stage = stage;
        self.days = due.days;
    }
}

fn due(days: u16) -> Due {
    Due {
        by: "2026-05-01".to_owned(),
        days,
        rule: "petition-regulation-2022".to_owned(),
        article: 33,
        calendar: "china-2026-1".to_owned(),
    }
}

fn handler() -> String {
    "0198a1f2-7c3d-7e11-9a52-3f0c5d6e7b81".to_owned()
}
