//! The only place that reads the time, and the only one that draws random bytes. Both are injected, so that the same
//! commands can leave the same log.
use crate::cases::ids::{BatchId, CommandId, StreamId};
use crate::cases::occurred::Moment;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Moment;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
    fn now(&self) -> Moment {
        Moment::new(chrono::Utc::now())
    }
}

/// A clock that stands still until it is set, for tests and for measuring.
#[derive(Clone, Debug)]
pub struct SetClock(Arc<Mutex<Moment>>);

impl SetClock {
    /// A clock that stands at `moment`.
    #[must_use]
    pub fn at(moment: Moment) -> Self {
        Self(Arc::new(Mutex::new(moment)))
    }

    /// Sets it to `moment`.
    pub fn set(&self, moment: Moment) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Draws random bytes: identities, keys, nonces.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// A stream of random bytes apart from this one: whoever draws from it changes nothing of what is drawn here.
    fn apart(&self) -> Arc<dyn Entropy>;
}

/// A cipher stream seeded by the operating system.
#[derive(Debug)]
pub struct SystemEntropy(Mutex<ChaCha20Rng>);

impl SystemEntropy {
    /// Seeds it.
    ///
    /// # Errors
    /// When the operating system gives no random bytes; nothing could be sealed then.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self(Mutex::new(ChaCha20Rng::from_seed(seed))))
    }
}

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }

    fn apart(&self) -> Arc<dyn Entropy> {
        let mut seed = [0; 32];
        self.fill(&mut seed);
        Arc::new(Self(Mutex::new(ChaCha20Rng::from_seed(seed))))
    }
}

/// The same bytes for the same seed, for tests that compare logs.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<ChaCha20Rng>);

impl SeededEntropy {
    /// A stream of bytes that `seed` determines.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }

    fn apart(&self) -> Arc<dyn Entropy> {
        let seed = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_seed();
        let mut apart = ChaCha20Rng::from_seed(seed);
        apart.set_stream(1);
        Arc::new(Self(Mutex::new(apart)))
    }
}

/// The clock and the entropy of one process.
#[derive(Clone)]
pub struct Source {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Source {
    /// A source of time and chance.
    pub fn new(clock: impl Clock, entropy: impl Entropy) -> Self {
        Self { clock: Arc::new(clock), entropy: Arc::new(entropy) }
    }

    /// The machine's own.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn system() -> Result<Self, getrandom::Error> {
        Ok(Self::new(SystemClock, SystemEntropy::new()?))
    }

    /// The same clock, and random bytes apart from these.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { clock: Arc::clone(&self.clock), entropy: self.entropy.apart() }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// A time-ordered identity (`UUIDv7`), which keeps the indexes of both databases compact.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        let millis = u64::try_from(self.now().utc().timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// A new stream.
    #[must_use]
    pub fn stream_id(&self) -> StreamId {
        StreamId(self.uuid())
    }

    /// A new command.
    #[must_use]
    pub fn command_id(&self) -> CommandId {
        CommandId(self.uuid())
    }

    /// A new batch.
    #[must_use]
    pub fn batch_id(&self) -> BatchId {
        BatchId(self.uuid())
    }
}

/// How a map of many ids finds them: under a key drawn by chance, and several times faster than the standard library's.
pub type MapHash = foldhash::fast::RandomState;

/// A key, drawn by chance, under which this process hashes what nobody may know the hashes of beforehand.
#[derive(Clone, Default, Debug)]
pub struct HashKey(RandomState);

impl HashKey {
    /// The hash of `bytes` under this key; worth nothing in another process.
    #[must_use]
    pub fn hash(&self, bytes: &[u8]) -> u64 {
        self.0.hash_one(bytes)
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

/// Measures how long something took.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// How long it has run.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
