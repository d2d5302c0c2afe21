//! The law as data: which statute and article a rule stands in on a given day, and the term that it sets.
//! A case runs by the law of the day its clock started, for ever.

mod in_force;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone};
use serde::{Deserialize, Serialize};

/// A text of law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statute {
    /// 信访条例, 2005-05-01 to 2022-04-30.
    #[serde(rename = "petition_regulations_2005")]
    PetitionRegulations2005,
    /// 信访工作条例, from 2022-05-01.
    #[serde(rename = "petition_work_regulations_2022")]
    PetitionWorkRegulations2022,
    /// 信访事项简易办理办法（试行）.
    #[serde(rename = "simplified_petition_measures_2016")]
    SimplifiedPetitionMeasures2016,
    /// 消防监督检查规定, as amended from 2012-11-01.
    #[serde(rename = "fire_inspection_rules_2012")]
    FireInspectionRules2012,
    /// 消防法.
    FireLaw,
    /// 城乡规划法.
    UrbanPlanningLaw,
    /// 上海市拆除违法建筑若干规定.
    ShanghaiDemolitionRules,
    /// 行政强制法, from 2012-01-01.
    AdministrativeCoercionLaw,
    /// 行政处罚法, renumbered on 2021-07-15.
    AdministrativePenaltyLaw,
    /// 行政复议法, renumbered on 2024-01-01.
    AdministrativeReconsiderationLaw,
    /// 行政诉讼法, renumbered on 2015-05-01.
    AdministrativeLitigationLaw,
    /// 安全生产法, renumbered on 2014-12-01 and 2021-09-01.
    WorkSafetyLaw,
    /// 街道自定: what an office declared for a kind of case of its own.
    OfficeDeclaration,
}

/// A clock, a duty or a prohibition that the office works by. Articles named here are those now in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Every item received is registered on receipt (信访工作条例 23).
    RegisterPetition,
    /// The petitioner is told what becomes of it within 15 days of registration (信访工作条例 23).
    InformPetitioner,
    /// An organ that was sent an item which is not its own gives it back within 5 working days (信访工作条例 23).
    ReturnForwarded,
    /// A petition is concluded with a written opinion within 60 days of acceptance (信访工作条例 34).
    ConcludePetition,
    /// Its term is extended once, by at most 30 days, by the responsible leader (信访工作条例 34).
    ExtendPetition,
    /// The petitioner asks for a review within 30 days of receiving the opinion (信访工作条例 35).
    RequestReview,
    /// The review is decided within 30 days of the request (信访工作条例 35).
    DecideReview,
    /// The petitioner asks for a final review within 30 days of receiving the review (信访工作条例 36).
    RequestFinalReview,
    /// The final review is decided within 30 days; a hearing's days do not count (信访工作条例 36).
    DecideFinalReview,
    /// After the final review the same facts and grounds are no longer accepted (信访工作条例 36).
    FinalDecisionBars,
    /// Simplified handling is accepted within 3 working days (信访事项简易办理办法, not confirmed).
    SimplifiedAcceptance,
    /// Simplified handling is answered within 10 working days of acceptance (the same, article not confirmed).
    SimplifiedConclusion,
    /// At most five representatives speak for a collective visit (信访工作条例 20).
    RepresentativesAtMostFive,
    /// Suggestion, accusation and claim go different ways; the 60 days are for the petition procedure (信访工作条例 31).
    ClassifiedHandling,
    /// An accuser and an accusation are never revealed to the accused (信访工作条例 30).
    ProtectAccuser,
    /// A handler with a conflict of interest steps back (信访工作条例, article not confirmed).
    Recusal,

    /// A fire inspection is made by two inspectors and recorded (消防监督检查规定 14).
    TwoInspectors,
    /// A complaint about a blocked exit is checked within 24 hours (消防监督检查规定 18).
    CheckBlockedExit,
    /// Any other complaint is checked within 3 working days (消防监督检查规定 18).
    CheckComplaint,
    /// What can be corrected at once is ordered on the spot (消防监督检查规定 19).
    OrderCorrectionAtOnce,
    /// An order with a deadline is issued within 3 working days of the check (消防监督检查规定 19).
    OrderCorrection,
    /// The party corrects by the day printed on the order; that day never rolls (消防监督检查规定 19).
    CorrectByPrintedDay,
    /// A hazard is re-inspected within 3 working days of the deadline or the party's request (消防监督检查规定 20).
    ReinspectHazard,
    /// A temporary seal is decided within 3 working days of the check (消防监督检查规定 23).
    DecideSeal,
    /// A seal put on in an emergency is decided within 24 hours (消防监督检查规定 23).
    DecideEmergencySeal,
    /// A seal lasts at most 30 days (消防监督检查规定 22, not confirmed); a restraint never rolls.
    SealAtMost,
    /// Escape routes, exits and fire lanes are not occupied, blocked or closed (消防法 28, not confirmed).
    NoBlockedExit,

    /// Building without or against a permit is stopped and put right or demolished (城乡规划法 64).
    PlanningBreach,
    /// The office is on the site of a reported structure within 24 hours (上海市拆除违法建筑若干规定 7).
    OnSite,
    /// Within 2 hours if it is still being built (上海市拆除违法建筑若干规定 7).
    OnSiteStillBuilding,
    /// An informant hears back within a month (上海市拆除违法建筑若干规定 5).
    InformInformant,
    /// The order to demolish is written, served and announced (上海市拆除违法建筑若干规定 8).
    DemolitionOrdered,
    /// An unknown owner is given notice of 10 days (上海市拆除违法建筑若干规定 9).
    StructureNotice,
    /// Demolition by force is decided by the district government (上海市拆除违法建筑若干规定 10).
    DistrictDecidesForce,
    /// The office helps to demolish when the party asks for it (上海市拆除违法建筑若干规定 10).
    AssistOnRequest,
    /// What is being built and not stopped is demolished at once (上海市拆除违法建筑若干规定 11).
    DemolishUnderConstruction,
    /// The party is urged in writing before a decision to use force (行政强制法 35).
    DemandBeforeForce,
    /// The party is heard before a decision to use force (行政强制法 36).
    PartyHeardBeforeForce,
    /// No execution at night (行政强制法 43).
    NoDemolitionAtNight,
    /// No execution on a statutory holiday (行政强制法 43).
    NoDemolitionOnHoliday,
    /// Water, power, heat and gas are not cut to force a resident (行政强制法 43).
    NoUtilitiesCut,
    /// No execution while it is suspended (行政强制法 39).
    NoForceWhileSuspended,
    /// Demolition by force is announced first (行政强制法 44).
    DemolitionAnnounced,
    /// Force only when both appeal terms have lapsed since service; the suit's term is the longer (行政强制法 44).
    DemolitionAfterAppealTerms,
    /// Reconsideration is asked for within 60 days of service (行政复议法 20).
    AppealByReconsideration,
    /// A suit is brought within 6 months of service (行政诉讼法 46).
    AppealBySuit,
    /// Two officers enforce (行政处罚法 42).
    TwoOfficers,
    /// A penalty is decided within 90 days of filing (行政处罚法 60).
    PenaltyDecision,
    /// The whole process is recorded (行政处罚法 47).
    WholeProcessRecorded,

    /// A safety inspection is recorded, and signed by the unit's head or the refusal noted (安全生产法 68).
    SafetyInspectionRecorded,
    /// Who inspects work safety orders hazards to be removed, at once or by a printed day; it never rolls (安全生产法 65,
    /// article not confirmed).
    CorrectSafetyHazard,
    /// A work-safety hazard is re-inspected within 3 working days of the deadline or the unit's request (the office's
    /// practice, as for fire hazards; not confirmed).
    ReinspectSafetyHazard,
    /// The term that the declaration of a kind of case sets, or the day that its paper names.
    OfficeTerm,
}

/// How long a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Calendar days.
    Days(u16),
    /// Working days.
    Workdays(u16),
    /// Months: the same day number of the later month, or its last day.
    Months(u8),
    /// Hours, which run from the moment itself.
    Hours(u16),
}

/// A term that a rule sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// How long it is.
    pub length: Length,
    /// Whether its last day, if not worked, moves on to the next working day.
    pub rolls: bool,
}

/// A rule as it stood on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RuleInForce {
    /// The text.
    pub statute: Statute,
    /// The article, or 0 where it is not known.
    pub article: u16,
    /// The term, for a rule that is a clock.
    pub term: Option<Term>,
    /// False when no text with this rule is known to have been in force that day: the nearest known one is named.
    pub in_force: bool,
    /// False when the rule itself was not confirmed in a primary source: a setting, never hard law.
    pub confirmed: bool,
    /// False when the number of the article was not confirmed, so that it is not printed on a paper unread.
    pub article_confirmed: bool,
}

impl Rule {
    /// Every rule, in the order of declaration.
    pub const ALL: [Self; 53] = [
        Self::RegisterPetition,
        Self::InformPetitioner,
        Self::ReturnForwarded,
        Self::ConcludePetition,
        Self::ExtendPetition,
        Self::RequestReview,
        Self::DecideReview,
        Self::RequestFinalReview,
        Self::DecideFinalReview,
        Self::FinalDecisionBars,
        Self::SimplifiedAcceptance,
        Self::SimplifiedConclusion,
        Self::RepresentativesAtMostFive,
        Self::ClassifiedHandling,
        Self::ProtectAccuser,
        Self::Recusal,
        Self::TwoInspectors,
        Self::CheckBlockedExit,
        Self::CheckComplaint,
        Self::OrderCorrectionAtOnce,
        Self::OrderCorrection,
        Self::CorrectByPrintedDay,
        Self::ReinspectHazard,
        Self::DecideSeal,
        Self::DecideEmergencySeal,
        Self::SealAtMost,
        Self::NoBlockedExit,
        Self::PlanningBreach,
        Self::OnSite,
        Self::OnSiteStillBuilding,
        Self::InformInformant,
        Self::DemolitionOrdered,
        Self::StructureNotice,
        Self::DistrictDecidesForce,
        Self::AssistOnRequest,
        Self::DemolishUnderConstruction,
        Self::DemandBeforeForce,
        Self::PartyHeardBeforeForce,
        Self::NoDemolitionAtNight,
        Self::NoDemolitionOnHoliday,
        Self::NoUtilitiesCut,
        Self::NoForceWhileSuspended,
        Self::DemolitionAnnounced,
        Self::DemolitionAfterAppealTerms,
        Self::AppealByReconsideration,
        Self::AppealBySuit,
        Self::TwoOfficers,
        Self::PenaltyDecision,
        Self::WholeProcessRecorded,
        Self::SafetyInspectionRecorded,
        Self::CorrectSafetyHazard,
        Self::ReinspectSafetyHazard,
        Self::OfficeTerm,
    ];

    /// The rule as it stood on this day.
    #[must_use]
    pub fn on(self, day: NaiveDate) -> RuleInForce {
        in_force::versions(self).on(day)
    }
}

impl Length {
    /// When a term in hours, counted from this moment, is over. `None` for a term in days or months, which a
    /// [`DueDate`](super::due::DueDate) counts, and beyond the end of time.
    #[must_use]
    pub fn hours_after<Tz: TimeZone>(self, moment: DateTime<Tz>) -> Option<DateTime<Tz>> {
        match self {
            Self::Hours(hours) => moment.checked_add_signed(TimeDelta::hours(i64::from(hours))),
            Self::Days(_) | Self::Workdays(_) | Self::Months(_) => None,
        }
    }
}
