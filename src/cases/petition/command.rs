//! What can be asked of a petition.
use super::event::{
    Category, Channel, Destination, DisputeCategory, IncidentKind, MediationOutcome, Opinion, PetitionClass,
    Rating, Representatives, ReviewOutcome, Route,
};
use super::state::PetitionStep;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::ids::CaseId;
use crate::cases::occurred::Occurred;
use crate::cases::people::{Heads, Name, Person};
use crate::cases::personal::Personal;
use crate::cases::words::{Body, CaseNumber, Committee, Department, PaperNumber, Text};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;

/// A command to a petition. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum PetitionCommand {
    /// 登记, on receipt.
    RegisterPetition {
        /// Its number, from a series.
        number: CaseNumber,
        /// How it came in.
        channel: Channel,
        /// 人次.
        heads: Heads,
        /// Who speaks for those who came; at most five.
        #[serde(default)]
        representatives: Option<Representatives>,
        /// Where it comes from; one of the office's committees.
        #[serde(default)]
        committee: Option<Committee>,
        /// What it is about.
        category: Category,
        /// Its class.
        #[serde(default)]
        class: Option<PetitionClass>,
        /// 初次 if true, 重复 if not.
        first_time: bool,
        /// The way proposed.
        #[serde(default)]
        route: Option<Route>,
        /// Who is to handle it.
        #[serde(default)]
        department: Option<Department>,
        /// Who brings it.
        petitioner: Personal<Person>,
        /// What is asked.
        #[serde(default)]
        matter: Option<Personal<Text>>,
        /// The list on which the dispute stands.
        #[serde(default)]
        dispute: Option<DisputeCategory>,
    },
    /// 转送, and tell the petitioner.
    ForwardPetition {
        /// To whom.
        to: Destination,
    },
    /// 交办, and tell the petitioner.
    AssignPetition {
        /// To whom.
        to: Destination,
    },
    /// 退回: whoever was sent it says "not ours".
    ReturnForwardedPetition {
        /// What they say.
        #[serde(default)]
        reason: Option<Personal<Text>>,
    },
    /// 受理, and tell the petitioner; also by the body it went to.
    AcceptPetition {
        /// Who handles it from now on.
        #[serde(default)]
        department: Option<Department>,
        /// 简易办理: for first-time petitions alone.
        simplified: bool,
    },
    /// Tell the petitioner who is competent.
    RedirectPetition {
        /// Who is.
        #[serde(default)]
        to: Option<Body>,
    },
    /// 不予受理.
    DeclinePetition {
        /// Why.
        #[serde(default)]
        reason: Option<Personal<Text>>,
    },
    /// 办结, with a written opinion.
    ConcludePetition {
        /// What it says; only paper may leave it out.
        #[serde(default)]
        outcome: Option<Opinion>,
        /// The number it bears.
        #[serde(default)]
        paper: Option<PaperNumber>,
    },
    /// Take down the deadline that the paper itself names, in place of the term that the law counts.
    StateDeadline {
        /// The day, or the moment, up to which a conclusion is in time.
        deadline: Occurred,
    },
    /// Ask the responsible leader for more time.
    RequestExtension {
        /// Days; at most 30, once.
        days: NonZeroU16,
        /// Why.
        reason: Personal<Text>,
    },
    /// Grant what was asked for.
    ApproveExtension {
        /// Whether the petitioner was told why; only paper may leave it out.
        #[serde(default)]
        petitioner_told: Option<bool>,
    },
    /// Do not grant it.
    RejectExtension {
        /// Why.
        #[serde(default)]
        reason: Option<Personal<Text>>,
    },
    /// Let the clock stand still.
    SuspendPetition {
        /// Why.
        reason: Personal<Text>,
    },
    /// Let it run again.
    ResumePetition {},
    /// 送达: the petitioner has the opinion, or that of the review or final review.
    ServeReply {},
    /// The petitioner asks for a review.
    RequestReview {},
    /// Decide the review.
    DecideReview {
        /// What it makes of the opinion.
        outcome: ReviewOutcome,
        /// The number its opinion bears.
        #[serde(default)]
        paper: Option<PaperNumber>,
    },
    /// The petitioner asks for a final review.
    RequestFinalReview {},
    /// 听证: record a hearing of the final review, on its last day.
    HoldHearing {
        /// The days it took.
        days: NonZeroU16,
    },
    /// Decide the final review.
    DecideFinalReview {
        /// What it makes of the opinion.
        outcome: ReviewOutcome,
        /// The number its opinion bears.
        #[serde(default)]
        paper: Option<PaperNumber>,
    },
    /// 终结, after the final review.
    TerminatePetition {},
    /// Close the file after the term to ask for a review.
    ClosePetition {},
    /// Record how the petitioner rates the handling.
    RatePetition {
        /// How.
        rating: Rating,
    },
    /// Bring the sides together.
    MediatePetition {
        /// With what result.
        outcome: MediationOutcome,
    },
    /// 化解.
    SettleDispute {
        /// The list on which the dispute stood.
        category: DisputeCategory,
    },
    /// Take down what was done or said and is no step of a petition.
    TakeNote {
        /// What.
        note: Personal<Text>,
    },
    /// 督办.
    UrgePetition {
        /// What is asked for.
        #[serde(default)]
        instruction: Option<Personal<Text>>,
    },
    /// Say that it belongs together with another case.
    LinkPetition {
        /// The other case.
        to: CaseId,
    },
    /// Let it go on in another petition.
    MergePetition {
        /// The other petition.
        into: CaseId,
    },
    /// The petitioner withdraws it.
    WithdrawPetition {
        /// Why.
        #[serde(default)]
        reason: Option<Personal<Text>>,
    },
    /// Handle it again.
    ReopenPetition {
        /// Why.
        reason: Personal<Text>,
    },
    /// Count again what is provisional (暂定), now that a year's calendar is published. Nothing happens if nothing is.
    RecountTerms {},
    /// Give it to another department.
    ReassignPetition {
        /// Which one.
        department: Department,
    },
    /// 回避: a handler steps back.
    RecuseHandler {
        /// Who.
        handler: Personal<Name>,
        /// Why.
        #[serde(default)]
        reason: Option<Personal<Text>>,
    },
    /// Record what must not come of a petition.
    RecordIncident {
        /// What.
        kind: IncidentKind,
    },
    /// 外部编号: records the number under which another system knows the matter.
    RecordExternalNumber {
        /// The system.
        system: ExternalSystem,
        /// Its number, which no other case has.
        number: OutsideNumber,
    },
    /// 作废.
    VoidPetition {
        /// Why.
        reason: VoidReason,
    },
}

impl PetitionCommand {
    /// The step that it asks for.
    #[must_use]
    pub const fn step(&self) -> PetitionStep {
        match self {
            Self::RegisterPetition { .. } => PetitionStep::Registered,
            Self::ForwardPetition { .. } => PetitionStep::Forwarded,
            Self::AssignPetition { .. } => PetitionStep::Assigned,
            Self::ReturnForwardedPetition { .. } => PetitionStep::Returned,
            Self::AcceptPetition { .. } => PetitionStep::Accepted,
            Self::RedirectPetition { .. } => PetitionStep::Redirected,
            Self::DeclinePetition { .. } => PetitionStep::Declined,
            Self::ConcludePetition { .. } => PetitionStep::Concluded,
            Self::StateDeadline { .. } => PetitionStep::DeadlineStated,
            Self::RequestExtension { .. } => PetitionStep::ExtensionRequested,
            Self::ApproveExtension { .. } => PetitionStep::ExtensionApproved,
            Self::RejectExtension { .. } => PetitionStep::ExtensionRejected,
            Self::SuspendPetition { .. } => PetitionStep::Suspended,
            Self::ResumePetition {} => PetitionStep::Resumed,
            Self::ServeReply {} => PetitionStep::ReplyServed,
            Self::RequestReview {} => PetitionStep::ReviewRequested,
            Self::DecideReview { .. } => PetitionStep::ReviewDecided,
            Self::RequestFinalReview {} => PetitionStep::FinalReviewRequested,
            Self::HoldHearing { .. } => PetitionStep::HearingHeld,
            Self::DecideFinalReview { .. } => PetitionStep::FinalReviewDecided,
            Self::TerminatePetition {} => PetitionStep::Terminated,
            Self::ClosePetition {} => PetitionStep::Closed,
            Self::RatePetition { .. } => PetitionStep::Rated,
            Self::MediatePetition { .. } => PetitionStep::Mediated,
            Self::SettleDispute { .. } => PetitionStep::DisputeSettled,
            Self::TakeNote { .. } => PetitionStep::Noted,
            Self::UrgePetition { .. } => PetitionStep::Urged,
            Self::LinkPetition { .. } => PetitionStep::Linked,
            Self::MergePetition { .. } => PetitionStep::Merged,
            Self::WithdrawPetition { .. } => PetitionStep::Withdrawn,
            Self::ReopenPetition { .. } => PetitionStep::Reopened,
            Self::RecountTerms {} => PetitionStep::TermsRecounted,
            Self::ReassignPetition { .. } => PetitionStep::Reassigned,
            Self::RecuseHandler { .. } => PetitionStep::HandlerRecused,
            Self::RecordIncident { .. } => PetitionStep::IncidentRecorded,
            Self::RecordExternalNumber { .. } => PetitionStep::ExternalNumberRecorded,
            Self::VoidPetition { .. } => PetitionStep::Voided,
        }
    }
}

crate::command_names!(PetitionCommand {
    RegisterPetition,
    ForwardPetition,
    AssignPetition,
    ReturnForwardedPetition,
    AcceptPetition,
    RedirectPetition,
    DeclinePetition,
    ConcludePetition,
    StateDeadline,
    RequestExtension,
    ApproveExtension,
    RejectExtension,
    SuspendPetition,
    ResumePetition,
    ServeReply,
    RequestReview,
    DecideReview,
    RequestFinalReview,
    HoldHearing,
    DecideFinalReview,
    TerminatePetition,
    ClosePetition,
    RatePetition,
    MediatePetition,
    SettleDispute,
    TakeNote,
    UrgePetition,
    LinkPetition,
    MergePetition,
    WithdrawPetition,
    ReopenPetition,
    RecountTerms,
    RecordExternalNumber,
    ReassignPetition,
    RecuseHandler,
    RecordIncident,
    VoidPetition,
});
