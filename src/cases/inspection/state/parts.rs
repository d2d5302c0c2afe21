//! What a case is made of: hazards, documents, orders, re-inspections.
use crate::cases::course::Course;
use crate::cases::due::DueDate;
use crate::cases::ids::Version;
use crate::cases::inspection::event::HazardNo;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::rectification::{Level, Waiting};
use crate::cases::words::PaperNumber;
use serde::{Deserialize, Serialize};

/// 事故隐患: one of those that an inspection found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SafetyHazard {
    /// 一般 or 重大.
    pub level: Level,
    /// 整改期限, which a failed re-inspection leaves as it is; it stays when the hazard is rectified.
    pub deadline: Course<Option<DueDate>>,
    /// 整改到位: the day from which it is verified fixed; none again from the day on which it fails.
    pub rectified: Course<Option<Day>>,
    /// How it was last seen to be rectified, while it is.
    pub seen: Option<Seen>,
    /// When it was last seen not to be rectified, while nothing is ordered of it since.
    pub failing: Option<Occurred>,
    /// The order under which it stands, by its place among the orders.
    pub(super) order: Option<usize>,
}

impl SafetyHazard {
    pub(super) fn found(level: Level) -> Self {
        let (deadline, rectified) = (Course::default(), Course::default());
        Self { level, deadline, rectified, seen: None, failing: None, order: None }
    }

    /// Whether it is now verified fixed.
    #[must_use]
    pub fn is_rectified(&self) -> bool {
        self.rectified_on().is_some()
    }

    /// The day from which it is now verified fixed.
    #[must_use]
    pub fn rectified_on(&self) -> Option<Day> {
        self.rectified.now().copied().flatten()
    }

    /// 整改期限 as it runs now.
    #[must_use]
    pub fn deadline_now(&self) -> Option<Day> {
        self.deadline.now()?.as_ref().map(|deadline| deadline.due)
    }

    /// Whether it failed its last re-inspection, and nothing is ordered of it since.
    #[must_use]
    pub const fn is_failing(&self) -> bool {
        self.failing.is_some()
    }

    /// Whether an order is due: it is not rectified, and none stands that nobody has looked after yet.
    pub(super) fn waits_for_order(&self) -> bool {
        !self.is_rectified() && (self.order.is_none() || self.is_failing())
    }

    /// Whether its order runs, and may be given more time.
    pub(super) fn may_be_extended(&self) -> bool {
        !self.is_rectified() && self.order.is_some() && !self.is_failing()
    }
}

/// How a hazard was seen to be rectified.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Seen {
    /// When.
    pub occurred: Occurred,
    /// How many different inspectors saw it, where that is recorded.
    pub inspectors: Option<u8>,
}

impl Seen {
    /// Whether the case may be closed off after it (行政处罚法 42).
    pub(super) fn suffices(self) -> bool {
        self.inspectors.is_some_and(|count| count >= 2)
    }
}

/// 监督检查意见书.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Opinion {
    /// Its number.
    pub number: PaperNumber,
    /// When it was issued.
    pub issued: Occurred,
    /// Whether it was issued at, or after, a re-inspection.
    pub again: bool,
}

/// 责令整改, with what followed from it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RectificationOrder {
    /// Which step it was.
    pub version: Version,
    /// When it was given.
    pub ordered: Occurred,
    /// The hazards that it is about.
    pub hazards: Vec<HazardNo>,
    /// The deadline printed on it, or on the paper that extended it.
    pub deadline: DueDate,
    /// The time for the re-inspection, which begins when that deadline is over.
    pub reinspect: Waiting,
    /// The day on which it stopped to matter: all its hazards are verified fixed, or stand under other orders.
    pub ended: Option<Day>,
}

/// 复查.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reinspection {
    /// Which step it was.
    pub version: Version,
    /// When.
    pub occurred: Occurred,
    /// How many different inspectors made it, where that is recorded.
    pub inspectors: Option<u8>,
}
