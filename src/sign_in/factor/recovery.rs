//! Recovery codes: ten, shown once, each good once. Only hashes are kept.
use super::store;
use super::{Factor, SignIn};
use crate::cases::sign_ins::SignInEvent;
use crate::sign_in::refusal::SignInError;
use crate::sign_in::token::sha256;
use crate::sign_in::{Entered, Session};

/// How many there are.
pub const CODES: usize = 10;
/// Letters and digits that nobody takes for another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 24 of 32 letters are 120 random bits, so a fast hash is enough (ASVS 5.0, 6.5.2, asks for 112).
const LENGTH: usize = 24;

/// Small letters without dashes and blanks, and with what people take for another letter put right.
fn normal(code: &str) -> String {
    let typed = code.chars().filter(|c| *c != '-' && !c.is_whitespace());
    typed
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        })
        .collect()
}

fn hash(code: &str) -> [u8; 32] {
    sha256(normal(code).as_bytes())
}

/// `7x9k-…`: six groups of four.
fn spelt(random: [u8; LENGTH]) -> String {
    let letters: Vec<char> = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

impl SignIn {
    /// Makes ten recovery codes in place of the earlier ones. They are told here and never again.
    ///
    /// # Errors
    /// When the session is not good for it.
    pub async fn new_recovery_codes(&self, session: &Session) -> Result<Vec<String>, SignInError> {
        session.whole()?;
        let (office, user) = (session.office, session.user);
        if !self.has_factor(office, user).await? {
            return Err(SignInError::NoSuch("second factor that they could stand in for; set one up first"));
        }
        let codes: Vec<_> = (0..CODES).map(|_| spelt(self.source.bytes())).collect();
        let hashes: Vec<_> = codes.iter().map(|code| hash(code)).collect();
        store::put_recovery_codes(&self.db, office, user, &hashes).await?;
        self.note_own(session, SignInEvent::SecondFactorSetUp { factor: Factor::RecoveryCode }).await?;
        Ok(codes)
    }

    /// Gives a recovery code as the second factor.
    ///
    /// # Errors
    /// When it does not fit or was used before, or somebody has to wait.
    pub async fn give_recovery_code(&self, session: &Session, code: &str) -> Result<Entered, SignInError> {
        let (account, counted) = self.try_factor(session).await?;
        let fits = store::use_recovery_code(&self.db, session.office, session.user, hash(code)).await?;
        let judged = if fits { Ok(()) } else { Err(SignInError::WrongFactor) };
        self.given(session, &account, (counted, judged), Factor::RecoveryCode).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = spelt(std::array::from_fn(|at| u8::try_from(at).expect("small")));
        assert_eq!(code, "0123-4567-89ab-cdef-ghjk-mnpq");
        assert_eq!(hash(" OI23 4567 89AB CDEF GHJK MNPQ"), hash(&code));
        assert_ne!(hash("0123-4567-89ab-cdef-ghjk-mnpr"), hash(&code));
    }
}
