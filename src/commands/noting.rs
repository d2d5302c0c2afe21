//! What the program itself saw is noted: at its door, beside the user; of the log, beside the log.
use super::desk::OfficeDesk;
use super::request::Request;
use super::store::CommandError;
use crate::cases::epochs::EpochEvent;
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

    /// Notes that the log goes on without events that are lost. Whoever runs the machine says so; no request may.
    ///
    /// # Errors
    /// When the log does not take it.
    pub async fn note_epoch(&self, seen: EpochEvent) -> Result<Receipt, CommandError> {
        let now = self.store().source().now();
        self.submit(Request::live(self.office().epochs_stream(), Dated::at(now, seen))).await
    }
}
