//! 案卷: a case as the fold of its events. Every kind of case is a [`Life`]; a [`CaseFile`] adds what all share:
//! a journal of its steps, corrections that name the step they correct, and the order in which steps are possible.
mod correcting;
mod refusal;

use super::fact::Fact;
use super::facts::{Conduct, Facts, Irregularity, Judge};
use super::ids::Version;
use super::occurred::{Dated, Day};
use super::personal::as_it_stood;
use correcting::Told;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

pub use refusal::{Impossible, Refusal};

/// What a command asks of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Order<C> {
    /// Take a step of the case's life.
    Step(C),
    /// Correct an earlier step: as it should have been, or not at all.
    Correct {
        /// The version of the step.
        corrects: Version,
        /// The step as it should have been recorded; none takes it back.
        becomes: Option<Box<Dated<C>>>,
        /// Why, as whoever corrects says.
        reason: Option<CorrectionReason>,
    },
}

/// What a correction says: the step it names now reads so, or never was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(bound = "E: Fact")]
pub struct Correction<E> {
    /// The version of the corrected step.
    pub corrects: Version,
    /// The step as it should have been recorded; none takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Box<Dated<E>>>,
    /// Why; none where an import or a program corrected, or where it follows from another correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CorrectionReason>,
}

/// 更正原因: why a step was recorded otherwise than it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionReason {
    /// 录入错误: it was typed wrongly.
    Mistyped,
    /// 与原件不符: the paper says otherwise.
    PaperDiffers,
    /// 事后查明: what was so came to light later.
    FoundLater,
    /// 误记于本案: it belongs to another case.
    OtherCase,
    /// 重复记录: it was recorded twice.
    RecordedTwice,
    /// 复核决定: a review decided that it was otherwise.
    DecidedOnReview,
}

impl CorrectionReason {
    /// Every reason, with its code.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Mistyped, "mistyped"),
        (Self::PaperDiffers, "paper_differs"),
        (Self::FoundLater, "found_later"),
        (Self::OtherCase, "other_case"),
        (Self::RecordedTwice, "recorded_twice"),
        (Self::DecidedOnReview, "decided_on_review"),
    ];
}

impl FromStr for CorrectionReason {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|(_, known)| *known == code).map(|(reason, _)| reason).ok_or(())
    }
}

/// Why a case is void: it stays in the log, counts nowhere, and its number is said to be void.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoidReason {
    /// It was registered or found in error.
    InError,
    /// It is the same as another case.
    Duplicate,
    /// The import that brought it was taken back; its number is free again.
    ImportUndone,
}

/// The life of one kind of case. Everything in it is pure.
pub trait Life:
    Default + Clone + PartialEq + fmt::Debug + Serialize + serde::de::DeserializeOwned + Send + Sync + 'static
{
    /// The kind, as streams of it are named.
    const KIND: &'static str;
    /// Commands, imperative.
    type Command: Clone + PartialEq + fmt::Debug + Serialize + Send + Sync + 'static;
    /// Events, in the past tense.
    type Event: Fact;
    /// Reasons to refuse.
    type Refusal: Refusal;

    /// Which events follow from the command. Guard clauses first, events last. What the law forbids goes through
    /// `judge`; what is impossible is refused here or by [`Life::admits`].
    ///
    /// # Errors
    /// The reason why the command is refused.
    fn decide(
        &self,
        command: &Dated<Self::Command>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// Whether `step` can follow this life so far: in the right order, not before what it follows.
    ///
    /// # Errors
    /// Why it cannot.
    fn admits(&self, step: &Dated<Self::Event>) -> Result<(), Self::Refusal>;

    /// Takes the step in, without any rule.
    fn apply(&mut self, version: Version, step: &Dated<Self::Event>);

    /// After a correction, notes what was so before and is not any more, where rows are named by it and must say so.
    fn remember(&mut self, _before: Self) {}

    /// The event that records a correction.
    fn corrected(correction: Correction<Self::Event>) -> Self::Event;

    /// The correction that the event records, if it is one.
    fn correction(event: &Self::Event) -> Option<&Correction<Self::Event>>;

    /// The event that records an irregularity.
    fn irregular(irregularity: Irregularity) -> Self::Event;

    /// The irregularity that the event records, if it does.
    fn irregularity(event: &Self::Event) -> Option<&Irregularity>;

    /// The command from which the step followed, with what is personal kept as it stands: a correction decides the
    /// steps after the corrected one again. None for what is no step: a correction or an irregularity.
    fn command_of(event: &Self::Event) -> Option<Self::Command>;
}

/// The one event that follows by `decide`. What cannot be is said before what may not be, so that nobody is told to
/// cure the wrong thing: a live step is first decided as if paper told it, and has to be possible.
///
/// # Errors
/// Why nothing follows.
pub(super) fn possible_then_lawful<L: Life>(
    life: &L,
    command: &Dated<L::Command>,
    judge: &mut Judge<'_>,
    decide: impl Fn(&L, &Dated<L::Command>, &mut Judge<'_>) -> Result<L::Event, L::Refusal>,
) -> Result<Vec<L::Event>, L::Refusal> {
    if judge.facts().conduct == Conduct::Live {
        let what = decide(life, command, &mut Judge::new(&judge.facts().as_paper()))?;
        life.admits(&Dated { occurred: command.occurred, what })?;
    }
    Ok(vec![decide(life, command, judge)?])
}

/// The parts of a [`Life`] that say which of its events record corrections and irregularities.
#[macro_export]
#[doc(hidden)]
macro_rules! records {
    ($event:ident { $corrected:ident, $irregular:ident }) => {
        fn corrected(correction: $crate::cases::case_file::Correction<$event>) -> $event {
            $event::$corrected { correction }
        }

        fn correction(event: &$event) -> Option<&$crate::cases::case_file::Correction<$event>> {
            match event {
                $event::$corrected { correction } => Some(correction),
                _ => None,
            }
        }

        fn irregular(irregularity: $crate::cases::facts::Irregularity) -> $event {
            $event::$irregular { irregularity }
        }

        fn irregularity(event: &$event) -> Option<&$crate::cases::facts::Irregularity> {
            match event {
                $event::$irregular { irregularity } => Some(irregularity),
                _ => None,
            }
        }
    };
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Entry<E> {
    version: Version,
    step: Dated<E>,
}

/// A case of one kind: its life so far, its version and the journal of its steps as they now read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound = "L: Life")]
pub struct CaseFile<L: Life> {
    version: Version,
    life: L,
    journal: Vec<Entry<L::Event>>,
}

impl<L: Life> Default for CaseFile<L> {
    fn default() -> Self {
        Self { version: Version::default(), life: L::default(), journal: Vec::new() }
    }
}

impl<L: Life> CaseFile<L> {
    /// How many events it has.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The life so far, corrections taken in.
    pub const fn life(&self) -> &L {
        &self.life
    }

    /// The steps as they now read, oldest first, corrections taken in.
    pub fn steps(&self) -> impl Iterator<Item = (Version, &Dated<L::Event>)> {
        self.journal.iter().map(|entry| (entry.version, &entry.step))
    }

    /// The case as it was on the evening of `day`, by all that is in it now: without the steps that happened later.
    #[must_use]
    pub fn as_of(&self, day: Day) -> Self {
        let mut then = Self { version: self.version, ..Self::default() };
        for entry in self.journal.iter().filter(|entry| entry.step.day() <= day) {
            then.life.apply(entry.version, &entry.step);
            then.journal.push(entry.clone());
        }
        then
    }

    /// Takes one event in.
    pub fn fold(&mut self, event: Dated<L::Event>) {
        self.version = self.version.next();
        if let Some(correction) = L::correction(&event.what) {
            let Correction { corrects, becomes, .. } = correction.clone();
            self.amend(corrects, becomes.map(|step| *step));
        } else {
            self.life.apply(self.version, &event);
            self.journal.push(Entry { version: self.version, step: event });
        }
    }

    fn amend(&mut self, corrects: Version, becomes: Option<Dated<L::Event>>) {
        let Some(at) = self.position(corrects) else { return };
        match becomes {
            Some(Dated { occurred, what }) => {
                let what = as_it_stood(what, &self.journal[at].step.what);
                self.journal[at].step = Dated { occurred, what };
            }
            None => {
                self.journal.remove(at);
            }
        }
        let before = std::mem::take(&mut self.life);
        for Entry { version, step } in &self.journal {
            self.life.apply(*version, step);
        }
        self.life.remember(before);
    }

    fn position(&self, version: Version) -> Option<usize> {
        self.journal.iter().position(|entry| entry.version == version)
    }

    /// Which events follow from the command.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn decide(
        &self,
        order: &Dated<Order<L::Command>>,
        facts: &Facts,
    ) -> Result<Vec<Dated<L::Event>>, L::Refusal> {
        if order.occurred.is_after(facts.now) {
            return Err(Impossible::InTheFuture.into());
        }
        let occurred = order.occurred;
        match &order.what {
            Order::Step(command) => self.step(&Dated { occurred, what: command.clone() }, facts),
            Order::Correct { corrects, becomes, reason } => {
                let told =
                    Told { occurred, corrects: *corrects, becomes: becomes.as_deref(), reason: *reason };
                correcting::correct(self, &told, facts)
            }
        }
    }

    fn step(&self, command: &Dated<L::Command>, facts: &Facts) -> Result<Vec<Dated<L::Event>>, L::Refusal> {
        let mut judge = Judge::new(facts);
        let occurred = command.occurred;
        let dated = |what| Dated { occurred, what };
        let mut events: Vec<_> = self.life.decide(command, &mut judge)?.into_iter().map(dated).collect();
        match events.as_slice() {
            [] => {}
            [only] => self.life.admits(only)?,
            [first, rest @ ..] => {
                let mut life = self.life.clone();
                life.admits(first)?;
                life.apply(self.version.next(), first);
                for (event, ahead) in rest.iter().zip(2..) {
                    life.admits(event)?;
                    life.apply(Version(self.version.0 + ahead), event);
                }
            }
        }
        events.extend(judge.into_irregularities().into_iter().map(L::irregular).map(dated));
        Ok(events)
    }
}

impl<E: Fact> cqrs_es::DomainEvent for Dated<E> {
    fn event_type(&self) -> String {
        self.what.event_type().to_owned()
    }

    fn event_version(&self) -> String {
        self.what.schema_version().to_string()
    }
}

impl<L: Life> cqrs_es::Aggregate for CaseFile<L> {
    const TYPE: &'static str = L::KIND;
    type Command = Dated<Order<L::Command>>;
    type Event = Dated<L::Event>;
    type Error = L::Refusal;
    type Services = Facts;

    async fn handle(
        &mut self,
        command: Self::Command,
        facts: &Facts,
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(&command, facts)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        self.fold(event);
    }
}
