//! What was said about the deadlines of a case.
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{CaseId, UserId};
use crate::cases::occurred::Day;
use crate::cases::workdays::Calendar;
use serde::{Deserialize, Serialize};

crate::text_newtypes! {
    /// The name of a clock: `conclude_petition`.
    ClockName(40),
}

/// How near a deadline is when somebody is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// At most three working days are left.
    Soon,
    /// It is the last day.
    Today,
    /// It is past.
    Overdue,
    /// It is past by three working days: whoever leads is told.
    Escalated,
}

/// 提前: how many working days before a deadline people are told, and after how many of delay those who lead are.
const NOTICE: u32 = 3;

impl Stage {
    /// The stage of a deadline on `today`, a working day; none while it is far away.
    #[must_use]
    pub fn of(due: Day, today: Day, calendar: &Calendar) -> Option<Self> {
        let workdays = |from: Day, to: Day| {
            let days = from.iter_days().skip(1).take_while(|day| *day <= to);
            u32::try_from(days.filter(|day| calendar.is_workday(*day)).take(NOTICE as usize + 1).count())
                .unwrap_or(u32::MAX)
        };
        match today.cmp(&due) {
            std::cmp::Ordering::Equal => Some(Self::Today),
            std::cmp::Ordering::Less => (workdays(today, due) <= NOTICE).then_some(Self::Soon),
            std::cmp::Ordering::Greater if workdays(due, today) > NOTICE => Some(Self::Escalated),
            std::cmp::Ordering::Greater => Some(Self::Overdue),
        }
    }
}

/// An event about what was said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ReminderEvent {
    /// Those who work on the case were told that something falls due.
    DeadlineReminded {
        /// The case.
        case: CaseId,
        /// What falls due.
        clock: ClockName,
        /// By when.
        due: Day,
        /// How near it was.
        stage: Stage,
        /// Who was told.
        to: Vec<UserId>,
    },
    /// 升级: those who lead were told that it is late.
    DeadlineEscalated {
        /// The case.
        case: CaseId,
        /// What is late.
        clock: ClockName,
        /// By when it was due.
        due: Day,
        /// Who was told.
        to: Vec<UserId>,
    },
    /// An earlier step was corrected.
    ReminderCorrected {
        /// Which, and how.
        correction: Correction<ReminderEvent>,
    },
    /// A step against the rules, found in imported history.
    ReminderIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(ReminderEvent {
    DeadlineReminded = 1,
    DeadlineEscalated = 1,
    ReminderCorrected = 1,
    ReminderIrregularityFound = 1,
});
