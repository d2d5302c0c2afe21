//! What a correction takes back and what it puts in its place, as the commands that it amounts to.
use super::desk::OfficeDesk;
use crate::cases::access::{Access, AccessCommand, AccessLife};
use crate::cases::any_file::AnyFile;
use crate::cases::case_file::{CaseFile, Life, Order};
use crate::cases::ids::StreamId;
use crate::cases::user::{User, UserCommand, UserLife};
use crate::database::StorageError;
use crate::event_log::{Pages, fold};

impl OfficeDesk {
    /// The commands about a user that a correction amounts to; none if it is no correction.
    pub(super) async fn corrected_of_user(
        &self,
        stream: StreamId,
        order: &Order<UserCommand>,
    ) -> Result<Vec<UserCommand>, StorageError> {
        let of = |file| if let AnyFile::User(user) = file { Some(*user) } else { None::<User> };
        self.corrected::<UserLife>(stream, order, of).await
    }

    /// The commands about who belongs to a case that a correction amounts to; none if it is no correction.
    pub(super) async fn corrected_of_access(
        &self,
        stream: StreamId,
        order: &Order<AccessCommand>,
    ) -> Result<Vec<AccessCommand>, StorageError> {
        let of = |file| if let AnyFile::Access(access) = file { Some(*access) } else { None::<Access> };
        self.corrected::<AccessLife>(stream, order, of).await
    }

    async fn corrected<L: Life>(
        &self,
        stream: StreamId,
        order: &Order<L::Command>,
        of: impl FnOnce(AnyFile) -> Option<CaseFile<L>>,
    ) -> Result<Vec<L::Command>, StorageError> {
        let Order::Correct { corrects, becomes, .. } = order else { return Ok(Vec::new()) };
        let mut commands: Vec<_> = becomes.iter().map(|becomes| becomes.what.clone()).collect();
        let file = of(self.file_of(stream).await?).unwrap_or_default();
        let step = file.steps().find(|(version, _)| version == corrects);
        commands.extend(step.and_then(|(_, step)| L::command_of(&step.what)));
        Ok(commands)
    }

    /// A user, or who belongs to a case, as the log has it now: some events.
    async fn file_of(&self, stream: StreamId) -> Result<AnyFile, StorageError> {
        let (log, mut file) = (self.store().log(), AnyFile::Blank);
        let mut pages = Pages::new(&log, self.office(), &[stream]);
        while let Some(page) = pages.next().await? {
            for event in &page {
                fold::fold(&mut file, &event.told()).map_err(|error| StorageError::BadRow {
                    table: "events",
                    row: format!("position {}", event.position),
                    reason: error.to_string(),
                })?;
            }
        }
        Ok(file)
    }
}
