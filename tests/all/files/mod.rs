//! Attachments: what is taken, what is kept of it, and what is given back.
mod attaching;
mod command_line;
mod crashing;
mod faults;
mod moto;
mod pictures;
mod putting;
mod reading;
mod s3;
mod serving;
pub mod support;
mod sweeping;
