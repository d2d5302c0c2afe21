//! Hashing takes much memory and time on purpose, so only so many passwords are hashed at once, and only so many wait.
use super::Plain;
use crate::clock::Source;
use crate::sign_in::refusal::SignInError;
use crate::sign_in::settings::SettingsError;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// What hashing a password costs, with argon2id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// 64 MiB, 3 passes, 1 lane: the second recommended choice of RFC 9106 with one lane.
    pub const STANDARD: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };

    fn hasher(self) -> Result<Argon2<'static>, SettingsError> {
        let params = Params::new(self.memory, self.passes, self.lanes, None);
        let params = params.map_err(|error| SettingsError::Cost(error.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// How many passwords are hashed at once, and how many may wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PoolSize {
    /// At once.
    pub at_once: usize,
    /// Waiting.
    pub waiting: usize,
}

impl Default for PoolSize {
    /// One a core, and sixteen waiting for each: the last one waits for a few seconds.
    fn default() -> Self {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        Self { at_once, waiting: 16 * at_once }
    }
}

/// The threads that hash.
pub(in crate::sign_in) struct Pool {
    hasher: Argon2<'static>,
    /// A hash that no password has, for whoever is unknown.
    nobody: Arc<str>,
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    hashed: AtomicU64,
}

impl Pool {
    pub(in crate::sign_in) fn new(
        size: PoolSize,
        cost: Cost,
        source: &Source,
    ) -> Result<Self, SettingsError> {
        if size.at_once == 0 {
            return Err(SettingsError::NoWorker);
        }
        let hasher = cost.hasher()?;
        let secret: [u8; 32] = source.bytes();
        let nobody = hash(&hasher, &secret, source.bytes()).map_err(SettingsError::Cost)?;
        Ok(Self {
            hasher,
            nobody: nobody.into(),
            places: Arc::new(Semaphore::new(size.at_once + size.waiting)),
            workers: Arc::new(Semaphore::new(size.at_once)),
            hashed: AtomicU64::new(0),
        })
    }

    pub(in crate::sign_in) fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }

    /// Does slow work when its turn comes. Whoever hangs up meanwhile keeps the place until the work is done.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, SignInError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| SignInError::Busy)?;
        let worker = Arc::clone(&self.workers).acquire_owned().await.map_err(|_| SignInError::Busy)?;
        let working = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((place, worker));
            done
        });
        working.await.map_err(|error| SignInError::Internal(format!("hashing a password: {error}")))
    }

    /// Whether the password is the one that was hashed. Without a hash it is not, after the same work.
    pub(super) async fn verify(&self, password: Plain, kept: Option<String>) -> Result<bool, SignInError> {
        let (hasher, is_known) = (self.hasher.clone(), kept.is_some());
        let kept = kept.unwrap_or_else(|| self.nobody.to_string());
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let fits = self.work(move || {
            let parsed = PasswordHash::new(&kept).map_err(|error| error.to_string())?;
            Ok(hasher.verify_password(password.as_bytes(), &parsed).is_ok())
        });
        let fits = fits.await?.map_err(|error: String| {
            SignInError::Internal(format!("sign_in_passwords: a hash does not read: {error}"))
        })?;
        Ok(fits && is_known)
    }

    pub(super) async fn hash(&self, password: Plain, salt: [u8; 16]) -> Result<String, SignInError> {
        let hasher = self.hasher.clone();
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let outcome = self.work(move || hash(&hasher, password.as_bytes(), salt)).await?;
        outcome.map_err(|error| SignInError::Internal(format!("hashing a password: {error}")))
    }

    /// Whether the hash was made at another cost than now.
    pub(super) fn is_outdated(&self, kept: &str) -> bool {
        let params = PasswordHash::new(kept).and_then(|hash| Params::try_from(&hash));
        let now = self.hasher.params();
        params.is_ok_and(|then| {
            (then.m_cost(), then.t_cost(), then.p_cost()) != (now.m_cost(), now.t_cost(), now.p_cost())
        })
    }
}

fn hash(hasher: &Argon2<'_>, password: &[u8], salt: [u8; 16]) -> Result<String, String> {
    let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
    let hash = hasher.hash_password(password, &salt).map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::occurred::Moment;
    use crate::clock::{SeededEntropy, SetClock};

    fn pool(size: PoolSize, cost: Cost) -> Pool {
        let now = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        Pool::new(size, cost, &source).expect("a pool")
    }

    const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

    #[tokio::test]
    async fn a_password_is_hashed_with_argon2id_64_mib_and_three_passes() {
        let pool = pool(PoolSize { at_once: 1, waiting: 0 }, Cost::STANDARD);
        let hash = pool.hash(Plain::new("a password".to_owned()), [1; 16]).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
        assert!(pool.verify(Plain::new("a password".to_owned()), Some(hash)).await.expect("judged"));
        assert!(pool.nobody.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
    }

    #[tokio::test]
    async fn nobody_has_no_password_and_costs_the_same_work() {
        let pool = pool(PoolSize { at_once: 1, waiting: 0 }, CHEAP);
        assert!(!pool.verify(Plain::new("a password".to_owned()), None).await.expect("judged"));
        assert_eq!(pool.hashed(), 1);
    }

    #[tokio::test]
    async fn only_so_many_are_hashed_at_once_and_wait_and_the_next_is_turned_away() {
        let pool = Arc::new(pool(PoolSize { at_once: 1, waiting: 1 }, CHEAP));
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (starts, started) = tokio::sync::oneshot::channel();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                pool.work(move || {
                    starts.send(()).expect("heard");
                    wait.recv()
                })
                .await
            }
        });
        started.await.expect("the first works");
        let second = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.work(|| ()).await }
        });
        while pool.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(pool.work(|| ()).await, Err(SignInError::Busy)));
        go.send(()).expect("heard");
        assert!(first.await.expect("done").is_ok());
        assert!(second.await.expect("done").is_ok());
        assert!(pool.work(|| ()).await.is_ok());
    }
}
