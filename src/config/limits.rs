//! `[limits]`
use super::{Size, Span};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// How much, and for how long.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The body of a request; uploads have a limit of their own.
    pub body: Size,
    /// Requests that are answered at the same time; more are sent away with 503.
    pub requests: NonZeroU32,
    /// Until the head of a request is there, and a TLS handshake done.
    pub header_time: Span,
    /// Until an answer begins; uploads and event streams may take longer.
    pub request_time: Span,
    /// Until the store must have answered that the program is ready.
    pub ready_time: Span,
}

impl Limits {
    /// The body of a request, if nothing else is said: a command with all that can be in it has room.
    pub const BODY: Size = Size::kib(256);
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: Self::BODY,
            requests: NonZeroU32::MIN.saturating_add(1023),
            header_time: Span::seconds(10),
            request_time: Span::seconds(30),
            ready_time: Span::seconds(2),
        }
    }
}
