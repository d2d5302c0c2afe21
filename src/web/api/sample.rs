//! `GET /sample`: a sample of cases that can be drawn again.
use super::asked::Asked;
use super::case_query::known_kind;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::Position;
use crate::projections::case_list::ListedCase;
use crate::queries::sample::{self, LONGEST_SEED, MOST};
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What is asked of a sample.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SampleQuery {
    /// Any text: the same one draws the same cases.
    #[param(min_length = 1, max_length = 64)]
    pub seed: String,
    /// How many cases are drawn.
    #[param(minimum = 1, maximum = 1000)]
    pub size: usize,
    /// Only this kind: `petition`, `fire_hazard`, `illegal_structure`, `inspection` or a declared one by its id.
    pub kind: Option<String>,
    /// Only cases that came in in this year, as their first events tell.
    #[param(minimum = 1900, maximum = 2999)]
    pub year: Option<i32>,
    /// As the log was at this position; as it is now if it is left out.
    #[param(minimum = 0)]
    pub position: Option<i64>,
}

impl SampleQuery {
    /// What is asked.
    ///
    /// # Errors
    /// When it makes no sense.
    pub fn asked(self) -> Result<sample::Asked, Problem> {
        let wrong = |field: &str, what: String| Problem::bad_request("query.sample", what).about(field);
        let letters = self.seed.chars().count();
        if !(1..=LONGEST_SEED).contains(&letters) || self.seed.chars().any(char::is_control) {
            return Err(wrong("seed", format!("is a text of 1 to {LONGEST_SEED} letters")));
        }
        if !(1..=MOST).contains(&self.size) {
            return Err(wrong("size", format!("is a number from 1 to {MOST}")));
        }
        if self.year.is_some_and(|year| !(1900..=2999).contains(&year)) {
            return Err(wrong("year", "is a year such as 2019".to_owned()));
        }
        if self.position.is_some_and(|position| position < 0) {
            return Err(wrong("position", "is a position of the log".to_owned()));
        }
        let kind = self.kind.map(|kind| kind.parse()).transpose().map_err(|error| wrong("kind", error))?;
        let position = self.position.map(Position);
        Ok(sample::Asked { seed: self.seed, size: self.size, kind, year: self.year, position })
    }
}

/// A sample.
#[derive(Serialize, ToSchema)]
#[schema(as = Sample)]
pub struct SampleView {
    /// The seed.
    pub seed: String,
    /// How many were to be drawn.
    pub size: usize,
    /// Among how many cases.
    pub population: usize,
    /// The position of the log up to which it was looked: with it the same cases are drawn for ever.
    #[schema(value_type = i64)]
    pub position: Position,
    /// The cases, in the order in which they were drawn.
    pub cases: Vec<ListedCase>,
}

impl SampleView {
    /// Draws what is asked for.
    ///
    /// # Errors
    /// When the reader may not draw a sample, or the database fails.
    pub async fn of(desk: &OfficeDesk, asked: sample::Asked) -> Result<Self, NotPermitted> {
        let sample = sample::draw(desk, &asked).await?;
        let (population, position) = (sample.population, sample.position);
        Ok(Self { seed: asked.seed, size: asked.size, population, position, cases: sample.cases })
    }
}

/// A sample of cases
///
/// The same seed, size, filter and position draw the same cases for ever: each has a rank, a hash of the seed and its id,
/// and the lowest ranks are drawn.
///
/// # Errors
/// As the answers of the document say.
#[utoipa::path(get, path = "/sample", tag = "audit", params(SampleQuery),
    responses((status = 200, description = "The cases that were drawn.", body = SampleView)))]
pub async fn sample(Here(desk): Here, Asked(query): Asked<SampleQuery>) -> Result<Json<SampleView>, Problem> {
    let asked = query.asked()?;
    known_kind(&desk, asked.kind).await?;
    Ok(Json(SampleView::of(&desk, asked).await?))
}
