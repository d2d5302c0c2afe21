//! What users have chosen, as it is kept.
use super::Preferences;
use crate::database::{Column, OnConflict, StorageError, Table};

pub(in crate::sign_in) static PREFERENCES: Table = Table {
    name: "sign_in_preferences",
    columns: &[
        ("office_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("name", Column::Text),
        ("value", Column::Text),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

pub(super) async fn find(of: &Preferences, name: &'static str) -> Result<Option<String>, StorageError> {
    let sql = "SELECT value FROM sign_in_preferences WHERE office_id = $1 AND user_id = $2 AND name = $3";
    let rows = of.db.fetch(sql, &[of.office.0.into(), of.user.0.into(), name.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

pub(super) async fn keep(of: &Preferences, name: &'static str, value: &str) -> Result<(), StorageError> {
    let row = vec![of.office.0.into(), of.user.0.into(), name.into(), value.into()];
    let mut tx = of.db.begin().await?;
    tx.write(&PREFERENCES, &[row]).await?;
    tx.commit().await
}

pub(super) async fn remove(of: &Preferences, name: &'static str) -> Result<(), StorageError> {
    let sql = "DELETE FROM sign_in_preferences WHERE office_id = $1 AND user_id = $2 AND name = $3";
    let mut tx = of.db.begin().await?;
    tx.execute(sql, &[of.office.0.into(), of.user.0.into(), name.into()]).await?;
    tx.commit().await
}
