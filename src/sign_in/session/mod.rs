//! Sessions: a random token in a cookie, of which only the hash is kept. One indexed read finds a session.
pub(super) mod store;

pub use crate::cases::sign_ins::Entrance;

use super::accounts::{Account, By};
use super::attempts::Address;
use super::factor::Factor;
use super::refusal::SignInError;
use super::settings::Required;
use super::token::Token;
use super::{SignIn, later};
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Moment;
use crate::cases::sign_ins::SignInEvent;
use chrono::TimeDelta;
use uuid::Uuid;

/// How long whoever is half signed in has for the rest.
const HALFWAY: TimeDelta = TimeDelta::minutes(10);
/// How often it is written down that a session is used.
const NOTED: TimeDelta = TimeDelta::minutes(1);
/// Characters that are kept of what a browser says of itself.
const AGENT: usize = 200;

/// What a session waits for before it is good for work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The second factor has to be given.
    SecondFactor,
    /// A second factor has to be set up.
    Enrolment,
    /// A new password has to be chosen.
    NewPassword,
    /// Nothing: it is whole.
    SignedIn,
}

impl Stage {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::Enrolment => "enrolment",
            Self::NewPassword => "new_password",
            Self::SignedIn => "signed_in",
        }
    }

    fn of(code: &str) -> Option<Self> {
        let all = [Self::SecondFactor, Self::Enrolment, Self::NewPassword, Self::SignedIn];
        all.into_iter().find(|stage| stage.code() == code)
    }
}

/// From where somebody comes, and with what.
#[derive(Clone, Default, Debug)]
pub struct Visit {
    /// From which address.
    pub address: Option<Address>,
    /// What the browser says of itself.
    pub agent: Option<String>,
    /// The session under which the same browser came before; it ends when somebody signs in.
    pub before: Option<Token>,
}

/// A session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// The office.
    pub office: OfficeId,
    /// The user.
    pub user: UserId,
    /// Its name, which does not change when its token does and opens nothing.
    pub id: Uuid,
    /// What it waits for.
    pub stage: Stage,
    /// By which door.
    pub entrance: Entrance,
    /// The second factor that was given.
    pub factor: Option<Factor>,
    /// When somebody signed in.
    pub created: Moment,
    /// When it was last used, to the minute.
    pub seen: Moment,
    /// When it ends, used or not.
    pub ends: Moment,
    /// From which address.
    pub address: Option<String>,
    /// What the browser says of itself.
    pub agent: Option<String>,
    hash: [u8; 32],
}

impl Session {
    pub(super) fn address(&self) -> Option<Address> {
        self.address.as_deref().and_then(|text| text.parse().ok()).map(Address)
    }

    /// Refuses a session that is not good for work yet.
    ///
    /// # Errors
    /// When it waits for something, which the error names.
    pub const fn whole(&self) -> Result<(), SignInError> {
        match self.stage {
            Stage::SignedIn => Ok(()),
            Stage::SecondFactor => Err(SignInError::SecondFactorNeeded),
            Stage::Enrolment => Err(SignInError::EnrolmentNeeded),
            Stage::NewPassword => Err(SignInError::NewPasswordNeeded),
        }
    }
}

/// A session, its new token, and whose it is.
#[derive(Debug)]
pub struct Entered {
    /// What the browser keeps.
    pub token: Token,
    /// The session.
    pub session: Session,
    /// The user's account.
    pub account: Account,
}

impl SignIn {
    /// The session with this token. That it is used is written down at most once a minute.
    ///
    /// # Errors
    /// When there is none, or it has ended.
    pub async fn session(&self, token: &Token) -> Result<Session, SignInError> {
        let now = self.source.now();
        let found = store::find(&self.db, token.office(), token.hash()).await?;
        let mut session = found.ok_or(SignInError::NotSignedIn)?;
        if now >= session.ends || now >= later(session.seen, self.settings.profile.idle) {
            store::end_hash(&self.db, session.office, session.hash).await?;
            return Err(SignInError::NotSignedIn);
        }
        if now >= later(session.seen, NOTED) {
            store::note_seen(&self.db, session.office, session.hash, now).await?;
            session.seen = now;
        }
        Ok(session)
    }

    /// The sessions of a user, the newest first; those that have run out are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, office: OfficeId, user: UserId) -> Result<Vec<Session>, SignInError> {
        let now = self.source.now();
        let mut sessions = store::of_user(&self.db, office, user).await?;
        sessions
            .retain(|session| now < session.ends && now < later(session.seen, self.settings.profile.idle));
        Ok(sessions)
    }

    /// Signs out: ends the session.
    ///
    /// # Errors
    /// When it has ended already, or it cannot be noted that the user went.
    pub async fn leave(&self, session: &Session) -> Result<(), SignInError> {
        let (office, user) = (session.office, session.user);
        if !store::end(&self.db, office, user, session.id).await? {
            return Err(SignInError::NoSuch("session"));
        }
        // Who was not wholly in has not come, and does not go.
        if session.stage != Stage::SignedIn {
            return Ok(());
        }
        self.note(office, user, By::User(user), SignInEvent::SignedOut {}).await
    }

    /// Ends one session of a user.
    ///
    /// # Errors
    /// When the user has no such session, or it cannot be noted that it was ended.
    pub async fn end(
        &self,
        office: OfficeId,
        user: UserId,
        session: Uuid,
        by: By,
    ) -> Result<(), SignInError> {
        if !store::end(&self.db, office, user, session).await? {
            return Err(SignInError::NoSuch("session"));
        }
        self.note(office, user, by, SignInEvent::SessionsEnded { sessions: 1 }).await
    }

    /// Ends all sessions of a user, who was disabled or wants it so, and says how many there were. Links, and steps
    /// that are under way, serve no longer either.
    ///
    /// # Errors
    /// When the database fails, or it cannot be noted that they were ended.
    pub async fn end_all(&self, office: OfficeId, user: UserId, by: By) -> Result<u64, SignInError> {
        let mut tx = self.db.begin().await?;
        let ended = store::end_all(&mut tx, office, user).await?;
        super::link::store::end_all(&mut tx, office, user).await?;
        super::ceremony::store::end_all(&mut tx, office, user).await?;
        tx.commit().await?;
        if ended > 0 {
            let sessions = u32::try_from(ended).unwrap_or(u32::MAX);
            self.note(office, user, by, SignInEvent::SessionsEnded { sessions }).await?;
        }
        Ok(ended)
    }

    /// Begins a session for a user who has shown who they are, and ends the one under which the browser came.
    pub(super) async fn enter(
        &self,
        visit: &Visit,
        (office, user): (OfficeId, UserId),
        account: &Account,
        entrance: Entrance,
    ) -> Result<Entered, SignInError> {
        let given = match (entrance, &self.settings.provider) {
            (Entrance::SingleSignOn, Some(provider)) if provider.gives_second_factor => {
                Some(Factor::SingleSignOn)
            }
            _ => None,
        };
        let stage = self.stage((office, user), account, entrance, given).await?;
        let (now, token) = (self.source.now(), Token::random(office, &self.source));
        let session = Session {
            office,
            user,
            id: self.source.uuid(),
            stage,
            entrance,
            factor: given,
            created: now,
            seen: now,
            ends: self.end_of(now, now, stage),
            address: visit.address.map(|address| address.0.to_canonical().to_string()),
            agent: visit.agent.as_ref().map(|agent| agent.chars().take(AGENT).collect()),
            hash: token.hash(),
        };
        let mut tx = self.db.begin().await?;
        if let Some(before) = &visit.before {
            store::end_in(&mut tx, before.office(), before.hash()).await?;
        }
        store::add(&mut tx, &session).await?;
        tx.commit().await?;
        self.came_in(None, &session).await?;
        Ok(Entered { token, session, account: account.clone() })
    }

    /// The session goes one step on, under a new token; the old one is good for nothing any more.
    pub(super) async fn go_on(
        &self,
        session: &Session,
        account: &Account,
        factor: Option<Factor>,
    ) -> Result<Entered, SignInError> {
        let stage = self.stage((session.office, session.user), account, session.entrance, factor).await?;
        let (now, token) = (self.source.now(), Token::random(session.office, &self.source));
        let ends = self.end_of(session.created, now, stage);
        let next = Session { stage, factor, seen: now, ends, hash: token.hash(), ..session.clone() };
        if !store::replace(&self.db, session.hash, &next).await? {
            return Err(SignInError::NotSignedIn);
        }
        self.came_in(Some(session.stage), &next).await?;
        Ok(Entered { token, session: next, account: account.clone() })
    }

    /// Notes that somebody came in, once nothing is missing any more. A session of which that cannot be noted is none.
    async fn came_in(&self, before: Option<Stage>, session: &Session) -> Result<(), SignInError> {
        if session.stage != Stage::SignedIn || before == Some(Stage::SignedIn) {
            return Ok(());
        }
        let (office, user) = (session.office, session.user);
        let came = SignInEvent::SignedIn { entrance: session.entrance, second_factor: session.factor };
        let noted = self.note(office, user, By::User(user), came).await;
        if noted.is_err() {
            store::end_hash(&self.db, office, session.hash).await?;
        }
        noted
    }

    fn end_of(&self, created: Moment, now: Moment, stage: Stage) -> Moment {
        let whole = later(created, self.settings.profile.absolute);
        if stage == Stage::SignedIn { whole } else { later(now, HALFWAY).min(whole) }
    }

    /// What somebody has to do next who has shown this much.
    async fn stage(
        &self,
        (office, user): (OfficeId, UserId),
        account: &Account,
        entrance: Entrance,
        given: Option<Factor>,
    ) -> Result<Stage, SignInError> {
        if given.is_none() {
            if self.has_factor(office, user).await? {
                return Ok(Stage::SecondFactor);
            }
            if self.needs_factor(account) {
                return Ok(Stage::Enrolment);
            }
        }
        if entrance == Entrance::Password && self.is_outworn(office, user).await? {
            return Ok(Stage::NewPassword);
        }
        Ok(Stage::SignedIn)
    }

    /// Whether this user needs a second factor.
    #[must_use]
    pub fn needs_factor(&self, account: &Account) -> bool {
        match self.settings.second_factor {
            Required::All => true,
            Required::Administrators => account.is_administrator(),
            Required::Nobody => false,
        }
    }
}
