//! What every event type has: a name and a schema version, under which it can be read for ever.
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;

/// An event of one kind of stream.
pub trait Fact:
    Serialize + DeserializeOwned + Clone + PartialEq + fmt::Debug + Send + Sync + 'static
{
    /// Every type of event of this stream, with the schema version that is written today.
    const TYPES: &'static [(&'static str, u16)];

    /// The name of this event's type, in the past tense.
    fn event_type(&self) -> &'static str;

    /// The schema version that is written today.
    fn schema_version(&self) -> u16 {
        let name = self.event_type();
        Self::TYPES.iter().find(|(known, _)| *known == name).map_or(1, |(_, version)| *version)
    }
}

/// Declares the types of an event enum whose variants all have named fields.
#[macro_export]
#[doc(hidden)]
macro_rules! facts {
    ($event:ident { $($variant:ident = $version:expr),+ $(,)? }) => {
        impl $crate::cases::fact::Fact for $event {
            const TYPES: &'static [(&'static str, u16)] = &[$((stringify!($variant), $version)),+];

            fn event_type(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => stringify!($variant)),+
                }
            }
        }
    };
}

/// Declares the names of a command enum whose variants all have named fields.
#[macro_export]
#[doc(hidden)]
macro_rules! command_names {
    ($command:ident { $($variant:ident),+ $(,)? }) => {
        impl $command {
            /// The name of every command, as it is written.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($variant)),+];

            /// The name of this command, in the imperative.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => stringify!($variant)),+
                }
            }
        }
    };
}
