//! One-time links: nobody is given a password, everybody chooses one. There are no default accounts.
pub(super) mod store;

use super::refusal::SignInError;
use super::token::Token;
use super::{Account, By, SignIn, later};
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Moment;
use crate::cases::sign_ins::{PasswordWay, SignInEvent};

/// What a link is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// The first password of a new user.
    FirstPassword,
    /// A new password for a user who has forgotten the old one.
    NewPassword,
}

impl Purpose {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FirstPassword => "first_password",
            Self::NewPassword => "new_password",
        }
    }

    fn of(code: &str) -> Option<Self> {
        [Self::FirstPassword, Self::NewPassword].into_iter().find(|purpose| purpose.code() == code)
    }
}

/// A link that still serves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Whose password it sets.
    pub user: UserId,
    /// What it is for.
    pub purpose: Purpose,
    /// Until when it serves.
    pub expires: Moment,
}

impl SignIn {
    /// Makes a link with which the user chooses a password, once. Earlier links of the user serve no longer.
    ///
    /// # Errors
    /// When there is no such user, or the user is disabled.
    pub async fn make_link(
        &self,
        office: OfficeId,
        user: UserId,
        purpose: Purpose,
        by: By,
    ) -> Result<(Token, Link), SignInError> {
        let account = self.accounts.account(office, user).await?;
        account.filter(|account| account.enabled).ok_or(SignInError::NoSuch("user"))?;
        let (now, token) = (self.source.now(), Token::random(office, &self.source));
        let link = Link { user, purpose, expires: later(now, self.settings.link) };
        let mut tx = self.db.begin().await?;
        store::end_all(&mut tx, office, user).await?;
        store::add(&mut tx, &token, &link, &by.to_string(), now).await?;
        tx.commit().await?;
        self.note(office, user, by, SignInEvent::LinkMade {}).await?;
        Ok((token, link))
    }

    /// Whose link it is, for the page on which the password is chosen.
    ///
    /// # Errors
    /// When it is unknown, was used, has run out, or the user is disabled.
    pub async fn link(&self, token: &Token) -> Result<(Link, Account), SignInError> {
        let link = store::find(&self.db, token).await?.ok_or(SignInError::LinkGone)?;
        let account = self.accounts.account(token.office(), link.user).await?;
        let account = account.filter(|account| account.enabled && self.source.now() < link.expires);
        account.map(|account| (link, account)).ok_or(SignInError::LinkGone)
    }

    /// Sets the password that the user chose, and ends the user's sessions. A password that is refused leaves the link
    /// as it was.
    ///
    /// # Errors
    /// When the link serves no longer, or the password is refused.
    pub async fn follow_link(&self, token: &Token, password: &str) -> Result<Account, SignInError> {
        let (link, account) = self.link(token).await?;
        let hash = self.hash_of_new(token.office(), link.user, &account.login, password).await?;
        let mut tx = self.db.begin().await?;
        if !store::take(&mut tx, token, self.source.now()).await? {
            return Err(SignInError::LinkGone);
        }
        self.set_by_link(&mut tx, token.office(), link.user, &hash).await?;
        tx.commit().await?;
        let chosen = SignInEvent::PasswordChanged { way: PasswordWay::ByLink };
        self.note(token.office(), link.user, By::User(link.user), chosen).await?;
        Ok(account)
    }
}
