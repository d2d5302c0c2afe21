//! Random lives of any kind of case: live and on paper, lawful and not, in and out of order.
use super::{Reason, Story, facts, name_of};
use crate::cases::case_file::{CaseFile, Impossible, Life, Order, Refusal};
use crate::cases::facts::{Conduct, Judge};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day, Moment, Occurred};
use chrono::{Days, TimeZone, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// How many lives a run lives.
const LIVES: u32 = 500;

/// One attempt: how, how many days after the first one, at which hour (over 23: only the day is known), and what.
#[derive(Clone, Debug)]
pub(crate) struct Attempt<C> {
    pub(crate) conduct: Conduct,
    pub(crate) days: u64,
    pub(crate) hour: u32,
    /// Which version it corrects; none takes a step.
    pub(crate) corrects: Option<i64>,
    pub(crate) command: Option<C>,
    /// The first of these that is possible is taken instead; none if whatever is drawn is tried.
    pub(crate) rather: Vec<C>,
}

impl<C: Clone> Attempt<C> {
    /// What paper tells of the first day.
    pub(crate) fn told(command: C) -> Self {
        let rather = Vec::new();
        Self { conduct: Conduct::Paper, days: 0, hour: 48, corrects: None, command: Some(command), rather }
    }

    /// What it asks for, `rather` what is possible.
    fn order(&self, first: Day, is_possible: impl Fn(&Dated<Order<C>>) -> bool) -> Option<Dated<Order<C>>> {
        let asking = |command: &C| Self { command: Some(command.clone()), ..self.clone() }.drawn(first);
        let rather = self.rather.iter().filter_map(asking).find(is_possible);
        rather.or_else(|| self.drawn(first))
    }

    fn drawn(&self, first: Day) -> Option<Dated<Order<C>>> {
        let day = first + Days::new(self.days);
        let occurred = match day.and_hms_opt(self.hour, 30, 0) {
            Some(at) => Occurred::Instant(Moment::new(Utc.from_utc_datetime(&at))),
            None => Occurred::Day(day),
        };
        let step = self.command.clone().map(|what| Dated { occurred, what });
        let what = match (self.corrects, step) {
            (Some(version), becomes) => {
                Order::Correct { corrects: Version(version), becomes: becomes.map(Box::new), reason: None }
            }
            (None, step) => Order::Step(step?.what),
        };
        Some(Dated { occurred, what })
    }
}

/// Attempts at `commands`, so many of them in a hundred live.
pub(crate) fn attempts<C: Clone + Debug>(
    commands: impl Strategy<Value = C> + Clone,
    live: u32,
) -> impl Strategy<Value = Attempt<C>> {
    let rather = prop_oneof![1 => Just(Vec::new()), 1 => vec(commands.clone(), 6)];
    let conduct = prop_oneof![100 - live => Just(Conduct::Paper), live => Just(Conduct::Live)];
    let corrects = prop_oneof![9 => Just(None), 1 => (1_i64..12).prop_map(Some)];
    let command = prop::option::weighted(0.95, commands);
    (conduct, 0_u64..6, 0_u32..48, corrects, command, rather).prop_map(
        |(conduct, days, hour, corrects, command, rather)| Attempt {
            conduct,
            days,
            hour,
            corrects,
            command,
            rather,
        },
    )
}

/// Further ahead than any life is long.
const BEYOND: u64 = 4000;

/// Lives that begin as paper tells it and whose days mostly go forward, so many times as fast as they were drawn;
/// some step back, and a few lie in the future.
pub(crate) fn lives<C: Clone + Debug>(
    openings: impl Strategy<Value = Vec<C>>,
    attempts: impl Strategy<Value = Attempt<C>>,
    pace: u64,
) -> impl Strategy<Value = Vec<Attempt<C>>> {
    (openings, vec((attempts, 0_u8..100), 1..40)).prop_map(move |(opening, rest)| {
        let mut life: Vec<_> = opening.into_iter().map(Attempt::told).collect();
        let mut today = 0;
        for (mut attempt, whither) in rest {
            today += attempt.days * pace;
            attempt.days = match whither {
                0..90 => today,
                90..99 => attempt.days,
                _ => today + BEYOND,
            };
            life.push(attempt);
        }
        life
    })
}

/// What a run has met.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// The keys of refusals.
    pub(crate) keys: BTreeSet<&'static str>,
    /// Why no case of any kind could do it.
    pub(crate) impossible: BTreeSet<&'static str>,
    /// The commands that were carried out.
    pub(crate) done: BTreeSet<String>,
    /// The commands that were refused.
    pub(crate) refused: BTreeSet<String>,
    /// How often each.
    pub(crate) counts: (u32, u32),
}

impl Met {
    pub(crate) fn refusal<R: Refusal + Reason>(&mut self, refusal: &R) {
        self.counts.1 += 1;
        self.keys.insert(refusal.key());
        self.impossible.extend(refusal.impossible().map(|impossible| match impossible {
            Impossible::InTheFuture => "in the future",
            Impossible::NoSuchStep(_) => "no such step",
            Impossible::FirstStep => "first step",
            Impossible::BreaksLaterStep(_) => "breaks a later step",
        }));
    }

    /// Every refusal was met, every command was both carried out and refused, and about half of them were refused.
    pub(crate) fn is_everything<R: Refusal>(&self, commands: &BTreeSet<String>) {
        assert_eq!(self.keys, R::KEYS.iter().copied().collect(), "every refusal");
        assert_eq!(self.impossible.len(), 4, "every impossibility: {:?}", self.impossible);
        assert_eq!(&self.done, commands, "every command is carried out");
        assert_eq!(&self.refused, commands, "every command is refused");
        let (done, refused) = self.counts;
        assert!(refused > done / 2 && done > refused / 2, "{done} carried out, {refused} refused");
    }
}

/// Lives through the lives from `first` on, and checks after each step what `holds` of every case.
pub(crate) fn live_through<L>(
    lives: &impl Strategy<Value = Vec<Attempt<L::Command>>>,
    first: Day,
    holds: impl Fn(&CaseFile<L>),
) -> Met
where
    L: Life<Refusal: Reason>,
{
    let config = Config { cases: LIVES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let met = RefCell::new(Met::default());
    let run = runner.run(lives, |attempts| {
        live::<L>(&attempts, first, &holds, &mut met.borrow_mut());
        Ok(())
    });
    assert!(run.is_ok(), "{run:?}");
    met.into_inner()
}

fn live<L: Life<Refusal: Reason>>(
    attempts: &[Attempt<L::Command>],
    first: Day,
    holds: &impl Fn(&CaseFile<L>),
    met: &mut Met,
) {
    let mut story = Story::<L>::default();
    for attempt in attempts {
        let before = story.file.clone();
        let facts = facts(attempt.conduct);
        let Some(order) = attempt.order(first, |order| before.decide(order, &facts).is_ok()) else {
            continue;
        };
        let name = match &order.what {
            Order::Step(command) => Some(name_of(command)),
            Order::Correct { .. } => None,
        };
        match story.file.decide(&order, &facts) {
            Ok(events) => {
                met.counts.0 += 1;
                met.done.extend(name);
                for event in events {
                    story.events.push(event.clone());
                    story.file.fold(event);
                }
                holds(&story.file);
            }
            Err(refusal) => {
                met.refusal(&refusal);
                met.refused.extend(name);
                assert_eq!(story.file, before, "a refused command leaves the case as it was");
            }
        }
    }
    is_told_by_its_log(&story);
    follows_from_its_commands(&story.file);
}

/// The log tells the whole case, and what it comes to can be kept without what is personal.
pub(crate) fn is_told_by_its_log<L: Life>(story: &Story<L>) {
    let mut replayed = CaseFile::<L>::default();
    story.events.iter().for_each(|event| replayed.fold(event.clone()));
    assert_eq!(replayed, story.file, "the log tells the whole case");
    let json = serde_json::to_string(story.life()).expect("a state holds no person");
    assert_eq!(&serde_json::from_str::<L>(&json).expect("a state"), story.life());
}

/// After whatever corrections, each step is what its command comes to in the life before it, and each irregularity on
/// record is one that is found in telling the whole life again: none is missing, and none is left over.
pub(crate) fn follows_from_its_commands<L: Life>(file: &CaseFile<L>) {
    let facts = facts(Conduct::Paper);
    let mut life = L::default();
    let (mut recorded, mut found) = (Vec::new(), Vec::new());
    for (version, step) in file.steps() {
        if let Some(irregularity) = L::irregularity(&step.what) {
            recorded.push(format!("{:?} {irregularity:?}", step.occurred));
        }
        if let Some(what) = L::command_of(&step.what) {
            let mut judge = Judge::new(&facts);
            let command = Dated { occurred: step.occurred, what };
            let decided = life.decide(&command, &mut judge).expect("a step that was taken");
            let again = decided.first().and_then(L::command_of);
            assert_eq!(again.as_ref(), Some(&command.what), "it is told again as the same command");
            let text = |event: &L::Event| without_names(&format!("{event:?}"));
            assert_eq!(decided.first().map(text), Some(text(&step.what)), "{version}: follows from it");
            let irregular = judge.into_irregularities().into_iter();
            found.extend(irregular.map(|irregularity| format!("{:?} {irregularity:?}", step.occurred)));
        }
        life.apply(version, step);
    }
    recorded.sort_unstable();
    found.sort_unstable();
    assert_eq!(recorded, found, "what is on record as unlawful is what is unlawful");
}

/// The text with what is personal left out: it stays as it stood.
fn without_names(text: &str) -> String {
    let mut parts = text.split("Personal(");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "Personal" + part.split_once(')').map_or("", |(_, rest)| rest))
}
