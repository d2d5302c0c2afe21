//! What was said of the office itself: its targets, each with what it was before.
use crate::cases::any_file::AnyFile;
use crate::cases::occurred::Moment;
use crate::cases::office::{Amount, FigureId};
use crate::commands::permit::NotPermitted;
use crate::commands::{OfficeDesk, bad_event};
use crate::event_log::{Actor, Pages, Position, fold};
use crate::policy::{Action, Kind, Query};
use std::collections::BTreeMap;

/// A target at some time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetSaid {
    /// How much; none once it was taken back.
    pub amount: Option<Amount>,
    /// When it was said.
    pub recorded: Moment,
    /// By whom.
    pub actor: Actor,
    /// Where the log says so.
    pub position: Position,
}

/// Every target that was ever said, by year and figure, the latest last.
pub type Targets = BTreeMap<(i32, FigureId), Vec<TargetSaid>>;

/// The targets, each with what it was before: what was done to an office is a handful of events.
///
/// # Errors
/// When the reader may neither set targets nor see figures, or the log cannot be read.
pub async fn targets(desk: &OfficeDesk) -> Result<Targets, NotPermitted> {
    // Whoever sets targets sees them, whether or not they see the figures.
    if !desk.may(Action::Command(Kind::Office, "SetTarget")) {
        desk.permit(Query::ReadFigures).await?;
    }
    let log = desk.store().log();
    let mut pages = Pages::new(&log, desk.office(), &[desk.office().stream()]);
    let (mut file, mut targets) = (AnyFile::Blank, Targets::new());
    while let Some(page) = pages.next().await? {
        for event in &page {
            let before = targets_of(&file);
            fold::fold(&mut file, &event.told()).map_err(|error| bad_event(event, &error))?;
            let after = targets_of(&file);
            let keys = before.keys().chain(after.keys()).cloned().collect::<std::collections::BTreeSet<_>>();
            for key in keys {
                let amount = after.get(&key).copied();
                if before.get(&key).copied() != amount {
                    let said = TargetSaid {
                        amount,
                        recorded: event.recorded_at,
                        actor: event.actor.clone(),
                        position: event.position,
                    };
                    targets.entry(key).or_default().push(said);
                }
            }
        }
    }
    Ok(targets)
}

fn targets_of(file: &AnyFile) -> BTreeMap<(i32, FigureId), Amount> {
    let AnyFile::Office(office) = file else { return BTreeMap::new() };
    let years = office.life().targets.iter();
    years
        .flat_map(|(year, of)| of.iter().map(|(figure, amount)| ((*year, figure.clone()), *amount)))
        .collect()
}
