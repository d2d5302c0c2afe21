//! `[listen]`
use super::{Listed, Network};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Where the program listens.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listen {
    /// Address and port of the API.
    pub address: SocketAddr,
    /// Address and port of `/metrics` and `/health` alone, without TLS; then the API's own address does not tell metrics.
    pub metrics: Option<SocketAddr>,
    /// Who may read `/metrics` at the API's own address.
    pub metrics_from: Listed<Network>,
}

impl Default for Listen {
    fn default() -> Self {
        let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8019)),
            metrics: None,
            metrics_from: loopback.into_iter().map(Network::from).collect(),
        }
    }
}
