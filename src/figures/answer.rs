//! From definitions to numbers: one snapshot of the store answers a whole question.
use super::{Dimension, Exact, Figure, Making, Unit, declared, structures};
use crate::cases::ids::CaseId;
use crate::cases::office::{FigureId, OfficeLife};
use crate::database::{StorageError, Transaction};
use crate::projections::behind::{self, Page, Place, Wanted};
use crate::projections::count::{self, Grouped, Grouping, Number, Scope};
use crate::projections::predicate::{By, Count};
use crate::projections::unpacked::Unpacked;
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Why figures cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The period ends before it begins.
    #[error("the period ends ({to}) before it begins ({from})")]
    EmptyPeriod {
        /// Its first day.
        from: chrono::NaiveDate,
        /// Its last day.
        to: chrono::NaiveDate,
    },
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The period and both clocks.
    pub scope: Scope,
    /// The office as it was known then: its targets.
    pub office: &'a OfficeLife,
    /// The figures wanted; none means all.
    pub figures: Vec<&'static Figure>,
    /// By what they are broken down.
    pub by: Vec<Dimension>,
    /// What is known already of months at rest.
    pub unpacked: &'a Unpacked,
}

/// A figure's value, with what it is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The figure.
    pub id: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Its value; none where there is nothing to divide by.
    pub value: Option<Exact>,
    /// Of a rate: what is divided.
    pub numerator: Option<Exact>,
    /// Of a rate: by what.
    pub denominator: Option<Exact>,
    /// What was to be reached in the year of the period's last day, if that was said.
    pub target: Option<Exact>,
    /// How much of that is reached, in a hundred.
    pub reached: Option<Exact>,
}

/// One value of a dimension, and the figure for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = FigureOf)]
pub struct BreakdownRow {
    /// The dimension.
    pub dimension: &'static str,
    /// Its value; empty for cases without one.
    pub of: String,
    /// The figure.
    #[schema(value_type = Option<f64>)]
    pub value: Option<Exact>,
    /// Of a rate: what is divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub numerator: Option<Exact>,
    /// Of a rate: by what.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub denominator: Option<Exact>,
}

/// Demolished sites and area of one zone or address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceRow {
    /// The zone or address.
    pub place: String,
    /// 处.
    pub sites: i64,
    /// 平方米.
    pub area_m2: Exact,
}

/// The figures asked for.
#[derive(Clone, Debug, Default)]
pub struct Breakdown {
    /// Each figure's value.
    pub answers: Vec<Answer>,
    /// Figures by the dimensions asked for.
    pub by: BTreeMap<&'static str, Vec<BreakdownRow>>,
    /// `structures.by_zone`.
    pub by_zone: Vec<PlaceRow>,
    /// `structures.by_address`.
    pub by_address: Vec<PlaceRow>,
}

/// Answers a question.
///
/// # Errors
/// When the period is empty or the database fails.
pub async fn answer(tx: &mut Transaction, question: &Question<'_>) -> Result<Breakdown, FigureError> {
    let scope = &question.scope;
    if scope.to < scope.from {
        return Err(FigureError::EmptyPeriod { from: scope.from, to: scope.to });
    }
    let figures: Vec<_> = if question.figures.is_empty() {
        declared::every(&question.office.kinds).collect()
    } else {
        question.figures.clone()
    };
    let whole = Counts::of(&figures);
    let along: Vec<_> = question.by.iter().map(|dimension| Along::of(*dimension, &figures)).collect();
    // Whoever asks for some figures alone asks for their breakdowns by name.
    let by_place: &[_] =
        if question.figures.is_empty() { &[Dimension::Zone, Dimension::Address] } else { &[] };
    let mut groupings = vec![Grouping { by: None, counts: whole.0.clone() }];
    groupings.extend(along.iter().map(Along::grouping));
    groupings.extend(by_place.iter().map(|dimension| places_by(*dimension)));
    let mut grouped = count::grouped((tx, question.unpacked), scope, &groupings).await?.into_iter();
    let numbers = grouped.next().and_then(|whole| whole.into_values().next()).unwrap_or_default();
    let answers = figures.iter().map(|figure| made(figure, &whole, &numbers, question)).collect();
    let mut by = BTreeMap::new();
    for (along, groups) in along.iter().zip(grouped.by_ref()) {
        along.break_down(question, &groups, &mut by);
    }
    let mut by_place = grouped.map(places);
    let (by_zone, by_address) = (by_place.next(), by_place.next());
    Ok(Breakdown {
        answers,
        by,
        by_zone: by_zone.unwrap_or_default(),
        by_address: by_address.unwrap_or_default(),
    })
}

/// The cases that a figure counts: of a rate, those of its numerator.
///
/// # Errors
/// When the database fails.
pub async fn cases_behind(
    tx: &mut Transaction,
    scope: &Scope,
    figure: &Figure,
) -> Result<Vec<CaseId>, StorageError> {
    count::cases(tx, scope, figure.count()).await
}

/// A page of the same cases; of one value of a dimension alone, if one is named.
///
/// # Errors
/// When the database fails.
pub async fn page_behind(
    from: (&mut Transaction, &Unpacked),
    scope: &Scope,
    figure: &Figure,
    of: Option<(Dimension, &str)>,
    (after, limit): (Option<Place>, usize),
) -> Result<Page, StorageError> {
    let count = figure.count();
    let column = of.and_then(|(dimension, value)| match dimension.by() {
        By::Code(field) if dimension.by().applies_to(count.table) => Some((field, value)),
        _ => None,
    });
    behind::page(from, scope, count, Wanted { of: column, after, limit }).await
}

/// The different counts that figures are made of; each is asked once.
struct Counts(Vec<Count>);

impl Counts {
    fn of(figures: &[&'static Figure]) -> Self {
        let mut counts: Vec<Count> = Vec::new();
        for figure in figures {
            let also = match &figure.making {
                Making::Rate(_, among) => Some(among),
                _ => None,
            };
            for count in std::iter::once(figure.count()).chain(also) {
                if !counts.contains(count) {
                    counts.push(*count);
                }
            }
        }
        Self(counts)
    }

    fn number(&self, count: &Count, numbers: &[Number]) -> Number {
        self.0.iter().position(|known| known == count).and_then(|at| numbers.get(at).copied().flatten())
    }
}

fn made(figure: &'static Figure, counts: &Counts, numbers: &[Number], question: &Question<'_>) -> Answer {
    let number = |count: &Count| counts.number(count, numbers);
    let (value, numerator, denominator) = match &figure.making {
        Making::Number(count) => (Some(Exact::whole(number(count).unwrap_or(0))), None, None),
        Making::Area(count) => (Some(Exact::hundredths(number(count).unwrap_or(0))), None, None),
        Making::Median(count) => (number(count).map(Exact::halves), None, None),
        Making::Oldest(count) => (number(count).map(Exact::whole), None, None),
        Making::Rate(of, among) => {
            let (of, among) = (number(of).unwrap_or(0), number(among).unwrap_or(0));
            let rate = Exact::percent(of, among, figure.decimals);
            (rate, Some(Exact::whole(of)), Some(Exact::whole(among)))
        }
        Making::OfTarget(of, target) => {
            let of = number(of).unwrap_or(0);
            let target = target_of(question, target);
            let rate = target.and_then(|target| Exact::percent(of, target, figure.decimals));
            (rate, Some(Exact::hundredths(of)), target.map(Exact::hundredths))
        }
        Making::NumberOfTarget(of, target) => {
            let of = number(of).unwrap_or(0);
            let target = target_of(question, target);
            let rate =
                target.and_then(|target| Exact::percent(of.saturating_mul(100), target, figure.decimals));
            (rate, Some(Exact::whole(of)), target.map(Exact::hundredths))
        }
    };
    let target = target_of(question, figure.id).map(Exact::hundredths);
    let reached = value.zip(target).and_then(|(value, target)| value.in_a_hundred_of(target, 2));
    Answer { id: figure.id, unit: figure.unit, value, numerator, denominator, target, reached }
}

/// A target belongs to its year, whenever it was set: the year of the period's last day.
fn target_of(question: &Question<'_>, figure: &str) -> Option<i64> {
    let figure: FigureId = figure.parse().ok()?;
    let targets = question.office.targets.get(&question.scope.to.year())?;
    targets.get(&figure).map(|amount| amount.hundredths())
}

/// Figures by one dimension: those that have it.
struct Along {
    dimension: Dimension,
    figures: Vec<&'static Figure>,
    counts: Counts,
}

impl Along {
    fn of(dimension: Dimension, figures: &[&'static Figure]) -> Self {
        let has = |count: &Count| dimension.by().applies_to(count.table);
        let with = |figure: &&&'static Figure| match &figure.making {
            Making::Rate(of, among) => has(of) && has(among),
            Making::OfTarget(..) | Making::NumberOfTarget(..) => false,
            _ => has(figure.count()),
        };
        let figures: Vec<_> = figures.iter().filter(with).copied().collect();
        Self { dimension, counts: Counts::of(&figures), figures }
    }

    fn grouping(&self) -> Grouping {
        Grouping { by: Some(self.dimension.by()), counts: self.counts.0.clone() }
    }

    fn break_down(
        &self,
        question: &Question<'_>,
        groups: &Grouped,
        by: &mut BTreeMap<&'static str, Vec<BreakdownRow>>,
    ) {
        for figure in &self.figures {
            let rows = by.entry(figure.id).or_default();
            for (of, numbers) in groups {
                let Answer { value, numerator, denominator, .. } =
                    made(figure, &self.counts, numbers, question);
                let is_empty = |number: Option<Exact>| number.is_none_or(Exact::is_zero);
                let nothing = match figure.making {
                    // No days are an answer.
                    Making::Median(_) | Making::Oldest(_) => value.is_none(),
                    _ => is_empty(numerator.or(value)) && is_empty(denominator),
                };
                if !nothing {
                    rows.push(BreakdownRow {
                        dimension: self.dimension.name(),
                        of: of.clone(),
                        value,
                        numerator,
                        denominator,
                    });
                }
            }
        }
    }
}

fn places_by(dimension: Dimension) -> Grouping {
    let counts = vec![structures::DEMOLISHED_SITES, structures::DEMOLISHED_AREA];
    Grouping { by: Some(dimension.by()), counts }
}

/// Demolished sites and areas by place, the most area first.
fn places(groups: Grouped) -> Vec<PlaceRow> {
    let mut rows: Vec<_> = groups
        .into_iter()
        .map(|(place, numbers)| (numbers[1].unwrap_or(0), place, numbers[0].unwrap_or(0)))
        .collect();
    rows.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let row = |(area, place, sites)| PlaceRow { place, sites, area_m2: Exact::hundredths(area) };
    rows.into_iter().map(row).collect()
}
