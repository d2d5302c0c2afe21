//! The two sets of rules for passwords and sessions. They disagree, so an office follows one of them.
use super::attempts::Pace;
use chrono::TimeDelta;

/// The rules of one profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Profile {
    /// `asvs` or `dengbao3`.
    pub name: &'static str,
    /// Characters that a password has at least.
    pub shortest: usize,
    /// Characters that a password has at most.
    pub longest: usize,
    /// Of how many classes its characters must be: capital letters, small letters, digits, others. 0 for any.
    pub classes: usize,
    /// After how long it has to be changed.
    pub rotation: Option<TimeDelta>,
    /// How many of the last passwords, the present one among them, may not be used again.
    pub remembered: usize,
    /// How failures slow an account down, or lock it for a time.
    pub account: Pace,
    /// How long a session lasts that nobody uses.
    pub idle: TimeDelta,
    /// How long a session lasts at most.
    pub absolute: TimeDelta,
}

impl Profile {
    /// OWASP Application Security Verification Standard 5.0, chapter V6: at least 8 characters, at least 64 allowed, no
    /// composition (6.2.5), no rotation (6.2.10), common passwords refused (6.2.4); failures slow down and lock nobody
    /// out (6.3.1). Sessions as NIST SP 800-63B-4 has them for its second level: an hour idle; half of its 24 hours
    /// in all, which is longer than any working day.
    pub const ASVS: Self = Self {
        name: "asvs",
        shortest: 8,
        longest: 128,
        classes: 0,
        rotation: None,
        remembered: 1,
        account: Pace {
            free: 3,
            first: TimeDelta::seconds(1),
            longest: TimeDelta::minutes(15),
            memory: TimeDelta::hours(24),
        },
        idle: TimeDelta::hours(1),
        absolute: TimeDelta::hours(12),
    };

    /// 网络安全等级保护第三级, GB/T 22239-2019, 8.1.4.1 身份鉴别: complex and changed regularly (a), failures limited and
    /// idle sessions ended (b), two kinds of factors (d). The standard leaves the numbers to the office; these are those
    /// that assessments by GB/T 28448-2019 commonly ask for.
    pub const DENGBAO3: Self = Self {
        name: "dengbao3",
        shortest: 8,
        longest: 128,
        classes: 3,
        rotation: Some(TimeDelta::days(90)),
        remembered: 5,
        account: Pace {
            free: 4,
            first: TimeDelta::minutes(30),
            longest: TimeDelta::minutes(30),
            memory: TimeDelta::minutes(30),
        },
        idle: TimeDelta::minutes(15),
        absolute: TimeDelta::hours(8),
    };

    /// Both.
    pub const ALL: [Self; 2] = [Self::ASVS, Self::DENGBAO3];
}

impl std::str::FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|profile| profile.name == text);
        found.ok_or_else(|| format!("'{text}' is no profile; there are asvs and dengbao3"))
    }
}
