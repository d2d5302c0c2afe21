//! Why a command is refused, whatever kind of case it is for.
use crate::cases::ids::Version;

/// Why no case of any kind could do what was asked. It is impossible, not merely unlawful.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Impossible {
    /// It is said to have happened after now.
    #[error("it cannot have happened in the future")]
    InTheFuture,
    /// The named step does not exist, or cannot be corrected.
    #[error("version {0} is no step that can be corrected")]
    NoSuchStep(Version),
    /// The first step can be corrected, but only voiding the case takes it back.
    #[error("the first step cannot be taken back; void the case")]
    FirstStep,
    /// A later step would no longer be possible.
    #[error("after the correction, version {0} would no longer be possible")]
    BreaksLaterStep(Version),
}

/// Why a command was refused: a word key for the clerk, and whether the law or reality stood against it.
pub trait Refusal: std::error::Error + Clone + PartialEq + From<Impossible> + Send + Sync + 'static {
    /// Every key that there is.
    const KEYS: &'static [&'static str];

    /// The key under which the reason is worded for people, in snake case and stable: `petition.already_concluded`.
    fn key(&self) -> &'static str;
}

/// Declares the key of each reason; one without a key does not compile.
#[macro_export]
#[doc(hidden)]
macro_rules! refusal_keys {
    ($refusal:ident { $($reason:pat => $key:literal),+ $(,)? }) => {
        impl $crate::cases::case_file::Refusal for $refusal {
            const KEYS: &'static [&'static str] = &[$($key),+];

            fn key(&self) -> &'static str {
                match self {
                    $($reason => $key),+
                }
            }
        }
    };
}
