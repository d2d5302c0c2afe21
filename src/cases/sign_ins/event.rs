//! What happens at the door.
use crate::cases::occurred::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

crate::text_newtypes! {
    /// The program to which a token was given: 12345热线.
    ProgramName(80),
    /// For what a token serves: `petitions`.
    ScopeName(64),
}

/// A token of a program; it opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub Uuid);

/// By which door somebody comes in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entrance {
    /// With a password.
    Password,
    /// 单点登录: by single sign-on.
    SingleSignOn,
}

impl Entrance {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SingleSignOn => "single_sign_on",
        }
    }

    /// The entrance of this code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        [Self::Password, Self::SingleSignOn].into_iter().find(|entrance| entrance.code() == code)
    }
}

/// With what somebody shows once more who they are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A code of an authenticator app.
    Totp,
    /// A passkey.
    Passkey,
    /// A recovery code.
    RecoveryCode,
    /// The single sign-on, which the office trusts with it.
    SingleSignOn,
}

impl SecondFactor {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
            Self::SingleSignOn => "single_sign_on",
        }
    }

    /// The factor of this code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let all = [Self::Totp, Self::Passkey, Self::RecoveryCode, Self::SingleSignOn];
        all.into_iter().find(|factor| factor.code() == code)
    }
}

/// What did not fit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The password.
    Password,
    /// The second factor.
    SecondFactor,
}

/// How a password is set.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordWay {
    /// In place of the one before, which was given.
    InPlaceOfThePresent,
    /// By a one-time link.
    ByLink,
}

/// What the program saw at its door, about one user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SignInEvent {
    /// 登录: the user came in.
    SignedIn {
        /// By which door.
        entrance: Entrance,
        /// The second factor that was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second_factor: Option<SecondFactor>,
    },
    /// 登录失败: somebody tried to come in as the user, in vain.
    SignInFailed {
        /// What did not fit.
        proof: Proof,
        /// So many times in a row by now.
        times: u32,
    },
    /// 退出: the user went.
    SignedOut {},
    /// Sessions of the user were ended, by whoever the event names.
    SessionsEnded {
        /// How many.
        sessions: u32,
    },
    /// A one-time link was made with which the user chooses a password.
    LinkMade {},
    /// The user chose a password.
    PasswordChanged {
        /// How.
        way: PasswordWay,
    },
    /// The user has a second factor, or another one of its kind.
    SecondFactorSetUp {
        /// Which.
        factor: SecondFactor,
    },
    /// The user has a second factor no longer.
    SecondFactorRemoved {
        /// Which.
        factor: SecondFactor,
    },
    /// All second factors of the user were removed, by whoever the event names.
    SecondFactorsReset {},
    /// A person of the single sign-on is the user from now on.
    PersonBound {},
    /// A person of the single sign-on is the user no longer.
    PersonUnbound {},
    /// The user made a token for a program.
    TokenMade {
        /// Which.
        token: TokenId,
        /// For which program.
        program: ProgramName,
        /// For what it serves.
        scopes: Vec<ScopeName>,
        /// Until when.
        until: Moment,
    },
    /// The user took a token of a program back.
    TokenRevoked {
        /// Which.
        token: TokenId,
    },
}

crate::facts!(SignInEvent {
    SignedIn = 1,
    SignInFailed = 1,
    SignedOut = 1,
    SessionsEnded = 1,
    LinkMade = 1,
    PasswordChanged = 1,
    SecondFactorSetUp = 1,
    SecondFactorRemoved = 1,
    SecondFactorsReset = 1,
    PersonBound = 1,
    PersonUnbound = 1,
    TokenMade = 1,
    TokenRevoked = 1,
});
