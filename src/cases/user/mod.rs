//! 用户: who works in an office: the roles in which a user acts, the department, deputies for a time.
//!
//! A user is added, gets roles, moves between departments, appoints deputies for a time, hands work over and is
//! disabled; nothing is deleted, so that an auditor can say who could do what on any day. How a user proves who it is
//! (passwords, sessions) is not told here: that lives in `sign_in/`.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod names;
mod refusal;
mod role;
mod state;
#[cfg(test)]
mod tests;

pub use command::UserCommand;
pub use event::UserEvent;
#[cfg(test)]
pub(crate) use examples::examples;
pub use names::LoginName;
pub use refusal::UserRefusal;
pub use role::Role;
pub use state::{Deputation, UserLife};

/// A user.
pub type User = super::case_file::CaseFile<UserLife>;
