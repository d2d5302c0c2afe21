//! `[proxy]`
use super::{Listed, Network};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What stands between the clients and this program.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxy {
    /// The proxies' addresses: what they say of a client is believed, what anybody else says is not.
    pub trusted: Listed<Network>,
    /// How they say it.
    pub header: ForwardedBy,
}

/// The header in which proxies tell of the client. Only one is read: a proxy passes on what a client wrote into the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedBy {
    /// `X-Forwarded-For` and `X-Forwarded-Proto`.
    #[default]
    XForwardedFor,
    /// `Forwarded`, RFC 7239.
    Forwarded,
}

impl Proxy {
    /// Whether this is one of the proxies.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.has(address))
    }
}
