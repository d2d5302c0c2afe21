//! What happened to a petition.
mod values;

pub use values::{
    Category, Channel, ClaimPath, Destination, DisputeCategory, IncidentKind, MediationOutcome, Opinion,
    OwnChannel, PetitionClass, Rating, Representatives, ReviewOutcome, Route,
};

use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::facts::Irregularity;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Occurred;
use crate::cases::people::{Heads, Name, Person};
use crate::cases::personal::Personal;
use crate::cases::words::{Body, CaseNumber, Committee, Department, PaperNumber, Text};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;

/// One fact of a petition's life. Each but the four shared ones is decided by the command of the same root.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[expect(
    clippy::large_enum_variant,
    reason = "every petition begins with the largest, and few events follow it"
)]
pub enum PetitionEvent {
    /// 登记.
    PetitionRegistered {
        /// Its number.
        number: CaseNumber,
        /// How it came in.
        channel: Channel,
        /// 人次.
        heads: Heads,
        /// Who speaks for those who came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        representatives: Option<Representatives>,
        /// Where it comes from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// What it is about.
        category: Category,
        /// Its class, where it was classified.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        class: Option<PetitionClass>,
        /// 初次 if true, 重复 if not: as the clerk decided.
        first_time: bool,
        /// The way proposed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        route: Option<Route>,
        /// Who is to handle it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
        /// Who brings it.
        petitioner: Personal<Person>,
        /// What is asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        matter: Option<Personal<Text>>,
        /// The list on which the dispute stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dispute: Option<DisputeCategory>,
        /// By when the petitioner must be told what becomes of it.
        inform_by: DueDate,
    },
    /// 转送, and the petitioner was told.
    PetitionForwarded {
        /// To whom.
        to: Destination,
        /// By when it may be returned as "not ours"; none before 2022-05-01.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        return_by: Option<DueDate>,
    },
    /// 交办, and the petitioner was told.
    PetitionAssigned {
        /// To whom.
        to: Destination,
        /// By when it may be returned as "not ours"; none before 2022-05-01.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        return_by: Option<DueDate>,
    },
    /// 退回: whoever was sent it says "not ours".
    ForwardedPetitionReturned {
        /// What they say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 受理, and the petitioner was told.
    PetitionAccepted {
        /// Who handles it from now on, where that is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
        /// 简易办理.
        simplified: bool,
        /// By when it must be concluded; none where the claim goes another way than the petition procedure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conclude_by: Option<DueDate>,
    },
    /// The petitioner was told who is competent.
    PetitionRedirected {
        /// Who is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Body>,
    },
    /// 不予受理, and the petitioner was told.
    PetitionDeclined {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 办结: the written opinion was issued.
    PetitionConcluded {
        /// What it says; none where the source does not tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Opinion>,
        /// The number it bears.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 期限: the paper names its own deadline, which takes the place of the term that the law counts.
    DeadlineStated {
        /// The day, or the moment, up to which a conclusion is in time.
        deadline: Occurred,
        /// The term with that day as its last one.
        conclude_by: DueDate,
    },
    /// More time was asked for.
    ExtensionRequested {
        /// Days.
        days: NonZeroU16,
        /// Why.
        reason: Personal<Text>,
    },
    /// 延期: the responsible leader granted it.
    ExtensionApproved {
        /// Days.
        days: NonZeroU16,
        /// Whether the petitioner was told why, where the source says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        petitioner_told: Option<bool>,
        /// By when it must now be concluded.
        conclude_by: DueDate,
    },
    /// The responsible leader did not grant it.
    ExtensionRejected {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// The clock stands still from this day.
    PetitionSuspended {
        /// Why.
        reason: Personal<Text>,
    },
    /// The clock runs again.
    PetitionResumed {
        /// The days of rest.
        days: u16,
        /// By when it must now be concluded, if it has that clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conclude_by: Option<DueDate>,
    },
    /// 送达: the petitioner has the opinion, or that of the review or final review.
    ReplyServed {
        /// By when a review or final review may be asked for; none after the final review.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request_by: Option<DueDate>,
    },
    /// The petitioner asked for a review (复查).
    ReviewRequested {
        /// By when it must be decided.
        decide_by: DueDate,
    },
    /// The review was decided.
    ReviewDecided {
        /// What it made of the opinion.
        outcome: ReviewOutcome,
        /// The number its opinion bears.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// The petitioner asked for a final review (复核).
    FinalReviewRequested {
        /// By when it must be decided.
        decide_by: DueDate,
    },
    /// 听证: a hearing of the final review ended on this day.
    HearingHeld {
        /// The days it took, which do not count.
        days: NonZeroU16,
        /// By when the final review must now be decided.
        decide_by: DueDate,
    },
    /// The final review was decided.
    FinalReviewDecided {
        /// What it made of the opinion.
        outcome: ReviewOutcome,
        /// The number its opinion bears.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 终结: the same facts and grounds are no longer accepted.
    PetitionTerminated {},
    /// The term to ask for a review passed without a request.
    PetitionClosed {},
    /// The petitioner rated the handling.
    PetitionRated {
        /// How.
        rating: Rating,
    },
    /// The sides were brought together.
    PetitionMediated {
        /// With what result.
        outcome: MediationOutcome,
    },
    /// 化解: the dispute itself is settled.
    DisputeSettled {
        /// The list on which it stood.
        category: DisputeCategory,
    },
    /// 备注: something was done or said that is no step of a petition.
    PetitionNoted {
        /// What.
        note: Personal<Text>,
    },
    /// 督办: somebody above urged.
    PetitionUrged {
        /// What they asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instruction: Option<Personal<Text>>,
    },
    /// It belongs together with another case.
    PetitionLinked {
        /// The other case.
        to: CaseId,
    },
    /// It goes on in another petition and counts by that one.
    PetitionMerged {
        /// The other petition.
        into: CaseId,
    },
    /// The petitioner withdrew it.
    PetitionWithdrawn {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// It is handled again: its conclusion no longer counts.
    PetitionReopened {
        /// Why.
        reason: Personal<Text>,
    },
    /// A year's calendar was published: what had been provisional (暂定) was counted again by it.
    TermsRecounted {
        /// The due dates as they now are.
        terms: Vec<DueDate>,
    },
    /// Another department handles it.
    PetitionReassigned {
        /// Which one.
        department: Department,
    },
    /// 回避: a handler with a conflict of interest stepped back.
    HandlerRecused {
        /// Who.
        handler: Personal<Name>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// Something happened that must not come of a petition.
    IncidentRecorded {
        /// What.
        kind: IncidentKind,
    },
    /// 外部编号: another system knows the matter under a number of its own.
    ExternalNumberRecorded {
        /// The system.
        system: ExternalSystem,
        /// Its number.
        number: OutsideNumber,
    },
    /// 作废: it counts nowhere.
    PetitionVoided {
        /// Why.
        reason: VoidReason,
    },
    /// 更正: an earlier step was corrected.
    PetitionCorrected {
        /// Which one, and how it reads now.
        correction: Correction<Self>,
    },
    /// A step told by paper was against the law.
    PetitionIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts! {
    PetitionEvent {
        PetitionRegistered = 1,
        PetitionForwarded = 1,
        PetitionAssigned = 1,
        ForwardedPetitionReturned = 1,
        PetitionAccepted = 1,
        PetitionRedirected = 1,
        PetitionDeclined = 1,
        PetitionConcluded = 1,
        DeadlineStated = 1,
        ExtensionRequested = 1,
        ExtensionApproved = 1,
        ExtensionRejected = 1,
        PetitionSuspended = 1,
        PetitionResumed = 1,
        ReplyServed = 1,
        ReviewRequested = 1,
        ReviewDecided = 1,
        FinalReviewRequested = 1,
        HearingHeld = 1,
        FinalReviewDecided = 1,
        PetitionTerminated = 1,
        PetitionClosed = 1,
        PetitionRated = 1,
        PetitionMediated = 1,
        DisputeSettled = 1,
        PetitionNoted = 1,
        PetitionUrged = 1,
        PetitionLinked = 1,
        PetitionMerged = 1,
        PetitionWithdrawn = 1,
        PetitionReopened = 1,
        TermsRecounted = 1,
        PetitionReassigned = 1,
        HandlerRecused = 1,
        IncidentRecorded = 1,
        ExternalNumberRecorded = 1,
        PetitionVoided = 1,
        PetitionCorrected = 1,
        PetitionIrregularityFound = 1,
    }
}
