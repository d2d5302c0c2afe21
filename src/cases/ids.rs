//! Identities. Each is a UUID of its own type, so that a case can never be passed for an office.
use super::external_number::ExternalNumber;
use super::indicator::{IndicatorId, Period};
use super::user::LoginName;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! identity {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )+};
}

identity! {
    /// An office: the owner of one log.
    OfficeId,
    /// A stream of events: one case, one number series, one office.
    StreamId,
    /// One command, made by whoever sends it; repeating it is answered with the first receipt.
    CommandId,
    /// One import of ledgers, which can be taken back as a whole.
    BatchId,
    /// A key that seals what is personal: its name, which tells nothing.
    KeyId,
}

impl OfficeId {
    /// The stream of the office itself.
    #[must_use]
    pub fn stream(self) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, b"office"))
    }

    /// The stream of one of its number series: `XF2019-`.
    #[must_use]
    pub fn series_stream(self, prefix: &str) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("series:{prefix}").as_bytes()))
    }

    /// The stream of who belongs to one of its cases.
    #[must_use]
    pub fn access_stream(self, case: CaseId) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("access:{case}").as_bytes()))
    }

    /// The stream of what was said about the deadlines of one of its cases.
    #[must_use]
    pub fn reminder_stream(self, case: CaseId) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("reminder:{case}").as_bytes()))
    }

    /// The stream of the report that looked up to this position of the log.
    #[must_use]
    pub fn report_stream(self, position: i64) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("report:{position}").as_bytes()))
    }

    /// The stream of the files of one of its cases.
    #[must_use]
    pub fn attachment_stream(self, case: CaseId) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("attachment:{case}").as_bytes()))
    }

    /// The stream of the official papers of one of its cases.
    #[must_use]
    pub fn papers_stream(self, case: CaseId) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("papers:{case}").as_bytes()))
    }

    /// The stream of how one of its users signed in.
    #[must_use]
    pub fn sign_ins_stream(self, user: UserId) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("sign_ins:{user}").as_bytes()))
    }

    /// The stream of the epochs of its log.
    #[must_use]
    pub fn epochs_stream(self) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, b"epochs"))
    }

    /// The stream of what was asked to be erased of the people in its cases.
    #[must_use]
    pub fn erasures_stream(self) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, b"erasures"))
    }

    /// The stream of a number that another system gives.
    #[must_use]
    pub fn external_number_stream(self, number: &ExternalNumber) -> StreamId {
        let name = format!("external_number:{}:{}", number.system, number.number);
        StreamId(Uuid::new_v5(&self.0, name.as_bytes()))
    }

    /// The stream of what is told of an indicator for a period.
    #[must_use]
    pub fn indicator_stream(self, indicator: &IndicatorId, period: Period) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("indicator:{indicator}:{period}").as_bytes()))
    }

    /// The user of this login name in this office.
    #[must_use]
    pub fn user_stream(self, login: &LoginName) -> UserId {
        StreamId(Uuid::new_v5(&self.0, format!("user:{login}").as_bytes()))
    }
}

impl StreamId {
    /// Whether it is made from a name: so are the ids of an office and its series, and never that of a case.
    #[must_use]
    pub fn is_named(self) -> bool {
        self.0.get_version_num() == 5
    }
}

/// A case is a stream.
pub type CaseId = StreamId;
/// A user is a stream of the office for which the user acts; its id is made from the login name, so that no name is
/// given twice.
pub type UserId = StreamId;

/// How many events a stream has; the first event is version 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub i64);

impl Version {
    /// The version of a stream's first event.
    pub const FIRST: Self = Self(1);

    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
