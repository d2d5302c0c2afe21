//! Why a step in an illegal structure's case is refused.
use super::event::SiteNo;
use super::state::Phase;
use crate::cases::area::Area;
use crate::cases::case_file::Impossible;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::Unlawful;
use crate::cases::occurred::Day;

/// The reason, in words that say what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StructureRefusal {
    /// No case of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The law forbids it.
    #[error(transparent)]
    Unlawful(#[from] Unlawful),
    /// The office has no committee of that name.
    #[error("the office has no such committee; choose one of its committees")]
    UnknownCommittee,
    /// The case has already been reported.
    #[error("this case is already reported; report another structure under a number of its own")]
    AlreadyReported,
    /// The case is void.
    #[error("this case is void; nothing more can happen to it")]
    Voided,
    /// The step does not follow from where the case stands.
    #[error("{step} cannot follow while the case is {phase:?}; take the steps before it first")]
    OutOfOrder {
        /// Where the case stands.
        phase: Phase,
        /// The event that would have happened.
        step: &'static str,
    },
    /// The step is said to have happened before one that it follows.
    #[error("it cannot have happened on {step_day}, for it follows a step of {not_before}; check both days")]
    BeforeEarlierStep {
        /// The day of the step.
        step_day: Day,
        /// The earliest day on which it is possible.
        not_before: Day,
    },
    /// A determination names no site.
    #[error("name at least one site with its area")]
    NoSites,
    /// A site is named twice.
    #[error("site {site} is named twice; give each site a number of its own")]
    SiteTwice {
        /// The site.
        site: SiteNo,
    },
    /// The site has been determined before.
    #[error("site {site} is determined already; re-measure it instead")]
    SiteAlreadyDetermined {
        /// The site.
        site: SiteNo,
    },
    /// The site has not been determined.
    #[error("site {site} is not determined; determine its area first")]
    SiteNotDetermined {
        /// The site.
        site: SiteNo,
    },
    /// An area of nothing.
    #[error("the area of site {site} must be more than nothing")]
    NoArea {
        /// The site.
        site: SiteNo,
    },
    /// More would be demolished than there is.
    #[error(
        "{demolished} of site {site} cannot be demolished where {determined} is determined; re-measure it first"
    )]
    AboveDetermined {
        /// The site.
        site: SiteNo,
        /// What would be demolished in all.
        demolished: Area,
        /// What is determined.
        determined: Area,
    },
    /// Less would be determined than is demolished.
    #[error("site {site} cannot measure {determined}, for {demolished} of it is demolished already")]
    BelowDemolished {
        /// The site.
        site: SiteNo,
        /// What is demolished in all.
        demolished: Area,
        /// What would be determined.
        determined: Area,
    },
    /// Nothing of the site is demolished.
    #[error("nothing of site {site} is demolished; record its demolition first")]
    NotDemolished {
        /// The site.
        site: SiteNo,
    },
    /// The demolition of the site is accepted.
    #[error("the demolition of site {site} is accepted already; take the acceptance back if that was wrong")]
    AlreadyAccepted {
        /// The site.
        site: SiteNo,
    },
    /// The demolition of the site is not accepted.
    #[error("accept the demolition of site {site} before the case is closed")]
    NotAccepted {
        /// The site.
        site: SiteNo,
    },
    /// The case cannot be closed with sites standing.
    #[error(
        "a determined site still stands, or none is determined; demolish it, or end the case another way"
    )]
    SitesRemain,
    /// The order names a deadline before its own day.
    #[error("the deadline {deadline} lies before the order's own day {ordered}; check both days")]
    DeadlineBeforeOrder {
        /// The day of the order.
        ordered: Day,
        /// The deadline.
        deadline: Day,
    },
    /// Nobody waits to hear back.
    #[error("no informant is on record who could hear back")]
    NoInformant,
    /// Neither committee nor department is named.
    #[error("name the committee or the department that takes the case over")]
    NothingToReassign,
    /// The number is on this case.
    #[error("this case has {number} already")]
    NumberAlreadyRecorded {
        /// The number.
        number: ExternalNumber,
    },
    /// The cases are linked.
    #[error("these two cases are linked already")]
    AlreadyLinked,
}

crate::refusal_keys! {
    StructureRefusal {
        Self::Impossible(_) => "structure.impossible",
        Self::Unlawful(_) => "structure.unlawful",
        Self::UnknownCommittee => "structure.unknown_committee",
        Self::AlreadyReported => "structure.already_reported",
        Self::Voided => "structure.voided",
        Self::OutOfOrder { .. } => "structure.out_of_order",
        Self::BeforeEarlierStep { .. } => "structure.before_earlier_step",
        Self::NoSites => "structure.no_sites",
        Self::SiteTwice { .. } => "structure.site_twice",
        Self::SiteAlreadyDetermined { .. } => "structure.site_already_determined",
        Self::SiteNotDetermined { .. } => "structure.site_not_determined",
        Self::NoArea { .. } => "structure.no_area",
        Self::AboveDetermined { .. } => "structure.above_determined",
        Self::BelowDemolished { .. } => "structure.below_demolished",
        Self::NotDemolished { .. } => "structure.not_demolished",
        Self::AlreadyAccepted { .. } => "structure.already_accepted",
        Self::NotAccepted { .. } => "structure.not_accepted",
        Self::SitesRemain => "structure.sites_remain",
        Self::DeadlineBeforeOrder { .. } => "structure.deadline_before_order",
        Self::NoInformant => "structure.no_informant",
        Self::NothingToReassign => "structure.nothing_to_reassign",
        Self::NumberAlreadyRecorded { .. } => "structure.number_already_recorded",
        Self::AlreadyLinked => "structure.already_linked",
    }
}
