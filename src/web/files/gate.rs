//! Who may do what with files is decided elsewhere: whoever puts these routes into a server says by whom.
use crate::cases::ids::OfficeId;
use crate::event_log::Actor;
use crate::files::FileHash;
use crate::web::problem::Problem;
use crate::web::words::Language;
use axum::http::request::Parts;
use futures_util::future::BoxFuture;

/// What a request wishes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// To store a file.
    Put(FileHash),
    /// To see a file: of a picture its rendition.
    See(FileHash),
    /// To see the very bytes that were sent, with the place and the device that a photograph tells of.
    SeeOriginal(FileHash),
}

/// For whom a request that may do what it wishes is carried out.
#[derive(Clone, Debug)]
pub struct Permit {
    /// The office whose file it is.
    pub office: OfficeId,
    /// Who it is.
    pub actor: Actor,
    /// The language of what goes wrong.
    pub language: Language,
}

/// Says what a request may do.
pub trait Gate: Send + Sync + 'static {
    /// Lets a request through that may do what it wishes, or says why it may not. A reader who may not know of a file
    /// is told that there is none.
    fn permit<'a>(&'a self, request: &'a Parts, wish: Wish) -> BoxFuture<'a, Result<Permit, Problem>>;
}
