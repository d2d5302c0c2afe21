//! Figures as every reader gets them: the command line, the API, later the pages and the exports.
use super::declared_words;
use super::indicators_view;
use super::problem::Problem;
use super::words::{Language, word};
use crate::cases::declared::Kinds;
use crate::cases::occurred::{Day, Moment};
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::database::{StorageError, Transaction};
use crate::event_log::{Position, sql};
use crate::figures::declared::Books;
use crate::figures::{self, Breakdown, BreakdownRow, Dimension, Exact, Figure, FigureError, Question};
use crate::policy::Query;
use crate::projections::count::Scope;
use crate::projections::{indicators, offices};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;
use utoipa::ToSchema;

/// What the log knew: up to a position, or at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// Up to this event.
    At(Position),
    /// At this moment.
    When(Moment),
}

impl FromStr for Known {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(position) = text.parse() {
            return Ok(Self::At(Position(position)));
        }
        Moment::parse(text).map(Self::When).map_err(|_| {
            format!(
                "'{text}' is neither a position of the log nor a moment such as 2019-07-01T09:00:00+08:00"
            )
        })
    }
}

/// Why no figures are given.
#[derive(Debug, thiserror::Error)]
pub enum NoFigures {
    /// The reader may not see them.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// They cannot be counted.
    #[error(transparent)]
    Failed(#[from] FigureError),
}

impl From<StorageError> for NoFigures {
    fn from(error: StorageError) -> Self {
        Self::NotPermitted(error.into())
    }
}

impl From<NoFigures> for Problem {
    fn from(error: NoFigures) -> Self {
        match error {
            NoFigures::NotPermitted(not) => not.into(),
            NoFigures::Failed(FigureError::Storage(error)) => error.into(),
            NoFigures::Failed(empty @ FigureError::EmptyPeriod { .. }) => {
                Self::bad_request("query.period", empty.to_string()).about("to")
            }
        }
    }
}

/// The period with both clocks, and the position up to which it looks.
///
/// # Errors
/// When the reader may not see figures, or the database fails.
pub async fn scope_of(
    desk: &OfficeDesk,
    tx: &mut Transaction,
    from: Day,
    to: Day,
    as_of: Option<Day>,
    known_at: Option<Known>,
) -> Result<(Scope, Position), NotPermitted> {
    let hidden = desk.permit(Query::ReadFigures).await?.hidden;
    let head = sql::head(tx, desk.office()).await?;
    let position = match known_at {
        None => head,
        Some(Known::At(position)) => position.min(head),
        Some(Known::When(moment)) => sql::position_at(tx, desk.office(), head, moment).await?,
    };
    let known = if position == head { Position::END } else { position };
    let scope = Scope { office: desk.office(), from, to, as_of: as_of.unwrap_or(to), known, hidden };
    Ok((scope, position))
}

/// A figure with its words.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Figure)]
pub struct FigureView {
    /// What it is called.
    #[schema(value_type = String)]
    pub label: Cow<'static, str>,
    /// Its unit.
    #[schema(value_type = String)]
    pub unit: Cow<'static, str>,
    /// Its value; none where there is nothing to divide by.
    #[schema(value_type = Option<f64>)]
    pub value: Option<Exact>,
    /// Of a rate: what is divided.
    #[schema(value_type = Option<f64>)]
    pub numerator: Option<Exact>,
    /// Of a rate: by what.
    #[schema(value_type = Option<f64>)]
    pub denominator: Option<Exact>,
    /// The counting rule in words.
    #[schema(value_type = String)]
    pub rule: Cow<'static, str>,
    /// What was to be reached in the year of the period's last day, if that was said. The pages show it; what scripts read
    /// has the keys that it always had.
    #[serde(skip)]
    pub target: Option<Exact>,
    /// How much of that is reached, in a hundred.
    #[serde(skip)]
    pub reached: Option<Exact>,
    /// Whether somebody told it of these days, in place of its being counted.
    #[serde(skip)]
    pub is_told: bool,
}

/// What is asked of the figures.
#[derive(Clone, Debug)]
pub struct FiguresAsked {
    /// The period's first day.
    pub from: Day,
    /// The period's last day.
    pub to: Day,
    /// What had happened by that evening; the period's last day, if it is left out.
    pub as_of: Option<Day>,
    /// What the log knew.
    pub known_at: Option<Known>,
    /// Breakdowns.
    pub by: Vec<Dimension>,
    /// The figures wanted; none means all.
    pub only: Vec<&'static Figure>,
}

/// The figures of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Figures)]
pub struct FiguresView {
    /// The office's code.
    pub office: String,
    /// The period's first day.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// The period's last day.
    #[schema(value_type = String, format = Date)]
    pub to: Day,
    /// What had happened by that evening.
    #[schema(value_type = String, format = Date)]
    pub as_of: Day,
    /// The position of the log up to which this looks.
    #[schema(value_type = i64)]
    pub position: Position,
    /// Each figure by its id, in the report's order.
    #[serde(serialize_with = "as_map")]
    #[schema(value_type = BTreeMap<String, FigureView>)]
    pub figures: Vec<(Cow<'static, str>, FigureView)>,
    /// The same by places, and by the dimensions asked for.
    breakdowns: Breakdowns,
    /// From which book each figure is counted.
    #[serde(skip)]
    books: Books,
}

/// Figures broken down.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
struct Breakdowns {
    /// Demolished sites and areas by zone (区域).
    #[serde(rename = "structures.by_zone")]
    by_zone: Vec<ZoneRow>,
    /// Demolished sites and areas by address.
    #[serde(rename = "structures.by_address")]
    by_address: Vec<AddressRow>,
    /// Each figure by its id, for each value of each dimension.
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Vec<BreakdownRow>>)]
    by: BTreeMap<&'static str, Vec<BreakdownRow>>,
}

/// What was demolished in a zone.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ZoneRow {
    /// The zone.
    zone: String,
    /// 处: how many sites.
    sites: i64,
    /// 平方米.
    #[schema(value_type = f64)]
    area_m2: Exact,
}

/// What was demolished at an address.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct AddressRow {
    /// The address.
    address: String,
    /// 处: how many sites.
    sites: i64,
    /// 平方米.
    #[schema(value_type = f64)]
    area_m2: Exact,
}

fn as_map<S: Serializer>(
    figures: &[(Cow<'static, str>, FigureView)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(figures.iter().map(|(id, figure)| (id, figure)))
}

impl FiguresView {
    /// The figures of a period, from one snapshot of the store.
    ///
    /// # Errors
    /// When the reader may not see figures, the period is empty, or the database fails.
    pub async fn of(
        desk: &OfficeDesk,
        from: Day,
        to: Day,
        as_of: Option<Day>,
        known_at: Option<Known>,
        by: Vec<Dimension>,
        lang: Language,
    ) -> Result<Self, NoFigures> {
        let asked = FiguresAsked { from, to, as_of, known_at, by, only: Vec::new() };
        Self::answering(desk, asked, lang).await
    }

    /// The figures that are asked for, from one snapshot of the store.
    ///
    /// # Errors
    /// When the period is empty or the database fails.
    pub async fn answering(
        desk: &OfficeDesk,
        asked: FiguresAsked,
        lang: Language,
    ) -> Result<Self, NoFigures> {
        let FiguresAsked { from, to, as_of, known_at, by, only } = asked;
        let mut tx = desk.store().db().begin_read().await?;
        let (scope, position) = scope_of(desk, &mut tx, from, to, as_of, known_at).await?;
        let office = offices::as_known(&desk.store().log(), desk.office(), position).await?;
        let all = only.is_empty();
        // What is declared can be counted or told, what is the program's own is never told.
        let can_be_told = all || only.iter().any(|figure| figures::by_id(figure.id).is_none());
        let unpacked = desk.store().unpacked();
        let question = Question { scope: scope.clone(), office: &office, figures: only, by, unpacked };
        let answered = figures::answer(&mut tx, &question).await?;
        // What is told of exactly these days stands after what is counted.
        let streams = if can_be_told {
            indicators::streams(&mut tx, desk.office(), Some((from, to))).await?
        } else {
            Vec::new()
        };
        let told = indicators::as_known(&desk.store().log(), desk.office(), &streams, position).await?;
        let code = match &office.office {
            Some((code, _)) => code.to_string(),
            // The log did not know the office yet.
            None => offices::code_of(desk.store().db(), desk.office()).await?,
        };
        let mut view = Self::worded(code, &scope, (position, &office.kinds), answered, lang);
        view.tell(indicators_view::figures(&told, scope.as_of, lang), all);
        Ok(view)
    }

    /// Takes in what is told: in the place of what is counted where the office keeps no such book, and otherwise after it;
    /// a number that is counted is nobody's to tell.
    fn tell(&mut self, told: Vec<(String, FigureView)>, all: bool) {
        for (id, told) in told {
            let kept = self.keeps(&id);
            if let Some((_, view)) = self.figures.iter_mut().find(|(known, _)| *known == id) {
                if !kept {
                    *view = FigureView { label: view.label.clone(), ..told };
                }
            } else if all {
                self.figures.push((id.into(), told));
            }
        }
    }

    fn worded(
        office: String,
        scope: &Scope,
        (position, kinds): (Position, &Kinds),
        answered: Breakdown,
        lang: Language,
    ) -> Self {
        let words = |kind: &str, id: &str| word(lang, &format!("{kind}-{id}")).unwrap_or_default();
        let figures = answered.answers.iter().map(|answer| {
            let view = FigureView {
                label: declared_words::figure(kinds, answer.id, lang)
                    .unwrap_or_else(|| words("figure", answer.id))
                    .into(),
                unit: answer.unit.sign().into(),
                value: answer.value,
                numerator: answer.numerator,
                denominator: answer.denominator,
                rule: declared_words::rule(kinds, answer.id, lang)
                    .map_or_else(|| words("rule", answer.id).into(), Cow::Owned),
                target: answer.target,
                reached: answer.reached,
                is_told: false,
            };
            (answer.id.into(), view)
        });
        let figures = figures.collect();
        let by_zone = answered.by_zone.into_iter();
        let by_address = answered.by_address.into_iter();
        Self {
            office,
            from: scope.from,
            to: scope.to,
            as_of: scope.as_of,
            position,
            books: Books::of(kinds),
            figures,
            breakdowns: Breakdowns {
                by_zone: by_zone
                    .map(|row| ZoneRow { zone: row.place, sites: row.sites, area_m2: row.area_m2 })
                    .collect(),
                by_address: by_address
                    .map(|row| AddressRow { address: row.place, sites: row.sites, area_m2: row.area_m2 })
                    .collect(),
                by: answered.by,
            },
        }
    }

    /// Demolished sites and areas by zone.
    #[must_use]
    pub fn by_zone(&self) -> Vec<(String, i64, String)> {
        let rows = self.breakdowns.by_zone.iter();
        rows.map(|row| (row.zone.clone(), row.sites, row.area_m2.to_string())).collect()
    }

    /// Demolished sites and areas by address.
    #[must_use]
    pub fn by_address(&self) -> Vec<(String, i64, String)> {
        let rows = self.breakdowns.by_address.iter();
        rows.map(|row| (row.address.clone(), row.sites, row.area_m2.to_string())).collect()
    }

    /// One of the figures.
    #[must_use]
    pub fn one(&self, id: &str) -> Option<&FigureView> {
        self.figures.iter().find(|(known, _)| known == id).map(|(_, view)| view)
    }

    /// Whether the log has anything of this figure's book in the period. Where it has nothing, nobody kept one, and nought
    /// says nothing, save where somebody told that it is nought.
    #[must_use]
    pub fn keeps(&self, id: &str) -> bool {
        let book = self.books.book(id);
        let counts = |view: &FigureView| !view.is_told && view.value.is_some_and(|value| !value.is_zero());
        self.one(id).is_some_and(|view| view.is_told)
            || self.figures.iter().any(|(other, view)| counts(view) && self.books.book(other) == book)
    }

    /// A figure by one dimension.
    pub fn along(&self, id: &str, dimension: Dimension) -> impl Iterator<Item = &BreakdownRow> {
        let rows = self.breakdowns.by.get(id).into_iter().flatten();
        rows.filter(move |row| row.dimension == dimension.name())
    }

    /// Figures by the dimensions asked for.
    pub fn by(&self) -> impl Iterator<Item = (&'static str, &[BreakdownRow])> {
        self.breakdowns.by.iter().map(|(id, rows)| (*id, rows.as_slice()))
    }
}
