//! Random lives, about half of their steps unlawful or out of order, live and told by paper.
use super::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::ids::Version;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::personal::{Personal, Subject};
use crate::cases::petition::examples::{days, other_case, people};
use crate::cases::petition::*;
use crate::cases::testing::declared::Lived;
use crate::cases::testing::lives::{Met, follows_from_its_commands, is_told_by_its_log};
use crate::cases::testing::{Story, name_of, names_of};
use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;

/// One move: which command, how many days later, and whether it is picked among those that are possible.
#[derive(Clone, Debug)]
struct Move {
    pick: Index,
    later: u64,
    earlier: u64,
    guided: bool,
    paper: bool,
    /// Corrects this step instead; with the picked command, or none.
    correct: Option<(Index, bool)>,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let correct = prop::option::weighted(0.15, any::<(Index, bool)>());
    let earlier = prop_oneof![4 => Just(0_u64), 1 => 1_u64..60];
    let one = (any::<Index>(), 0_u64..45, earlier, prop::bool::weighted(0.6), any::<bool>(), correct);
    let one = one.prop_map(|(pick, later, earlier, guided, paper, correct)| Move {
        pick,
        later,
        earlier,
        guided,
        paper,
        correct,
    });
    vec(one, 1..24)
}

fn registrations() -> Vec<C> {
    let changed = |change: fn(&mut C)| {
        let mut command = register();
        change(&mut command);
        command
    };
    vec![
        register(),
        changed(|command| {
            let C::RegisterPetition { class, first_time, .. } = command else { return };
            (*class, *first_time) = (Some(PetitionClass::Accusation), false);
        }),
        changed(|command| {
            let C::RegisterPetition { committee, .. } = command else { return };
            *committee = Some(word("别处"));
        }),
        changed(|command| {
            let C::RegisterPetition { representatives, .. } = command else { return };
            *representatives = Some(Representatives::of(people(6)));
        }),
    ]
}

fn commands() -> Vec<C> {
    let why = || Some(matter("原因"));
    let to = Destination::Department(word("城管中队"));
    let mut all = registrations();
    all.extend([
        C::ForwardPetition { to: Destination::Body(word("杨浦区房管局")) },
        C::AssignPetition { to },
        C::ReturnForwardedPetition { reason: why() },
        accept(),
        C::AcceptPetition { department: Some(word("社区管理办")), simplified: true },
        C::RedirectPetition { to: None },
        C::DeclinePetition { reason: why() },
        conclude(),
        C::ConcludePetition { outcome: None, paper: None },
        C::StateDeadline { deadline: Occurred::Day(day("2026-03-01")) },
        C::StateDeadline { deadline: Occurred::Day(day("2020-03-01")) },
        C::TakeNote { note: matter("原因") },
        C::RequestExtension { days: days(30), reason: matter("原因") },
        C::RequestExtension { days: days(40), reason: matter("原因") },
        C::ApproveExtension { petitioner_told: Some(true) },
        C::ApproveExtension { petitioner_told: None },
        C::RejectExtension { reason: None },
        C::SuspendPetition { reason: matter("原因") },
        C::ResumePetition {},
        C::ServeReply {},
        C::RequestReview {},
        uphold(),
        C::RequestFinalReview {},
        C::HoldHearing { days: days(2) },
        C::DecideFinalReview { outcome: ReviewOutcome::SentBack, paper: None },
        C::DecideFinalReview { outcome: ReviewOutcome::Upheld, paper: None },
        C::TerminatePetition {},
        C::ClosePetition {},
        C::RatePetition { rating: Rating::Satisfied },
        C::MediatePetition { outcome: MediationOutcome::Agreed },
        C::SettleDispute { category: DisputeCategory::OldStock },
        C::UrgePetition { instruction: None },
        C::LinkPetition { to: other_case() },
        C::MergePetition { into: other_case() },
        C::WithdrawPetition { reason: None },
        C::ReopenPetition { reason: matter("原因") },
        C::RecountTerms {},
        C::ReassignPetition { department: word("社区平安办") },
        C::RecuseHandler { handler: Personal::plain(Subject::STAFF, word("陈国华")), reason: None },
        C::RecordExternalNumber { system: ExternalSystem::NationalPetitions, number: word("XF2025-1") },
        C::RecordIncident { kind: IncidentKind::UnnaturalDeath },
        C::VoidPetition { reason: VoidReason::Duplicate },
    ]);
    all
}

/// A petition that lives, on its day.
struct Living {
    story: Story<PetitionLife>,
    today: Day,
}

impl Living {
    /// A petition that has come so far on its first day.
    fn new(registration: Index, steps: usize) -> Self {
        let way = [
            registration.get(&registrations()[..2]).clone(),
            accept(),
            conclude(),
            C::ServeReply {},
            C::RequestReview {},
            uphold(),
            C::ServeReply {},
            C::RequestFinalReview {},
        ];
        let told = |story: Story<_>, command| story.then("2025-09-01", command);
        Self { story: way.into_iter().take(steps).fold(Story::default(), told), today: day("2025-09-01") }
    }

    fn command(&self, step: &Move, on: Day, facts: &Facts) -> C {
        let all = commands();
        if !step.guided {
            return step.pick.get(&all).clone();
        }
        let possible = |command: &&C| {
            self.story.file.decide(&Dated::on(on, Order::Step((*command).clone())), facts).is_ok()
        };
        // Ends are rarer, so that lives last.
        let ends = |command: &C| {
            matches!(
                command.step(),
                PetitionStep::Voided
                    | PetitionStep::Merged
                    | PetitionStep::Withdrawn
                    | PetitionStep::Declined
            )
        };
        let some: Vec<_> = all.iter().filter(possible).filter(|command| !ends(command)).collect();
        if some.is_empty() { step.pick.get(&all).clone() } else { (*step.pick.get(&some)).clone() }
    }

    fn order(&self, step: &Move, on: Day, facts: &Facts) -> Dated<Order<C>> {
        let command = self.command(step, on, facts);
        let what = match &step.correct {
            None => Order::Step(command),
            Some((which, becomes)) => Order::Correct {
                corrects: Version(
                    i64::try_from(which.index(self.story.events.len() + 2)).expect("a version"),
                ),
                becomes: becomes.then(|| Box::new(Dated::on(on, command))),
                reason: None,
            },
        };
        Dated::on(on, what)
    }

    fn live_on(&mut self, step: &Move, met: &mut Met) -> Result<(), TestCaseError> {
        self.today = self.today + Days::new(step.later);
        let on = self.today - Days::new(step.earlier);
        let facts = facts(if step.paper { Conduct::Paper } else { Conduct::Live });
        let order = self.order(step, on, &facts);
        let name = match &order.what {
            Order::Step(command) => Some(name_of(command)),
            Order::Correct { .. } => None,
        };
        match self.story.file.decide(&order, &facts) {
            Ok(events) => {
                met.counts.0 += 1;
                met.done.extend(name);
                for event in events {
                    self.story.file.fold(event.clone());
                    self.story.events.push(event);
                }
            }
            Err(refusal) => {
                met.refusal(&refusal);
                met.refused.extend(name);
            }
        }
        self.holds()
    }

    /// What is so in every life, at every time.
    fn holds(&self) -> Result<(), TestCaseError> {
        let life = self.story.life();
        let phase = life.phase();
        prop_assert_eq!(life.registration().is_none(), phase == PetitionPhase::Unregistered);
        let concluded = life.concluded();
        let after = phase >= PetitionPhase::Concluded && phase <= PetitionPhase::Closed;
        prop_assert!(!after || concluded.is_some(), "{phase:?} without a conclusion");
        prop_assert!(!phase.is_in_handling() || concluded.is_none(), "{phase:?} and concluded");
        prop_assert!(!phase.is_ended() || life.clocks().iter().all(|clock| clock.ended.is_some()));
        prop_assert!(life.clocks().iter().all(|clock| clock.ended.is_none_or(|day| day >= clock.started)));
        prop_assert_eq!(life.is_open_on(day("2026-11-24")), phase.is_in_handling());
        prop_assert!(life.suspended().is_none() || phase == PetitionPhase::Accepted);
        prop_assert!(life.conclude_by().now().is_none_or(|due| due.extension == 0 || life.is_extended()));
        self.is_in_order()
    }

    fn is_in_order(&self) -> Result<(), TestCaseError> {
        let life = self.story.life();
        let days: Vec<_> = life.phases().days().collect();
        prop_assert!(days.is_sorted());
        let Some(registered) = life.registered() else { return Ok(()) };
        let after = |day: Option<Day>| day.is_none_or(|day| day >= registered.day());
        prop_assert!(after(life.concluded()) && after(life.settlement().map(|known| known.day)));
        prop_assert!(after(life.informed().map(Occurred::day)));
        prop_assert!(life.incidents().iter().all(|incident| after(Some(incident.day))));
        Ok(())
    }
}

#[test]
fn every_life_holds_together_and_every_refusal_is_met() {
    let config = Config { cases: 1500, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let (met, declared) = (RefCell::new(Met::default()), Lived::default());
    let result = TestRunner::new_with_rng(config, seed).run(
        &(any::<Index>(), 0_usize..9, moves()),
        |(registration, steps, moves)| {
            let mut lived = Living::new(registration, steps);
            moves.iter().try_for_each(|step| lived.live_on(step, &mut met.borrow_mut()))?;
            declared.note(&lived.story.file, PetitionLife::phase);
            is_told_by_its_log(&lived.story);
            follows_from_its_commands(&lived.story.file);
            Ok(())
        },
    );
    result.unwrap_or_else(|failure| panic!("{failure}"));
    met.into_inner().is_everything::<PetitionRefusal>(&names_of::<C>());
    declared.demand_declared(PetitionLife::phase);
}
