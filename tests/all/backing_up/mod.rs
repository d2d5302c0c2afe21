//! Backups of a store that is used, and servers of several addresses.
mod addresses;
mod embedded;
mod files;
mod keys;
mod servers;

pub use embedded::files_beside;
