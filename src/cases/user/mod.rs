//! 用户: who works in an office: the roles in which a user acts, the department, deputies for a time.
mod names;

pub use names::LoginName;
