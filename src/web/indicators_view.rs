//! Indicators as every reader gets them: in the list of figures, and with all that was told of them.
use super::figures_view::FigureView;
use super::words::{Language, sentence, word};
use crate::cases::indicator::{Exactness, IndicatorId, IndicatorLife, Period, Reading, Told};
use crate::cases::occurred::{Day, Occurred};
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::figures::indicators::{Indicated, indicated};
use crate::queries::indicators;
use serde::Serialize;
use utoipa::ToSchema;

/// The indicators among the figures, as of a day, each under its id.
#[must_use]
pub fn figures(lives: &[IndicatorLife], as_of: Day, lang: Language) -> Vec<(String, FigureView)> {
    indicated(lives, as_of).into_iter().map(|one| (one.id.clone(), view(&one, lang))).collect()
}

fn view(one: &Indicated<'_>, lang: Language) -> FigureView {
    let told = &one.reading.told;
    let name = word(lang, &format!("figure-{}", one.of)).map(str::to_owned);
    let name =
        name.or_else(|| told.name.as_ref().map(ToString::to_string)).unwrap_or_else(|| one.of.to_owned());
    let (label, unit) = if one.change.is_none() {
        (name, told.unit.to_string())
    } else {
        let own = word(lang, &format!("figure-{}", one.id)).map(str::to_owned);
        let of = || said(lang, "indicator-change", "name", &name);
        (own.unwrap_or_else(of), "%".to_owned())
    };
    FigureView {
        label: label.into(),
        unit: unit.into(),
        value: one.value,
        numerator: one.change.map(|(difference, _)| difference),
        denominator: one.change.map(|(_, prior)| prior),
        rule: rule(one, lang).into(),
        target: one.target,
        reached: one.reached,
        is_told: true,
    }
}

/// The rule, how far the number is to be believed, the day, the department and the source, as far as they are told.
fn rule(one: &Indicated<'_>, lang: Language) -> String {
    let told = &one.reading.told;
    let own = told.rule.as_ref().map(ToString::to_string);
    let words = || word(lang, &format!("rule-{}", one.of)).map(str::to_owned);
    let reported = || word(lang, "indicator-reported").unwrap_or_default().to_owned();
    let mut parts = vec![own.or_else(words).unwrap_or_else(reported)];
    if one.change.is_some() {
        parts.push(word(lang, "indicator-against-prior").unwrap_or_default().to_owned());
    }
    match (told.exactness, told.upper) {
        (Exactness::Exact, _) => {}
        (Exactness::Range, Some(upper)) => {
            parts.push(said(lang, "indicator-range", "upper", &upper.to_string()));
        }
        (Exactness::AtLeast, _) => parts.extend(word(lang, "code-at-least").map(str::to_owned)),
        (Exactness::Range | Exactness::Rank, _) => parts.extend(word(lang, "code-rank").map(str::to_owned)),
    }
    parts.extend(told.as_of.map(|day| said(lang, "indicator-as-of", "day", &day.to_string())));
    parts.extend(told.department.as_ref().map(ToString::to_string));
    parts
        .extend(told.source.as_ref().map(|source| said(lang, "indicator-source", "source", source.as_str())));
    parts.join(word(lang, "indicator-between").unwrap_or_default())
}

fn said(lang: Language, key: &str, name: &str, value: &str) -> String {
    sentence(lang, key, &[(name, value.to_owned())]).unwrap_or_default()
}

/// An indicator of one period, with all that was told of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
pub struct IndicatorView {
    /// Its id.
    #[schema(value_type = String)]
    pub indicator: IndicatorId,
    /// The year, quarter or month: `2019`, `2019-Q3`, `2019-09`.
    #[schema(value_type = String)]
    pub period: Period,
    /// What was told, in the order in which it was.
    pub readings: Vec<ReadingView>,
}

/// What was told at one time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = IndicatorReading)]
pub struct ReadingView {
    /// The version of the step, by which it is corrected.
    version: i64,
    /// When it was told.
    #[schema(value_type = String)]
    occurred: Occurred,
    /// The number, exactly; of a range, the lower one.
    pub value: String,
    /// `exact`, `at_least`, `range` or `rank`.
    #[schema(value_type = String)]
    exactness: Exactness,
    /// Of a range: the upper number.
    upper: Option<String>,
    /// 计量单位.
    pub unit: String,
    /// What it is called.
    name: Option<String>,
    /// 截至.
    #[schema(value_type = Option<String>, format = Date)]
    pub as_of: Option<Day>,
    /// 责任科室.
    department: Option<String>,
    /// What was to be reached.
    target: Option<String>,
    /// 上年同期.
    pub prior: Option<String>,
    /// 口径.
    rule: Option<String>,
    /// 来源.
    source: Option<String>,
}

impl IndicatorView {
    /// Every indicator, by id and period.
    ///
    /// # Errors
    /// When the reader may not see figures, or the log cannot be read.
    pub async fn all(desk: &OfficeDesk) -> Result<Vec<Self>, NotPermitted> {
        Ok(indicators::all(desk).await?.into_iter().filter_map(Self::of).collect())
    }

    /// One indicator; none if nothing was told of it for that period.
    ///
    /// # Errors
    /// When the reader may not see figures, or the log cannot be read.
    pub async fn one(
        desk: &OfficeDesk,
        indicator: &IndicatorId,
        period: Period,
    ) -> Result<Option<Self>, NotPermitted> {
        let life = indicators::one(desk, desk.office().indicator_stream(indicator, period)).await?;
        Ok(life.and_then(Self::of))
    }

    fn of(life: IndicatorLife) -> Option<Self> {
        let (indicator, period) = life.indicator?;
        let readings = life.readings.into_iter().map(ReadingView::of).collect();
        Some(Self { indicator, period, readings })
    }
}

impl ReadingView {
    fn of(Reading { version, occurred, told }: Reading) -> Self {
        let Told { value, exactness, upper, unit, name, as_of, department, target, prior, rule, source } =
            told;
        Self {
            version: version.0,
            occurred,
            value: value.to_string(),
            exactness,
            upper: upper.map(|number| number.to_string()),
            unit: unit.to_string(),
            name: name.map(|name| name.to_string()),
            as_of,
            department: department.map(|department| department.to_string()),
            target: target.map(|number| number.to_string()),
            prior: prior.map(|number| number.to_string()),
            rule: rule.map(|rule| rule.to_string()),
            source: source.map(|source| source.to_string()),
        }
    }
}
