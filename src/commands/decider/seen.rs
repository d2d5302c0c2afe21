//! What the program saw at its own door is decided by nobody: it is taken down.
use super::{Deciding, Refused};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::StreamId;
use crate::cases::occurred::Dated;
use crate::cases::sign_ins::SignInEvent;

impl Deciding<'_> {
    pub(super) fn take_down(&mut self, stream: StreamId, seen: &Dated<SignInEvent>) -> Result<(), Refused> {
        match self.file(stream) {
            AnyFile::Blank | AnyFile::SignIns(_) => self.draft(stream, "sign_ins", seen),
            other => Err(Refused::WrongKind { actual: other.kind(), wanted: "SignIns" }),
        }
    }
}
