//! What the program itself saw at its door is noted beside the user.
use super::request::Request;
use super::store::{CommandError, OfficeDesk};
use crate::cases::ids::UserId;
use crate::cases::occurred::Dated;
use crate::cases::sign_ins::SignInEvent;
use crate::event_log::Receipt;

impl OfficeDesk {
    /// Notes what happened in the signing in of a user, in the name of whoever sits at this desk. It is the program's own
    /// to say: no request may ask for it.
    ///
    /// # Errors
    /// When the log does not take it.
    pub async fn note_sign_in(&self, user: UserId, seen: SignInEvent) -> Result<Receipt, CommandError> {
        let (stream, now) = (self.office().sign_ins_stream(user), self.store().source().now());
        self.submit(Request::live(stream, Dated::at(now, seen))).await
    }
}
