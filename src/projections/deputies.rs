//! 代理: who acts for whom.
use super::users::{self, ListedUser};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Day;
use crate::database::{Column, Db, OnConflict, StorageError, Table, TableRow};
use crate::event_log::Told;

/// The table.
pub static DEPUTIES: Table = Table {
    name: "deputies",
    columns: &[
        ("office_id", Column::Uuid),
        ("deputy_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("from_day", Column::Day),
        ("until_day", Column::Day),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// The rows of a user's deputies after `event`; none for other streams.
#[must_use]
pub fn rows(file: &AnyFile, event: &Told<'_>) -> Vec<TableRow> {
    let AnyFile::User(user) = file else { return Vec::new() };
    let deputations = user.life().deputies.iter();
    let row = |deputation: &crate::cases::user::Deputation| {
        vec![
            event.office.0.into(),
            event.office.user_stream(&deputation.deputy).0.into(),
            event.stream.0.into(),
            deputation.from.into(),
            deputation.until.into(),
        ]
    };
    deputations.map(row).collect()
}

/// A user, and behind the user those for whom the user acts on `day`; only who is enabled. One question, because it is
/// asked with every request.
///
/// # Errors
/// When the database fails.
pub async fn acting(
    db: &Db,
    office: OfficeId,
    user: UserId,
    day: Day,
) -> Result<Vec<ListedUser>, StorageError> {
    let sql = format!(
        "{}AND enabled AND user_id IN (SELECT $2 UNION ALL SELECT user_id FROM deputies \
         WHERE office_id = $1 AND deputy_id = $2 AND from_day <= $3 AND until_day >= $3)",
        users::LISTED
    );
    let rows = db.fetch(sql, &[office.0.into(), user.0.into(), day.into()]).await?;
    let mut acting = rows.iter().map(users::listed).collect::<Result<Vec<_>, _>>()?;
    acting.sort_by_key(|listed| (listed.id != user, listed.id));
    Ok(acting)
}
