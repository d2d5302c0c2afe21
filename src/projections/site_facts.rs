//! What figures count of illegal structures: one unit for each site (处); a case whose sites are not yet determined
//! counts as one.
use super::bitemporal::{FOR_EVER, FactRow, FactTable, Late, stretches};
use super::by_the_end;
use super::predicate::{CodeField, DayField, NumberField};
use crate::bitemporal_columns;
use crate::cases::area::Area;
use crate::cases::illegal_structure::{SiteLife, Stock, StructureKind, StructureLife, Zone};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::words::{Address, Committee, Department};
use crate::database::{OnConflict, Table, Value};

/// The table.
pub static SITE_FACTS: FactTable = FactTable {
    table: Table {
        name: "site_facts",
        columns: bitemporal_columns!(
            "found_day": Day,
            "zone": Text,
            "address": Text,
            "committee": Text,
            "department": Text,
            "category": Text,
            "structure": Text,
            "area_dm2": Int,
            "filed_day": Day,
            "demolished_day": Day,
            "closed_day": Day,
            "filed_known": Int,
            "demolished_known": Int,
            "closed_known": Int,
        ),
        key: 5,
        on_conflict: OnConflict::Replace,
        stable: &[],
    },
    late: &[
        Late { known: "filed_known", columns: &["filed_day"] },
        Late { known: "demolished_known", columns: &["demolished_day"] },
        Late { known: "closed_known", columns: &["closed_day"] },
    ],
    anchors: &[("site_facts.found_day", "found_day"), ("site_facts.demolished_day", "demolished_day")],
};

/// The fields that figures name.
pub mod fields {
    use super::{CodeField, DayField, NumberField};

    /// 发现日期.
    pub const FOUND: DayField = DayField("found_day");
    /// 立案日期.
    pub const FILED: DayField = DayField("filed_day");
    /// The first day on which the site counts as demolished.
    pub const DEMOLISHED: DayField = DayField("demolished_day");
    /// When the case was closed.
    pub const CLOSED: DayField = DayField("closed_day");
    /// 区域.
    pub const ZONE: CodeField = CodeField("zone");
    /// 地址.
    pub const ADDRESS: CodeField = CodeField("address");
    /// 居委会.
    pub const COMMITTEE: CodeField = CodeField("committee");
    /// 存量 or 新建.
    pub const CATEGORY: CodeField = CodeField("category");
    /// 认定面积, in 0.01 m².
    pub const AREA: NumberField = NumberField("area_dm2");
}

/// What all rows of a case share.
pub(super) struct Place<'a> {
    found: Day,
    life: &'a StructureLife,
}

impl<'a> Place<'a> {
    /// None where the case counts nowhere.
    pub(super) fn of(life: &'a StructureLife) -> Option<Self> {
        let found = life.reported?.day();
        life.voided.is_none().then_some(Self { found, life })
    }

    /// The days on which committee or department change.
    pub(super) fn changes(&self) -> impl Iterator<Item = Day> + '_ {
        self.life.committee.days().chain(self.life.department.days())
    }

    /// Zone, address, committee, department and stock before `to`.
    pub(super) fn values(&self, to: Day) -> [Value; 5] {
        let life = self.life;
        [
            life.zone.as_ref().map(Zone::as_str).into(),
            life.address.as_ref().map(Address::as_str).into(),
            by_the_end(&life.committee, to).and_then(|name| name.as_ref().map(Committee::as_str)).into(),
            by_the_end(&life.department, to).and_then(|name| name.as_ref().map(Department::as_str)).into(),
            life.stock.map(stock).into(),
        ]
    }
}

/// The rows of one case: one until its sites are determined, and then one for each. While it is found not to be
/// illegal, it has none.
#[must_use]
pub fn rows(life: &StructureLife) -> Vec<FactRow> {
    let Some(place) = Place::of(life) else { return Vec::new() };
    let determined = life.determined().map_or(FOR_EVER, Occurred::day);
    let sites = life.sites.iter().map(|(no, site)| (i64::from(no.0), Some(site), site.determined.day()));
    let mut rows = Vec::new();
    for (unit, site, since) in std::iter::once((0, None, place.found)).chain(sites) {
        let until = if site.is_some() { FOR_EVER } else { determined };
        let remeasured = site.into_iter().flat_map(|site| site.area.days());
        let changes = remeasured.chain(place.changes()).chain(life.cleared.days()).chain([until]);
        let stretches = stretches(since, changes)
            .filter(|(from, to)| *from < until && by_the_end(&life.cleared, *to) != Some(&true));
        rows.extend(stretches.map(|stretch| row(&place, (unit, site), stretch)));
    }
    rows
}

fn row(place: &Place<'_>, (unit, site): (i64, Option<&SiteLife>), (from, to): (Day, Day)) -> FactRow {
    let life = place.life;
    let area = site.and_then(|site| by_the_end(&site.area, to).copied());
    let mut values = Vec::with_capacity(11);
    values.push(place.found.into());
    values.extend(place.values(to));
    values.extend([
        site.and_then(|site| site.structure.as_ref()).map(StructureKind::as_str).into(),
        area.map(Area::dm2).into(),
        life.filed.map(Occurred::day).into(),
        // All of what was determined by then.
        site.zip(area).and_then(|(site, area)| site.completed_if(area)).into(),
        by_the_end(&life.closed, to).copied().flatten().into(),
    ]);
    FactRow { unit, valid_from: from, valid_to: to, values }
}

const fn stock(stock: Stock) -> &'static str {
    match stock {
        Stock::Existing => "existing",
        Stock::New => "new",
    }
}
