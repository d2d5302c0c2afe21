//! Another master key in place of the one that is there: made anew, or kept by a token from now on.
use super::guard::Guarded;
use super::master::{self, MasterKey, Passphrase};
use super::office_keys::{self, WrappedOfficeKey};
use super::store::{KeyStore, blocking};
use crate::database::{StorageError, Value};
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// What became of the master key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The name of the new one.
    pub id: Uuid,
    /// Office keys that it wraps now.
    pub wrapped: u64,
    /// Where the file of the one before is, if there was one.
    pub before: Option<PathBuf>,
}

impl KeyStore {
    /// Wraps every office key with `new`, whose file comes in place of the one that is there, sealed under the passphrase
    /// if one is given. It may be cut off at any moment: the file that fits the store is found when it is opened again.
    ///
    /// # Errors
    /// When the database, a file or a token fails, or keys are not wrapped at all. All is then as it was.
    pub async fn change_master(
        &self,
        new: MasterKey,
        passphrase: Option<Passphrase>,
    ) -> Result<Changed, StorageError> {
        let Some((guarded, path)) = self.wrapping() else { return Err(office_keys::not_wrapped()) };
        let wraps = self.office_keys().await?.first().map(|key| key.master);
        if wraps.is_some() {
            // Opened before anything is done, and what was begun before is finished.
            guarded.master(wraps).await?;
        }
        let (written, source, to) = (new.clone(), guarded.source.clone(), path.clone());
        blocking(move || {
            let [next, _] = master::beside(&to);
            written.replace(&next, passphrase.as_ref(), &source).map_err(told)
        })
        .await?;
        let mut wrapped = 0;
        // Another server may have made an office key in this moment, with the old one.
        while let more @ 1.. = self.wrap_with(&guarded, &new).await? {
            wrapped += more;
        }
        let [_, before] = master::beside(&path);
        let had_one = path.exists();
        blocking(move || master::come_forward(&path).map_err(told)).await?;
        guarded.forget_master().await;
        Ok(Changed { id: new.id(), wrapped, before: had_one.then_some(before) })
    }

    fn wrapping(&self) -> Option<(Arc<Guarded>, PathBuf)> {
        let guarded = self.guarded.clone()?;
        let path = guarded.guard.master.clone()?;
        Some((guarded, path))
    }

    /// Wraps those office keys with `new` that another master key wraps, all of them or none.
    async fn wrap_with(&self, guarded: &Guarded, new: &MasterKey) -> Result<u64, StorageError> {
        let (mut wrapped, mut tx) = (0, self.db.begin().await?);
        // Nobody turns a month, or destroys an office key, meanwhile.
        tx.execute("UPDATE office_keys SET month = month /* all offices */", &[]).await?;
        for kept in office_keys::all_within(&mut tx).await? {
            if kept.master == new.id() {
                continue;
            }
            let key = guarded.unwrapped(&kept).await?;
            let anew = WrappedOfficeKey { master: new.id(), wrapped: Vec::new(), ..kept };
            let bytes = guarded.wrapped(new, &anew, key).await?;
            let sql = "UPDATE office_keys SET master_id = $3, wrapped = $4 WHERE office_id = $1 AND generation = $2";
            let values: [Value; 4] =
                [anew.office.0.into(), anew.generation.into(), anew.master.into(), bytes.into()];
            wrapped += tx.execute(sql, &values).await?;
        }
        tx.commit().await?;
        Ok(wrapped)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a function for map_err")]
fn told(error: master::MasterError) -> StorageError {
    StorageError::Keys(error.to_string())
}
