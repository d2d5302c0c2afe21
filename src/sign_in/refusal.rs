//! Why somebody was not let in, or something about signing in was not done.
use super::accounts::NotNoted;
use super::password::PasswordRefusal;
use crate::database::StorageError;
use crate::keys::SealError;
use std::time::Duration;

/// Why not. Nothing was done then, except that a failure was counted.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// There is no such user with such a password; which of the two is nobody's to know.
    #[error("login name or password is wrong")]
    Wrong,
    /// The code, the passkey's answer or the recovery code does not fit, or was used before.
    #[error("the second factor does not fit, or its code was used before")]
    WrongFactor,
    /// Too many failures.
    #[error("too many failures; try again in {} seconds", .0.as_secs())]
    SlowDown(Duration),
    /// More people sign in than the program can serve.
    #[error("too many people sign in at this moment; try again in a few seconds")]
    Busy,
    /// The new password is refused.
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    /// There is no such session, or it has ended.
    #[error("sign in first; a session that was there has ended")]
    NotSignedIn,
    /// The session waits for a second factor.
    #[error("give your second factor first")]
    SecondFactorNeeded,
    /// The session waits for a second factor to be set up.
    #[error("set up a second factor first: an authenticator app or a passkey")]
    EnrolmentNeeded,
    /// The session waits for a new password.
    #[error("choose a new password first; the old one has served its time")]
    NewPasswordNeeded,
    /// It is an administrator's to do.
    #[error("this is for the administrators of the system and of its security")]
    NotAllowed,
    /// A link is unknown, was used, or has run out.
    #[error("the link was used before or has run out; ask an administrator for another")]
    LinkGone,
    /// A step of signing in or setting up took too long, or was done before.
    #[error("this step has run out or was done before; begin it again")]
    TooLate,
    /// There is none.
    #[error("there is no such {0}")]
    NoSuch(&'static str),
    /// The office does not use it.
    #[error("{0} is not set up here")]
    NotSetUp(&'static str),
    /// Single sign-on knows the person, and no user is bound to them.
    #[error(
        "no user is bound to this account of the single sign-on; sign in with your password and bind it, or ask an administrator"
    )]
    NotBound,
    /// The person of the single sign-on is another user already.
    #[error("this account of the single sign-on is bound to a user already")]
    AlreadyBound,
    /// Who needs a second factor keeps the last one.
    #[error("a second factor is required here, and this is your last one; set up another first")]
    LastFactor,
    /// What was sent makes no sense.
    #[error("{field}: {reason}")]
    Malformed {
        /// The field.
        field: &'static str,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The provider of single sign-on failed or is not to be believed.
    #[error("the single sign-on failed: {0}")]
    Provider(String),
    /// The log does not take what is to be noted. A session that could not be noted is none; what was changed besides is
    /// changed.
    #[error(
        "signing in is noted in the office's log, which takes nothing at this moment; try again in a few seconds"
    )]
    NotNoted(#[from] NotNoted),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A sealed secret does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The program itself failed.
    #[error("{0}")]
    Internal(String),
}
