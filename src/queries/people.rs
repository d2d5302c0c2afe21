//! Who works in the office, and who belongs to a case.
use super::then::Then;
use crate::cases::access::{Access, AccessLife};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{CaseId, UserId, Version};
use crate::cases::user::{LoginName, UserLife};
use crate::commands::permit::NotPermitted;
use crate::commands::{OfficeDesk, bad_event};
use crate::database::StorageError;
use crate::event_log::{EventLog, Pages, RecordedEvent, fold};
use crate::policy::Query;
use crate::projections::users::{self, ListedUser};

/// Every user, by login name.
///
/// # Errors
/// When the reader may not see them, or the database fails.
pub async fn users(desk: &OfficeDesk) -> Result<Vec<ListedUser>, NotPermitted> {
    desk.permit(Query::ListUsers).await?;
    Ok(users::all(desk.store().db(), desk.office()).await?)
}

/// One user; none if there is none.
///
/// # Errors
/// When the reader may not see users, or the database fails.
pub async fn user(desk: &OfficeDesk, login: &LoginName) -> Result<Option<ListedUser>, NotPermitted> {
    desk.permit(Query::ReadUser).await?;
    Ok(users::one(desk.store().db(), desk.office(), desk.office().user_stream(login)).await?)
}

/// What was noted of how a user signed in, oldest first: at most `limit` events after the version `after`. None if there
/// is no such user.
///
/// # Errors
/// When the reader may not see it, or the log cannot be read.
pub async fn sign_ins(
    desk: &OfficeDesk,
    login: &LoginName,
    after: Version,
    limit: u32,
) -> Result<Option<Vec<RecordedEvent>>, NotPermitted> {
    let (office, user) = (desk.office(), desk.office().user_stream(login));
    desk.permit_of_user(Query::ReadSessions, user)?;
    if users::one(desk.store().db(), office, user).await?.is_none() {
        return Ok(None);
    }
    let streams = [office.sign_ins_stream(user)];
    Ok(Some(desk.store().log().streams(office, &streams, after, limit).await?))
}

/// Who belongs to a case, and how many events say so.
///
/// # Errors
/// When the reader may not see it, or the log cannot be read.
pub async fn parts(desk: &OfficeDesk, case: CaseId) -> Result<(AccessLife, Version), NotPermitted> {
    parts_then(desk, case, Then::NOW).await
}

/// Who belonged to it then, and how many events say so.
///
/// # Errors
/// When the reader may not see it, or the log cannot be read.
pub async fn parts_then(
    desk: &OfficeDesk,
    case: CaseId,
    then: Then,
) -> Result<(AccessLife, Version), NotPermitted> {
    desk.permit_case(Query::ReadAccess, case).await?;
    let log = desk.store().log();
    let mut pages = Pages::new(&log, desk.office(), &[desk.office().access_stream(case)]);
    let mut file = AnyFile::Blank;
    while let Some(page) = pages.next().await? {
        for event in page.iter().filter(|event| event.position <= then.known) {
            fold::fold(&mut file, &event.told()).map_err(|error| bad_event(event, &error))?;
        }
    }
    let access: Access = match file {
        AnyFile::Access(access) => then.as_of.map_or_else(|| (*access).clone(), |day| access.as_of(day)),
        _ => Access::default(),
    };
    Ok((access.life().clone(), access.version()))
}

/// The login name of a user who has a part in a case that may be read.
///
/// # Errors
/// When the database fails.
pub async fn login(desk: &OfficeDesk, user: UserId) -> Result<Option<LoginName>, StorageError> {
    Ok(users::one(desk.store().db(), desk.office(), user).await?.map(|user| user.login))
}

/// What a user was and is, day by day; none if there is no such user.
///
/// # Errors
/// When the reader may not see users, or the log cannot be read.
pub async fn life(desk: &OfficeDesk, login: &LoginName) -> Result<Option<UserLife>, NotPermitted> {
    desk.permit(Query::ReadUser).await?;
    let user = desk.office().user_stream(login);
    Ok(users::life(&desk.store().log(), desk.office(), user).await?)
}
