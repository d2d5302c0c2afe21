//! What was approved to be erased: it is restricted while its case must be kept, and erased after that.
use super::ScheduleError;
use crate::cases::erasure::{Ground, Stage};
use crate::cases::ids::Version;
use crate::cases::occurred::Day;
use crate::cases::retention::Retention;
use crate::commands::OfficeDesk;
use crate::files::FileStore;
use crate::projections::case_list;
use crate::projections::erasures::{self, Asked};

/// Requests that are looked at together.
const PAGE: u32 = 200;

/// What a round came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Erasing {
    /// Requests of which nothing is left.
    pub erased: u64,
    /// Requests that wait from now on, or until another day.
    pub restricted: u64,
}

/// What becomes of an approved request.
enum Due {
    Now,
    /// On that day; nobody knows yet while the case is open.
    Later(Option<Day>),
}

/// Erases what was approved and need not be kept any more, and restricts the rest.
///
/// # Errors
/// When a store fails. What was begun goes on the next time.
pub async fn carry_out(
    desk: &OfficeDesk,
    files: &FileStore,
    retention: &Retention,
) -> Result<Erasing, ScheduleError> {
    let (db, office) = (desk.store().db(), desk.office());
    let (mut done, mut gone) = (Erasing::default(), Vec::new());
    for stage in [Stage::Begun, Stage::Approved, Stage::Restricted] {
        let mut after = Version(0);
        loop {
            let page = erasures::at_stage(db, office, stage, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.asked;
            for asked in page {
                match due(desk, retention, &asked).await? {
                    Due::Now => {
                        let files = desk.erase(&asked, files).await?;
                        gone.push((asked, files));
                    }
                    Due::Later(until) if stage == Stage::Approved || asked.until != until => {
                        desk.restrict(&asked, until).await?;
                        done.restricted += 1;
                    }
                    Due::Later(_) => {}
                }
            }
        }
    }
    if !gone.is_empty() {
        desk.store().sweep().await?;
    }
    for (asked, files) in &gone {
        desk.note_erased(asked, *files).await?;
        done.erased += 1;
    }
    Ok(done)
}

async fn due(desk: &OfficeDesk, retention: &Retention, asked: &Asked) -> Result<Due, ScheduleError> {
    if asked.stage == Stage::Begun || asked.ground == Ground::Unlawful {
        return Ok(Due::Now);
    }
    let cases = case_list::of(desk.store().db(), desk.office(), &[asked.case]).await?;
    let Some(case) = cases.into_iter().next() else { return Ok(Due::Now) };
    // A case that was reopened is at work again, whatever was approved.
    let closed = match case.closed {
        Some(closed) if !case.open => closed,
        _ if case.counts => return Ok(Due::Later(None)),
        _ => return Ok(Due::Now),
    };
    let ends = if asked.ground.waits() { retention.ends(case.kind, closed) } else { closed };
    let today = desk.store().source().now().day();
    Ok(if ends <= today { Due::Now } else { Due::Later(Some(ends)) })
}
