//! 移交: all open work of one user goes over to another.
use super::desk::OfficeDesk;
use super::request::{Request, Step};
use super::store::CommandError;
use crate::cases::access::AccessCommand;
use crate::cases::access::AccessRefusal;
use crate::cases::facts::Conduct;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Dated;
use crate::cases::user::{LoginName, Role, UserCommand, UserRefusal};
use crate::commands::Refused;
use crate::event_log::committer::CommitError;
use crate::projections::{case_parts, users};

/// Who can handle a case.
const HANDLING: &[Role] = &[Role::PetitionClerk, Role::Handler];
/// Who can inspect a place.
const INSPECTING: &[Role] = &[Role::Inspector];

/// What was handed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HandedOver {
    /// Cases that the other user has now.
    pub cases: u64,
    /// Cases that the other user cannot have: somebody else must be found. Why is not said; it may be a role.
    pub barred: u64,
}

impl OfficeDesk {
    /// Hands all open work of a user over to another, case by case, and records that it was done. What was handed over
    /// before an error stays so, and doing it again goes on from there.
    ///
    /// # Errors
    /// When the policy or the log refuses it, or one of them is no user of the office.
    pub async fn hand_over(&self, from: &LoginName, to: &LoginName) -> Result<HandedOver, CommandError> {
        let (user, now) = (self.office().user_stream(from), self.store().source().now());
        let recorded = Request::live(user, Dated::at(now, UserCommand::HandOverWork { to: to.clone() }));
        let handed = self.hand_over_work(from, to).await?;
        self.execute(recorded).await?;
        Ok(handed)
    }

    /// The same without the record that it was done.
    ///
    /// # Errors
    /// As [`OfficeDesk::hand_over`].
    pub async fn hand_over_work(&self, from: &LoginName, to: &LoginName) -> Result<HandedOver, CommandError> {
        let (user, heir) = (self.office().user_stream(from), self.office().user_stream(to));
        let now = self.store().source().now();
        let recorded = Request::live(user, Dated::at(now, UserCommand::HandOverWork { to: to.clone() }));
        self.permit_request(&recorded).await?;
        let db = self.store().db();
        let roles = match users::one(db, self.office(), heir).await? {
            Some(user) if user.enabled => user.roles,
            _ => return Err(CommitError::Refused(Refused::User(UserRefusal::NoSuchUser))),
        };
        // Work gives nobody a role: whoever gets it has the role already, and whoever gives roles gives no work.
        let has = |wanted: &[Role]| roles.iter().any(|role| wanted.contains(role));
        let (can_handle, can_inspect) = (has(HANDLING), has(INSPECTING));
        if !can_handle && !can_inspect {
            return Err(CommitError::Refused(Refused::HeirWithoutRole(to.clone())));
        }
        let mut handed = HandedOver::default();
        for (case, handles, inspects) in case_parts::open_work_of(db, self.office(), user).await? {
            if (handles && !can_handle) || (inspects && !can_inspect) {
                handed.barred += 1;
                continue;
            }
            let mut commands = vec![AccessCommand::OpenAccess { case }];
            if handles {
                commands.extend([
                    AccessCommand::ReleaseHandler { user },
                    AccessCommand::AssignHandler { user: heir },
                ]);
            }
            if inspects {
                commands.extend([
                    AccessCommand::ReleaseInspector { user },
                    AccessCommand::AppointInspector { user: heir },
                ]);
            }
            match self.hand_over_case(case, commands).await {
                Ok(()) => handed.cases += 1,
                Err(CommitError::Refused(Refused::Access(AccessRefusal::Barred))) => handed.barred += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(handed)
    }

    /// Whoever has the case already keeps it, and the other loses it.
    async fn hand_over_case(
        &self,
        case: CaseId,
        mut commands: Vec<AccessCommand>,
    ) -> Result<(), CommandError> {
        loop {
            let request = self.about_access(case, &commands);
            match self.submit(request).await {
                Err(CommitError::Refused(Refused::Access(AccessRefusal::Handles))) => {
                    commands.retain(|command| !matches!(command, AccessCommand::AssignHandler { .. }));
                }
                Err(CommitError::Refused(Refused::Access(AccessRefusal::Inspects))) => {
                    commands.retain(|command| !matches!(command, AccessCommand::AppointInspector { .. }));
                }
                outcome => return outcome.map(drop),
            }
        }
    }

    /// A request about who belongs to a case.
    #[must_use]
    pub fn about_access(&self, case: CaseId, commands: &[AccessCommand]) -> Request {
        let (stream, now) = (self.office().access_stream(case), self.store().source().now());
        let open = AccessCommand::OpenAccess { case };
        let rest = commands.iter().filter(|command| **command != open).cloned();
        let steps = std::iter::once(open.clone()).chain(rest);
        Request {
            conduct: Conduct::Live,
            steps: steps.map(|command| Step::new(stream, Dated::at(now, command))).collect(),
        }
    }
}
