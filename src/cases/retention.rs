//! 保管期限: how long cases are kept after they were closed.
use super::any_file::CaseKind;
use super::occurred::Day;
use chrono::Months;
use std::collections::BTreeMap;

/// How many years a kind of case is kept.
pub type KindYears = (CaseKind, u32);

/// The years after closing by kind of case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Retention(BTreeMap<CaseKind, u32>);

impl FromIterator<KindYears> for Retention {
    fn from_iter<I: IntoIterator<Item = KindYears>>(years: I) -> Self {
        Self(years.into_iter().collect())
    }
}

impl Retention {
    /// How many years cases of this kind are kept; none if nothing is said.
    #[must_use]
    pub fn years(&self, kind: CaseKind) -> Option<u32> {
        self.0.get(&kind).copied()
    }

    /// The kinds of which it is said how long they are kept.
    pub fn kinds(&self) -> impl Iterator<Item = CaseKind> {
        self.0.keys().copied()
    }

    /// The first day on which a case that was closed on `closed` need not be kept any more.
    #[must_use]
    pub fn ends(&self, kind: CaseKind, closed: Day) -> Day {
        let months = Months::new(12 * self.years(kind).unwrap_or(0));
        closed.checked_add_months(months).unwrap_or(Day::MAX)
    }

    /// The last day of closing of cases that need not be kept on `today`.
    #[must_use]
    pub fn closed_until(&self, kind: CaseKind, today: Day) -> Option<Day> {
        today.checked_sub_months(Months::new(12 * self.years(kind)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_kept_for_whole_years_from_its_closing() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let retention: Retention = [(CaseKind::Petition, 10)].into_iter().collect();
        assert_eq!(retention.ends(CaseKind::Petition, day("2016-02-29")), day("2026-02-28"));
        assert_eq!(retention.ends(CaseKind::FireHazard, day("2019-03-05")), day("2019-03-05"));
        assert_eq!(retention.closed_until(CaseKind::Petition, day("2026-11-27")), Some(day("2016-11-27")));
        assert_eq!(retention.closed_until(CaseKind::FireHazard, day("2026-11-27")), None);
    }
}
