//! `GET /indicators`: what was told of numbers that nobody's cases make.
use super::asked::Named;
use crate::cases::indicator::{IndicatorId, Period};
use crate::web::here::Here;
use crate::web::indicators_view::IndicatorView;
use crate::web::problem::Problem;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// The indicators of the office.
#[derive(Serialize, ToSchema)]
#[schema(as = Indicators)]
pub struct IndicatorsView {
    /// By id and period.
    indicators: Vec<IndicatorView>,
}

/// Every indicator
///
/// With all that was told of it, by id and period. What counts as of a day stands among the figures.
#[utoipa::path(get, path = "/indicators", tag = "figures",
    responses((status = 200, description = "The indicators.", body = IndicatorsView)))]
pub async fn indicators(Here(desk): Here) -> Result<Json<IndicatorsView>, Problem> {
    Ok(Json(IndicatorsView { indicators: IndicatorView::all(&desk).await? }))
}

/// One indicator
///
/// By its id and its period with `@` between: `police.calls@2019`.
#[utoipa::path(get, path = "/indicators/{indicator}", tag = "figures",
    params(("indicator" = String, Path, description = "Id and period: `police.calls@2019`.", min_length = 1, max_length = 90)),
    responses((status = 200, description = "The indicator.", body = IndicatorView)))]
pub async fn indicator(Here(desk): Here, Named(name): Named<String>) -> Result<Json<IndicatorView>, Problem> {
    let (indicator, period) = named(&name).ok_or_else(no_such_indicator)?;
    IndicatorView::one(&desk, &indicator, period).await?.map(Json).ok_or_else(no_such_indicator)
}

/// Id and period of `police.calls@2019`.
pub(super) fn named(name: &str) -> Option<(IndicatorId, Period)> {
    let (id, period) = name.split_once('@')?;
    Some((id.parse().ok()?, period.parse().ok()?))
}

pub(super) fn no_such_indicator() -> Problem {
    Problem::not_found(
        "indicator.unknown",
        "there is no such indicator; name id and period: police.calls@2019",
    )
}
