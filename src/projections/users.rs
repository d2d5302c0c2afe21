//! 用户: who works in an office, as it stands now.
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::cases::user::{LoginName, Role, UserLife};
use crate::cases::words::{Committee, Department};
use crate::database::{Column, Db, OnConflict, Row, StorageError, Table, TableRow};
use crate::event_log::{EventLog, Pages, Told, fold};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The table.
pub static USERS: Table = Table {
    name: "users",
    columns: &[
        ("office_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("login", Column::Text),
        ("roles", Column::Text),
        ("department", Column::Text),
        ("committee", Column::Text),
        ("enabled", Column::Bool),
        ("version", Column::Int),
    ],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// The row of a user after `event`; none for other streams.
#[must_use]
pub fn row(file: &AnyFile, event: &Told<'_>) -> Option<TableRow> {
    let AnyFile::User(user) = file else { return None };
    let life = user.life();
    let roles: Vec<_> = life.roles_now().iter().map(|role| role.name()).collect();
    Some(vec![
        event.office.0.into(),
        event.stream.0.into(),
        life.login.as_ref()?.as_str().into(),
        roles.join(" ").into(),
        life.department().map(Department::as_str).into(),
        life.committee().map(Committee::as_str).into(),
        life.is_enabled().into(),
        event.version.0.into(),
    ])
}

/// A user of an office.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct ListedUser {
    /// The user's stream.
    #[serde(skip)]
    pub id: UserId,
    /// The name to sign in with.
    #[schema(value_type = String)]
    pub login: LoginName,
    /// The roles.
    #[schema(value_type = Vec<String>)]
    pub roles: BTreeSet<Role>,
    /// The department.
    #[schema(value_type = Option<String>)]
    pub department: Option<Department>,
    /// The committee.
    #[schema(value_type = Option<String>)]
    pub committee: Option<Committee>,
    /// Whether the user may do anything.
    pub enabled: bool,
    /// How many events the user's stream has.
    pub version: i64,
}

pub(super) const LISTED: &str =
    "SELECT user_id, login, roles, department, committee, enabled, version FROM users WHERE office_id = $1 ";

/// One user.
///
/// # Errors
/// When the database fails.
pub async fn one(db: &Db, office: OfficeId, user: UserId) -> Result<Option<ListedUser>, StorageError> {
    let sql = format!("{LISTED}AND user_id = $2");
    let rows = db.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    rows.first().map(listed).transpose()
}

/// Every user of an office, by login name.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &Db, office: OfficeId) -> Result<Vec<ListedUser>, StorageError> {
    let mut users: Vec<_> =
        db.fetch(LISTED, &[office.0.into()]).await?.iter().map(listed).collect::<Result<_, _>>()?;
    users.sort_by(|one, other| one.login.cmp(&other.login));
    Ok(users)
}

/// Whether the office has any user.
///
/// # Errors
/// When the database fails.
pub async fn any(db: &Db, office: OfficeId) -> Result<bool, StorageError> {
    Ok(!db.fetch("SELECT 1 FROM users WHERE office_id = $1 LIMIT 1", &[office.0.into()]).await?.is_empty())
}

/// What a user was and is, day by day; none if there is no such user.
///
/// # Errors
/// When the log cannot be read.
pub async fn life<L: EventLog>(
    log: &L,
    office: OfficeId,
    user: UserId,
) -> Result<Option<UserLife>, StorageError> {
    let mut file = AnyFile::Blank;
    let mut pages = Pages::new(log, office, &[user]);
    while let Some(page) = pages.next().await? {
        for event in page {
            fold::fold(&mut file, &event.told()).map_err(|error| StorageError::BadRow {
                table: "events",
                row: format!("position {}", event.position),
                reason: error.to_string(),
            })?;
        }
    }
    Ok(match file {
        AnyFile::User(user) => Some(user.life().clone()),
        _ => None,
    })
}

pub(super) fn listed(row: &Row) -> Result<ListedUser, StorageError> {
    let bad = |column: &str, reason: String| StorageError::BadRow {
        table: "users",
        row: column.to_owned(),
        reason,
    };
    let word = |at: usize| row.get::<Option<String>>(at);
    let roles: String = row.get(2)?;
    let roles = roles.split_whitespace().map(str::parse).collect::<Result<_, String>>();
    let login: String = row.get(1)?;
    let (department, committee) = (word(3)?, word(4)?);
    Ok(ListedUser {
        id: StreamId(row.get(0)?),
        login: login.parse().map_err(|error| bad("login", format!("{error}")))?,
        roles: roles.map_err(|error| bad("roles", error))?,
        department: department
            .map(|name| name.parse())
            .transpose()
            .map_err(|error| bad("department", format!("{error}")))?,
        committee: committee
            .map(|name| name.parse())
            .transpose()
            .map_err(|error| bad("committee", format!("{error}")))?,
        enabled: row.get(5)?,
        version: row.get(6)?,
    })
}
