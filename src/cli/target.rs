//! `anjuan target set FIGURE VALUE --year Y`
use super::figures::figure as figure_of;
use super::{Context, DONE, Failure, WRONG_USAGE, output};
use crate::cases::occurred::Dated;
use crate::cases::office::{Amount, FigureId, OfficeCommand};
use crate::commands::{OfficeDesk, Request};
use clap::{Args, Subcommand};

#[derive(Args, Debug)]
pub(super) struct TargetArgs {
    #[command(subcommand)]
    command: TargetCommand,
}

#[derive(Subcommand, Debug)]
enum TargetCommand {
    /// Set a figure's target for a year. A target belongs to its year, whenever it is set.
    #[command(after_help = "Example:\n  anjuan target set structures.demolished_area_m2 30000 --year 2019")]
    Set {
        /// The figure, by its id: `structures.demolished_area_m2`.
        figure: String,
        /// How much, in the figure's unit, with at most two decimals.
        value: Amount,
        /// The year.
        #[arg(long, value_name = "Y")]
        year: i32,
    },
}

pub(super) async fn run(context: &Context, args: TargetArgs) -> Result<u8, Failure> {
    let TargetCommand::Set { figure, value: amount, year } = args.command;
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let Some(figure) = figure_of(&desk, &figure).await? else { return Ok(WRONG_USAGE) };
    let figure: FigureId = figure.id.parse()?;
    set(&desk, figure.clone(), amount, year).await?;
    output::text(&format!("{figure} {year}: {amount}\n"))?;
    store.close().await;
    Ok(DONE)
}

/// Sets a target.
pub(super) async fn set(
    desk: &OfficeDesk,
    figure: FigureId,
    amount: Amount,
    year: i32,
) -> Result<(), Failure> {
    let now = desk.store().source().now();
    let command = Dated::at(now, OfficeCommand::SetTarget { figure, year, amount });
    desk.execute(Request::live(desk.office().stream(), command)).await?;
    Ok(())
}
