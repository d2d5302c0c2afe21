//! Indicators, to whoever may see figures.
use crate::cases::ids::StreamId;
use crate::cases::indicator::IndicatorLife;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::Position;
use crate::policy::{Action, Kind, Query};
use crate::projections::indicators;

/// Every indicator with all that was told of it, by id and period.
///
/// # Errors
/// When the reader may not see figures, or the log cannot be read.
pub async fn all(desk: &OfficeDesk) -> Result<Vec<IndicatorLife>, NotPermitted> {
    desk.permit(Query::ReadFigures).await?;
    let mut tx = desk.store().db().begin_read().await?;
    let streams = indicators::streams(&mut tx, desk.office(), None).await?;
    read(desk, &streams).await
}

/// The same for whoever records what is told, whether or not they see the figures.
///
/// # Errors
/// When the reader may neither record indicators nor see figures, or the log cannot be read.
pub async fn kept(desk: &OfficeDesk) -> Result<Vec<IndicatorLife>, NotPermitted> {
    if !desk.may(Action::Command(Kind::Indicator, "RecordIndicator")) {
        desk.permit(Query::ReadFigures).await?;
    }
    let mut tx = desk.store().db().begin_read().await?;
    let streams = indicators::streams(&mut tx, desk.office(), None).await?;
    read(desk, &streams).await
}

/// The indicator that a stream holds; none if nothing was told.
///
/// # Errors
/// When the reader may not see figures, or the log cannot be read.
pub async fn one(desk: &OfficeDesk, stream: StreamId) -> Result<Option<IndicatorLife>, NotPermitted> {
    desk.permit(Query::ReadFigures).await?;
    Ok(read(desk, &[stream]).await?.into_iter().next())
}

async fn read(desk: &OfficeDesk, streams: &[StreamId]) -> Result<Vec<IndicatorLife>, NotPermitted> {
    Ok(indicators::as_known(&desk.store().log(), desk.office(), streams, Position::END).await?)
}
