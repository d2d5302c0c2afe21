//! Who may do and see what: the policy against what was written by hand, and against a second opinion; and the store
//! with people in it.
mod accused;
mod deputies;
mod matrix;
mod offices;
mod paper;
pub mod people;
mod properties;
pub mod questions;
mod removals;
mod roles;
mod second_opinion;
mod secret;
pub mod tables;
