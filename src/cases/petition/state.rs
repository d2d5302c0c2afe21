//! A petition as the fold of its events. It holds nothing personal.
mod admits;
mod apply;
mod order;
mod terms;

pub use order::{PetitionPhase, PetitionStep};

use super::event::{
    Category, Channel, DisputeCategory, IncidentKind, MediationOutcome, PetitionClass, Rating, ReviewOutcome,
    Route,
};
use crate::cases::case_file::VoidReason;
use crate::cases::clocks::Clock;
use crate::cases::course::Course;
use crate::cases::due::{self, DueDate};
use crate::cases::external_number::ExternalNumber;
use crate::cases::ids::CaseId;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::people::Heads;
use crate::cases::statutes::Rule;
use crate::cases::words::{CaseNumber, Committee, Department};
use crate::cases::workdays::Calendar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use terms::Terms;

/// From how many heads on a visit is a collective one (集体访).
const COLLECTIVE_HEADS: u32 = 5;

/// What was registered, without what is personal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Registration {
    /// Its number.
    pub number: CaseNumber,
    /// How it came in.
    pub channel: Channel,
    /// 人次.
    pub heads: Heads,
    /// How many representatives speak for those who came.
    pub representatives: u8,
    /// Where it comes from.
    pub committee: Option<Committee>,
    /// What it is about.
    pub category: Category,
    /// Its class, where it was classified.
    pub class: Option<PetitionClass>,
    /// 初次 if true, 重复 if not.
    pub first_time: bool,
    /// The way proposed.
    pub route: Option<Route>,
    /// The list on which the dispute stands.
    pub dispute: Option<DisputeCategory>,
    /// By when the petitioner had to be told (信访工作条例 22-23: 15 days).
    pub inform_by: DueDate,
}

impl Registration {
    /// 集体访: a visit of five or more heads.
    #[must_use]
    pub fn is_collective_visit(&self) -> bool {
        self.channel == Channel::Visit && self.heads.get() >= COLLECTIVE_HEADS
    }
}

/// 化解: a dispute was settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Settlement {
    /// On which day.
    pub day: Day,
    /// The list on which it stood.
    pub category: DisputeCategory,
}

/// 三无: what must not come of a petition did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Incident {
    /// On which day.
    pub day: Day,
    /// What.
    pub kind: IncidentKind,
}

/// The life of a petition so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PetitionLife {
    registration: Option<Registration>,
    phases: Course<PetitionPhase>,
    milestones: BTreeMap<PetitionStep, Occurred>,
    informed: Option<Occurred>,
    departments: Course<Department>,
    conclude_by: Course<DueDate>,
    /// The deadline that the paper named itself.
    deadline: Option<Occurred>,
    closed: Course<Option<Day>>,
    /// Each conclusion, as exactly as it is known.
    conclusions: Vec<Occurred>,
    ratings: Course<Rating>,
    settlement: Option<Settlement>,
    incidents: Vec<Incident>,
    mediations: Vec<(Day, MediationOutcome)>,
    urged: Vec<Day>,
    recusals: Vec<Day>,
    reopened: Vec<Day>,
    links: Vec<CaseId>,
    external_numbers: Vec<ExternalNumber>,
    merged_into: Option<CaseId>,
    voided: Option<(Day, VoidReason)>,
    final_review: Option<ReviewOutcome>,
    extension_pending: Option<u16>,
    extended: bool,
    suspended: Course<Option<Day>>,
    /// The reply, or the decision that followed it, has been served.
    served: bool,
    /// The present conclusion has been rated.
    rated: bool,
    /// The phase to which reopening returns.
    handling: PetitionPhase,
    /// The day of the last step on the line of steps.
    latest: Option<Day>,
    terms: Terms,
}

impl PetitionLife {
    /// What was registered; none before the first event.
    #[must_use]
    pub const fn registration(&self) -> Option<&Registration> {
        self.registration.as_ref()
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self) -> PetitionPhase {
        self.phases.now().copied().unwrap_or_default()
    }

    /// Where it stood, by day.
    #[must_use]
    pub const fn phases(&self) -> &Course<PetitionPhase> {
        &self.phases
    }

    /// When `step` was last taken. A step that reopening undid was not taken.
    #[must_use]
    pub fn milestone(&self, step: PetitionStep) -> Option<Occurred> {
        self.milestones.get(&step).copied()
    }

    /// When it was registered.
    #[must_use]
    pub fn registered(&self) -> Option<Occurred> {
        self.milestone(PetitionStep::Registered)
    }

    /// When it was accepted, last.
    #[must_use]
    pub fn accepted(&self) -> Option<Occurred> {
        self.milestone(PetitionStep::Accepted)
    }

    /// When the petitioner was first told what becomes of it: accepted, forwarded, assigned, declined or redirected.
    #[must_use]
    pub const fn informed(&self) -> Option<Occurred> {
        self.informed
    }

    /// 及时受理: whether the petitioner was told in time; none while nobody was told.
    #[must_use]
    pub fn informed_in_time(&self) -> Option<bool> {
        let inform_by = &self.registration.as_ref()?.inform_by;
        Some(!inform_by.is_late(self.informed?.day()))
    }

    /// Who handles it, by day.
    #[must_use]
    pub const fn departments(&self) -> &Course<Department> {
        &self.departments
    }

    /// By when it must be concluded, by day: extensions and rests move it. No value before it is accepted, nor
    /// where its claim goes another way than the petition procedure.
    #[must_use]
    pub const fn conclude_by(&self) -> &Course<DueDate> {
        &self.conclude_by
    }

    /// 办结: the day on which it was concluded, by day. Reopening undoes it from its own day on.
    #[must_use]
    pub const fn closed(&self) -> &Course<Option<Day>> {
        &self.closed
    }

    /// The day on which it was concluded, as it stood on `as_of`.
    #[must_use]
    pub fn concluded_on(&self, as_of: Day) -> Option<Day> {
        self.closed.on(as_of).copied().flatten()
    }

    /// The day on which it was concluded, as it stands now.
    #[must_use]
    pub fn concluded(&self) -> Option<Day> {
        self.closed.now().copied().flatten()
    }

    /// 未办结: whether it was registered and waited for its conclusion on the evening of `as_of`. What ended in
    /// another way (redirected, not accepted, withdrawn, merged, void) waits for none.
    #[must_use]
    pub fn is_open_on(&self, as_of: Day) -> bool {
        self.voided.is_none() && self.phases.on(as_of).is_some_and(|phase| phase.is_in_handling())
    }

    /// 按期办结: whether it was concluded in time; none while it is not, or without a clock.
    #[must_use]
    pub fn concluded_in_time(&self) -> Option<bool> {
        Some(self.is_in_time(self.concluded()?, self.conclude_by.now()?))
    }

    /// Whether a conclusion on `day` keeps the term `due`: to the moment where the paper names one for that last day and
    /// the moment of the conclusion is known, and else by the day.
    #[must_use]
    pub fn is_in_time(&self, day: Day, due: &DueDate) -> bool {
        let deadline = self.deadline.and_then(Occurred::moment).filter(|moment| moment.day() == due.due);
        let concluded = self.conclusions.iter().rev().find(|concluded| concluded.day() == day);
        match (concluded.and_then(|concluded| concluded.moment()), deadline) {
            (Some(concluded), Some(deadline)) => concluded <= deadline,
            _ => !due.is_late(day),
        }
    }

    /// 期限: the deadline that the paper named itself, before it was extended or rested.
    #[must_use]
    pub const fn stated_deadline(&self) -> Option<Occurred> {
        self.deadline
    }

    /// How it was rated, by day.
    #[must_use]
    pub const fn ratings(&self) -> &Course<Rating> {
        &self.ratings
    }

    /// 化解: when and on which list its dispute was settled.
    #[must_use]
    pub const fn settlement(&self) -> Option<Settlement> {
        self.settlement
    }

    /// 三无: what happened that must not.
    #[must_use]
    pub fn incidents(&self) -> &[Incident] {
        &self.incidents
    }

    /// When the sides were brought together, with what result.
    #[must_use]
    pub fn mediations(&self) -> &[(Day, MediationOutcome)] {
        &self.mediations
    }

    /// 督办: the days on which it was urged.
    #[must_use]
    pub fn urged(&self) -> &[Day] {
        &self.urged
    }

    /// 回避: the days on which a handler stepped back.
    #[must_use]
    pub fn recusals(&self) -> &[Day] {
        &self.recusals
    }

    /// The days on which it was reopened; their number is how often.
    #[must_use]
    pub fn reopened(&self) -> &[Day] {
        &self.reopened
    }

    /// The cases with which it belongs together.
    #[must_use]
    pub fn links(&self) -> &[CaseId] {
        &self.links
    }

    /// 外部编号, in the order in which they were recorded.
    #[must_use]
    pub fn external_numbers(&self) -> &[ExternalNumber] {
        &self.external_numbers
    }

    /// The petition in which it goes on, and by which it counts.
    #[must_use]
    pub const fn merged_into(&self) -> Option<CaseId> {
        self.merged_into
    }

    /// 作废: since when and why it counts nowhere.
    #[must_use]
    pub const fn voided(&self) -> Option<(Day, VoidReason)> {
        self.voided
    }

    /// 延期: whether its term was extended.
    #[must_use]
    pub const fn is_extended(&self) -> bool {
        self.extended
    }

    /// How many days of extension wait for the leader.
    #[must_use]
    pub const fn extension_pending(&self) -> Option<u16> {
        self.extension_pending
    }

    /// Since when its clock stands still.
    #[must_use]
    pub fn suspended(&self) -> Option<Day> {
        self.suspended.now().copied().flatten()
    }

    /// Since when its clock stood still, by day.
    #[must_use]
    pub const fn suspensions(&self) -> &Course<Option<Day>> {
        &self.suspended
    }

    /// Its periods: those that run, and those that ended. While it is suspended, that of its conclusion is left out.
    #[must_use]
    pub fn clocks(&self) -> Vec<Clock> {
        self.terms.clocks(self.suspended().is_some())
    }

    /// What `calendar` moves of its terms, counted again on this day: what is provisional (暂定), and what still runs.
    pub(super) fn recounted(&self, calendar: &Calendar, on: Day) -> Vec<DueDate> {
        due::recounted(self.terms.all(), calendar, on)
    }

    /// By when the conclusion that is waited for is due.
    pub(super) fn conclusion_term(&self) -> Option<&DueDate> {
        self.terms.running(terms::CONCLUSION)
    }

    /// By when the review or final review that runs is due.
    pub(super) fn decision_term(&self) -> Option<&DueDate> {
        self.terms.running(terms::DECISION)
    }

    /// By when the petitioner may ask for a review or final review, once the reply is served.
    pub(super) fn appeal_term(&self) -> Option<&DueDate> {
        self.terms.running(terms::APPEAL)
    }

    /// The rule by which the petitioner may now ask for more: a review, or after it a final review.
    pub(super) fn appeal_rule(&self) -> Rule {
        match self.phase() {
            PetitionPhase::ReviewDecided => Rule::RequestFinalReview,
            _ => Rule::RequestReview,
        }
    }

    /// Whether its facts are no longer accepted (信访工作条例 36).
    pub(super) fn is_barred(&self) -> bool {
        match self.phase() {
            PetitionPhase::Terminated => true,
            PetitionPhase::FinalReviewDecided => self.final_review == Some(ReviewOutcome::Upheld),
            _ => false,
        }
    }
}
