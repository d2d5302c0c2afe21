//! 更正: what follows from a correction. The corrected step is judged again, and so is every later one, for what it
//! rests on may have changed: each is decided again from its command, once in the life as it was recorded and once in
//! the life as it now reads. Where the two differ the correction made the difference, and an event says so: a due date
//! that is another now is a correction of the step that has it, an irregularity that is none any more is taken back,
//! and one that has come to light is recorded. What is impossible now refuses the correction.
use super::{CaseFile, Correction, CorrectionReason, Entry, Impossible, Life};
use crate::cases::fact::Fact as _;
use crate::cases::facts::{Conduct, Facts, Irregularity, Judge};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Occurred};

type Events<L> = Vec<Dated<<L as Life>::Event>>;

/// A step as it is decided: none if nothing follows, and what is unlawful about it.
type Decided<L> = (Option<Dated<<L as Life>::Event>>, Vec<Irregularity>);

/// What whoever corrects says.
pub(super) struct Told<'a, C> {
    /// When it was corrected.
    pub(super) occurred: Occurred,
    /// The version of the step.
    pub(super) corrects: Version,
    /// The step as it should have been; none if it never was.
    pub(super) becomes: Option<&'a Dated<C>>,
    /// Why.
    pub(super) reason: Option<CorrectionReason>,
}

/// Which events follow from correcting the step at a version to what it becomes, or to nothing.
///
/// # Errors
/// When there is no such step, what it becomes cannot be or must not be, or a later step cannot be any more.
pub(super) fn correct<L: Life>(
    file: &CaseFile<L>,
    told: &Told<'_, L::Command>,
    facts: &Facts,
) -> Result<Events<L>, L::Refusal> {
    let Told { occurred, corrects, becomes, reason } = *told;
    let at = file.position(corrects).ok_or(Impossible::NoSuchStep(corrects))?;
    let entry = &file.journal[at];
    if at == 0 && becomes.is_none() {
        return Err(Impossible::FirstStep.into());
    }
    if L::irregularity(&entry.step.what).is_some() {
        // It goes with its step and never without it: nobody corrects it, and taking an import back need not name it.
        let goes_with_its_step = facts.conduct == Conduct::Paper && becomes.is_none();
        return if goes_with_its_step {
            Ok(Vec::new())
        } else {
            Err(Impossible::NoSuchStep(corrects).into())
        };
    }
    let mut was = L::default();
    for Entry { version, step } in &file.journal[..at] {
        was.apply(*version, step);
    }
    let past = facts.as_paper();
    let is = was.clone();
    let mut correcting =
        Correcting { file, occurred, past, was, is, reason, gone: Vec::new(), events: Vec::new() };
    correcting.corrected(entry, becomes, facts)?;
    file.journal[at + 1..].iter().try_for_each(|later| correcting.later(later))?;
    Ok(correcting.events)
}

struct Correcting<'a, L: Life> {
    file: &'a CaseFile<L>,
    /// When it was corrected.
    occurred: Occurred,
    /// Later steps were taken and are history, whoever corrects.
    past: Facts,
    /// The life before the next step, as it was recorded.
    was: L,
    /// The same, as it now reads.
    is: L,
    /// Why the step that is named is corrected; what follows from it needs no reason of its own.
    reason: Option<CorrectionReason>,
    /// The irregularities that are taken back.
    gone: Vec<Version>,
    events: Events<L>,
}

impl<L: Life> Correcting<'_, L> {
    /// The step that is named. Whoever acts now cannot correct it to what the law forbids.
    fn corrected(
        &mut self,
        Entry { version, step }: &Entry<L::Event>,
        becomes: Option<&Dated<L::Command>>,
        facts: &Facts,
    ) -> Result<(), L::Refusal> {
        let now = match becomes {
            None => (None, Vec::new()),
            Some(command) if command.occurred.is_after(facts.now) => {
                return Err(Impossible::InTheFuture.into());
            }
            Some(command) => decided(&self.is, command, facts)?,
        };
        let same_step = now.0.as_ref().is_some_and(|now| now.what.event_type() == step.what.event_type());
        if becomes.is_some() && !same_step {
            return Err(Impossible::NoSuchStep(*version).into());
        }
        now.0.iter().try_for_each(|now| self.is.admits(now))?;
        self.say(*version, now.0.clone());
        let then = self.again(&self.was, step).map(|(_, unlawful)| unlawful);
        self.compare((*version, step), &then.unwrap_or_default(), now.1, now.0.as_ref());
        self.live_on(*version, step, now.0.as_ref());
        Ok(())
    }

    /// A step after it.
    fn later(&mut self, Entry { version, step }: &Entry<L::Event>) -> Result<(), L::Refusal> {
        let broken = Impossible::BreaksLaterStep(*version);
        let Some((then, unlawful)) = self.again(&self.was, step) else {
            self.is.admits(step).map_err(|_| broken)?;
            self.live_on(*version, step, Some(step));
            return Ok(());
        };
        let (now, unlawful_now) = self.again(&self.is, step).ok_or_else(|| broken.clone())?;
        let differs = now != then;
        let reads = if differs { now } else { Some(step.clone()) };
        reads.iter().try_for_each(|reads| self.is.admits(reads)).map_err(|_| broken)?;
        if differs {
            self.say(*version, reads.clone());
        }
        self.compare((*version, step), &unlawful, unlawful_now, reads.as_ref());
        self.live_on(*version, step, reads.as_ref());
        Ok(())
    }

    /// The step decided again in `life`; none if it is no step, or could not be one.
    fn again(&self, life: &L, step: &Dated<L::Event>) -> Option<Decided<L>> {
        let command = Dated { occurred: step.occurred, what: L::command_of(&step.what)? };
        decided(life, &command, &self.past).ok()
    }

    fn live_on(&mut self, version: Version, was: &Dated<L::Event>, is: Option<&Dated<L::Event>>) {
        self.was.apply(version, was);
        if let Some(is) = is {
            self.is.apply(version, is);
        }
    }

    fn say(&mut self, corrects: Version, becomes: Option<Dated<L::Event>>) {
        let what =
            L::corrected(Correction { corrects, becomes: becomes.map(Box::new), reason: self.reason.take() });
        self.events.push(Dated { occurred: self.occurred, what });
    }

    /// Takes back what is no longer unlawful about a step, and records what is so only now.
    fn compare(
        &mut self,
        (version, step): (Version, &Dated<L::Event>),
        then: &[Irregularity],
        now: Vec<Irregularity>,
        reads: Option<&Dated<L::Event>>,
    ) {
        let on = step.occurred;
        let occurred = reads.map_or(on, |reads| reads.occurred);
        let still = |found: &Irregularity, among: &[Irregularity]| on == occurred && among.contains(found);
        for found in then.iter().filter(|found| !still(found, &now)) {
            if let Some(version) = self.recorded((version, on), found) {
                self.gone.push(version);
                self.say(version, None);
            }
        }
        let new = now.into_iter().filter(|found| !still(found, then));
        self.events.extend(new.map(|found| Dated { occurred, what: L::irregular(found) }));
    }

    /// Where the irregularity of a step was recorded: after it, with its time, and not yet taken back.
    fn recorded(&self, (of, on): (Version, Occurred), found: &Irregularity) -> Option<Version> {
        let is_it = |Entry { version, step }: &&Entry<L::Event>| {
            (*version > of && step.occurred == on)
                && L::irregularity(&step.what) == Some(found)
                && !self.gone.contains(version)
        };
        self.file.journal.iter().find(is_it).map(|entry| entry.version)
    }
}

fn decided<L: Life>(life: &L, command: &Dated<L::Command>, facts: &Facts) -> Result<Decided<L>, L::Refusal> {
    let mut judge = Judge::new(facts);
    let what = life.decide(command, &mut judge)?.into_iter().next();
    let step = what.map(|what| Dated { occurred: command.occurred, what });
    Ok((step, judge.into_irregularities()))
}
