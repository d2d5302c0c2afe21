//! One site (处) of a case: what was determined, and what has been demolished of it.
use crate::cases::area::Area;
use crate::cases::course::Course;
use crate::cases::ids::Version;
use crate::cases::illegal_structure::event::{StructureKind, Way};
use crate::cases::occurred::{Day, Occurred};
use serde::{Deserialize, Serialize};

/// One demolition of a site, in whole or in part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Demolition {
    /// The step that tells it.
    pub version: Version,
    /// When.
    pub day: Day,
    /// How much.
    pub area: Area,
    /// How.
    pub way: Way,
}

/// A determined site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SiteLife {
    /// 认定: when it was first determined.
    pub determined: Occurred,
    /// 认定面积, which a re-measurement changes.
    pub area: Course<Area>,
    /// 结构.
    pub structure: Option<StructureKind>,
    /// Its demolitions, in the order in which they were told.
    pub demolitions: Vec<Demolition>,
    /// What was measured of the demolished area, and when; it may differ from the sum told.
    pub measured: Option<(Occurred, Area)>,
    /// 验收.
    pub accepted: Option<Occurred>,
}

impl SiteLife {
    /// 认定面积 now.
    #[must_use]
    pub fn determined_area(&self) -> Area {
        self.area.now().copied().unwrap_or_default()
    }

    /// The sum of what has been demolished.
    #[must_use]
    pub fn demolished_area(&self) -> Area {
        self.demolitions.iter().map(|demolition| demolition.area).sum()
    }

    /// The sum of what had been demolished by the evening of `day`.
    #[must_use]
    pub fn demolished_area_by(&self, day: Day) -> Area {
        self.demolitions
            .iter()
            .filter(|demolition| demolition.day <= day)
            .map(|demolition| demolition.area)
            .sum()
    }

    /// The first day on which it counts as demolished: all of the area as now determined is gone, or its demolition
    /// is accepted.
    #[must_use]
    pub fn completed(&self) -> Option<Day> {
        self.completed_if(self.determined_area())
    }

    /// The first day on which it counts as demolished, if `area` is all that there was.
    #[must_use]
    pub fn completed_if(&self, area: Area) -> Option<Day> {
        let whole = |day: &Day| self.demolished_area_by(*day) >= area;
        let demolished = self.demolitions.iter().map(|demolition| demolition.day).filter(whole).min();
        let accepted = self.accepted.map(Occurred::day);
        demolished.into_iter().chain(accepted).min()
    }

    /// The day of its last demolition.
    #[must_use]
    pub fn last_demolition(&self) -> Option<Day> {
        self.demolitions.iter().map(|demolition| demolition.day).max()
    }
}
